import 'server-only'
import { forgetBelonging, keepBelonging } from '@/lib/audit/belonging'
import { DeskError } from '@/lib/core/errors'
import type { AccountId, TenantId } from '@/lib/core/ids'
import type { Account } from '@/lib/tenant-api/accounts'
import type { TenantApi } from '@/lib/tenant-api/client'
import type { Unit } from '@/lib/tenant-api/tenants'
import { forgetListed } from './search'
import { forgetTenants, keep, managedTenants, missingList, type Kept } from './tenancy'

// A call for every fifty accounts: as fresh as this only where nothing else tells whose an account is.
const OWNED_FOR_MS = 15_000
const OWNED_BESIDE_MS = 5 * 60_000

/** What the tenants' own lists tell. An account that is not in a list that was cut may be owned all the same. */
type Owned = { accounts: Map<AccountId, TenantId>; complete: boolean }

const kept = globalThis as typeof globalThis & { tenantdeskOwned?: Kept<Owned> }

/**
 * Takes accounts as the API lists them (every account the credentials reach, tenant-api §2.2); returns each with
 * whether a tenant owns it, which, and its unit. `managed_by` decides where the API sends it, which it need not do for
 * every account; else the tenants' own lists do. Null: neither tells, because those lists are longer than we read, or,
 * where `tolerant`, because they cannot be read.
 */
export async function withOwnership<A extends Account>(
  tenant: TenantApi,
  accounts: A[],
  { tolerant = false } = {},
): Promise<(A & { owned: boolean | null; tenantId: TenantId | null; unit: Unit | null })[]> {
  const tenants = await managedTenants(tenant)
  const units = tenants.flatMap((each) => each.units)
  const unitOf = (account: Account) =>
    units.find((unit) => unit.id === account.unitId) ??
    units.find((unit) => unit.tenantId === (account.unitId as string | null)) ??
    null
  const tenantOf = (account: Account) =>
    unitOf(account)?.tenantId ??
    tenants.find((each) => each.id === (account.unitId as string | null))?.id ??
    null
  const known = (account: Account) => tenantOf(account) !== null

  const owned = accounts.every(known)
    ? null
    : await ownedAccounts(tenant, accounts.some(known) ? OWNED_BESIDE_MS : OWNED_FOR_MS).catch(
        (error: unknown): Owned => {
          if (!tolerant) throw error
          return { accounts: new Map(), complete: false }
        },
      )
  const found = accounts.map((account) => {
    const listedBy = owned?.accounts.get(account.id)
    const tenantId = tenantOf(account) ?? listedBy ?? null
    return {
      ...account,
      owned: tenantId !== null || (owned && !owned.complete ? null : false),
      tenantId,
      unit: unitOf(account) ?? (listedBy && units.length === 1 ? units[0]! : null),
    }
  })
  await keepBelonging(found.flatMap(({ id, tenantId }) => (tenantId ? [[id, tenantId]] : [])))
  return found
}

/** Returns the ids of the accounts that a tenant owns. Throws where its own list is too long to be read as a whole. */
export async function accountIdsOf(tenant: TenantApi, tenantId: TenantId): Promise<AccountId[]> {
  const { accounts, complete } = await ownedAccounts(tenant)
  if (!complete)
    throw new DeskError(
      'unavailable',
      'Your tenants have more accounts than can be listed at once, so it cannot be told what belongs to this one. Show all tenants instead.',
    )
  return [...accounts].flatMap(([id, owner]) => (owner === tenantId ? [id] : []))
}

/** Drops what is kept, after the sandbox was reset or an account was made or deleted. */
export function forgetOwned(): void {
  forgetTenants()
  forgetBelonging()
  kept.tenantdeskOwned = undefined
  forgetListed()
}

export function ownedAccounts(tenant: TenantApi, forMs = OWNED_FOR_MS): Promise<Owned> {
  kept.tenantdeskOwned = keep(kept.tenantdeskOwned, forMs, async () => {
    const lists = await Promise.all(
      (await managedTenants(tenant)).map(async (each) => {
        const found = await tenant.tenants.allAccounts(each.id).catch(missingList)
        return { accounts: found.map(({ id }) => [id, each.id] as const), complete: found.complete }
      }),
    )
    const accounts = new Map(lists.flatMap((list) => list.accounts))
    await keepBelonging(accounts)
    return {
      accounts,
      complete: lists.every(({ complete }) => complete),
    }
  })
  return kept.tenantdeskOwned.value
}
