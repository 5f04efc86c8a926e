import 'server-only'
import { randomUUID } from 'node:crypto'
import { unstable_rethrow } from 'next/navigation'
import type * as z from 'zod'
import {
  recordAttempt,
  recordEvent,
  recordOutcome,
  type Actor,
  type Attempt,
  type Closing,
  type Entry,
  type Once,
  type RecordedCall,
  type Target,
} from '@/lib/audit/record'
import { recordRefusal } from '@/lib/audit/refusals'
import { may } from '@/lib/auth/permissions'
import type { Staff } from '@/lib/auth/session'
import { digestsOf } from '@/lib/core/digest'
import { AppError } from '@/lib/core/errors'
import { log } from '@/lib/core/log'
import { logSecurity } from '@/lib/core/security-log'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import type { Run } from '@/lib/tenant-api/budget'
import { openTenantApi, type MayStillSend, type TenantApi } from '@/lib/tenant-api/client'
import { brake } from './brake'
import type { BaseContext, Command, Finding, Lost, Outcome, RemoteContext, Step } from './command'
import { lookingAt } from './lost'

/** In whose name: a person, or nobody who is signed in; and how the record names them. */
export type Performer = { staff: Staff | null; actor: Actor }

type Ids = { operationId?: string; requestId?: string }

/** For work that a run does: how it is done once, and as whose. */
export type ByRun = {
  once: Once
  /** Whose allowance it takes, with what was counted ahead. */
  caller: Run
  /** Asked right before every call: throws where the run was stopped, or may be another process' by now. */
  mayStillSend: MayStillSend
}

/**
 * Performs a command; nothing else does. Order: who is it, may they (a refusal is recorded as denied), is the input valid,
 * do they do too much, record attempted, run, look where the answer was lost, record succeeded, failed or unknown, answer.
 * A remote effect is not called unless its attempt is on record; a local effect and its row are one transaction. Throws
 * an AppError for what is refused.
 */
export async function perform<I extends z.ZodType, T>(
  command: Command<I, T>,
  { staff, actor }: Performer,
  raw: unknown,
  { operationId = randomUUID(), requestId = randomUUID() }: Ids = {},
  run?: ByRun,
): Promise<T> {
  const entry: Entry = { operationId, requestId, act: command, actor }
  const { permission } = command
  if (permission !== 'anyone' && !staff) {
    logSecurity({ event: 'signed_out', action: command.name, address: actor.address, requestId })
    throw new AppError('signed_out', 'You are signed out.')
  }
  const parsed = command.input.safeParse(raw)
  if (parsed.success) {
    // Before the refusal, so that it says of what.
    entry.target = command.targetOf?.(parsed.data)
    entry.request = {
      ...(parsed.data as Record<string, unknown>),
      ...digested(command, parsed.data, operationId),
    }
  }
  if (staff && permission !== 'anyone' && !may(staff.role, permission)) {
    await recordRefusal(entry, { phase: 'denied', errorCode: 'denied' })
    throw new AppError('denied', 'Your role does not allow this. Ask an administrator.')
  }
  if (!parsed.success) throw await invalid(entry, parsed.error)
  if (run && (command.secret || command.effect === 'local'))
    throw new Error(`${command.name} is not for runs: what a run gets is kept.`)
  // The brake is for people: what a run does, somebody has ordered.
  if (!command.unlimited && !command.oneRowIn && !run) await brake(entry)
  return command.effect === 'local'
    ? performLocal(command, entry, staff, parsed.data)
    : performRemote(command, entry, staff!, parsed.data, run)
}

async function performRemote<I, T>(
  command: Performed<I, T>,
  entry: Entry,
  staff: Staff,
  input: I,
  run?: ByRun,
): Promise<T> {
  const tenant = openTenantApi(run?.caller ?? { work: 'act', person: staff.id }, run?.mayStillSend)
  // Calls that a step has made are on its own rows.
  const claimed = new Set<number>()
  const { operationId, requestId } = entry
  const context: Omit<RemoteContext, 'before'> = {
    staff,
    tenant,
    operationId,
    requestId,
    step: async (step, of) => {
      const first = tenant.calls.length
      const calls = () => tenant.calls.slice(first)
      const attempt = await recordAttempt({
        ...entry,
        act: step,
        target: { ...entry.target, ...step.targetOf(of) },
        request: { ...step.requestOf?.(of), ...digested(step, of, operationId) },
      })
      try {
        return await closing(step, attempt, context, of, calls)
      } finally {
        for (let index = first; index < tenant.calls.length; index++) claimed.add(index)
      }
    },
  }
  const attempt = await recordAttempt(entry, run?.once)
  const own = () => tenant.calls.filter((_, index) => !claimed.has(index))
  return closing(command, attempt, context, input, own)
}

type Performed<I, T> = Pick<Step<I, T>, 'run' | 'look' | 'remember' | 'prepare'> & { oneRowIn?: number }

// The closing row is written outside the `try` that tells success from failure.
async function closing<I, T>(
  act: Performed<I, T>,
  attempt: Attempt,
  context: Omit<RemoteContext, 'before'>,
  input: I,
  calls: () => RecordedCall[],
): Promise<T> {
  let outcome: Outcome<T>
  let noted: unknown
  const before = (state: unknown) => void (noted = state)
  try {
    outcome = await act.run!({ ...context, before } as never, input)
  } catch (error) {
    unstable_rethrow(error)
    const found = await foundAfter(error, act, attempt, context.tenant, input)
    if (!found) {
      const upstream = calls()
      const target = named(attempt.target, context.tenant.names)
      const fault = certain(error, upstream)
      await recordOutcome(attempt, { ...failure(fault), target, upstream })
      throw fault
    }
    outcome = found
  }
  const { phase = 'succeeded', target, after, errorCode } = outcome
  await recordOutcome(attempt, {
    phase,
    target,
    before: (outcome.before ?? noted) as Closing['before'],
    after: after as Closing['after'],
    errorCode,
    upstream: calls(),
  })
  // What it has read back is in the lists that the person looks at next.
  await context.tenant?.mirrored()
  return outcome.data
}

/**
 * Where the answer of a change was lost: looks once. Only what is there settles it at once: what is not there may still
 * be on its way, and is looked for again later.
 */
async function foundAfter<I, T>(
  error: unknown,
  { look, remember }: Performed<I, T>,
  attempt: Attempt,
  tenant: TenantApi,
  input: I,
): Promise<Outcome<T> | null> {
  if (!(error instanceof AppError) || error.effect !== 'unknown' || typeof look !== 'function') return null
  const known = { ...attempt.target, ...named(attempt.target, tenant.names) }
  const lost: Lost<unknown, I> = {
    ...lookingAt(remember, {
      operationId: attempt.operationId,
      at: new Date(attempt.startedAt),
      target: known,
      request: attempt.request,
    }),
    input,
  }
  const finding: Finding<T> | null = await look({ tenant }, lost as never).catch((fault: unknown) => {
    log().warn({ err: fault, operationId: attempt.operationId }, 'a lost answer was not looked for')
    return null
  })
  if (finding?.phase !== 'succeeded' || finding.data === undefined) return null
  const { data, target, after } = finding
  // Of what was removed `look` says itself that it was not found.
  return { data, target: { ...known, ...target }, after: { found: true, ...after } }
}

/** What the target's ids are called, by the names of what was read on the way. */
function named({ id, accountId }: Target = {}, names: ReadonlyMap<string, string>): Target {
  const name = names.get(id ?? '')
  const accountName = names.get(accountId ?? '')
  return { ...(name !== undefined && { name }), ...(accountName !== undefined && { accountName }) }
}

async function performLocal<I, T>(
  command: Performed<I, T>,
  entry: Entry,
  staff: Staff | null,
  input: I,
): Promise<T> {
  const startedAt = Date.now()
  // Whoever is not signed in came this far with `anyone` only.
  const context: BaseContext = {
    staff: staff!,
    operationId: entry.operationId,
    requestId: entry.requestId,
  }
  try {
    const run = command.prepare
      ? await command.prepare(context as never, input)
      : (tx: Prisma.TransactionClient) => command.run!({ ...context, tx } as never, input)
    const { data, committed } = await db().$transaction(async (tx) => {
      const outcome = await run(tx)
      const { phase = 'succeeded', target, before, after, errorCode } = outcome
      const durationMs = Date.now() - startedAt
      const told = command.oneRowIn && (await isTold(tx, entry, { ...outcome, phase }, command.oneRowIn))
      if (told) return outcome
      await recordEvent(
        entry,
        {
          phase,
          target,
          before: before as Closing['before'],
          after: after as Closing['after'],
          errorCode,
          durationMs,
        },
        tx,
      )
      return outcome
    })
    await committed?.().catch((error) =>
      log().error({ err: error, operationId: entry.operationId }, 'left undone'),
    )
    return data
  } catch (error) {
    unstable_rethrow(error)
    if (error instanceof AppError && error.code === 'not_recorded') throw error
    const closing = { ...failure(error), durationMs: Date.now() - startedAt }
    // What we refuse ourselves can be tried as often as somebody likes.
    if (error instanceof AppError) await recordRefusal(entry, { ...closing, errorCode: error.code })
    else await recordEvent(entry, closing)
    throw error
  }
}

/** Whether the person's row of the same act, target and outcome is no older than that. */
async function isTold(
  tx: Prisma.TransactionClient,
  { act, actor, target }: Entry,
  outcome: Pick<Closing, 'phase' | 'target'>,
  within: number,
): Promise<boolean> {
  const row = await tx.auditEvent.findFirst({
    where: {
      actorId: actor.actorId,
      action: act.name,
      targetId: outcome.target?.id ?? target?.id ?? null,
      phase: outcome.phase,
      at: { gt: new Date(Date.now() - within) },
    },
    select: { id: true },
  })
  return row !== null
}

function digested<I>({ digest }: Pick<Step<I>, 'digest'>, input: I, operationId: string): object {
  const values = digest?.(input)
  return values ? { digests: digestsOf(values, operationId) } : {}
}

async function invalid(entry: Entry, { issues }: z.ZodError): Promise<AppError> {
  const fields: Record<string, string> = {}
  for (const issue of issues) fields[issue.path.join('.')] ??= issue.message
  const error = new AppError('invalid', 'Some fields need your attention.', { fields })
  const names = Object.keys(fields)
  // Strangers' inputs are not worth a row.
  if (entry.actor.actorId)
    await recordRefusal(
      entry,
      { phase: 'denied', errorCode: 'invalid', errorText: error.message },
      { fields: names },
    )
  else logSecurity({ event: 'invalid', action: entry.act.name, address: entry.actor.address, fields: names })
  return error
}

/** Our own fault after a change went out leaves open whether the change stands. */
function certain(error: unknown, calls: RecordedCall[]): unknown {
  if (error instanceof AppError || calls.every((call) => call.method === 'GET')) return error
  return new AppError(
    'internal',
    'Something went wrong on our side after this was sent to Cloudflare, so it is not known whether it was done. Check before trying again.',
    { effect: 'unknown', cause: error },
  )
}

function failure(error: unknown): Pick<Closing, 'phase' | 'errorCode' | 'errorText'> {
  if (!(error instanceof AppError)) return { phase: 'failed', errorCode: 'internal', errorText: null }
  return {
    phase: error.effect === 'unknown' ? 'unknown' : 'failed',
    errorCode: error.code,
    errorText: error.message,
  }
}
