import 'server-only'
import type { ErrorCode } from '@/lib/core/errors'
import { log } from '@/lib/core/log'
import { logSecurity, type SecurityEvent } from '@/lib/core/security-log'
import { db } from '@/lib/db/client'
import { Prisma } from '@/lib/db/generated/client'
import { rowOf, writeRow, type Closing, type Entry } from './record'

/**
 * Puts a refusal on record: a line of the security log, and a row of the audit. Of one person and action a minute has
 * one row, however often it is tried: the first is written at once, and those after it are counted, by all processes
 * together, until the next row says how many they were (`times`). So nobody fills by hand a record from which nothing
 * is taken. Never throws: what is refused stays so, recorded or not.
 */
export async function recordRefusal(
  entry: Entry,
  closing: Closing & { errorCode: ErrorCode },
  more: Partial<SecurityEvent> = {},
): Promise<void> {
  const { actor, requestId } = entry
  const action = entry.act.name
  const { actorId, sessionId, address } = actor
  logSecurity({ event: closing.errorCode, action, actorId, sessionId, address, requestId, ...more })
  try {
    // One transaction: a count that is taken and not written would be lost.
    await db().$transaction(async (tx) => {
      const [counted] = await tx.$queryRaw<{ due: number }[]>`
      INSERT INTO refusal AS r (staff_id, action, waiting, due, recorded_at, row)
      VALUES (${actorId ?? ''}, ${action}, 0, 1, now(), ${JSON.stringify(rowOf(entry, closing))}::jsonb)
      ON CONFLICT (staff_id, action) DO UPDATE SET
        waiting = CASE WHEN ${DUE} THEN 0 ELSE r.waiting + 1 END,
        due = CASE WHEN ${DUE} THEN r.waiting + 1 ELSE 0 END,
        recorded_at = CASE WHEN ${DUE} THEN now() ELSE r.recorded_at END,
        row = excluded.row
      RETURNING due`
      const times = counted!.due
      if (times > 0) await writeRow(tx, rowOf(entry, { ...closing, after: { times } }))
    })
  } catch (error) {
    log().error({ err: error, action, requestId }, 'refusal not recorded')
  }
}

/** Writes the rows of the refusals that have been counted since a row of more than a minute ago. */
export async function recordWaitingRefusals(): Promise<void> {
  await db().$transaction(async (tx) => {
    const counted = await tx.$queryRaw<{ due: number; row: Prisma.AuditEventCreateInput }[]>`
      UPDATE refusal AS r SET due = r.waiting, waiting = 0, recorded_at = now()
      WHERE r.waiting > 0 AND ${DUE} RETURNING due, row`
    for (const { due, row } of counted) await writeRow(tx, { ...row, after: { times: due } })
  })
}

const DUE = Prisma.sql`r.recorded_at <= now() - interval '1 minute'`
