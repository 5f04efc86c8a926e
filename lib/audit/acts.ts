import 'server-only'
import type { AccountId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import type { AuditEvent } from '@/lib/db/generated/client'
import type { ActivityCall } from './schema'

/** One of our own acts on an account: who, when, and through which calls. */
export type OwnAct = {
  /** Its row in the record. */
  id: string
  begunAt: Date
  /** Null where it has no outcome yet, or was closed by another than who ran it: its calls are not known. */
  endedAt: Date | null
  /** Null where Tenantdesk acted for nobody. */
  person: { name: string; email: string | null } | null
  calls: ActivityCall[]
}

/** How far from a moment of Cloudflare's an act of ours is looked for: their clock is not ours, and an act may be long. */
export const MATCH_WITHIN_MS = 15 * 60_000

/**
 * Our acts on the account around any of the moments, in one query. The caller checks who may see them: an export reads
 * them when there is no signed-in person to check any more.
 */
export async function ownActsAround(accountId: AccountId, moments: Date[]): Promise<OwnAct[]> {
  const windows = windowsAround(moments)
  const rows = await db().$queryRaw<
    (Pick<AuditEvent, 'id' | 'at' | 'phase' | 'durationMs' | 'actorEmail' | 'upstream'> & {
      name: string | null
    })[]
  >`
    SELECT e.id, e.at, e.phase, e.duration_ms AS "durationMs",
      e.actor_email AS "actorEmail", e.upstream, s.name
    FROM unnest(
      ${windows.map(({ from }) => new Date(from))}::timestamptz[],
      ${windows.map(({ to }) => new Date(to))}::timestamptz[]
    ) AS near (since, until)
    JOIN audit_event e ON e.at BETWEEN near.since AND near.until
    LEFT JOIN staff s ON s.id::text = e.actor_id
    WHERE e.account_id = ${accountId} AND (
      jsonb_array_length(e.upstream) > 0
      OR (e.phase = 'attempted' AND e.action !~ ${READING.source} AND NOT EXISTS (
        SELECT FROM audit_event o
        WHERE o.attempt_id = e.attempt_id AND o.phase <> 'attempted'
          AND o.actor_role IS NOT DISTINCT FROM e.actor_role
      ))
    )
    ORDER BY e.seq`
  return rows.map(({ id, at, phase, durationMs, actorEmail, upstream, name }) => ({
    id,
    begunAt: new Date(at.getTime() - (durationMs ?? 0)),
    endedAt: phase === 'attempted' ? null : at,
    person: name || actorEmail ? { name: name ?? actorEmail!, email: actorEmail } : null,
    calls: (upstream ?? []) as ActivityCall[],
  }))
}

/** How the names of acts end that change nothing upstream, however long they run. */
export const READING = /\.(export|view|reveal|verify|settle|choose|reread)$/

// Windows that touch are one, so that no act is found twice.
function windowsAround(moments: Date[]): { from: number; to: number }[] {
  const windows: { from: number; to: number }[] = []
  for (const at of moments.map((moment) => moment.getTime()).sort((a, b) => a - b)) {
    const last = windows.at(-1)
    if (last && at - MATCH_WITHIN_MS <= last.to) last.to = at + MATCH_WITHIN_MS
    else windows.push({ from: at - MATCH_WITHIN_MS, to: at + MATCH_WITHIN_MS })
  }
  return windows
}
