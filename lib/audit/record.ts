import 'server-only'
import { randomUUID } from 'node:crypto'
import { AppError, type ErrorCode } from '@/lib/core/errors'
import { log } from '@/lib/core/log'
import { keepable } from '@/lib/core/names'
import { db } from '@/lib/db/client'
import type { AuditEvent, AuditPhase, Prisma } from '@/lib/db/generated/client'
import { tenantOf } from './belonging'
import { remembered, rememberedChange, type Facts, type Recorded } from './remember'

/** Who acted, as remembered. All null where nobody is signed in. */
export type Actor = {
  actorId: string | null
  actorEmail: string | null
  actorRole: string | null
  sessionId: string | null
  address: string | null
  userAgent: string | null
  /** The run that acts in the person's name, if one does. */
  runId?: string | null
}

/** Tenantdesk itself, acting for nobody. */
export const SYSTEM_ACTOR: Actor = {
  actorId: null,
  actorEmail: null,
  actorRole: 'system',
  sessionId: null,
  address: null,
  userAgent: null,
}

export type Target = {
  id?: string | null
  name?: string | null
  accountId?: string | null
  accountName?: string | null
  /** Where it is known without asking: else it is that of the account, or of the unit that one was wanted in. */
  tenantId?: string | null
}

/** One upstream call as remembered: the path is a template, never with ids or secrets. */
export type RecordedCall = {
  method: string
  path: string
  status: number | null
  ray: string | null
  codes: number[]
  durationMs: number
}

export type Entry = {
  operationId: string
  requestId: string
  act: Recorded
  actor: Actor
  target?: Target
  request?: Facts | null
}

export type Closing = {
  phase: Exclude<AuditPhase, 'attempted'>
  target?: Target
  before?: Facts | null
  after?: Facts | null
  upstream?: RecordedCall[]
  errorCode?: ErrorCode | null
  errorText?: string | null
  durationMs?: number
}

/** An attempt that is on record and waits for its outcome. */
export type Attempt = Entry & { attemptId: string; startedAt: number }

// Kept with the process: pages, actions and the sweeper are bundled apart, and each has this module once.
const shared = globalThis as typeof globalThis & { tenantdeskUnderWay?: Set<string> }
const underWay = (shared.tenantdeskUnderWay ??= new Set())

/** More than any field of ours takes, in characters. */
const TEXT_MAX = 10_000

type Writer = Pick<Prisma.TransactionClient, 'auditEvent' | 'belonging'>

/**
 * Records that something is about to be tried, and commits it. Throws `AppError('not_recorded')`, in which case
 * the caller must not go on: no act without a record.
 */
export async function recordAttempt(entry: Entry, once?: Once): Promise<Attempt> {
  const attemptId = randomUUID()
  const row = { id: attemptId, attemptId, phase: 'attempted' as const, ...columns(entry, {}) }
  if (once) await recordOnce(row, once)
  else await writeRow(db(), row)
  underWay.add(attemptId)
  return { ...entry, attemptId, startedAt: Date.now() }
}

/** An attempt that only one may make, whoever else is at the same work. */
export type Once = {
  /** Names what is tried, and which try it is. */
  key: string
  /** Throws where the work is another's by now; asked in the transaction that records the attempt. */
  stillOwns: () => Promise<void>
}

/** Somebody has made this very attempt: what became of it is for the caller to find out. */
export class AlreadyBegun extends Error {
  override readonly name = 'AlreadyBegun'
}

// The row comes first: whoever else makes the same attempt waits for this transaction, and then finds it made.
async function recordOnce(row: Prisma.AuditEventCreateInput, { key, stillOwns }: Once): Promise<void> {
  await db().$transaction(async (tx) => {
    await writeRow(tx, { ...row, onceKey: key }).catch((error: unknown) => {
      const { cause } = error as { cause?: { code?: string } }
      throw cause?.code === 'P2002' ? new AlreadyBegun(key) : error
    })
    await stillOwns()
  })
}

/**
 * Closes an attempt. Never throws: the change is already made, so a lost row is logged and left open for the sweeper,
 * which closes it as unknown after looking upstream.
 */
export async function recordOutcome(attempt: Attempt, closing: Closing): Promise<void> {
  const data = {
    attemptId: attempt.attemptId,
    phase: closing.phase,
    ...columns(attempt, { durationMs: Date.now() - attempt.startedAt, ...closing }),
  }
  for (const last of [false, true]) {
    try {
      await writeRow(db(), data)
      break
    } catch (error) {
      if (last)
        log().error(
          { err: error, operationId: attempt.operationId, phase: closing.phase },
          'audit outcome not written',
        )
    }
  }
  underWay.delete(attempt.attemptId)
}

/** Whether this very process is still carrying it out. */
export function isUnderWay(attemptId: string): boolean {
  return underWay.has(attemptId)
}

/**
 * The attempt, to be closed by Tenantdesk in the name of the person who began it, which its role says. What was asked
 * stays with the attempt's own row.
 */
export function onBehalfOf(row: AuditEvent, act: Recorded): Attempt {
  return {
    attemptId: row.id,
    startedAt: row.at.getTime(),
    operationId: row.operationId,
    requestId: row.requestId,
    act,
    actor: { ...SYSTEM_ACTOR, actorId: row.actorId, actorEmail: row.actorEmail, runId: row.runId },
    target: targetOfRow(row),
  }
}

export function targetOfRow({ targetId, targetName, accountId, accountName, tenantId }: AuditEvent): Target {
  return { id: targetId, name: targetName, accountId, accountName, tenantId }
}

/** Records something that needs no attempt row: a denial, a sign-in, a local change (pass its transaction). */
export async function recordEvent(entry: Entry, closing: Closing, writer: Writer = db()): Promise<void> {
  await writeRow(writer, rowOf(entry, closing))
}

/** The row of what `recordEvent` records, without what may not be kept. */
export function rowOf(entry: Entry, closing: Closing): Prisma.AuditEventCreateInput {
  return { phase: closing.phase, ...columns(entry, closing) }
}

/** Writes a row that one of this room has made. */
export async function writeRow(writer: Writer, data: Prisma.AuditEventCreateInput): Promise<void> {
  try {
    // A refused creation has no account; what it was to be made in is a unit.
    const unitId = (data.request as { unitId?: string } | undefined)?.unitId
    const tenantId = data.tenantId ?? (await tenantOf(writer, [data.accountId, unitId]))
    await writer.auditEvent.create({ data: { ...data, tenantId }, select: { seq: true } })
  } catch (error) {
    throw new AppError(
      'not_recorded',
      'The audit could not be written, so this was not sent. Try again in a moment.',
      {
        cause: error,
        detail: String(error),
      },
    )
  }
}

function columns(entry: Entry, closing: Partial<Closing>) {
  const target: Target = { ...entry.target, ...definedOnly(closing.target) }
  const { name, remember } = entry.act
  const change = rememberedChange(remember, closing)
  return kept({
    operationId: entry.operationId,
    requestId: entry.requestId,
    action: name,
    ...entry.actor,
    targetType: entry.act.target,
    targetId: target.id ?? null,
    targetName: target.name ?? null,
    accountId: target.accountId ?? null,
    accountName: target.accountName ?? null,
    tenantId: target.tenantId ?? null,
    request: json(remembered(remember.request, entry.request)),
    before: json(change.before),
    after: json(change.after),
    upstream: closing.upstream?.length ? (closing.upstream as Prisma.InputJsonValue) : undefined,
    errorCode: closing.errorCode ?? null,
    errorText: closing.errorText ?? null,
    durationMs: closing.durationMs === undefined ? null : Math.round(closing.durationMs),
  })
}

/**
 * The row with every text, also within JSON, as it can be kept: upstream has names that cannot, and what is refused is
 * kept as well, and is as long as whoever sent it likes.
 */
function kept<T>(row: T): T {
  const short = (text: string) => (text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}…` : text)
  return JSON.parse(JSON.stringify(row), (_, value) =>
    typeof value === 'string' ? keepable(short(value)) : value,
  )
}

function json(value: Facts | null): Prisma.InputJsonValue | undefined {
  return value === null ? undefined : (value as Prisma.InputJsonValue)
}

function definedOnly(target: Target = {}): Target {
  return Object.fromEntries(Object.entries(target).filter(([, value]) => value !== undefined))
}
