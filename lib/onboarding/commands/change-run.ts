import 'server-only'
import * as z from 'zod'
import { tenantOf } from '@/lib/audit/belonging'
import { AppError } from '@/lib/core/errors'
import type { Prisma } from '@/lib/db/generated/client'
import { defineCommand } from '@/lib/entry/command'
import { mended } from '../run/mending'
import {
  anew,
  askToStop,
  goOn,
  heldStep,
  leaveOut,
  noSuchRun,
  openRun,
  openRuns,
  type Openable,
} from '../run/changing'
import { orderOfRun } from '../ordered'
import { MendStep, OneStep, RunIds, type RunOutcome } from '../schema'
import { sealOrder } from '../starting'

const Reported = { request: z.object({ runIds: z.array(z.string()) }), after: z.object({ done: z.number() }) }

/** Lets runs go on that wait; answers what became of each. */
export const continueRuns = defineCommand({
  name: 'onboarding.run.continue',
  label: 'Continue onboarding runs',
  target: 'run',
  permission: 'onboarding.provision',
  effect: 'local',
  input: RunIds,
  remember: Reported,
  targetOf: ({ runIds }) => ({ id: runIds.length === 1 ? runIds[0] : null }),
  run: ({ tx }, { runIds }) =>
    report(tx, runIds, {
      wanted: ({ status }) => status === 'paused' || status === 'waiting',
      otherwise: 'It does not wait.',
      act: (runs) => goOn(tx, runs),
    }),
})

/** Stops runs: nothing is sent from now on, and nothing is removed. Answers what became of each. */
export const stopRuns = defineCommand({
  name: 'onboarding.run.stop',
  label: 'Stop onboarding runs',
  target: 'run',
  permission: 'onboarding.provision',
  effect: 'local',
  input: RunIds,
  remember: Reported,
  targetOf: ({ runIds }) => ({ id: runIds.length === 1 ? runIds[0] : null }),
  run: ({ tx, staff }, { runIds }) =>
    report(tx, runIds, {
      wanted: ({ endedAt, stopAskedAt }) => endedAt === null && stopAskedAt === null,
      otherwise: 'It has ended, or is being stopped already.',
      act: (runs) => askToStop(tx, { id: { in: runs.map(({ id }) => id) } }, staff.email),
    }),
})

/** Changes what a step was refused for, and lets the run go on. */
export const mendStep = defineCommand({
  name: 'onboarding.step.mend',
  label: 'Mend a step of an onboarding run',
  target: 'run',
  permission: 'onboarding.provision',
  effect: 'local',
  input: MendStep,
  remember: { request: z.object({ key: z.string() }) },
  targetOf: ({ runId }) => ({ id: runId }),
  run: async ({ tx }, { runId, key, part }) => {
    const run = await openRun(tx, runId)
    const step = heldStep(run, key)
    if (step.state === 'unknown')
      throw new AppError(
        'conflict',
        'It is not known whether this was done, so it cannot be changed. Continue looks for it again.',
      )
    const order = orderOfRun(run)
    if (!order) throw new AppError('conflict', 'What was ordered has been removed.')
    const after = mended(order, step, part)
    const taken = run.steps.some((each) => each.key === after.key && each.key !== step.key)
    if (taken)
      throw new AppError('invalid', 'Some fields need your attention.', {
        fields: { name: 'This is ordered already.' },
      })
    await anew(tx, step, after.key)
    const plan = run.steps.find((each) => each.key === key.replace(/^zone:/, 'plan:') && each.key !== key)
    if (plan && after.key !== key) await anew(tx, plan, after.key.replace(/^zone:/, 'plan:'))
    const { name, unitId } = after.order.customer
    await tx.onboardingRun.update({
      where: { id: runId },
      data: {
        content: sealOrder(runId, after.order),
        title: name,
        unitId,
        tenantId: await tenantOf(tx, [run.accountId, unitId]),
      },
    })
    await goOn(tx, [run])
    return { data: null, target: { name: run.title } }
  },
})

/** Leaves a step out, and lets the run go on. */
export const skipStep = defineCommand({
  name: 'onboarding.step.skip',
  label: 'Skip a step of an onboarding run',
  target: 'run',
  permission: 'onboarding.provision',
  effect: 'local',
  input: OneStep,
  remember: { request: z.object({ key: z.string() }) },
  targetOf: ({ runId }) => ({ id: runId }),
  run: async ({ tx }, { runId, key }) => {
    const run = await openRun(tx, runId)
    await leaveOut(tx, run, heldStep(run, key))
    await goOn(tx, [run])
    return { data: null, target: { name: run.title } }
  },
})

/** Acts on those of the runs that are as wanted, and answers what became of each. */
async function report(
  tx: Prisma.TransactionClient,
  runIds: string[],
  how: { wanted: (run: Openable) => boolean; otherwise: string; act: (runs: Openable[]) => Promise<void> },
) {
  const ids = [...new Set(runIds)].sort()
  const open = await openRuns(tx, ids)
  const runs = ids.map((id) => open.get(id) ?? noSuchRun())
  await how.act(runs.filter(how.wanted))
  const results = runs.map((run): RunOutcome => {
    const done = how.wanted(run)
    return { runId: run.id, done, message: done ? null : how.otherwise }
  })
  return {
    data: results,
    target: runs.length === 1 ? { name: runs[0]!.title } : undefined,
    after: { done: results.filter(({ done }) => done).length },
  }
}
