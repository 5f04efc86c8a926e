import 'server-only'
import { randomUUID } from 'node:crypto'
import { may } from '@/lib/auth/permissions'
import { starterOf } from '@/lib/auth/starter'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Prisma, Removal, RemovalStep } from '@/lib/db/generated/client'
import { performOnce, type Ended } from '@/lib/entry/once'
import { removeMember } from '@/lib/members/commands/remove-member'
import { sharedBudget, type Run as Caller } from '@/lib/tenant-api/budget'
import { LONGEST_CHANGE_MS } from '@/lib/tenant-api/client'
import { begin, LEASE_MS, persistent, type Job, type Turn } from '@/lib/workflows/engine'
import { CALLS_EACH, REMOVE } from './constants'

const SECOND = 1_000
const MINUTE = 60 * SECOND

/** How long a lost answer is looked for before a person is asked to look. */
const LOOKED_FOR_MS = 30 * MINUTE
/** How often a step is begun again by itself after what passes by itself. */
const TRIES_MAX = 12
/** Whoever made an attempt cannot be at it any more after so long, frozen or alive. */
const LONGEST_ATTEMPT_MS = LEASE_MS + LONGEST_CHANGE_MS

type Tx = Prisma.TransactionClient
type WithSteps = Removal & { steps: RemovalStep[] }
type Starter = NonNullable<Awaited<ReturnType<typeof starterOf>>>

/**
 * Removes one person from accounts, one after the other. What fails in one account does not hold up the others; only what
 * concerns all of them, such as a starter who lost the right, lets it wait for a person.
 */
export const removing: Job = { name: REMOVE, atOnce: 2, work: persistent(work), gaveUp }

async function work(id: string, stretch: number, turn: Turn): Promise<boolean> {
  const removal = await db().removal.findUnique({
    where: { id },
    include: { steps: { orderBy: { position: 'asc' } } },
  })
  if (!removal || removal.stretch !== stretch || !AT_WORK.includes(removal.status)) return false
  const keep = keeper(removal, turn)
  if (removal.stopAskedAt) return keep((tx) => stop(tx, removal))
  const starter = await starterOf(removal.startedBy, id)
  if (!mayRemove(starter)) return keep((tx) => pause(tx, removal, notAllowed(removal, starter !== null)))
  const open = removal.steps.filter(isOpen)
  if (open.length === 0) return keep((tx) => finish(tx, removal))
  const step = open.find(({ nextAt }) => !nextAt || nextAt.getTime() <= Date.now())
  if (!step) {
    const next = open.reduce((first, each) => (each.nextAt! < first.nextAt! ? each : first))
    return keep((tx) => wait(tx, removal, next.nextAt!, next.message))
  }
  const caller: Caller = { work: 'run', person: starter.staff.id }
  const until = await sharedBudget().room(caller, CALLS_EACH)
  if (until !== null)
    return keep((tx) => wait(tx, removal, new Date(until), 'It waits for Cloudflare’s allowance of calls.'))
  try {
    const tried = await beginTry(keep, step)
    if (!tried) return false
    const ended = await remove({ removal, step: tried, starter, caller, turn })
    return await keep((tx) => settle(tx, removal, tried, ended))
  } finally {
    sharedBudget().leave(caller)
  }
}

const isOpen = ({ state, endedAt }: RemovalStep) => OPEN_STATES.includes(state) && !endedAt
const OPEN_STATES: RemovalStep['state'][] = ['waiting', 'sending', 'unknown']

type Keep = (write: (tx: Tx) => Promise<boolean>) => Promise<boolean>

/**
 * Writes in one transaction, and only while this process owns the work and nobody has begun another stretch of it; else
 * writes nothing and ends the stretch.
 */
function keeper({ id, stretch }: Removal, turn: Turn): Keep {
  return (write) =>
    db().$transaction(async (tx) => {
      const { count } = await tx.removal.updateMany({
        where: { id, stretch },
        data: { updatedAt: new Date() },
      })
      if (count === 0) return false
      const again = await write(tx)
      await turn.stillOwns()
      return again
    })
}

/** Notes that a removal is about to be sent, or looked for; null where it is another process' by now. */
async function beginTry(keep: Keep, step: RemovalStep): Promise<RemovalStep | null> {
  const begun = step.state !== 'waiting'
  const tried: RemovalStep = {
    ...step,
    tries: begun ? step.tries : step.tries + 1,
    requestId: randomUUID(),
    startedAt: begun ? step.startedAt : new Date(),
    // One whose answer was lost is looked for: it stays what it is.
    state: step.state === 'unknown' ? 'unknown' : 'sending',
  }
  const { tries, requestId, startedAt, state } = tried
  const mine = await keep(async (tx) => {
    await tx.removalStep.update({ where: whereOf(step), data: { tries, requestId, startedAt, state } })
    await tx.removal.update({
      where: { id: step.removalId },
      data: { status: 'running', reason: null, wakeAt: null },
    })
    return true
  })
  return mine ? tried : null
}

function remove({
  removal,
  step,
  starter,
  caller,
  turn,
}: {
  removal: Removal
  step: RemovalStep
  starter: Starter
  caller: Caller
  turn: Turn
}): Promise<Ended<null>> {
  const { accountId, memberId } = step
  // Nothing is typed: who is the last Super Administrator is not removed in passing.
  return performOnce(
    removeMember,
    starter,
    { accountId, memberId, typed: '' },
    {
      once: { key: `${removal.id}:${accountId}:${step.tries}`, stillOwns: turn.stillOwns },
      caller,
      mayStillSend: async ({ write }) => {
        if (write) {
          await requireMay(removal)
          await noteSending(step)
        }
        turn.mayStillSend()
      },
      operationId: removal.operationId,
      requestId: step.requestId!,
      longest: LONGEST_ATTEMPT_MS,
      notBefore: step.nextAt,
    },
  )
}

/** Throws where the starter lost the right since the step began. */
async function requireMay(removal: Removal): Promise<void> {
  const starter = await starterOf(removal.startedBy, removal.id)
  if (!mayRemove(starter)) throw new AppError('denied', notAllowed(removal, starter !== null))
}

const mayRemove = (starter: Starter | null): starter is Starter =>
  starter !== null && may(starter.staff.role, 'members.remove')

/**
 * Notes that it goes out now, so that whoever takes over looks for it only once it must have arrived. Throws where the
 * removal was stopped.
 */
async function noteSending({ removalId, accountId }: RemovalStep): Promise<void> {
  const { count } = await db().removalStep.updateMany({
    where: { removalId, accountId, removal: { stopAskedAt: null } },
    data: { nextAt: new Date(Date.now() + LONGEST_ATTEMPT_MS) },
  })
  if (count === 0) throw new AppError('conflict', 'The removal was stopped before this was sent.')
}

/** Keeps how a step ended. What is still open may be begun again at once, or later. */
async function settle(tx: Tx, removal: Removal, step: RemovalStep, ended: Ended<null>): Promise<boolean> {
  const mark = async (data: Prisma.RemovalStepUpdateInput) => {
    await tx.removalStep.update({ where: whereOf(step), data })
    return true
  }
  const over = { endedAt: new Date(), nextAt: null }
  if (ended.phase === 'succeeded') return mark({ state: 'done', message: null, ray: null, ...over })
  const { message, code, fields, ray, retryAt } = ended
  if (ended.phase === 'unknown') {
    const age = Date.now() - (step.startedAt ?? new Date()).getTime()
    if (age > LOOKED_FOR_MS)
      return mark({
        state: 'unknown',
        message: 'It is not known whether this was done. Look at the members of the account.',
        ray,
        ...over,
      })
    const nextAt = new Date(Math.max(retryAt ?? 0, Date.now() + pauseBeforeLook(age)))
    return mark({ state: 'unknown', message, ray, nextAt })
  }
  const { stopAskedAt } = await tx.removal.findUniqueOrThrow({ where: { id: removal.id } })
  const starter = stopAskedAt ? null : await starterOf(removal.startedBy, removal.id)
  // The next round stops, or waits for a person.
  if (stopAskedAt || (code === 'denied' && !mayRemove(starter)))
    return mark({ state: 'waiting', message: null, ray: null, nextAt: null })
  if (code === 'not_found') return mark({ state: 'skipped', message, ray, ...over })
  if (fields.typed)
    return mark({
      state: 'failed',
      message:
        'Not removed: here this person is the last Super Administrator, or the user of this console. Remove them in the account, where that is confirmed by typing.',
      ray,
      ...over,
    })
  if (passes(step, code, retryAt)) {
    const pause = Math.min(5 * SECOND * 2 ** Math.min(step.tries - 1, 6), 5 * MINUTE)
    return mark({
      state: 'waiting',
      message,
      ray,
      nextAt: new Date(Math.max(retryAt ?? 0, Date.now() + pause)),
    })
  }
  return mark({ state: 'failed', message, ray, ...over })
}

/** Whether it may go by itself; the allowance is nobody's fault, however long it takes. */
function passes({ tries }: RemovalStep, code: string, retryAt: number | null): boolean {
  if (retryAt === null && !PASSING.includes(code)) return false
  return code === 'rate_limited' || tries < TRIES_MAX
}

// `unknown`: it was looked for, and was not done.
const PASSING = ['rate_limited', 'unreachable', 'unavailable', 'not_recorded', 'throttled', 'unknown']

const pauseBeforeLook = (age: number) =>
  age < MINUTE ? 5 * SECOND : age < 5 * MINUTE ? 20 * SECOND : 2 * MINUTE

const whereOf = ({ removalId, accountId }: RemovalStep) => ({ removalId_accountId: { removalId, accountId } })

/** Ends the stretch; what has to happen before the next one is said by the row. */
async function rest(tx: Tx, { id }: Pick<Removal, 'id'>, data: Prisma.RemovalUpdateInput): Promise<false> {
  const { stopAskedAt } = await tx.removal.findUniqueOrThrow({ where: { id } })
  const next = stopAskedAt && !data.endedAt ? stopped() : data
  // Cut off while it was sent, nobody looked: it may be done.
  await tx.removalStep.updateMany({
    where: { removalId: id, state: 'sending' },
    data: { state: 'unknown', message: 'The answer was lost, so it is not known whether this was done.' },
  })
  await tx.removal.update({ where: { id }, data: next })
  return false
}

const stopped = () => ({ status: 'stopped' as const, wakeAt: null, reason: null, endedAt: new Date() })

async function wait(tx: Tx, removal: Removal, until: Date, reason: string | null): Promise<false> {
  const stretch = removal.stretch + 1
  await begin(tx, REMOVE, { id: removal.id, stretch, at: until })
  return rest(tx, removal, { status: 'waiting', wakeAt: until, reason, stretch })
}

const pause = (tx: Tx, removal: Pick<Removal, 'id'>, reason: string) =>
  rest(tx, removal, { status: 'paused', wakeAt: null, reason })

const stop = (tx: Tx, removal: Removal) => rest(tx, removal, stopped())

function finish(tx: Tx, removal: WithSteps): Promise<false> {
  const whole = removal.steps.every(({ state }) => state === 'done' || state === 'skipped')
  const status = whole ? ('completed' as const) : ('problems' as const)
  return rest(tx, removal, { status, wakeAt: null, reason: null, endedAt: new Date() })
}

async function gaveUp(id: string, stretch: number): Promise<void> {
  await db().$transaction(async (tx) => {
    const { count } = await tx.removal.updateMany({
      where: { id, stretch, status: { in: AT_WORK } },
      data: { updatedAt: new Date() },
    })
    if (count > 0) await pause(tx, { id }, BROKE_OFF)
  })
}

const AT_WORK: Removal['status'][] = ['queued', 'running', 'waiting']

const BROKE_OFF =
  'The work on this removal broke off by a fault of ours. Continue tries again from where it was.'

const notAllowed = ({ startedByEmail }: Removal, there: boolean) =>
  there
    ? `${startedByEmail}, who started this removal, may not remove members any more. Give the role back and continue, or stop this removal and start another one.`
    : `${startedByEmail}, who started this removal, was disabled. Enable the person and continue, or stop this removal and start another one.`
