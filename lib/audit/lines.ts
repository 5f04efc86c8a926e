import 'server-only'
import { db } from '@/lib/db/client'
import { Prisma, type AuditEvent } from '@/lib/db/generated/client'
import { isUnderWay } from './record'
import { NOBODY, SYSTEM, type ActivityFilter, type ActivityLine, type Cursor } from './schema'
import { search, type Read, type Way } from './search'

export type Reach = {
  filter?: ActivityFilter
  /** Only this account's rows, whatever the filter says. */
  accountId?: string
  /** Only the rows of the tenant of this id. */
  tenantId?: string
  cursor?: Cursor | null
  /** What was written after this row does not exist yet: a long reading sees one moment. */
  ceiling?: bigint
  limit: number
}

/**
 * Lines, newest first. A line is one step: an attempt that has an outcome is shown as its outcome. Paging is by the
 * sequence of the rows, so that what arrives meanwhile moves nothing. Throws as `search`.
 */
export async function readLines(reach: Reach, way: Way = wayOf(reach)): Promise<AuditEvent[]> {
  const { filter, accountId, tenantId, cursor, limit } = reach
  const upwards = cursor?.side === 'after'
  const rows = await search(way, async (read) => {
    const asked: Asked = {
      bounds: await boundsOf(reach, read),
      equal: filter ? equalities(filter) : [],
      text: filter ? texts(filter) : [],
      rest: [resultCondition(filter?.result ?? '', reach.ceiling)],
    }
    if (accountId !== undefined) asked.equal.unshift(is('account_id', accountId))
    const next = (its: Asked) => newest(read, its, { upwards, limit, way })
    if (tenantId === undefined) return next(asked)
    const found = await next({ ...asked, equal: [...asked.equal, is('tenant_id', tenantId)] })
    // Of the others only those that come before the last of these are wanted.
    const last = found.length === limit ? BigInt(found.at(-1)!.seq) : null
    if (last !== null) asked.bounds.push(upwards ? Prisma.sql`e.seq < ${last}` : Prisma.sql`e.seq > ${last}`)
    const without = [...asked.equal, is('tenant_id', null)]
    for (const whose of beforeTenants(tenantId))
      found.push(...(await next({ ...asked, equal: without, text: [...asked.text, whose] })))
    const sign = upwards ? 1 : -1
    return found.sort((a, b) => sign * Number(BigInt(a.seq) - BigInt(b.seq))).slice(0, limit)
  })
  for (const row of rows) row.seq = BigInt(row.seq)
  return upwards ? rows.reverse() : rows
}

/** What is asked, by what an index can do for it. */
type Asked = {
  /** On the sequence, and on the time. */
  bounds: Prisma.Sql[]
  /** Each with an index that is in the order of the sequence; the one that leaves the fewest rows first. */
  equal: Equality[]
  /** By trigrams, or by another table: what finds them has no order. */
  text: Prisma.Sql[]
  /** What only a row itself tells. */
  rest: Prisma.Sql[]
}

/** `range`: the same, so that an index by another column in the order of the rows does not look as good as its own. */
type Equality = { column: Prisma.Sql; condition: Prisma.Sql; range: Prisma.Sql }

function is(
  column: 'account_id' | 'tenant_id' | 'actor_id' | 'actor_role' | 'action' | 'phase',
  value: string | null,
): Equality {
  const of = Prisma.raw(`e.${column}`)
  const type = column === 'phase' ? Prisma.raw('::"AuditPhase"') : Prisma.empty
  if (value === null) {
    const condition = Prisma.sql`${of} IS NULL`
    return { column: of, condition, range: condition }
  }
  return {
    column: of,
    condition: Prisma.sql`${of} = ${value}${type}`,
    range: Prisma.sql`${of} >= ${value}${type} AND ${of} <= ${value}${type}`,
  }
}

/** How many rows are looked at in their order before all that match are gathered: side by side, or here and there. */
const LOOKED_AT = { all: 20_000, some: 5_000 }

/**
 * One condition has an index in the order of the rows. For several the planner guesses, and guesses wrong where they go
 * together badly (what a person never does): then it walks through all of history for one page. So it may walk a little,
 * which is enough for what is common, and else has to gather what matches first, which is little for what is rare.
 */
async function newest(
  read: Read,
  { bounds, equal, text, rest }: Asked,
  { upwards, limit, way }: { upwards: boolean; limit: number; way: Way },
): Promise<AuditEvent[]> {
  const order = Prisma.raw(upwards ? 'e.seq ASC' : 'e.seq DESC')
  const conditions = equal.map(({ condition }) => condition)
  if (way === 'export' || equal.length + 2 * text.length < 2)
    return read(Prisma.sql`
      SELECT ${COLUMNS} FROM audit_event e WHERE ${all([...bounds, ...conditions, ...text, ...rest])}
      ORDER BY ${order} LIMIT ${limit}`)
  const [first] = equal
  // By the column too, although it has one value: that leaves the planner no other index (`range`).
  const along = first ? Prisma.sql`${first.column} ${Prisma.raw(upwards ? 'DESC' : 'ASC')}, ${order}` : order
  const most = first ? LOOKED_AT.some : LOOKED_AT.all
  const near = Prisma.sql`
    FROM audit_event e WHERE ${all([...bounds, ...(first ? [first.range] : [])])} ORDER BY ${along} LIMIT ${most}`
  const common = await read<AuditEvent>(Prisma.sql`
    SELECT ${COLUMNS} FROM (SELECT * ${near}) e
    WHERE ${all([...conditions.slice(1), ...text, ...rest])} ORDER BY ${order} LIMIT ${limit}`)
  if (common.length === limit) return common
  const [looked] = await read<{ all: boolean }>(
    Prisma.sql`SELECT count(*) < ${most} AS all FROM (SELECT 1 ${near}) looked`,
  )
  if (looked!.all) return common
  return read(Prisma.sql`
    SELECT ${COLUMNS} FROM (
      SELECT * FROM audit_event e WHERE ${all([...bounds, ...conditions, ...text])} OFFSET 0
    ) e WHERE ${all(rest)} ORDER BY ${order} LIMIT ${limit}`)
}

function all(conditions: Prisma.Sql[]): Prisma.Sql {
  return conditions.length > 0 ? Prisma.join(conditions, ' AND ') : Prisma.sql`true`
}

/** What is looked for by a person may go through much of history; what pages show by themselves does not. */
function wayOf({ filter }: Reach): Way {
  return filter && Object.values(filter).some((value) => value !== '') ? 'search' : 'page'
}

/** Up to here every attempt has its outcome: the sweeper keeps it, so that nobody looks through all of history. */
export const SETTLED_KEY = 'audit.settled'
const SETTLED = Prisma.sql`
  SELECT coalesce((SELECT (value #>> '{}')::bigint FROM setting WHERE key = ${SETTLED_KEY}), 0)::text AS seq`

/** Returns the attempts before a moment that have no outcome, oldest first; `after`: only those above this sequence. */
export async function openAttempts(before: Date, limit: number, after = 0n): Promise<AuditEvent[]> {
  const [settled] = await db().$queryRaw<[{ seq: string }]>(SETTLED)
  return db().$queryRaw<AuditEvent[]>`
    SELECT ${COLUMNS} FROM audit_event e
    WHERE e.seq > ${BigInt(settled.seq)} AND e.seq > ${after} AND ${resultCondition('in-progress')} AND e.at < ${before}
    ORDER BY e.seq LIMIT ${limit}`
}

/** The people in the newest rows of the account: some accounts have a hundred thousand rows. */
export async function actorsOn(accountId: string): Promise<{ id: string; email: string | null }[]> {
  return db().$queryRaw`
    SELECT actor_id AS id, max(actor_email) AS email
    FROM (
      SELECT actor_id, actor_email FROM audit_event e
      WHERE e.account_id = ${accountId} ORDER BY e.seq DESC LIMIT ${LOOKED_AT.all}
    ) newest
    WHERE actor_id IS NOT NULL GROUP BY actor_id`
}

/** As long as a change may take that this process does not know of: another one may be at it. */
const ELSEWHERE_MS = 60_000

/**
 * Returns the attempts without an outcome that nobody is at any more, as far as this process can tell: what it did not
 * begin itself and is older than itself, or than a change lasts. The oldest first.
 */
export async function leftOpen(limit: number): Promise<AuditEvent[]> {
  const open = await openAttempts(new Date(), limit)
  const since = Math.max(performance.timeOrigin, Date.now() - ELSEWHERE_MS)
  return open.filter(({ id, at }) => !isUnderWay(id) && at.getTime() < since)
}

/** Returns the sequence of the newest row, 0 when there is none. */
export async function newestSeq(): Promise<bigint> {
  const { _max } = await db().auditEvent.aggregate({ _max: { seq: true } })
  return _max.seq ?? 0n
}

export function toLine(row: AuditEvent): ActivityLine {
  const { accountId, accountName } = row
  return {
    id: row.id,
    at: row.at.toISOString(),
    person: personOf(row),
    action: row.action,
    target: { id: row.targetId, name: row.targetName, type: row.targetType },
    account: accountId || accountName ? { id: accountId, name: accountName } : null,
    result: row.phase === 'attempted' ? 'in-progress' : row.phase,
    durationMs: row.durationMs,
  }
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
    tenantId: 'tenant_id',
    request: 'request',
    before: 'before',
    after: 'after',
    upstream: 'upstream',
    errorCode: 'error_code',
    errorText: 'error_text',
    requestId: 'request_id',
    durationMs: 'duration_ms',
    runId: 'run_id',
    onceKey: 'once_key',
  } satisfies Record<keyof AuditEvent, string>)
    .map(([field, column]) => `e.${column} AS "${field}"`)
    .join(', '),
)

// The scalar form for all results: asked as EXISTS, the planner reads the whole table for one page.
function resultCondition(result: ActivityFilter['result'], ceiling?: bigint): Prisma.Sql {
  if (result && result !== 'in-progress') return Prisma.sql`true`
  const outcome = Prisma.sql`
    SELECT o.seq FROM audit_event o WHERE o.attempt_id = e.attempt_id AND o.phase <> 'attempted'
    ${ceiling === undefined ? Prisma.empty : Prisma.sql`AND o.seq <= ${ceiling}`}`
  return result === 'in-progress'
    ? Prisma.sql`(e.phase = 'attempted' AND NOT EXISTS (${outcome}))`
    : Prisma.sql`(e.phase <> 'attempted' OR (${outcome} LIMIT 1) IS NULL)`
}

/**
 * Rows without a tenant, by whose their account is by now; and creations that came to no account, by the unit, which may
 * be with the attempt alone (`onBehalfOf`).
 */
function beforeTenants(tenantId: string): Prisma.Sql[] {
  const belonging = Prisma.sql`(SELECT b.id FROM belonging b WHERE b.tenant_id = ${tenantId})`
  return [
    Prisma.sql`e.account_id IN ${belonging}`,
    Prisma.sql`e.account_id IS NULL
      AND e.target_type = 'account'
      AND coalesce(e.request ->> 'unitId', e.after ->> 'unitId', (
        SELECT a.request ->> 'unitId' FROM audit_event a WHERE a.id = e.attempt_id
      )) IN ${belonging}`,
  ]
}

/** The filters that say what a column is. */
function equalities({ person, action, result }: ActivityFilter): Equality[] {
  const found: Equality[] = []
  if (person === SYSTEM) found.push(is('actor_role', SYSTEM))
  else if (person === NOBODY) found.push(is('actor_role', null), is('actor_id', null))
  else if (person) found.push(is('actor_id', person))
  if (action) found.push(is('action', action))
  if (result && result !== 'in-progress') found.push(is('phase', result))
  return found
}

function texts({ q, account }: ActivityFilter): Prisma.Sql[] {
  const conditions: Prisma.Sql[] = []
  if (account)
    conditions.push(Prisma.sql`(e.account_id = ${account} OR e.account_name ILIKE ${contains(account)})`)
  if (q) conditions.push(Prisma.sql`${WORDS} ILIKE ${contains(q)}`)
  return conditions
}

/** How far clocks, and transactions that wait, may bring the sequence and the time out of step. */
const SLACK_MS = 2 * 60 * 60_000
const FEW = 5_000

/**
 * Rows are written in the order of time, nearly: so days bound the sequence too, by which everything else is ordered. No
 * index has both orders. Of a few rows the bounds are their own, however far out of order a clock had put them.
 */
async function boundsOf({ filter, ceiling, cursor }: Reach, read: Read): Promise<Prisma.Sql[]> {
  const bounds: Prisma.Sql[] = []
  if (ceiling !== undefined) bounds.push(Prisma.sql`e.seq <= ${ceiling}`)
  if (cursor?.side === 'before') bounds.push(Prisma.sql`e.seq < ${cursor.seq}`)
  if (cursor?.side === 'after') bounds.push(Prisma.sql`e.seq > ${cursor.seq}`)
  // As a number: of a subquery the planner would not know what it leaves.
  if (filter?.result === 'in-progress') {
    const [settled] = await read<{ seq: string }>(SETTLED)
    bounds.push(Prisma.sql`e.seq > ${BigInt(settled!.seq)}`)
  }
  const from = filter?.from ? startOf(filter.from) : null
  const end = filter?.to ? startOf(filter.to, 1) : null
  const days = [...(from ? [Prisma.sql`e.at >= ${from}`] : []), ...(end ? [Prisma.sql`e.at < ${end}`] : [])]
  if (days.length === 0) return bounds
  bounds.push(...days)
  const [few] = await read<{ count: number; least: string | null; most: string | null }>(Prisma.sql`
    SELECT count(*)::int AS count, min(seq)::text AS least, max(seq)::text AS most
    FROM (SELECT e.seq FROM audit_event e WHERE ${all(days)} ORDER BY e.at LIMIT ${FEW + 1}) few`)
  if (few!.count <= FEW) {
    bounds.push(Prisma.sql`e.seq BETWEEN ${BigInt(few!.least ?? 0)} AND ${BigInt(few!.most ?? 0)}`)
    return bounds
  }
  if (from) {
    const before = new Date(from.getTime() - SLACK_MS)
    const [last] = await read<{ seq: string }>(
      Prisma.sql`SELECT seq FROM audit_event WHERE at < ${before} ORDER BY at DESC LIMIT 1`,
    )
    if (last) bounds.push(Prisma.sql`e.seq > ${BigInt(last.seq)}`)
  }
  if (end) {
    const after = new Date(end.getTime() + SLACK_MS)
    const [first] = await read<{ seq: string }>(
      Prisma.sql`SELECT seq FROM audit_event WHERE at >= ${after} ORDER BY at LIMIT 1`,
    )
    if (first) bounds.push(Prisma.sql`e.seq < ${BigInt(first.seq)}`)
  }
  return bounds
}

// Word for word the expression of the index `audit_event_text`.
const WORDS = Prisma.raw(
  `audit_event_words(e.target_name, e.target_id, e.account_name, e.account_id, e.actor_email, e.request_id, e.operation_id, e.upstream)`,
)

function contains(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}

function startOf(day: string, plus = 0): Date {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + plus)
  return date
}
