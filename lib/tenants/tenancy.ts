import 'server-only'
import { keepBelonging } from '@/lib/audit/belonging'
import { DeskError } from '@/lib/core/errors'
import type { TenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import type { Tenant } from '@/lib/tenant-api/tenants'

const TENANTS_FOR_MS = 60_000

/** `since` is when it was asked for, in epoch milliseconds. */
export type Kept<T> = { value: Promise<T>; since: number }
// On globalThis because pages and actions are separate bundles of one process.
const kept = globalThis as typeof globalThis & { tenantdeskTenants?: Kept<Tenant[]> }

/** Returns the tenants that the credentials administer, kept for a minute: they change about once a year. */
export function managedTenants(tenant: TenantApi): Promise<Tenant[]> {
  kept.tenantdeskTenants = keep(kept.tenantdeskTenants, TENANTS_FOR_MS, async () => {
    const tenants = await tenant.tenants.list().catch(missingList)
    await keepBelonging(tenants.flatMap(({ id, units }) => units.map((unit) => [unit.id, id] as const)))
    return tenants
  })
  return kept.tenantdeskTenants.value
}

/**
 * Takes the tenant that the address names (undefined for all); returns the tenants whose things a page is to show.
 * It narrows what is listed and is no right: whoever may read one tenant may read all. Throws
 * `DeskError('not_found')` for a tenant that the credentials do not administer.
 */
export async function tenantsInView(tenant: TenantApi, chosen: string | undefined): Promise<Tenant[]> {
  const tenants = await managedTenants(tenant)
  if (!chosen) return tenants
  const found = tenants.find(({ id }) => id === chosen)
  if (!found) throw new DeskError('not_found', 'Your credentials administer no tenant with this ID.')
  return [found]
}

/**
 * As `tenantsInView` of one tenant, for what our own tables tell by its id: where the tenants cannot be read just now,
 * that does for its name. Undefined for all.
 */
export async function chosenTenant(
  tenant: TenantApi,
  chosen: string | undefined,
): Promise<{ id: string; name: string } | undefined> {
  if (!chosen) return undefined
  const [found] = await tenantsInView(tenant, chosen).catch((error: unknown) => {
    if (error instanceof DeskError && error.code !== 'not_found') return []
    throw error
  })
  return { id: chosen, name: found?.name ?? chosen }
}

/** Drops what is kept: the next one asks. */
export function forgetTenants(): void {
  kept.tenantdeskTenants = undefined
}

export function keep<T>(held: Kept<T> | undefined, forMs: number, load: () => Promise<T>): Kept<T> {
  if (held && held.since + forMs > Date.now()) return held
  const fresh: Kept<T> = { value: load(), since: Date.now() }
  // A failure is not kept: the next request asks again.
  fresh.value.catch(() => (fresh.since = 0))
  return fresh
}

/** What is not found is then a list of our own tenants, and not the account that somebody asked for. */
export function missingList(error: unknown): never {
  if (!(error instanceof TenantApiError) || error.kind !== 'not_found') throw error
  throw new DeskError('unavailable', error.message, { detail: error.detail ?? undefined, cause: error })
}
