import 'server-only'
import { defineQuery } from '@/lib/entry/query'
import { withoutDigests } from '@/lib/audit/remember'
import { defineDownload, type Batches, type CsvColumns, type Report } from '@/lib/entry/download'
import { actorsOn, newestSeq, personOf, readLines, toLine, type Reach } from '@/lib/audit/lines'
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
  type Labels,
  type PersonOption,
} from '@/lib/audit/schema'
import { may } from '@/lib/auth/permissions'
import { requirePermission, requireStaff } from '@/lib/auth/session'
import { AppError } from '@/lib/core/errors'
import type { AccountId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import type { AuditEvent } from '@/lib/db/generated/client'
import { openTenantApi } from '@/lib/tenant-api/client'
import { ChosenTenant } from '@/lib/tenants/schema'
import { chosenTenant } from '@/lib/tenants/tenancy'

const PAGE_SIZE = 50
const EXPORT_BATCH = 5000

/**
 * One page of everyone's activity, newest first. Of a chosen tenant it is what concerned its accounts at the time, and
 * creations in its units that led to no account. Throws as `readLines`, and `not_found` for a tenant that the
 * credentials do not administer.
 */
export const activityPage = defineQuery({
  permission: 'activity.read',
  run: async (
    { filter, cursor }: ActivityQuery,
    chosen?: string,
  ): Promise<ActivityPage & { tenantName: string | null }> => {
    const staff = await requireStaff()
    const tenant = await chosenTenant(openTenantApi({ work: 'view', person: staff.id }), chosen)
    return { ...(await page({ filter, cursor, tenantId: tenant?.id })), tenantName: tenant?.name ?? null }
  },
})

/** As `activityPage`, of one account. The branded id is the proof that it is one of ours (`accountOverview`). */
export const accountActivityPage = defineQuery({
  permission: 'activity.read-account',
  run: async (accountId: AccountId, { filter, cursor }: ActivityQuery): Promise<ActivityPage> => {
    return page({ filter: { ...filter, account: '' }, cursor, accountId })
  },
})

/** The newest lines of `activityPage`, for an overview. */
export const latestActivity = defineQuery({
  permission: 'activity.read',
  run: async (chosen: string | undefined, count: number): Promise<ActivityLine[]> => {
    const staff = await requireStaff()
    const tenant = await chosenTenant(openTenantApi({ work: 'view', person: staff.id }), chosen)
    return (await readLines({ tenantId: tenant?.id, limit: count })).map(toLine)
  },
})

/** As `latestActivity`, of one account, by its proved id. */
export const accountLatestActivity = defineQuery({
  permission: 'activity.read-account',
  run: async (accountId: AccountId, count: number): Promise<ActivityLine[]> => {
    return (await readLines({ accountId, limit: count })).map(toLine)
  },
})

/** All that is on record about a line, or null. */
export const activityEvent = defineQuery({
  permission: 'activity.read',
  run: async (id: string): Promise<ActivityEvent | null> => {
    return event({ id })
  },
})

/** As `activityEvent`, of one account: what belongs to another is not there. */
export const accountActivityEvent = defineQuery({
  permission: 'activity.read-account',
  run: async (accountId: AccountId, id: string): Promise<ActivityEvent | null> => {
    return event({ id, accountId })
  },
})

/** Returns whom the filter "Person" offers: all staff, Tenantdesk itself, and nobody. */
export const activityPeople = defineQuery({
  permission: 'activity.read',
  run: async (): Promise<PersonOption[]> => {
    const staff = await db().staff.findMany({ select: { id: true, email: true }, orderBy: { email: 'asc' } })
    return [
      ...staff.map(({ id, email }) => ({ value: id, label: email })),
      { value: SYSTEM, label: 'System' },
      { value: NOBODY, label: 'Not signed in' },
    ]
  },
})

/** Who has acted lately on an account, whose id must be proved: as far back as a page can look. */
export const accountActivityPeople = defineQuery({
  permission: 'activity.read-account',
  run: async (accountId: AccountId): Promise<PersonOption[]> => {
    const people = await actorsOn(accountId)
    return people
      .map(({ id, email }) => ({ value: id, label: email ?? id }))
      .sort((a, b) => a.label.localeCompare(b.label, 'en'))
  },
})

/** A filter that cannot be read is refused, because without it more would go out than was asked for. */
export const exportActivity = defineDownload<AuditEvent, Labels>({
  name: 'activity.export',
  label: 'Export activity',
  target: 'activity',
  permission: 'activity.export',
  file: 'activity',
  plan: (params, labels) => {
    const { filter, unreadable } = readActivityQuery(params, labels)
    const chosen = ChosenTenant.parse(params.tenant)
    const unread = [...unreadable, ...(params.tenant && !chosen ? ['tenant'] : [])]
    if (unread.length > 0) throw new AppError('invalid', `This filter is not valid: ${unread.join(', ')}.`)
    return {
      columns: { ...CSV, Action: ({ action }) => labels[action] ?? action },
      filter: { ...setFilters(filter), ...(chosen && { tenant: chosen }) },
      // What is written from here on, its own record too, is not part of it.
      open: async (report) => exported(filter, chosen, await newestSeq(), report),
    }
  },
})

async function* exported(
  filter: ActivityFilter,
  chosen: string | undefined,
  ceiling: bigint,
  report: Report,
): Batches<AuditEvent> {
  const api = openTenantApi(report.caller)
  report.calls = api.calls
  const tenantId = (await chosenTenant(api, chosen))?.id
  const read = (seq: bigint) => {
    const rows = readLines(
      { filter, tenantId, cursor: { side: 'before', seq }, ceiling, limit: EXPORT_BATCH },
      'export',
    )
    // Whoever awaits it meets the fault.
    rows.catch(() => {})
    return rows
  }
  for (let next = read(ceiling + 1n); ;) {
    const batch = await next
    const more = batch.length === EXPORT_BATCH
    // Read while these go out.
    if (more) next = read(batch.at(-1)!.seq)
    if (batch.length > 0) yield batch
    if (!more) return true
  }
}

async function page(reach: Omit<Reach, 'limit' | 'ceiling'>): Promise<ActivityPage> {
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
  // The link to an attempt leads to its outcome.
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
    role: row.actorRole,
    begunAt: attempt && row.actorRole === SYSTEM && row.actorId ? attempt.at.toISOString() : null,
    origin: may(staff.role, 'activity.read') ? { sessionId, address, userAgent } : null,
    request: withoutDigests((row.request ?? attempt?.request ?? null) as ActivityEvent['request']),
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
  // Its label, which the rooms above know.
  Action: (row) => row.action,
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
  Request: (row) => json(withoutDigests(row.request as ActivityEvent['request'])),
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
