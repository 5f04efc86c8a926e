import 'server-only'
import { keepable } from '@/lib/core/names'
import type { TenantApi } from '@/lib/tenant-api/client'
import type { ManagedAccount } from '@/lib/tenants/access'
import { managedTenants } from '@/lib/tenants/tenancy'

/** Whether its unit, or else its tenant, lets an account be deleted. What neither says is allowed. */
export async function allowsDeletion(
  tenant: TenantApi,
  { tenantId, unit }: ManagedAccount,
): Promise<boolean> {
  const home = unit ?? (await managedTenants(tenant)).items.find(({ id }) => id === tenantId)
  return home?.flags.accountDeletion !== false
}

/** The text that a person must type to delete an account. One without a name has its id. */
export function nameToType(account: { id: string; name: string | null }): string {
  return keepable(account.name?.trim() || account.id)
}

/** How many members, subscriptions and zones go with an account; null where it cannot be told. */
export async function whatGoes(tenant: TenantApi, account: ManagedAccount) {
  const known = <T>(count: Promise<T>) => count.catch(() => null)
  const [members, subscriptions, zones] = await Promise.all([
    known(tenant.members.count(account.id)),
    known(tenant.subscriptions.list(account.id)).then((list) => (list?.complete ? list.items.length : null)),
    known(tenant.zones.count(account.id)),
  ])
  return { members, subscriptions, zones }
}
