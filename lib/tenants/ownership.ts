import 'server-only'
import { forgetBelonging, keepBelonging } from '@/lib/audit/belonging'
import type { AccountId, TenantId } from '@/lib/core/ids'
import type { Account } from '@/lib/tenant-api/accounts'
import type { TenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import type { Tenant, Unit } from '@/lib/tenant-api/tenants'
import { forgetListed } from './search'
import { forgetTenants, managedTenants, missingList } from './tenancy'

/** Up to this length a tenant's own list is read for a page: two calls. */
const SHORT = 100
/** At most this many accounts of a page are asked about one by one. */
const FEW = 5
/** At most this many accounts with a matching name are read: four calls. */
const NAMESAKES = 200
const LISTS_KEPT_FOR_MS = 60_000
/** Clocks differ, and new accounts appear late in lists. */
const SKEW_MS = 60_000

/** The tenant that owns an account, and the unit if known. */
export type Place = { tenantId: TenantId; unit: Unit | null }

/** `owned` is null where it is not known: neither yes nor no. */
export type Owned<A> = A & { owned: boolean | null; tenantId: TenantId | null; unit: Unit | null }

/**
 * The tenants' own lists. `complete`: they were read to the end. `sure`: in addition, none was empty, which a single
 * call does not prove.
 */
type Lists = { owners: Map<string, TenantId>; complete: boolean; sure: boolean; since: number }

// On globalThis because pages and actions are separate bundles of one process.
const kept = globalThis as typeof globalThis & {
  tenantdeskLists?: { answer: Promise<Lists>; upTo: number; since: number }
}

/**
 * Adds to each account whether a tenant owns it, which one, and its unit. The API lists every account that the
 * credentials reach (tenant-api §2.2). `managed_by` decides where it names a tenant or unit of ours, which it need not
 * do for every account; else the tenants' own lists decide, if they are short (`upTo`); else each account is asked
 * about by itself, if they are few. Throws where something cannot be read; with `tolerant` that account's ownership is
 * null instead.
 */
export async function withOwnership<A extends Account>(
  tenant: TenantApi,
  accounts: A[],
  { tolerant = false, upTo = SHORT } = {},
): Promise<Owned<A>[]> {
  const ifDown = (error: unknown) => {
    if (!tolerant) throw error
    return null
  }
  const { items: tenants, complete } = await managedTenants(tenant)
  const placed = placesOf(tenants)
  const open = accounts.filter((account) => !placed(account.unitId))
  const lists = open.length > 0 ? await listsOf(tenant, tenants, upTo).catch(ifDown) : null
  const byList = (account: Account): Place | false | null => {
    const tenantId = lists?.owners.get(account.id)
    if (tenantId) return { tenantId, unit: onlyUnit(tenants, tenantId) }
    return lists && complete && isOlder(account, lists) ? false : null
  }
  const untold = lists ? open.filter((account) => byList(account) === null) : []
  const settled = new Map(
    await Promise.all(
      (untold.length > FEW ? [] : untold).map(
        async (account) => [account.id, await settle(tenant, account).catch(ifDown)] as const,
      ),
    ),
  )
  const found = accounts.map((account) => {
    const place = placed(account.unitId) ?? settled.get(account.id) ?? byList(account)
    const { tenantId, unit } = place || { tenantId: null, unit: null }
    return { ...account, owned: place && true, tenantId, unit }
  })
  await keepBelonging(found.flatMap(({ id, tenantId }) => (tenantId ? [[id, tenantId]] : [])))
  return found
}

/**
 * Where an account is; false where no tenant owns it, null where that is not known. Free where `managed_by` names a
 * tenant or unit of ours; else one call for the organizations above the account and, where none is ours, one for each
 * tenant's accounts of that name. Throws where those cannot be read.
 */
export async function settle(tenant: TenantApi, account: Account): Promise<Place | false | null> {
  const place = await placeOf(tenant, account)
  if (place) await keepBelonging([[account.id, place.tenantId]])
  return place
}

async function placeOf(tenant: TenantApi, account: Account): Promise<Place | false | null> {
  const { items: tenants, complete } = await managedTenants(tenant)
  const placed = placesOf(tenants)
  const place = placed(account.unitId)
  if (place) return place

  const above = await tenant.accounts.organizations(account.id).catch((error: unknown) => {
    // Not available for every account (tenant-api §8).
    if (error instanceof TenantApiError) return []
    throw error
  })
  const nearest = above.findLastIndex(({ id }) => placed(id))
  if (nearest >= 0) {
    const { tenantId, unit } = placed(above[nearest]!.id)!
    const holder = above.at(-1)!
    if (nearest === above.length - 1) return { tenantId, unit }
    // Below the units that the tenants list.
    const home = tenants.find(({ id }) => id === tenantId)!
    const { name: tenantName, flags } = home
    const told = { status: null, members: null, membersRead: true, parentId: unit && unit.id }
    return { tenantId, unit: { ...holder, ...told, tenantId, tenantName, flags } }
  }

  const { name } = account
  if (!name) return null
  const lists = await Promise.all(
    tenants.map(async ({ id }) => {
      const alike = await tenant.tenants.allAccounts(id, { name, cap: NAMESAKES }).catch(missingList)
      return { id, complete: alike.complete, has: alike.items.some((each) => each.id === account.id) }
    }),
  )
  const owner = lists.find(({ has }) => has)
  if (owner) return { tenantId: owner.id, unit: onlyUnit(tenants, owner.id) }
  return complete && lists.every((each) => each.complete) ? false : null
}

/** Whether a tenant owns the account, if the tenants' own lists are short; else null. */
export async function isListed(tenant: TenantApi, id: AccountId): Promise<boolean | null> {
  const { items: tenants, complete } = await managedTenants(tenant)
  const { owners, sure } = await listsOf(tenant, tenants, SHORT)
  return owners.has(id) || (sure && complete ? false : null)
}

/** Clears the caches, after the sandbox was reset or an account was created or deleted. */
export function forgetOwned(): void {
  forgetTenants()
  forgetBelonging()
  kept.tenantdeskLists = undefined
  forgetListed()
}

/** A lookup from the id of a tenant or unit to its place. */
export function placesOf(tenants: Tenant[]): (id: string | null) => Place | null {
  const places = new Map<string, Place>()
  for (const { id } of tenants) places.set(id, { tenantId: id, unit: onlyUnit(tenants, id) })
  // An id may name both; the unit is then more specific.
  for (const { id, units } of tenants) for (const unit of units) places.set(unit.id, { tenantId: id, unit })
  return (id) => (id === null ? null : (places.get(id) ?? null))
}

function onlyUnit(tenants: Tenant[], tenantId: TenantId): Unit | null {
  const home = tenants.find(({ id }) => id === tenantId)
  return home?.unitsRead && home.units.length === 1 ? home.units[0]! : null
}

async function listsOf(tenant: TenantApi, tenants: Tenant[], upTo: number): Promise<Lists> {
  const held = kept.tenantdeskLists
  if (held && held.since + LISTS_KEPT_FOR_MS > Date.now()) {
    const lists = await held.answer
    if (lists.complete || held.upTo >= upTo) return lists
  }
  const since = Date.now()
  const fresh = { answer: readLists(tenant, tenants, upTo, since), upTo, since }
  kept.tenantdeskLists = fresh
  // Failures and doubtful lists are not cached. A long list is not doubtful.
  const drop = () => (fresh.since = 0)
  fresh.answer.then(({ complete, sure }) => !sure && (complete || tenants.length === 0) && drop(), drop)
  return fresh.answer
}

async function readLists(tenant: TenantApi, tenants: Tenant[], upTo: number, since: number): Promise<Lists> {
  const lists = await Promise.all(
    tenants.map(async ({ id }) => {
      const { items, complete } = await tenant.tenants.allAccounts(id, { cap: upTo }).catch(missingList)
      return { id, found: items, complete }
    }),
  )
  const complete = lists.every((each) => each.complete)
  return {
    owners: new Map(lists.flatMap(({ id, found }) => found.map((account) => [account.id, id]))),
    complete,
    sure: complete && lists.every(({ found }) => found.length > 0),
    since,
  }
}

/** Whether the lists would contain the account if it were theirs, because it existed before they were read. */
function isOlder({ createdOn }: Account, { sure, since }: Lists): boolean {
  return sure && (createdOn === null || Date.parse(createdOn) < since - SKEW_MS)
}
