import 'server-only'
import { randomUUID } from 'node:crypto'
import { unstable_rethrow } from 'next/navigation'
import { z } from 'zod'
import { brake } from '@/lib/audit/brake'
import type { AuditAction } from '@/lib/audit/catalogue'
import {
  recordAttempt,
  recordEvent,
  recordOutcome,
  type Attempt,
  type Closing,
  type Entry,
  type RecordedCall,
  type Target,
} from '@/lib/audit/record'
import { recordRefusal } from '@/lib/audit/refusals'
import { may, type Permission } from '@/lib/auth/permissions'
import { actorOf, currentStaff, sessionHolder, type Staff } from '@/lib/auth/session'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { openTenantApi, type TenantApi } from '@/lib/tenant-api/client'
import { DeskError, type ErrorCode, type ErrorView } from './errors'
import { log } from './log'
import { toErrorView } from './read'
import { logSecurity } from './security-log'

/** What an action answers. `data` of a success is what the screen needs next; nothing else crosses to the browser. */
export type ActionResult<T> = { ok: true; data: T } | { ok: false; error: ErrorView }

/** What a run reports back: the answer, and the facts for the audit (cut to the catalogue's allow-list). */
export type Outcome<T> = {
  data: T
  /** When the run itself knows that it did not, or may not, have succeeded. */
  phase?: 'succeeded' | 'failed' | 'unknown'
  errorCode?: ErrorCode
  target?: Target
  before?: Record<string, unknown> | null
  after?: Record<string, unknown> | null
  /** Of a local effect: what follows once it stands. */
  committed?: () => Promise<void>
}

export type BaseContext<S> = { staff: S; operationId: string; requestId: string }

export type RemoteContext = BaseContext<Staff> & {
  tenant: TenantApi
  /** Runs one upstream change of several under its own two audit rows, which share the operation. */
  step: <T>(about: StepAbout, run: () => Promise<Outcome<T>>) => Promise<T>
}
export type LocalContext<S> = BaseContext<S> & { tx: Prisma.TransactionClient }

type LocalRun<S, I extends z.ZodType, T> =
  | { run: (context: LocalContext<S>, input: z.output<I>) => Promise<Outcome<T>> }
  | {
      /**
       * For what takes long or asks the database on its own, done before the transaction opens: a transaction holds one
       * of the pool's few connections, and those that wait inside it for a second one stop everybody. Returns the run.
       */
      prepare: (
        context: BaseContext<S>,
        input: z.output<I>,
      ) => Promise<(tx: Prisma.TransactionClient) => Promise<Outcome<T>>>
    }

type StepAbout = { name: AuditAction; target?: Target; request?: Record<string, unknown> }

type Shared<I extends z.ZodType> = {
  name: AuditAction
  input: I
  /** What is acted on, as far as the input tells. Completed by the outcome. */
  target?: (input: z.output<I>) => Target
}

type Definition<I extends z.ZodType, T> = Shared<I> &
  (
    | {
        permission: Permission
        effect: 'remote'
        run: (context: RemoteContext, input: z.output<I>) => Promise<Outcome<T>>
      }
    | ({ permission: Permission; effect: 'local' } & LocalRun<Staff, I, T>)
    /** Nobody need be signed in: the run itself proves the right, by a one-time link. */
    | ({ permission: 'anyone'; effect: 'local' } & LocalRun<Staff | null, I, T>)
  )

/**
 * The one door in. Takes what an action is called, who may, what it needs and what it does; returns the server action.
 * Order: who is it, may they (a refusal is recorded as denied), is the input valid, do they do too much, record attempted, run, record
 * succeeded, failed or unknown, answer. A remote effect is not called unless its attempt is on record; a local effect
 * and its row are one transaction. Never throws, except Next's own control flow.
 */
export function defineAction<I extends z.ZodType, T>(
  definition: Definition<I, T>,
): (input: z.input<I>) => Promise<ActionResult<T>> {
  return async function action(raw) {
    const requestId = randomUUID()
    const operationId = randomUUID()
    try {
      // What is one's own is open before a first password is changed: changing it, and leaving.
      const staff = await (definition.permission === 'session.own' ? sessionHolder() : currentStaff())
      const actor = await actorOf(staff)
      const entry: Entry = { operationId, requestId, action: definition.name, actor }
      if (definition.permission !== 'anyone' && !staff) {
        logSecurity({ event: 'signed_out', action: entry.action, address: actor.address, requestId })
        throw new DeskError('signed_out', 'You are signed out.')
      }
      const parsed = definition.input.safeParse(raw)
      if (parsed.success) {
        // Before the refusal, so that it says of what.
        entry.target = definition.target?.(parsed.data)
        entry.request = parsed.data as Record<string, unknown>
      }
      if (staff && definition.permission !== 'anyone' && !may(staff.role, definition.permission)) {
        await recordRefusal(entry, { phase: 'denied', errorCode: 'denied' })
        throw new DeskError('denied', 'Your role does not allow this. Ask an administrator.')
      }
      if (!parsed.success) throw await invalid(entry, parsed.error)
      await brake(entry)
      const input = parsed.data
      const data =
        definition.effect === 'remote'
          ? await runRemote(definition, entry, staff!, input)
          : await runLocal(definition, entry, staff, input)
      return { ok: true, data }
    } catch (error) {
      unstable_rethrow(error)
      return { ok: false, error: toErrorView(error, requestId) }
    }
  }
}

async function runRemote<I extends z.ZodType, T>(
  definition: Definition<I, T> & { effect: 'remote' },
  entry: Entry,
  staff: Staff,
  input: z.output<I>,
): Promise<T> {
  const tenant = openTenantApi({ work: 'act', person: staff.id })
  const claimed = new Set<number>()
  const { operationId, requestId } = entry
  const context: RemoteContext = {
    staff,
    tenant,
    operationId,
    requestId,
    step: async (about, run) => {
      const first = tenant.calls.length
      const calls = () => tenant.calls.slice(first)
      const attempt = await recordAttempt({
        ...entry,
        action: about.name,
        target: { ...entry.target, ...about.target },
        request: about.request,
      })
      try {
        return await closing(attempt, run, calls, tenant.names)
      } finally {
        for (let index = first; index < tenant.calls.length; index++) claimed.add(index)
      }
    },
  }
  const attempt = await recordAttempt(entry)
  return closing(
    attempt,
    () => definition.run(context, input),
    () => tenant.calls.filter((_, index) => !claimed.has(index)),
    tenant.names,
  )
}

// The closing row is written outside the `try` that tells success from failure.
async function closing<T>(
  attempt: Attempt,
  run: () => Promise<Outcome<T>>,
  calls: () => RecordedCall[],
  names: ReadonlyMap<string, string>,
): Promise<T> {
  let outcome: Outcome<T>
  try {
    outcome = await run()
  } catch (error) {
    unstable_rethrow(error)
    const upstream = calls()
    const target = named(attempt.target, names)
    const fault = certain(error, upstream)
    await recordOutcome(attempt, { ...failure(fault), target, upstream })
    throw fault
  }
  const { phase = 'succeeded', target, before, after, errorCode } = outcome
  await recordOutcome(attempt, { phase, target, before, after, errorCode, upstream: calls() })
  return outcome.data
}

/** Takes a target and the names of what was read on the way; returns what the target's ids are called. */
function named({ id, accountId }: Target = {}, names: ReadonlyMap<string, string>): Target {
  return { name: names.get(id ?? ''), accountName: names.get(accountId ?? '') }
}

async function runLocal<I extends z.ZodType, T>(
  definition: Definition<I, T> & { effect: 'local' },
  entry: Entry,
  staff: Staff | null,
  input: z.output<I>,
): Promise<T> {
  const startedAt = Date.now()
  const context = { staff, operationId: entry.operationId, requestId: entry.requestId }
  // Whoever is not signed in came this far with `anyone` only.
  const local = definition as LocalRun<Staff | null, I, T>
  try {
    const run =
      'prepare' in local
        ? await local.prepare(context, input)
        : (tx: Prisma.TransactionClient) => local.run({ ...context, tx }, input)
    const { data, committed } = await db().$transaction(async (tx) => {
      const outcome = await run(tx)
      const { phase = 'succeeded', target, before, after, errorCode } = outcome
      const durationMs = Date.now() - startedAt
      await recordEvent(entry, { phase, target, before, after, errorCode, durationMs }, tx)
      return outcome
    })
    await committed?.().catch((error) =>
      log().error({ err: error, operationId: entry.operationId }, 'left undone'),
    )
    return data
  } catch (error) {
    unstable_rethrow(error)
    if (error instanceof DeskError && error.code === 'not_recorded') throw error
    const closing = { ...failure(error), durationMs: Date.now() - startedAt }
    // What we refuse ourselves can be tried as often as somebody likes.
    if (error instanceof DeskError) await recordRefusal(entry, { ...closing, errorCode: error.code })
    else await recordEvent(entry, closing)
    throw error
  }
}

async function invalid(entry: Entry, { issues }: z.ZodError): Promise<DeskError> {
  const fields: Record<string, string> = {}
  for (const issue of issues) fields[issue.path.join('.')] ??= issue.message
  const error = new DeskError('invalid', 'Some fields need your attention.', { fields })
  const names = Object.keys(fields)
  // Strangers' inputs are not worth a row.
  if (entry.actor.actorId)
    await recordRefusal(
      entry,
      { phase: 'denied', errorCode: 'invalid', errorText: error.message },
      { fields: names },
    )
  else logSecurity({ event: 'invalid', action: entry.action, address: entry.actor.address, fields: names })
  return error
}

/** Takes what a run threw and its calls. Our own fault after a change went out leaves open whether the change stands. */
function certain(error: unknown, calls: RecordedCall[]): unknown {
  if (error instanceof DeskError || calls.every((call) => call.method === 'GET')) return error
  return new DeskError(
    'internal',
    'Something went wrong on our side after this was sent to Cloudflare, so it is not known whether it was done. Check before trying again.',
    { effect: 'unknown', cause: error },
  )
}

function failure(error: unknown): Pick<Closing, 'phase' | 'errorCode' | 'errorText'> {
  if (!(error instanceof DeskError)) return { phase: 'failed', errorCode: 'internal', errorText: null }
  return {
    phase: error.effect === 'unknown' ? 'unknown' : 'failed',
    errorCode: error.code,
    errorText: error.message,
  }
}
