import 'server-only'
import * as z from 'zod'
import { DeskError } from '@/lib/core/errors'
import { defineCommand } from '@/lib/entry/command'
import { mended } from '../run/mending'
import { anew, askToStop, goOn, heldStep, leaveOut, openRun } from '../run/changing'
import { orderOf } from '../ordered'
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
  run: async ({ tx }, { runIds }) => {
    const results: RunOutcome[] = []
    let name: string | null = null
    for (const id of inOrder(runIds)) {
      const run = await openRun(tx, id)
      name = run.title
      const waits = run.status === 'paused' || run.status === 'waiting'
      if (waits) await goOn(tx, run)
      results.push({ runId: id, done: waits, message: waits ? null : 'It does not wait.' })
    }
    return answer(results, name)
  },
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
  run: async ({ tx, staff }, { runIds }) => {
    const results: RunOutcome[] = []
    let name: string | null = null
    for (const id of inOrder(runIds)) {
      const run = await openRun(tx, id)
      name = run.title
      const open = run.endedAt === null && run.stopAskedAt === null
      if (open) await askToStop(tx, run, staff.email)
      results.push({
        runId: id,
        done: open,
        message: open ? null : 'It has ended, or is being stopped already.',
      })
    }
    return answer(results, name)
  },
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
      throw new DeskError(
        'conflict',
        'It is not known whether this was done, so it cannot be changed. Continue looks for it again.',
      )
    const order = orderOf(run)
    if (!order) throw new DeskError('conflict', 'What was ordered has been removed.')
    const after = mended(order, step, part)
    const taken = run.steps.some((each) => each.key === after.key && each.key !== step.key)
    if (taken)
      throw new DeskError('invalid', 'Some fields need your attention.', {
        fields: { name: 'This is ordered already.' },
      })
    await anew(tx, step, after.key)
    const plan = run.steps.find((each) => each.key === key.replace(/^zone:/, 'plan:') && each.key !== key)
    if (plan && after.key !== key) await anew(tx, plan, after.key.replace(/^zone:/, 'plan:'))
    await tx.onboardingRun.update({
      where: { id: runId },
      data: { content: sealOrder(runId, after.order), title: after.order.customer.name },
    })
    await goOn(tx, run)
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
    await goOn(tx, run)
    return { data: null, target: { name: run.title } }
  },
})

// Always the same, so that two people who act on the same runs do not wait for one another for ever.
const inOrder = (ids: string[]) => [...new Set(ids)].sort()

const answer = (results: RunOutcome[], name: string | null) => ({
  data: results,
  target: results.length === 1 ? { name } : undefined,
  after: { done: results.filter(({ done }) => done).length },
})
