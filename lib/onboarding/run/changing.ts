import 'server-only'
import { randomUUID } from 'node:crypto'
import { AppError } from '@/lib/core/errors'
import type { OnboardingRun, OnboardingStep, Prisma } from '@/lib/db/generated/client'
import { begin } from '@/lib/workflows/engine'
import { readKey } from '@/lib/onboarding/results'
import { PROVISION } from '@/lib/onboarding/starting'

type Tx = Prisma.TransactionClient
type OpenRun = OnboardingRun & { steps: OnboardingStep[] }

/** Locks the run until the transaction ends. Throws `not_found`. */
export async function openRun(tx: Tx, id: string): Promise<OpenRun> {
  await tx.$queryRaw`SELECT FROM onboarding_run WHERE id = ${id}::uuid FOR UPDATE`
  const run = await tx.onboardingRun.findUnique({
    where: { id },
    include: { steps: { orderBy: { position: 'asc' } } },
  })
  return run ?? noSuchRun()
}

export function noSuchRun(): never {
  throw new AppError('not_found', 'There is no such run.')
}

/** Locks so many runs at once, in an order that is always the same: two people who act on them wait for one another. */
export async function openRuns(tx: Tx, ids: string[]): Promise<Map<string, Openable>> {
  await tx.$queryRaw`SELECT FROM onboarding_run WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`
  const runs = await tx.onboardingRun.findMany({ where: { id: { in: ids } }, omit: { content: true } })
  return new Map(runs.map((run) => [run.id, run]))
}

/** A run without what was ordered. */
export type Openable = Omit<OnboardingRun, 'content'>

/** Lets runs go on that wait, for a person or for a moment, and that are locked. */
export async function goOn(tx: Tx, runs: Openable[]): Promise<void> {
  const ids = runs.map(({ id }) => id)
  await tx.onboardingStep.updateMany({
    where: { runId: { in: ids }, state: { in: ['paused', 'failed'] } },
    data: { state: 'waiting', nextLookAt: null },
  })
  await tx.onboardingRun.updateMany({
    where: { id: { in: ids } },
    data: { status: 'queued', reason: null, wakeAt: null, stretch: { increment: 1 }, movedAt: new Date() },
  })
  const due = runs.map(({ id, stretch, importId }) => ({
    id,
    stretch: stretch + 1,
    later: importId !== null,
  }))
  await begin(tx, PROVISION, ...due)
}

/** Lets runs of an import go on that were held while it was paused, so many at once. Returns how many. */
export async function releaseHeld(tx: Tx, importId: string, take: number): Promise<number> {
  const held = { importId, status: 'waiting', wakeAt: null, stopAskedAt: null } as const
  const found = await tx.onboardingRun.findMany({
    where: held,
    orderBy: { row: 'asc' },
    take,
    select: { id: true },
  })
  const ids = found.map(({ id }) => id)
  await openRuns(tx, ids)
  // Without those that somebody has stopped or let go on meanwhile.
  await goOn(tx, await tx.onboardingRun.findMany({ where: { ...held, id: { in: ids } } }))
  return found.length
}

/**
 * Stops runs: nothing is sent from now on. Where a step is under way its process says how that ended; all others are
 * stopped at once.
 */
export async function askToStop(
  tx: Tx,
  which: { id: { in: string[] } } | { importId: string },
  by: string,
): Promise<void> {
  const open = { ...which, endedAt: null }
  await tx.onboardingRun.updateMany({
    where: { ...open, stopAskedAt: null },
    data: { stopAskedAt: new Date(), stopAskedBy: by },
  })
  await tx.onboardingRun.updateMany({
    where: { ...open, status: { not: 'running' } },
    // Whatever stretch is still queued finds that it is not wanted.
    data: { status: 'stopped', stretch: { increment: 1 }, reason: null, wakeAt: null, endedAt: new Date() },
  })
  // Nothing looks any more.
  await tx.onboardingStep.updateMany({
    where: { run: { ...which, status: 'stopped' }, nextLookAt: { not: null } },
    data: { nextLookAt: null },
  })
}

/** The step that a person may mend or skip: the run waits for it. Throws a conflict otherwise. */
export function heldStep(run: OpenRun, key: string): OnboardingStep {
  const step = run.steps.find((each) => each.key === key)
  if (!step) throw new AppError('not_found', 'There is no such step in this run.')
  const next = run.steps.find(({ state }) => state !== 'done' && state !== 'skipped')
  if (run.status !== 'paused' || next?.key !== key)
    throw new AppError('conflict', 'The run does not wait for this step any more.')
  return step
}

/** Leaves a step out, and what cannot be without it. */
export async function leaveOut(tx: Tx, run: OpenRun, step: OnboardingStep): Promise<void> {
  const { kind, which } = readKey(step.key)
  if (kind === 'account' || kind === 'read-back')
    throw new AppError('conflict', 'This step cannot be skipped. Mend it, or stop the run.')
  const keys = kind === 'zone' ? [step.key, `plan:${which}`] : [step.key]
  await tx.onboardingStep.updateMany({
    where: { runId: run.id, key: { in: keys } },
    data: { state: 'skipped', nextLookAt: null, endedAt: new Date() },
  })
}

/** Puts a step back to its beginning under another key, as what was mended is another thing to make. */
export async function anew(tx: Tx, step: OnboardingStep, key = step.key): Promise<void> {
  const { runId } = step
  await tx.onboardingStep.update({
    where: { runId_key: { runId, key: step.key } },
    data: { key, state: 'waiting', idempotencyKey: randomUUID(), nextLookAt: null },
  })
}
