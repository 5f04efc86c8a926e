import 'server-only'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { DeskError } from '@/lib/core/errors'
import type { AccountId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import type { AuditEvent } from '@/lib/db/generated/client'
import { CATALOGUE } from './catalogue'
import { exportCsv, type Batches, type CsvColumns } from './export'
import { labelOf, newestSeq, personOf, readLines, toLine } from './lines'
import {
  NOBODY,
  readActivityQuery,
  setFilters,
  SYSTEM,
  type ActivityCall,
  type ActivityEvent,
  type ActivityFilter,
  type ActivityLine,
  type ActivityPage,
  type ActivityQuery,
  type PersonOption,
  type SearchParams,
} from './schema'

const PAGE_SIZE = 50
const EXPORT_BATCH = 1000

/** Takes what the address asks for; returns one page of everyone's activity, newest first. */
export async function activityPage({ filter, cursor }: ActivityQuery): Promise<ActivityPage> {
  await requirePermission('activity.read')
  return page({ filter, cursor })
}

/** As `activityPage`, of one account. The branded id is the proof that it is one of ours (`accountOverview`). */
export async function accountActivityPage(
  accountId: AccountId,
  { filter, cursor }: ActivityQuery,
): Promise<ActivityPage> {
  await requirePermission('activity.read-account')
  return page({ filter: { ...filter, account: '' }, cursor, accountId })
}

/** Takes a proved account id, or null for everyone's; returns the newest lines, for an overview. */
export async function latestActivity(accountId: AccountId | null, count: number): Promise<ActivityLine[]> {
  await requirePermission(accountId ? 'activity.read-account' : 'activity.read')
  return (await readLines({ accountId: accountId ?? undefined, limit: count })).map(toLine)
}

/** Takes a line's id; returns all that is on record about it, or null. */
export async function activityEvent(id: string): Promise<ActivityEvent | null> {
  await requirePermission('activity.read')
  return event({ id })
}

/** As `activityEvent`, of one account: what belongs to another is not there. */
export async function accountActivityEvent(accountId: AccountId, id: string): Promise<ActivityEvent | null> {
  await requirePermission('activity.read-account')
  return event({ id, accountId })
}

/** Returns whom the filter "Person" offers: all staff, Tenantdesk itself, and nobody. */
export async function activityPeople(): Promise<PersonOption[]> {
  await requirePermission('activity.read')
  const staff = await db().staff.findMany({ select: { id: true, email: true }, orderBy: { email: 'asc' } })
  return [
    ...staff.map(({ id, email }) => ({ value: id, label: email })),
    { value: SYSTEM, label: 'System' },
    { value: NOBODY, label: 'Not signed in' },
  ]
}

/** Takes a proved account id; returns who has acted on it. */
export async function accountActivityPeople(accountId: AccountId): Promise<PersonOption[]> {
  await requirePermission('activity.read-account')
  const people = await db().auditEvent.findMany({
    where: { accountId, actorId: { not: null } },
    distinct: ['actorId'],
    select: { actorId: true, actorEmail: true },
    orderBy: { actorId: 'asc' },
  })
  return people
    .map(({ actorId, actorEmail }) => ({ value: actorId!, label: actorEmail ?? actorId! }))
    .sort((a, b) => a.label.localeCompare(b.label, 'en'))
}

/**
 * Takes the parameters of an address; answers the activity they ask for as CSV (`exportCsv`). A filter that cannot be
 * read is refused, because without it more would go out than was asked for.
 */
export async function exportActivity(params: SearchParams): Promise<Response> {
  const { filter, unreadable } = readActivityQuery(params)
  return exportCsv({
    action: 'activity.export',
    permission: 'activity.export',
    file: 'activity',
    columns: CSV,
    filter: () => {
      if (unreadable.length > 0)
        throw new DeskError('invalid', `This filter cannot be read: ${unreadable.join(', ')}.`)
      return setFilters(filter)
    },
    // What is written from here on, its own record too, is not part of it.
    open: async () => exported(filter, await newestSeq()),
  })
}

async function* exported(filter: ActivityFilter, ceiling: bigint): Batches<AuditEvent> {
  for (let seq = ceiling + 1n; ;) {
    const batch = await readLines({ filter, cursor: { side: 'before', seq }, ceiling, limit: EXPORT_BATCH })
    if (batch.length > 0) yield batch
    if (batch.length < EXPORT_BATCH) return true
    seq = batch.at(-1)!.seq
  }
}

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

/** Takes a proved account id and moments; returns our acts on the account around any of them, in one query. */
export async function ownActsAround(accountId: AccountId, moments: Date[]): Promise<OwnAct[]> {
  await requirePermission('cloudflare-log.read')
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
      OR (e.phase = 'attempted' AND e.action <> ALL(${READS}) AND NOT EXISTS (
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

/** Acts that change nothing upstream, however long they run. */
const READS = Object.keys(CATALOGUE).filter((action) =>
  /\.export$|^account\.kyc\.|^token\.verify$/.test(action),
)

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

async function page(reach: {
  filter: ActivityFilter
  cursor: ActivityQuery['cursor']
  accountId?: string
}): Promise<ActivityPage> {
  const { cursor } = reach
  const rows = await readLines({ ...reach, limit: PAGE_SIZE + 1 })
  const more = rows.length > PAGE_SIZE
  // Fewer newer rows than a page: that is the first page, which may begin in the middle of this one.
  if (cursor?.side === 'after' && !more) return page({ ...reach, cursor: null })
  const shown = cursor?.side === 'after' ? rows.slice(1) : rows.slice(0, PAGE_SIZE)
  const older = cursor?.side === 'after' || more
  return {
    lines: shown.map(toLine),
    newer: cursor && shown.length > 0 ? `after-${shown[0]!.seq}` : null,
    older: older ? `before-${shown.at(-1)!.seq}` : null,
  }
}

async function event({ id, accountId }: { id: string; accountId?: string }): Promise<ActivityEvent | null> {
  const staff = await requirePermission('activity.read-account')
  const found = await db().auditEvent.findFirst({ where: { id, ...(accountId && { accountId }) } })
  if (!found) return null
  // The link to an attempt leads to what became of it.
  const outcome =
    found.phase === 'attempted' &&
    (await db().auditEvent.findFirst({
      where: { attemptId: found.id, phase: { not: 'attempted' } },
      orderBy: { seq: 'desc' },
    }))
  const row = outcome || found
  const operation = await db().auditEvent.findMany({
    where: {
      operationId: row.operationId,
      ...(accountId && { OR: [{ accountId }, { accountId: null }] }),
    },
    orderBy: { seq: 'asc' },
    take: 200,
  })
  const attempt = operation.find((each) => each.id === row.attemptId)
  const { sessionId, address, userAgent } = row
  return {
    ...toLine(row),
    actionName: row.action,
    role: row.actorRole,
    begunAt: attempt && row.actorRole === SYSTEM && row.actorId ? attempt.at.toISOString() : null,
    origin: may(staff.role, 'activity.read') ? { sessionId, address, userAgent } : null,
    request: (row.request ?? attempt?.request ?? null) as ActivityEvent['request'],
    before: row.before as ActivityEvent['before'],
    after: row.after as ActivityEvent['after'],
    calls: (row.upstream ?? []) as ActivityCall[],
    errorCode: row.errorCode,
    errorText: row.errorText,
    requestId: row.requestId,
    operationId: row.operationId,
    operation: operation.map((each) => ({ ...toLine(each), phase: each.phase })),
  }
}

const calls = (row: AuditEvent) => (row.upstream ?? []) as ActivityCall[]
const list = (values: unknown[]) => values.filter((value) => value !== null).join(' ')
const json = (value: unknown) => (value === null ? '' : JSON.stringify(value))

const CSV: CsvColumns<AuditEvent> = {
  'Time (UTC)': (row) => row.at.toISOString(),
  Person: personOf,
  Role: (row) => row.actorRole,
  Action: (row) => labelOf(row.action),
  'Action name': (row) => row.action,
  Result: (row) => toLine(row).result,
  'Target type': (row) => row.targetType,
  Target: (row) => row.targetName,
  'Target ID': (row) => row.targetId,
  Account: (row) => row.accountName,
  'Account ID': (row) => row.accountId,
  'Duration (ms)': (row) => row.durationMs,
  'Error code': (row) => row.errorCode,
  Error: (row) => row.errorText,
  Request: (row) => json(row.request),
  Before: (row) => json(row.before),
  After: (row) => json(row.after),
  Calls: (row) => list(calls(row).map(({ method, path, status }) => `${method} ${path} ${status ?? ''};`)),
  'CF-Ray': (row) => list(calls(row).map(({ ray }) => ray)),
  'Cloudflare codes': (row) => list(calls(row).flatMap(({ codes }) => codes)),
  'Request ID': (row) => row.requestId,
  'Operation ID': (row) => row.operationId,
  Session: (row) => row.sessionId,
  Address: (row) => row.address,
  Browser: (row) => row.userAgent,
}
