import 'server-only'
import { randomUUID } from 'node:crypto'
import { tenantOf } from '@/lib/audit/belonging'
import { may } from '@/lib/auth/permissions'
import { starterOf } from '@/lib/auth/starter'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { Prisma, type OnboardingRun, type OnboardingStep } from '@/lib/db/generated/client'
import type { Told } from '@/lib/entry/once'
import { sharedBudget, type Run as Caller } from '@/lib/tenant-api/budget'
import { begin, persistent, type Job, type Turn } from '@/lib/workflows/engine'
import { orderOfRun } from '@/lib/onboarding/ordered'
import { planOf } from '@/lib/onboarding/plan'
import { onceKeyOf, readKey, resultOf } from '@/lib/onboarding/results'
import type { Order } from '@/lib/onboarding/schema'
import { PROVISION } from '@/lib/onboarding/starting'
import { releaseHeld } from './changing'
import { DO, LONGEST_ATTEMPT_MS, type Doing, type Done } from './doing'
import { beginWatching } from './watching'

const SECOND = 1_000
const MINUTE = 60 * SECOND

/** How long a lost answer is looked for before a person is asked. */
const LOOKED_FOR_MS = 30 * MINUTE
/** How often a step is begun again by itself after what passes by itself. */
const TRIES_MAX = 12
const MISSING_MAX = 5

type Tx = Prisma.TransactionClient
type RunWithSteps = OnboardingRun & { steps: OnboardingStep[] }

/** Provisions one customer, step by step. */
export const provision: Job = { name: PROVISION, atOnce: 6, work: persistent(work), gaveUp }

async function work(runId: string, stretch: number, turn: Turn): Promise<boolean> {
  const run = await db().onboardingRun.findUnique({
    where: { id: runId },
    include: { steps: { orderBy: { position: 'asc' } } },
  })
  if (!run || run.stretch !== stretch || !AT_WORK.includes(run.status)) return false
  return advance(run, keeper(run, turn), turn)
}

async function advance(run: RunWithSteps, keep: Keep, turn: Turn): Promise<boolean> {
  if (run.stopAskedAt) return keep((tx) => stop(tx, run))
  if (await isHeld(run)) {
    await keep((tx) => rest(tx, run, { status: 'waiting', reason: 'The import is paused.', wakeAt: null }))
    // Resumed meanwhile, whoever let held runs go on has not seen this one.
    if (!(await isHeld(run))) await db().$transaction((tx) => releaseHeld(tx, run.importId!, 1))
    return false
  }
  const starter = await starterOf(run.startedBy, run.id)
  if (!mayProvision(starter)) return keep((tx) => pause(tx, run, notAllowed(run, starter !== null)))
  let order: Order | null
  try {
    order = orderOfRun(run)
  } catch (error) {
    // Of another DATA_KEY, which this process may have kept when it was replaced.
    if (!(error instanceof AppError)) throw error
    return keep((tx) => pause(tx, run, error.message))
  }
  // With a DATA_KEY that was lost.
  if (!order) return keep((tx) => pause(tx, run, REMOVED))
  const step = run.steps.find(({ state }) => state !== 'done' && state !== 'skipped')
  if (!step) return keep((tx) => finish(tx, run))

  const { calls } = planOf(order).find(({ key }) => key === step.key)!
  const caller: Caller = { work: 'run', person: starter.staff.id }
  const until = calls > 0 ? await sharedBudget().room(caller, calls) : null
  if (until !== null)
    return keep((tx) => wait(tx, run, new Date(until), 'It waits for Cloudflare’s allowance of calls.'))
  try {
    const tried = await beginTry(keep, run, step)
    if (!tried) return false
    const done = await doStep({ run, order, step: tried, starter, caller, turn })
    return await keep((tx) => settle(tx, run, tried, done))
  } finally {
    sharedBudget().leave(caller)
  }
}

type Keep = (write: (tx: Tx) => Promise<boolean>) => Promise<boolean>

/**
 * Writes in one transaction, and only while this process owns the run and nobody has begun another stretch of it; else
 * writes nothing and ends the stretch.
 */
function keeper(run: OnboardingRun, turn: Turn): Keep {
  return (write) =>
    db().$transaction(async (tx) => {
      const { count } = await tx.onboardingRun.updateMany({
        where: { id: run.id, stretch: run.stretch },
        data: { updatedAt: new Date() },
      })
      if (count === 0) return false
      const again = await write(tx)
      await turn.stillOwns()
      return again
    })
}

/** Notes that a step is about to be sent, or looked for; null where the run is another's by now. */
async function beginTry(keep: Keep, run: RunWithSteps, step: OnboardingStep): Promise<OnboardingStep | null> {
  const begun = step.state === 'sending' || step.state === 'unknown'
  const tried: OnboardingStep = {
    ...step,
    tries: begun ? step.tries : step.tries + 1,
    requestId: randomUUID(),
    startedAt: begun ? step.startedAt : new Date(),
    // One whose answer was lost is looked for: it stays what it is.
    state: step.state === 'unknown' ? 'unknown' : 'sending',
  }
  const { tries, requestId, startedAt, state } = tried
  const mine = await keep(async (tx) => {
    await tx.onboardingStep.update({ where: whereOf(step), data: { tries, requestId, startedAt, state } })
    await tx.onboardingRun.update({
      where: { id: run.id },
      data: { status: 'running', reason: null, wakeAt: null },
    })
    return true
  })
  return mine ? tried : null
}

async function doStep({
  run,
  order,
  step,
  starter,
  caller,
  turn,
}: {
  run: RunWithSteps
  order: Order
  step: OnboardingStep
  starter: Starter
  caller: Caller
  turn: Turn
}): Promise<Done> {
  const { kind, which } = readKey(step.key)
  const doing: Doing = {
    run,
    order,
    step,
    steps: run.steps,
    which,
    performer: starter,
    requestId: step.requestId!,
    byRun: {
      once: { key: onceKeyOf(step), stillOwns: turn.stillOwns },
      caller,
      mayStillSend: async ({ write }) => {
        if (write) {
          await requireMay(run)
          await noteSending(step)
        }
        turn.mayStillSend()
      },
    },
  }
  try {
    return await DO[kind](doing)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { message, code, fields, retryAt } = error
    return { state: 'failed', message, code, fields, retryAt, requestId: step.requestId!, ray: null }
  }
}

/** Throws where the starter lost the right since the step began: what it reads first may take a while. */
async function requireMay(run: OnboardingRun): Promise<void> {
  const starter = await starterOf(run.startedBy, run.id)
  if (!mayProvision(starter)) throw new AppError('denied', notAllowed(run, starter !== null))
}

type Starter = NonNullable<Awaited<ReturnType<typeof starterOf>>>
const mayProvision = (starter: Starter | null): starter is Starter =>
  starter !== null && may(starter.staff.role, 'onboarding.provision')

/**
 * Notes that a change goes out now, so that whoever takes over looks for it only once it must have arrived. Throws where
 * the run was stopped.
 */
async function noteSending({ runId, key }: OnboardingStep): Promise<void> {
  const { count } = await db().onboardingStep.updateMany({
    where: { runId, key, run: { stopAskedAt: null } },
    data: { nextLookAt: new Date(Date.now() + LONGEST_ATTEMPT_MS) },
  })
  if (count === 0) throw new AppError('conflict', 'The run was stopped before this was sent.')
}

/** Keeps how a step ended, and says whether the run goes on at once. */
async function settle(tx: Tx, run: RunWithSteps, step: OnboardingStep, done: Done): Promise<boolean> {
  const { kind } = readKey(step.key)
  if (done.state === 'done') {
    await mark(tx, step, {
      state: 'done',
      targetId: done.targetId,
      result: done.result,
      endedAt: new Date(),
      ...NOTHING_TOLD,
    })
    const accountId = resultOf('account', kind === 'account' ? done.result : null)?.accountId
    await tx.onboardingRun.update({
      where: { id: run.id },
      data: {
        movedAt: new Date(),
        ...(accountId && { accountId, tenantId: await tenantOf(tx, [accountId, run.unitId]) }),
      },
    })
    return true
  }
  if (done.state === 'waiting') {
    await mark(tx, step, { state: 'paused', message: done.message })
    return pause(tx, run, done.message)
  }
  const { stopAskedAt } = await tx.onboardingRun.findUniqueOrThrow({ where: { id: run.id } })
  if (done.state === 'unknown') {
    const since = (step.startedAt ?? new Date()).getTime()
    const nextLookAt = new Date(Math.max(done.retryAt ?? 0, Date.now() + pauseBeforeLook(Date.now() - since)))
    const told = { ...toldOf(done), nextLookAt }
    await mark(tx, step, { state: 'unknown', ...told })
    if (Date.now() - since > LOOKED_FOR_MS) {
      await mark(tx, step, { nextLookAt: null })
      return pause(
        tx,
        run,
        'It is not known whether this was done. Look in Cloudflare’s dashboard; Continue looks again here.',
      )
    }
    return wait(tx, run, nextLookAt, done.message)
  }
  if (stopAskedAt) {
    await mark(tx, step, { state: 'waiting', ...NOTHING_TOLD })
    return stop(tx, run)
  }
  const again = passesByItself(step, done)
  if (again !== null) {
    await mark(tx, step, { state: 'waiting', ...toldOf(done), nextLookAt: new Date(again) })
    return wait(tx, run, new Date(again), done.message)
  }
  await mark(tx, step, { state: 'paused', ...toldOf(done) })
  return pause(tx, run, done.message)
}

/** When to try again what needs nobody, in epoch milliseconds; null where a person has to mend something. */
function passesByItself(step: OnboardingStep, told: Told): number | null {
  // What the run itself has made may be missing for a while where it is asked for.
  const most = told.code === 'not_found' ? MISSING_MAX : TRIES_MAX
  // What says when to try again is nothing to mend: somebody else makes an account of the name.
  const passes = told.retryAt !== null || told.code === 'not_found' || PASSING.includes(told.code)
  if (!passes) return null
  // The allowance is nobody's fault, however long it takes.
  if (told.code !== 'rate_limited' && step.tries >= most) return null
  const pause = Math.min(5 * SECOND * 2 ** Math.min(step.tries - 1, 6), 5 * MINUTE)
  return Math.max(told.retryAt ?? 0, Date.now() + pause)
}

// `unknown`: it was looked for, and was not done.
const PASSING: string[] = [
  'rate_limited',
  'unreachable',
  'unavailable',
  'not_recorded',
  'throttled',
  'unknown',
]

const pauseBeforeLook = (age: number) =>
  age < MINUTE ? 5 * SECOND : age < 5 * MINUTE ? 20 * SECOND : 2 * MINUTE

const toldOf = ({ message, code, fields, requestId, ray }: Told) => ({
  message,
  errorCode: code,
  fields,
  requestId,
  ray,
  nextLookAt: null as Date | null,
})

const NOTHING_TOLD = { message: null, errorCode: null, fields: Prisma.DbNull, nextLookAt: null }

const whereOf = ({ runId, key }: OnboardingStep) => ({ runId_key: { runId, key } })

async function mark(tx: Tx, step: OnboardingStep, data: Prisma.OnboardingStepUpdateInput): Promise<void> {
  await tx.onboardingStep.update({ where: whereOf(step), data })
}

/**
 * Ends the stretch; what has to happen before the next one is said by the run's row. A run that was told to stop meanwhile
 * waits for nothing any more.
 */
async function rest(
  tx: Tx,
  { id }: Pick<OnboardingRun, 'id'>,
  data: Prisma.OnboardingRunUpdateInput,
): Promise<false> {
  // Cut off while it was sent, nobody looked: it may be there.
  await tx.onboardingStep.updateMany({
    where: { runId: id, state: 'sending' },
    data: { state: 'unknown', nextLookAt: null },
  })
  const { stopAskedAt } = await tx.onboardingRun.findUniqueOrThrow({ where: { id } })
  const next = stopAskedAt && !data.endedAt ? stopped() : data
  await tx.onboardingRun.update({ where: { id }, data: next })
  // Nothing looks by itself at what waits for a person, or has ended.
  if (next.status !== 'waiting')
    await tx.onboardingStep.updateMany({ where: { runId: id }, data: { nextLookAt: null } })
  return false
}

const stopped = () => ({ status: 'stopped' as const, wakeAt: null, reason: null, endedAt: new Date() })

async function wait(tx: Tx, run: OnboardingRun, until: Date, reason: string): Promise<false> {
  const stretch = run.stretch + 1
  await begin(tx, PROVISION, { id: run.id, stretch, at: until, later: run.importId !== null })
  return rest(tx, run, { status: 'waiting', wakeAt: until, reason, stretch })
}

function pause(tx: Tx, run: Pick<OnboardingRun, 'id'>, reason: string): Promise<false> {
  return rest(tx, run, { status: 'paused', wakeAt: null, reason })
}

const stop = (tx: Tx, run: OnboardingRun) => rest(tx, run, stopped())

async function finish(tx: Tx, run: RunWithSteps): Promise<false> {
  const problems = run.steps.flatMap(({ result }) => resultOf('read-back', result)?.problems ?? [])
  if (run.steps.some(({ key, state }) => readKey(key).kind === 'zone' && state === 'done'))
    await beginWatching(tx, run.id)
  const whole = problems.length === 0 && run.steps.every(({ state }) => state === 'done')
  return rest(tx, run, {
    status: whole ? 'completed' : 'problems',
    wakeAt: null,
    reason: null,
    endedAt: new Date(),
  })
}

async function gaveUp(runId: string, stretch: number): Promise<void> {
  await db().$transaction(async (tx) => {
    const { count } = await tx.onboardingRun.updateMany({
      where: { id: runId, stretch, status: { in: AT_WORK } },
      data: { updatedAt: new Date() },
    })
    if (count > 0) await pause(tx, { id: runId }, BROKE_OFF)
  })
}

async function isHeld({ importId }: OnboardingRun): Promise<boolean> {
  if (!importId) return false
  const found = await db().onboardingImport.findUnique({ where: { id: importId }, select: { status: true } })
  return found?.status === 'paused'
}

const AT_WORK: OnboardingRun['status'][] = ['queued', 'running', 'waiting']

const BROKE_OFF = 'The work on this run broke off by a fault of ours. Continue tries again from where it was.'

const REMOVED =
  'What was ordered was removed, because its DATA_KEY is lost. Stop this run, and enter what is missing by hand.'

const notAllowed = ({ startedByEmail }: OnboardingRun, there: boolean) =>
  there
    ? `${startedByEmail}, who started this run, may not provision customers any more. An administrator can give the role back; then continue.`
    : `${startedByEmail}, who started this run, was disabled. An administrator can enable the person; then continue.`
