import 'server-only'
import { orNull } from '@/lib/core/read'
import type { TenantApi } from '@/lib/tenant-api/client'
import type { Zone } from '@/lib/tenant-api/zones'
import type { ManagedAccount } from '@/lib/tenants/access'
import { managedZone, namesOf } from '@/lib/tenants/zones'

/** So few are asked for one by one; for more the list costs less. */
const ONE_BY_ONE = 5

/** The names of those zones that are in the account, by id. */
export async function zoneNames(
  tenant: TenantApi,
  account: ManagedAccount,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const found =
    ids.length > ONE_BY_ONE
      ? (await tenant.zones.allByAccount(account.id)).items
      : await Promise.all(ids.map((id) => orNull(managedZone(tenant, account, id))))
  return new Map(
    found.flatMap((zone) => (zone && ids.includes(zone.id) ? [[zone.id, zoneLabel(zone)] as const] : [])),
  )
}

/** A zone's name as people write it, with the form that the DNS knows where that differs. */
export function zoneLabel(zone: Zone): string {
  const { name, unicode } = namesOf(zone)
  return unicode ? `${unicode} (${name})` : name
}
