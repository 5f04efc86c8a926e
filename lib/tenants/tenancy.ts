import 'server-only'
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
  kept.tenantdeskTenants = keep(kept.tenantdeskTenants, TENANTS_FOR_MS, () =>
    tenant.tenants.list().catch(missingList),
  )
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
