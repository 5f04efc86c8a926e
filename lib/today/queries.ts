import 'server-only'
import type { Labels } from '@/lib/audit/schema'
import { may, ROLES } from '@/lib/auth/permissions'
import { requireStaff, type Staff } from '@/lib/auth/session'
import { db } from '@/lib/db/client'
import { Prisma, type WorkItem } from '@/lib/db/generated/client'
import { directoryState } from '@/lib/directory/state'
import { defineDownload, type Batches } from '@/lib/entry/download'
import { defineQuery } from '@/lib/entry/query'
import { WORK_PAGE } from './constants'
import { KINDS, kindOf } from './kinds'
import { isOpen } from './looking'
import { URGENCIES, WorkQuery, type WorkChoice, type WorkPage, type WorkRow } from './schema'
import { visibleTo } from './visible'

/** One page of what needs somebody, the most urgent first. Nothing is asked of Cloudflare. */
export const workList = defineQuery({
  permission: 'accounts.read',
  run: async (query: WorkQuery, labels: Labels): Promise<WorkPage> => {
    const staff = await requireStaff()
    const shown = shownTo(staff, query)
    const where = Prisma.sql`${shown} ${filtersOf(query, staff)}`
    const [rows, [counted], choices, snoozed, look, unread] = await Promise.all([
      read({ staff, labels }, where, query.show, WORK_PAGE, (query.page - 1) * WORK_PAGE),
      db().$queryRaw<[{ count: number }]>`SELECT count(*)::int AS count FROM work_item item WHERE ${where}`,
      choicesOf(shown),
      query.show === 'snoozed' ? null : countOf(shownTo(staff, { ...query, show: 'snoozed' })),
      db().workLook.findFirst(),
      unreadYet(),
    ])
    return {
      rows,
      totalCount: counted.count,
      ...choices,
      snoozed: snoozed ?? counted.count,
      lookedAt: look?.lookedAt?.toISOString() ?? null,
      failed: (look?.failed ?? []).map((id) => kindOf(id)?.label ?? id),
      unread,
    }
  },
})

/** How much needs somebody, of each tenant and of those that are of none ('' as the key): for the navigation. */
export const workCounts = defineQuery({
  permission: 'accounts.read',
  run: async (): Promise<Record<string, number>> => {
    const staff = await requireStaff()
    const counts = await db().$queryRaw<{ tenant: string; count: number }[]>`
      SELECT coalesce(tenant_id, '') AS tenant, count(*)::int AS count FROM work_item item
      WHERE ${isOpen} AND ${visibleTo(staff)} GROUP BY tenant_id`
    return Object.fromEntries(counts.map(({ tenant, count }) => [tenant, count]))
  },
})

const EXPORTED_AT_ONCE = 1000

export const exportWork = defineDownload<WorkRow, Labels>({
  name: 'work.export',
  label: 'Export the work list',
  target: 'work',
  permission: 'customers.export',
  file: 'today',
  plan: (params, labels) => {
    const { page: _, ...query } = WorkQuery.parse(params)
    return {
      filter: Object.fromEntries(Object.entries(query).filter(([, value]) => value)),
      idOf: ({ id }) => id,
      columns: {
        Kind: ({ kind }) => kind,
        What: ({ subject }) => subject,
        Detail: ({ detail }) => detail,
        Account: ({ account }) => account?.name ?? null,
        'Account ID': ({ account }) => account?.id ?? null,
        'Tenant Unit': ({ unitName }) => unitName,
        Urgency: ({ urgency }) => urgency,
        Since: ({ since }) => since,
        Until: ({ until }) => until,
        Owner: ({ owner }) => owner?.name ?? null,
        'Snoozed until': ({ snoozed }) => snoozed?.until ?? null,
        'Snoozed because': ({ snoozed }) => snoozed?.reason ?? null,
      },
      open: async (_report, all) => {
        const staff = await requireStaff()
        const shown = shownTo(staff, query)
        return batches(
          { staff, labels },
          all ? shown : Prisma.sql`${shown} ${filtersOf(query, staff)}`,
          query.show,
        )
      },
    }
  },
})

/** Those who work with the list, for handing over. */
export const colleagues = defineQuery({
  permission: 'work.change',
  run: async (): Promise<{ id: string; name: string; email: string; me: boolean }[]> => {
    const staff = await requireStaff()
    const people = await db().staff.findMany({
      where: { disabledAt: null, role: { in: ROLES.filter((role) => may(role, 'work.change')) } },
      select: { id: true, name: true, email: true },
      orderBy: [{ name: 'asc' }, { email: 'asc' }],
      take: 500,
    })
    return people.map((person) => ({ ...person, me: person.id === staff.id }))
  },
})

async function* batches(reader: Reader, where: Prisma.Sql, show: WorkQuery['show']): Batches<WorkRow> {
  for (let offset = 0; ; offset += EXPORTED_AT_ONCE) {
    const rows = await read(reader, where, show, EXPORTED_AT_ONCE, offset)
    if (rows.length > 0) yield rows
    if (rows.length < EXPORTED_AT_ONCE) return true
  }
}

/** What of the list the person may see at all, in the chosen tenant. What is of no tenant that we know is of each. */
function shownTo(staff: Staff, { show, tenant }: Pick<WorkQuery, 'show' | 'tenant'>): Prisma.Sql {
  const state = {
    open: isOpen,
    snoozed: Prisma.sql`(item.solved_at IS NULL AND item.snoozed_until > now())`,
    done: Prisma.sql`item.solved_at IS NOT NULL`,
  }[show]
  const ofTenant = tenant
    ? Prisma.sql`AND (item.tenant_id = ${tenant} OR item.tenant_id IS NULL)`
    : Prisma.empty
  return Prisma.sql`${state} AND ${visibleTo(staff)} ${ofTenant}`
}

function filtersOf(
  { kind, unit, owner, urgency, account }: Omit<WorkQuery, 'page'>,
  { id }: Staff,
): Prisma.Sql {
  const filters = [
    kind && Prisma.sql`AND item.kind = ${kind}`,
    unit && Prisma.sql`AND item.unit_id = ${unit}`,
    account && Prisma.sql`AND item.account_id = ${account}`,
    urgency && Prisma.sql`AND item.urgency = ${URGENCIES.indexOf(urgency) + 1}`,
    owner === 'nobody'
      ? Prisma.sql`AND item.owner_id IS NULL`
      : owner && Prisma.sql`AND item.owner_id = ${owner === 'me' ? id : owner}::uuid`,
  ].filter((each) => each instanceof Prisma.Sql)
  return filters.length > 0 ? Prisma.join(filters, ' ') : Prisma.empty
}

type Reader = { staff: Staff; labels: Labels }
type Found = WorkItem & {
  ownerName: string | null
  unitName: string | null
  snooze: { until: string; reason: string; by: string; whole: boolean } | null
}

async function read(
  reader: Reader,
  where: Prisma.Sql,
  show: WorkQuery['show'],
  limit: number,
  offset: number,
): Promise<WorkRow[]> {
  const order =
    show === 'done'
      ? Prisma.sql`item.solved_at DESC, item.id`
      : Prisma.sql`item.urgency, item.until, item.since, item.id`
  const found = await db().$queryRaw<Found[]>`
    SELECT page.*, owner.name AS "ownerName", coalesce(unit.name, page."unitId") AS "unitName", snooze.says AS snooze
    FROM (
      SELECT item.id, item.kind, item.subject_id AS "subjectId", item.account_id AS "accountId",
        item.account_name AS "accountName", item.unit_id AS "unitId", item.data, item.urgency, item.since, item.until,
        item.owner_id AS "ownerId", item.snoozed_until AS "snoozedUntil", item.solved_at AS "solvedAt"
      FROM work_item item WHERE ${where} ORDER BY ${order} LIMIT ${limit} OFFSET ${offset}
    ) page
    LEFT JOIN staff owner ON owner.id = page."ownerId"
    LEFT JOIN directory_unit unit ON unit.id = page."unitId"
    LEFT JOIN LATERAL (
      SELECT jsonb_build_object('until', s.until, 'reason', s.reason, 'by', s.by_email, 'whole', s.item_id IS NULL) AS says
      FROM work_snooze s
      WHERE s.ended_at IS NULL AND s.until > now() AND page."snoozedUntil" IS NOT NULL
        AND (s.item_id = page.id OR s.item_id IS NULL AND s.kind = page.kind AND s.account_id = page."accountId")
      ORDER BY s.until DESC LIMIT 1
    ) snooze ON true`
  return found.map((item) => toRow(item, reader))
}

function toRow(item: Found, { staff, labels }: Reader): WorkRow {
  const kind = kindOf(item.kind)
  const data = kind?.data.safeParse(item.data)
  // As another version left it: its next look puts it right.
  const entry = data?.success ? { ...item, data: data.data } : null
  const step = entry && kind!.next(entry)
  const open = entry && (kind!.open ? kind!.open(entry) : step!.href)
  const { snooze, solvedAt } = item
  return {
    id: item.id,
    kind: kind?.label ?? item.kind,
    ...(entry ? kind!.says(entry, labels) : { subject: null, detail: '' }),
    account:
      item.accountId === null && item.accountName === null
        ? null
        : { id: item.accountId, name: item.accountName },
    unitName: item.unitName,
    urgency: URGENCIES[item.urgency - 1] ?? 'later',
    since: item.since.toISOString(),
    until: item.until?.toISOString() ?? null,
    overdue: item.until !== null && item.until.getTime() < Date.now(),
    owner:
      item.ownerId && item.ownerName !== null
        ? { id: item.ownerId, name: item.ownerName, me: item.ownerId === staff.id }
        : null,
    next: solvedAt
      ? null
      : step && may(staff.role, step.permission)
        ? { label: step.label, href: step.href }
        : open
          ? { label: 'Open', href: open }
          : null,
    snoozed: snooze && { until: snooze.until, reason: snooze.reason, by: snooze.by, wholeKind: snooze.whole },
    solvedAt: solvedAt?.toISOString() ?? null,
  }
}

type Group = {
  kind: string | null
  unit: string | null
  owner: string | null
  unitName: string | null
  ownerName: string | null
  count: number
}

/** What occurs, with how often, whatever is filtered. */
async function choicesOf(shown: Prisma.Sql): Promise<Pick<WorkPage, 'kinds' | 'units' | 'owners'>> {
  const groups = await db().$queryRaw<Group[]>`
    SELECT each.*, unit.name AS "unitName", owner.name AS "ownerName" FROM (
      SELECT item.kind, item.unit_id AS unit, item.owner_id AS owner, count(*)::int AS count
      FROM work_item item WHERE ${shown} GROUP BY GROUPING SETS ((item.kind), (item.unit_id), (item.owner_id))
    ) each
    LEFT JOIN directory_unit unit ON unit.id = each.unit
    LEFT JOIN staff owner ON owner.id = each.owner`
  const choice = (value: string, name: string, count: number): WorkChoice => ({
    value,
    label: `${name} (${count.toLocaleString('en')})`,
  })
  const byLabel = (one: WorkChoice, other: WorkChoice) => one.label.localeCompare(other.label, 'en')
  return {
    kinds: KINDS.flatMap(({ id, label }) => {
      const count = groups.find(({ kind }) => kind === id)?.count
      return count ? [choice(id, label, count)] : []
    }),
    units: groups
      .flatMap(({ unit, unitName, count }) => (unit ? [choice(unit, unitName ?? unit, count)] : []))
      .sort(byLabel),
    owners: groups
      .flatMap(({ owner, ownerName, count }) =>
        owner ? [choice(owner, ownerName ?? 'Somebody', count)] : [],
      )
      .sort(byLabel),
  }
}

async function countOf(where: Prisma.Sql): Promise<number> {
  const [counted] = await db().$queryRaw<[{ count: number }]>`
    SELECT count(*)::int AS count FROM work_item item WHERE ${where}`
  return counted.count
}

/** How much of what is in the accounts is not read yet; null once everything was read once. */
async function unreadYet(): Promise<WorkPage['unread']> {
  const { filled, listed } = await directoryState()
  if (filled) return null
  const [told] = await db().$queryRaw<[{ unread: number; all: number }]>`
    SELECT count(*) FILTER (WHERE read_at IS NULL)::int AS unread, count(*)::int AS all
    FROM directory_account WHERE gone_at IS NULL AND tenant_id IS NOT NULL`
  return { accounts: told.unread, of: listed ? told.all : null }
}
