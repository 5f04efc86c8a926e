import 'server-only'
import { may, type Role } from '@/lib/auth/permissions'
import { readLines, toLine } from '@/lib/audit/lines'
import { FILTER_NAMES, RESULTS, type ActivityFilter, type Labels } from '@/lib/audit/schema'
import { db } from '@/lib/db/client'
import { Prisma, type AuditEvent } from '@/lib/db/generated/client'
import { excerpt, marksOf, RANK, squeeze, type Rank } from './ranks'
import type { Scraps } from './scraps'
import type { FindResult } from './schema'

type Found = { row: AuditEvent; rank: Rank; why: string; shown: string }

/** Of each id, and of an error's text. */
const OF_EACH = 5
/** As far back an error's text is looked for, in steps of each outcome. */
const LATEST = 1_000
const ERROR_MIN = 12
const ERROR_WORDS = 4

/**
 * What was done in this console under an id of ours, a request of Cloudflare's, or with an error of that text. Of
 * those who may read the activity of single accounts: only what was done in one.
 */
export async function operationsBy(
  scraps: Scraps,
  unknownIds: string[],
  { role, labels }: { role: Role; labels: Labels },
): Promise<(FindResult & { rank: Rank; distance: number })[]> {
  if (!may(role, 'activity.read-account')) return []
  const found = (
    await Promise.all([
      ...scraps.uuids.slice(0, OF_EACH).map((id) => linesWith(id, 'Request or operation ID', RANK.id)),
      ...scraps.rays.slice(0, OF_EACH).map((ray) => linesWith(ray, 'Cloudflare’s request', RANK.id)),
      ...unknownIds.slice(0, OF_EACH).map((id) => linesWith(id, 'ID', RANK.id)),
      linesWithError(scraps.text),
    ])
  ).flat()
  const everyone = may(role, 'activity.read')
  const seen = new Set<string>()
  return found.flatMap(({ row, rank, why, shown }) => {
    const { accountId, targetName, targetId } = row
    if ((!everyone && accountId === null) || seen.has(row.id)) return []
    seen.add(row.id)
    const line = toLine(row)
    const target = targetName ?? targetId
    const reason = `${RESULTS[line.result]}. ${why}: ${shown}`
    const before = reason.length - shown.length
    return {
      kind: 'activity',
      id: row.id,
      accountId,
      title: `${labels[row.action] ?? row.action}${target ? `: ${target}` : ''}`,
      why: reason,
      href: everyone ? `/activity?event=${row.id}` : `/accounts/${accountId}/activity?event=${row.id}`,
      accountName: row.accountName === target ? null : row.accountName,
      goneAt: null,
      titleMarks: [],
      whyMarks: marksOf(shown, [rank === RANK.id ? squeeze(shown) : squeeze(scraps.text)]).map(
        ([from, to]) => [before + from, before + to],
      ),
      rank,
      distance: 0,
    }
  })
}

async function linesWith(id: string, why: string, rank: Rank): Promise<Found[]> {
  const rows = await readLines({ filter: { ...NO_FILTER, q: id }, limit: OF_EACH })
  return rows.map((row) => ({ row, rank, why, shown: id }))
}

async function linesWithError(text: string): Promise<Found[]> {
  if (text.length < ERROR_MIN || text.split(' ').length < ERROR_WORDS) return []
  const latest = (['failed', 'unknown', 'denied'] as const).map(
    (phase) => Prisma.sql`(
      SELECT seq, error_text FROM audit_event
      WHERE phase = ${phase}::"AuditPhase" AND error_text IS NOT NULL ORDER BY seq DESC LIMIT ${LATEST}
    )`,
  )
  const same = await db().$queryRaw<{ seq: bigint }[]>`
    SELECT seq FROM (${Prisma.join(latest, ' UNION ALL ')}) latest
    WHERE position(lower(${text}) IN lower(error_text)) > 0
      OR (length(error_text) >= ${ERROR_MIN} AND position(lower(error_text) IN lower(${text})) > 0)
    ORDER BY seq DESC LIMIT ${OF_EACH}`
  const rows = await db().auditEvent.findMany({ where: { seq: { in: same.map(({ seq }) => seq) } } })
  return rows.map((row) => ({
    row,
    rank: RANK.part,
    why: 'Error',
    shown: excerpt(row.errorText ?? '', [squeeze(text)]),
  }))
}

const NO_FILTER = Object.fromEntries(FILTER_NAMES.map((name) => [name, ''])) as ActivityFilter
