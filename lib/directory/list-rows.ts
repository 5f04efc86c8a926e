import 'server-only'
import { db } from '@/lib/db/client'
import type { Whole } from '@/lib/core/paging'
import type { DirectoryPage, DirectoryQuery, DirectoryRow } from './list-schema'
import { accountsLike, everyAccount, pageOfAccounts, type AccountRecord, type UnitNode } from './list-sql'

/** Clocks differ, and new accounts appear late in lists. */
const SKEW_MS = 60_000
const BATCH = 1000
/** Nobody looks through more. */
const NAMESAKES = 200

/** One page, for whoever has asked for the right already. */
export async function directoryPage(query: DirectoryQuery): Promise<DirectoryPage> {
  const [units, listing] = await Promise.all([unitsKept(), lastListing()])
  const { records, totalCount } = await pageOfAccounts(query, units)
  const seen = records.filter(({ goneAt }) => !goneAt).map(({ seenAt }) => seenAt.getTime())
  const asOf = seen.length > 0 ? new Date(Math.min(...seen)) : (listing?.listedAt ?? null)
  return { rows: records.map(toRow(units, listing)), totalCount, asOf: asOf?.toISOString() ?? null }
}

/** All of them in the order of the list, a batch at a time. */
export async function* everyDirectoryRow(
  query: DirectoryQuery,
  batch = BATCH,
): AsyncGenerator<DirectoryRow[]> {
  const [units, listing] = await Promise.all([unitsKept(), lastListing()])
  for await (const records of everyAccount(query, units, batch)) yield records.map(toRow(units, listing))
}

/**
 * The tenants' accounts that are called alike (`likeness`), and those of which it is not known whose they are.
 * `complete`: there are no more.
 */
export async function directoryNamesakes(likeness: string): Promise<Whole<DirectoryRow>> {
  const [units, listing, records] = await Promise.all([
    unitsKept(),
    lastListing(),
    accountsLike(likeness, NAMESAKES + 1),
  ])
  const rows = records.slice(0, NAMESAKES).map(toRow(units, listing))
  return { items: rows.filter(({ owned }) => owned !== false), complete: records.length <= NAMESAKES }
}

type Listing = { startedAt: Date; listedAt: Date | null } | null

/** The last listing that left out no account. */
const lastListing = (): Promise<Listing> =>
  db().directoryPass.findFirst({
    where: { listedAt: { not: null }, whole: true },
    orderBy: { number: 'desc' },
    select: { startedAt: true, listedAt: true },
  })

/** The units that there are. */
export const unitsKept = (): Promise<UnitNode[]> =>
  db().directoryUnit.findMany({
    where: { goneAt: null },
    select: { id: true, tenantId: true, name: true, parentId: true },
  })

function toRow(units: UnitNode[], listing: Listing) {
  const names = new Map(units.map(({ id, name }) => [id, name]))
  return (record: AccountRecord): DirectoryRow => ({
    id: record.id,
    // In the place of none the mirror has the id.
    name: record.name === record.id ? null : record.name,
    type: record.type,
    unitName: names.get(record.unitId ?? '') ?? null,
    createdOn: record.createdOn?.toISOString() ?? null,
    enforceTwoFactor: record.twoFactor,
    zones: record.zones,
    members: record.members,
    plans: record.plansRead ? record.plans : null,
    attention: record.attention,
    owned: isOwned(record, listing),
    goneOn: record.goneAt?.toISOString() ?? null,
  })
}

/** What was there before every tenant's own list was read, and is in none of them, belongs to none. */
function isOwned({ tenantId, createdOn, firstSeenAt }: AccountRecord, listing: Listing): boolean | null {
  if (tenantId) return true
  if (!listing?.listedAt) return null
  const older = createdOn
    ? createdOn.getTime() < listing.startedAt.getTime() - SKEW_MS
    : firstSeenAt <= listing.listedAt
  return older ? false : null
}
