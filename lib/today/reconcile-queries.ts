import 'server-only'
import { AppError } from '@/lib/core/errors'
import { may } from '@/lib/auth/permissions'
import { requireStaff, type Staff } from '@/lib/auth/session'
import { db } from '@/lib/db/client'
import { Prisma, type OnboardingRun } from '@/lib/db/generated/client'
import { directoryState } from '@/lib/directory/state'
import { defineDownload, type Batches } from '@/lib/entry/download'
import { defineQuery } from '@/lib/entry/query'
import { orderOfRun } from '@/lib/onboarding/ordered'
import { runHref } from '@/lib/onboarding/run-constants'
import { driftOf, mirrored } from './drift'
import { accountHref } from './kind'
import { KNOWN_HERE } from './kinds/account-appeared'
import { DRIFT_LABELS, RECONCILE_PAGE } from './reconcile-constants'
import {
  ReconcileQuery,
  RECONCILED,
  type Drift,
  type Reconciled,
  type ReconcilePage,
  type ReconcileRow,
} from './reconcile-schema'

/** All customers, beside what is known of them here. Nothing is asked of Cloudflare. */
export const reconcile = defineQuery({
  permission: 'accounts.read',
  run: async (query: ReconcileQuery): Promise<ReconcilePage> => {
    const staff = await requireStaff()
    const offset = (query.page - 1) * RECONCILE_PAGE
    const [counts, state] = await Promise.all([countAll(query), directoryState()])
    const asOf = state.asOf?.toISOString() ?? null
    if (query.show === 'drift' && query.drift) {
      // Whether an order is kept is told by the row, the rest by comparing: all of them, then the page.
      const all: ReconcileRow[] = []
      for await (const rows of driftRows(query)) all.push(...rows)
      return { rows: all.slice(offset, offset + RECONCILE_PAGE), totalCount: all.length, counts, asOf }
    }
    const rows = await read(staff, query, RECONCILE_PAGE, offset)
    const narrowed = query.like !== '' || query.account !== ''
    const totalCount = narrowed ? await countOf(query.show, query) : counts[query.show]
    return { rows, totalCount, counts, asOf }
  },
})

const EXPORTED_AT_ONCE = 500

export const exportReconcile = defineDownload<ReconcileRow>({
  name: 'reconcile.export',
  label: 'Export Reconcile',
  target: 'account',
  permission: 'customers.export',
  file: 'reconcile',
  plan: (params) => {
    const { page: _, ...query } = ReconcileQuery.parse(params)
    return {
      filter: Object.fromEntries(Object.entries(query).filter(([, value]) => value)),
      idOf: ({ key }) => key,
      columns: {
        Account: ({ account }) => account.name,
        'Account ID': ({ account }) => account.id,
        'Tenant Unit': ({ unitName }) => unitName,
        Date: ({ at }) => at,
        State: ({ drift }) => drift && DRIFT_LABELS[drift],
        Detail: ({ says }) => says.join(' '),
      },
      open: async (_report, all) => {
        const asked = all ? { ...query, drift: '' as const, like: '', account: '' } : query
        return batches(await requireStaff(), { ...asked, page: 1 })
      },
    }
  },
})

async function* batches(staff: Staff, query: ReconcileQuery): Batches<ReconcileRow> {
  if (query.show === 'drift') {
    yield* driftRows(query)
    return true
  }
  for (let offset = 0; ; offset += EXPORTED_AT_ONCE) {
    const rows = await read(staff, query, EXPORTED_AT_ONCE, offset)
    if (rows.length > 0) yield rows
    if (rows.length < EXPORTED_AT_ONCE) return true
  }
}

/** What of the accounts each part is about. */
function partOf(show: Exclude<Reconciled, 'drift'>): Prisma.Sql {
  switch (show) {
    case 'cloudflare':
      return Prisma.sql`account.gone_at IS NULL AND NOT ${KNOWN_HERE}`
    case 'here':
      return Prisma.sql`account.gone_at IS NOT NULL AND (${KNOWN_HERE}
        OR NOT EXISTS (SELECT FROM account_deletion deletion WHERE deletion.account_id = account.id))`
    case 'namesakes':
      return Prisma.sql`account.gone_at IS NULL AND account.likeness <> '' AND account.likeness IN (
        SELECT likeness FROM directory_account
        WHERE gone_at IS NULL AND tenant_id IS NOT NULL AND likeness <> '' GROUP BY likeness HAVING count(*) > 1)`
  }
}

const ORDERS = {
  cloudflare: Prisma.sql`account.first_seen_at DESC, account.id`,
  here: Prisma.sql`account.gone_at DESC, account.id`,
  namesakes: Prisma.sql`account.likeness, account.created_on, account.id`,
}

function narrowed({ like, account, tenant }: ReconcileQuery): Prisma.Sql {
  return Prisma.sql`account.tenant_id IS NOT NULL
    ${tenant ? Prisma.sql`AND account.tenant_id = ${tenant}` : Prisma.empty}
    ${like ? Prisma.sql`AND account.likeness = ${like}` : Prisma.empty}
    ${account ? Prisma.sql`AND account.id = ${account}` : Prisma.empty}`
}

type Found = {
  id: string
  name: string
  unitName: string | null
  createdOn: Date | null
  firstSeenAt: Date
  goneAt: Date | null
  zones: number | null
  members: number | null
  runId: string | null
  deleted: boolean
  notes: number
  appeared: boolean
}

async function read(
  staff: Staff,
  query: ReconcileQuery,
  limit: number,
  offset: number,
): Promise<ReconcileRow[]> {
  const { show } = query
  if (show === 'drift') return driftOfRuns(await orderedRuns(query, limit, offset))
  const found = await db().$queryRaw<Found[]>`
    SELECT account.id, account.name, unit.name AS "unitName", account.created_on AS "createdOn",
      account.first_seen_at AS "firstSeenAt", account.gone_at AS "goneAt", account.zones, account.members,
      (SELECT run.id FROM onboarding_run run WHERE run.account_id = account.id ORDER BY run.created_at DESC LIMIT 1)::text AS "runId",
      EXISTS (SELECT FROM account_deletion deletion WHERE deletion.account_id = account.id) AS deleted,
      (SELECT count(*)::int FROM note WHERE note.account_id = account.id)
        + (SELECT count(*)::int FROM account_note note WHERE note.account_id = account.id) AS notes,
      account.first_seen_at > (SELECT min(listed_at) FROM directory_pass) AS appeared
    FROM (
      SELECT account.* FROM directory_account account
      WHERE ${partOf(show)} AND ${narrowed(query)} ORDER BY ${ORDERS[show]} LIMIT ${limit} OFFSET ${offset}
    ) account
    LEFT JOIN directory_unit unit ON unit.id = account.unit_id
    ORDER BY ${ORDERS[show]}`
  return found.map((account) => toRow(show, account, staff))
}

function toRow(show: Exclude<Reconciled, 'drift'>, account: Found, { role }: Staff): ReconcileRow {
  const {
    id,
    name,
    unitName,
    createdOn,
    firstSeenAt,
    goneAt,
    zones,
    members,
    runId,
    deleted,
    notes,
    appeared,
  } = account
  const row = { key: id, account: { id, name }, unitName, drift: null }
  const open = { label: 'Open account', href: accountHref(id) }
  switch (show) {
    case 'cloudflare':
      return {
        ...row,
        at: (createdOn ?? firstSeenAt).toISOString(),
        says: [
          appeared
            ? 'It appeared after the first listing, without us. Write in a note whose it is.'
            : 'It was there before Tenantdesk. A note says what it is.',
        ],
        next: open,
      }
    case 'here':
      return {
        ...row,
        at: goneAt!.toISOString(),
        says: [
          deleted ? 'It was deleted by Tenantdesk.' : 'It was not deleted by Tenantdesk: ask who did.',
          ...(runId ? ['An onboarding run has made it.'] : []),
          ...(notes > 0 ? [notes === 1 ? 'There is a note of it.' : `There are ${notes} notes of it.`] : []),
        ],
        next: runId
          ? { label: 'Open the run', href: runHref(runId) }
          : may(role, 'activity.read')
            ? { label: 'Show activity', href: `/activity?account=${encodeURIComponent(id)}` }
            : null,
      }
    case 'namesakes':
      return {
        ...row,
        at: createdOn?.toISOString() ?? null,
        says: [
          `${id}: ${countOrNot(zones, 'zones')}, ${countOrNot(members, 'members')}.`,
          'Where it is a second by mistake, delete it; else rename one of them.',
        ],
        next: open,
      }
  }
}

const countOrNot = (count: number | null, what: string) =>
  count === null ? `${what} not read yet` : `${what}: ${count}`

async function countAll(query: ReconcileQuery): Promise<Record<Reconciled, number>> {
  const all = { ...query, like: '', account: '' }
  const counts = await Promise.all(RECONCILED.map((show) => countOf(show, all)))
  return Object.fromEntries(RECONCILED.map((show, index) => [show, counts[index]])) as Record<
    Reconciled,
    number
  >
}

async function countOf(show: Reconciled, query: ReconcileQuery): Promise<number> {
  if (show === 'drift') return db().onboardingRun.count({ where: ofQuery(query) })
  const [counted] = await db().$queryRaw<[{ count: number }]>`
    SELECT count(*)::int AS count FROM directory_account account WHERE ${partOf(show)} AND ${narrowed(query)}`
  return counted.count
}

// A customer is compared with the run that made it.
const ofQuery = ({ tenant, account }: ReconcileQuery): Prisma.OnboardingRunWhereInput => ({
  status: { in: ['completed', 'problems', 'stopped'] },
  accountId: account || { not: null },
  ...(tenant && { tenantId: tenant }),
})

type Run = OnboardingRun & { steps: { key: string; state: string }[] }

function orderedRuns(query: ReconcileQuery, take: number, skip: number): Promise<Run[]> {
  return db().onboardingRun.findMany({
    where: ofQuery(query),
    include: { steps: { select: { key: true, state: true } } },
    orderBy: [{ endedAt: 'desc' }, { id: 'desc' }],
    take,
    skip,
  })
}

async function* driftRows(query: ReconcileQuery): AsyncGenerator<ReconcileRow[], boolean> {
  for (let offset = 0; ; offset += EXPORTED_AT_ONCE) {
    const runs = await orderedRuns(query, EXPORTED_AT_ONCE, offset)
    const rows = (await driftOfRuns(runs)).filter(({ drift }) => !query.drift || drift === query.drift)
    if (rows.length > 0) yield rows
    if (runs.length < EXPORTED_AT_ONCE) return true
  }
}

async function driftOfRuns(runs: Run[]): Promise<ReconcileRow[]> {
  const ids = runs.flatMap(({ accountId }) => accountId ?? [])
  const mirror = await mirrored(db(), ids)
  const units = await db().directoryUnit.findMany({ select: { id: true, name: true } })
  return runs.map((run) => {
    const accountId = run.accountId!
    const account = mirror.accounts.get(accountId)
    const { drift, says } = compared(run, mirror)
    return {
      key: run.id,
      account: { id: accountId, name: account?.name ?? run.title },
      unitName: units.find(({ id }) => id === (account?.unitId ?? run.unitId))?.name ?? null,
      at: run.endedAt?.toISOString() ?? null,
      drift,
      says,
      next:
        drift === 'unknown' && !account?.goneAt
          ? { label: 'Open account', href: accountHref(accountId) }
          : { label: 'Open the run', href: runHref(run.id) },
    }
  })
}

function compared(run: Run, mirror: Awaited<ReturnType<typeof mirrored>>): { drift: Drift; says: string[] } {
  const account = mirror.accounts.get(run.accountId!)
  if (account?.goneAt) return { drift: 'unknown', says: ['The account is gone.'] }
  if (!account?.readAt) return { drift: 'unknown', says: ['The account was not read yet.'] }
  try {
    const order = orderOfRun(run)
    if (!order) return { drift: 'not-checked', says: ['What was ordered was removed 30 days after the end.'] }
    const made = new Set(run.steps.filter(({ state }) => state === 'done').map(({ key }) => key))
    const found = driftOf(run.accountId!, order, mirror, (key) => made.has(key))
    return found.length > 0
      ? { drift: 'drifted', says: found }
      : { drift: 'in-sync', says: ['It is as it was ordered.'] }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return {
      drift: 'not-checked',
      says: ['What was ordered cannot be read: it was encrypted with another key.'],
    }
  }
}
