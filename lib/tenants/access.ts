import 'server-only'
import { managedTenants } from '@/lib/accounts/access'
import { DeskError } from '@/lib/core/errors'
import type { TenantApi } from '@/lib/tenant-api/client'
import type { Tenant } from '@/lib/tenant-api/tenants'

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
