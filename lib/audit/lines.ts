import 'server-only'
import { db } from '@/lib/db/client'
import { Prisma, type AuditEvent } from '@/lib/db/generated/client'
import { CATALOGUE, type AuditAction } from './catalogue'
import { NOBODY, SYSTEM, type ActivityFilter, type ActivityLine, type Cursor } from './schema'

/** What belongs to a tenant. Rows name no tenant, so it is told by its accounts, and its units where there is none. */
export type TenantReach = { name: string; accountIds: string[]; unitIds: string[] }

export type Reach = {
  filter?: ActivityFilter
  /** Only this account's rows, whatever the filter says. */
  accountId?: string
  /** Only this tenant's rows. */
  tenant?: TenantReach
  cursor?: Cursor | null
  /** What was written after this row does not exist yet: a long reading sees one moment. */
  ceiling?: bigint
  limit: number
}

/**
 * Takes what to read; returns lines, newest first. A line is one step: an attempt that has an outcome is shown as its
 * outcome. Paging is by the sequence of the rows, so that what arrives meanwhile moves nothing.
 */
export async function readLines(reach: Reach): Promise<AuditEvent[]> {
  const { filter, accountId, tenant, cursor, ceiling, limit } = reach
  const conditions = [
    resultCondition(filter?.result ?? '', ceiling),
    ...(filter ? filterConditions(filter) : []),
  ]
  if (accountId !== undefined) conditions.push(Prisma.sql`e.account_id = ${accountId}`)
  if (tenant) conditions.push(tenantCondition(tenant))
  if (ceiling !== undefined) conditions.push(Prisma.sql`e.seq <= ${ceiling}`)
  if (cursor?.side === 'before') conditions.push(Prisma.sql`e.seq < ${cursor.seq}`)
  if (cursor?.side === 'after') conditions.push(Prisma.sql`e.seq > ${cursor.seq}`)
  const upwards = cursor?.side === 'after'
  const rows = await db().$queryRaw<AuditEvent[]>`
    SELECT ${COLUMNS} FROM audit_event e
    WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY e.seq ${upwards ? Prisma.sql`ASC` : Prisma.sql`DESC`}
    LIMIT ${limit}`
  return upwards ? rows.reverse() : rows
}

/**
 * Takes ids of accounts; returns those that have rows. The planner expects some of each id it is given, and would look
 * through all of history for a page of many accounts with which little was done.
 */
export async function accountsOnRecord(accountIds: string[]): Promise<string[]> {
  const found = await db().$queryRaw<{ id: string }[]>`
    SELECT given.id FROM unnest(${accountIds}::text[]) AS given (id)
    WHERE EXISTS (SELECT FROM audit_event e WHERE e.account_id = given.id)`
  return found.map(({ id }) => id)
}

/** Up to here every attempt has its outcome: the sweeper keeps it, so that nobody looks through all of history. */
export const SETTLED_KEY = 'audit.settled'
const SETTLED = Prisma.sql`coalesce((SELECT (value #>> '{}')::bigint FROM setting WHERE key = ${SETTLED_KEY}), 0)`

/** Returns the attempts before a moment that have no outcome, oldest first. */
export async function openAttempts(before: Date, limit: number): Promise<AuditEvent[]> {
  return db().$queryRaw<AuditEvent[]>`
    SELECT ${COLUMNS} FROM audit_event e
    WHERE ${resultCondition('in-progress')} AND e.at < ${before}
    ORDER BY e.seq LIMIT ${limit}`
}

/** Returns the sequence of the newest row, 0 when there is none. */
export async function newestSeq(): Promise<bigint> {
  const { _max } = await db().auditEvent.aggregate({ _max: { seq: true } })
  return _max.seq ?? 0n
}

/** Takes a row; returns it as a line of the list. */
export function toLine(row: AuditEvent): ActivityLine {
  const { accountId, accountName } = row
  return {
    id: row.id,
    at: row.at.toISOString(),
    person: personOf(row),
    action: labelOf(row.action),
    target: { id: row.targetId, name: row.targetName, type: row.targetType },
    account: accountId || accountName ? { id: accountId, name: accountName } : null,
    result: row.phase === 'attempted' ? 'in-progress' : row.phase,
    durationMs: row.durationMs,
  }
}

/** Takes an action's name; returns its label. One that the catalogue no longer knows is its own label. */
export function labelOf(action: string): string {
  return Object.hasOwn(CATALOGUE, action) ? CATALOGUE[action as AuditAction].label : action
}

export function personOf(row: Pick<AuditEvent, 'actorEmail' | 'actorRole'>): string {
  return row.actorEmail ?? (row.actorRole === SYSTEM ? 'System' : 'Not signed in')
}

const COLUMNS = Prisma.raw(
  Object.entries({
    seq: 'seq',
    id: 'id',
    at: 'at',
    operationId: 'operation_id',
    attemptId: 'attempt_id',
    phase: 'phase',
    action: 'action',
    actorId: 'actor_id',
    actorEmail: 'actor_email',
    actorRole: 'actor_role',
    sessionId: 'session_id',
    address: 'address',
    userAgent: 'user_agent',
    targetType: 'target_type',
    targetId: 'target_id',
    targetName: 'target_name',
    accountId: 'account_id',
    accountName: 'account_name',
    request: 'request',
    before: 'before',
    after: 'after',
    upstream: 'upstream',
    errorCode: 'error_code',
    errorText: 'error_text',
    requestId: 'request_id',
    durationMs: 'duration_ms',
  } satisfies Record<keyof AuditEvent, string>)
    .map(([field, column]) => `e.${column} AS "${field}"`)
    .join(', '),
)

// The scalar form for all results: asked as EXISTS, the planner reads the whole table for one page.
function resultCondition(result: ActivityFilter['result'], ceiling?: bigint): Prisma.Sql {
  if (result && result !== 'in-progress') return Prisma.sql`e.phase = ${result}::"AuditPhase"`
  const outcome = Prisma.sql`
    SELECT o.seq FROM audit_event o WHERE o.attempt_id = e.attempt_id AND o.phase <> 'attempted'
    ${ceiling === undefined ? Prisma.empty : Prisma.sql`AND o.seq <= ${ceiling}`}`
  return result === 'in-progress'
    ? Prisma.sql`(e.phase = 'attempted' AND e.seq > ${SETTLED} AND NOT EXISTS (${outcome}))`
    : Prisma.sql`(e.phase <> 'attempted' OR (${outcome} LIMIT 1) IS NULL)`
}

// A creation that came to no account: what was asked for may be with the attempt alone (`onBehalfOf`).
function tenantCondition({ accountIds, unitIds }: TenantReach): Prisma.Sql {
  return Prisma.sql`(e.account_id = ANY(${accountIds}) OR (
    e.account_id IS NULL AND e.action IN ('account.create', 'account.create.settle')
    AND coalesce(e.request ->> 'unitId', e.after ->> 'unitId', (
      SELECT a.request ->> 'unitId' FROM audit_event a WHERE a.id = e.attempt_id
    )) = ANY(${unitIds})
  ))`
}

function filterConditions({ q, person, action, account, from, to }: ActivityFilter): Prisma.Sql[] {
  const conditions: Prisma.Sql[] = []
  if (person === SYSTEM) conditions.push(Prisma.sql`e.actor_role = ${SYSTEM}`)
  else if (person === NOBODY) conditions.push(Prisma.sql`e.actor_id IS NULL AND e.actor_role IS NULL`)
  else if (person) conditions.push(Prisma.sql`e.actor_id = ${person}`)
  if (action) conditions.push(Prisma.sql`e.action = ${action}`)
  if (account)
    conditions.push(Prisma.sql`(e.account_id = ${account} OR e.account_name ILIKE ${contains(account)})`)
  if (from) conditions.push(Prisma.sql`e.at >= ${startOf(from)}`)
  if (to) conditions.push(Prisma.sql`e.at < ${startOf(to, 1)}`)
  if (q) conditions.push(Prisma.sql`${q.length < 3 ? NAMES : WORDS} ILIKE ${contains(q)}`)
  return conditions
}

// Word for word the expression of the index `audit_event_text`.
const WORDS = Prisma.raw(
  `audit_event_words(e.target_name, e.target_id, e.account_name, e.account_id, e.actor_email, e.request_id, e.operation_id, e.upstream)`,
)

// Trigrams need three letters; reading every row for two, names are enough.
const NAMES = Prisma.raw(`concat_ws(E'\\n', e.target_name, e.account_name, e.actor_email)`)

function contains(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}

function startOf(day: string, plus = 0): Date {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + plus)
  return date
}
