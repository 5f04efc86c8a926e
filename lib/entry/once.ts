import 'server-only'
import type * as z from 'zod'
import { AlreadyBegun, onBehalfOf, recordOutcome, type Target } from '@/lib/audit/record'
import { AppError, type ErrorCode, type FieldErrors } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { AuditEvent } from '@/lib/db/generated/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import type { Command } from './command'
import { findOut, type Attempted } from './lost'
import { perform, type ByRun, type Performer } from './perform'

/** How an attempt of a run ended. `data` is there only where its answer itself arrived, or was found. */
export type Ended<T> =
  | { phase: 'succeeded'; data: T | null; target: Target }
  /** Nothing was done, and another try may be made. */
  | ({ phase: 'failed' } & Told)
  /** `looked`: it was looked for after nobody could be at it any more, and that told nothing. */
  | ({ phase: 'unknown'; looked?: boolean } & Told)

export type Told = {
  message: string
  code: ErrorCode
  fields: FieldErrors
  /** Epoch milliseconds after which another try makes sense, when that is known. */
  retryAt: number | null
  requestId: string
  ray: string | null
}

type Once = ByRun & {
  operationId: string
  requestId: string
  /** How long the process that made the attempt may still be at it, in milliseconds. */
  longest: number
  /** Until when it may be, where that is known. */
  notBefore?: Date | null
}

/**
 * Performs a command for a run, once: an attempt that was made before, by this process or another, is never sent again.
 * Its outcome is read from the record, or looked for upstream once whoever made it cannot be at it any more. Throws what
 * `isNotOurs` knows, and nothing else that it can tell.
 */
export async function performOnce<I extends z.ZodType, T>(
  command: Command<I, T>,
  performer: Performer,
  input: z.input<I>,
  { operationId, requestId, longest, notBefore, ...run }: Once,
): Promise<Ended<T>> {
  try {
    const data = await perform(command, performer, input, { operationId, requestId }, run)
    return { phase: 'succeeded', data, target: {} }
  } catch (error) {
    if (error instanceof AlreadyBegun) return outcomeOf(command, run.once.key, longest, notBefore)
    if (!(error instanceof AppError)) throw error
    return { phase: error.effect === 'none' ? 'failed' : 'unknown', ...told(error, requestId) }
  }
}

/** How an attempt stands that was begun before, looking where the record does not tell. */
async function outcomeOf<T>(
  command: Attempted,
  onceKey: string,
  longest: number,
  notBefore?: Date | null,
): Promise<Ended<T>> {
  const { attempt, closed } = (await attemptsOnRecord([onceKey])).get(onceKey)!
  if (closed && closed.phase !== 'unknown') return ended(closed)
  const unknown = (more: Partial<Told> & { looked?: boolean } = {}): Ended<T> => ({
    phase: 'unknown',
    ...NOT_KNOWN,
    requestId: attempt.requestId,
    ...more,
  })
  // Whoever made it may still be at it, and what is not there yet may come.
  const until = Math.max(attempt.at.getTime() + longest, notBefore?.getTime() ?? 0)
  if (!closed && Date.now() < until) return unknown({ retryAt: until })
  const finding = await findOut(command, attempt).catch((error: unknown) => {
    if (error instanceof AppError) return null
    throw error
  })
  if (!finding || finding.phase === 'unknown') {
    if (finding && !closed) await close(command, attempt, finding)
    return unknown(finding ? { message: finding.says, looked: Date.now() >= until } : {})
  }
  if (finding.phase === 'failed' && Date.now() < until) return unknown({ retryAt: until })
  await close(command, attempt, finding)
  const target = { ...finding.target }
  return finding.phase === 'succeeded'
    ? { phase: 'succeeded', data: (finding.data as T | undefined) ?? null, target }
    : { phase: 'failed', ...NOT_KNOWN, message: finding.says, requestId: attempt.requestId }
}

/** What the record has of attempts, by their keys: each with the row that says how it ended, where one does. */
export async function attemptsOnRecord(
  onceKeys: string[],
): Promise<Map<string, { attempt: AuditEvent; closed: AuditEvent | undefined }>> {
  const attempts = await db().auditEvent.findMany({ where: { onceKey: { in: onceKeys } } })
  const rows = await db().auditEvent.findMany({
    where: { attemptId: { in: attempts.map(({ id }) => id) }, phase: { not: 'attempted' } },
    orderBy: { seq: 'asc' },
  })
  return new Map(
    attempts.map((attempt) => {
      const its = rows.filter(({ attemptId }) => attemptId === attempt.id)
      // What was found out later counts more than that it was not known.
      const closed = its.findLast(({ phase }) => phase !== 'unknown') ?? its.at(-1)
      return [attempt.onceKey!, { attempt, closed }]
    }),
  )
}

type Found = NonNullable<Awaited<ReturnType<typeof findOut>>>

async function close(command: Attempted, attempt: AuditEvent, { says, ...closing }: Found): Promise<void> {
  await recordOutcome(onBehalfOf(attempt, command), { ...closing, errorText: says, durationMs: undefined })
}

function ended<T>(row: AuditEvent): Ended<T> {
  const { targetId, targetName, accountId, accountName } = row
  if (row.phase === 'succeeded')
    return {
      phase: 'succeeded',
      data: null,
      target: { id: targetId, name: targetName, accountId, accountName },
    }
  return {
    phase: 'failed',
    ...NOT_KNOWN,
    message: row.errorText ?? 'This was not done.',
    // A fault of ours, before anything was sent.
    code: (row.errorText ? (row.errorCode ?? 'unknown') : 'unknown') as ErrorCode,
    requestId: row.requestId,
  }
}

const NOT_KNOWN = {
  message: 'The answer was lost, so it is not known whether this was done.',
  code: 'unknown',
  fields: {},
  retryAt: null,
  ray: null,
} as const

function told(error: AppError, requestId: string): Told {
  return {
    message: error.message,
    code: error.code,
    fields: error.fields,
    retryAt: error.retryAt,
    requestId,
    ray: error instanceof TenantApiError ? error.ray : null,
  }
}
