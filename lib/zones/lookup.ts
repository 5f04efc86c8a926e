import 'server-only'
import { asciiDomain } from '@/lib/core/domains'
import { domainToUnicode } from 'node:url'
import type { ZoneId } from '@/lib/core/ids'
import type { TenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import { PUBLIC_TYPES, type Zone } from '@/lib/tenant-api/zones'
import { managedAccount, type ManagedAccount } from '@/lib/tenants/access'

/** `name`: as the public DNS knows it; upstream may keep either form of it. */
export async function findZone(
  tenant: TenantApi,
  account: ManagedAccount,
  name: string,
): Promise<Zone | null> {
  const forms = [...new Set([name, domainToUnicode(name) || name])]
  const pages = await Promise.all(
    forms.map((form) =>
      tenant.zones.listByAccount(account.id, {
        page: 1,
        perPage: 5,
        name: form,
        operator: 'equal',
        type: PUBLIC_TYPES,
      }),
    ),
  )
  return pages.flatMap(({ items }) => items).find((zone) => asciiDomain(zone.name ?? '') === name) ?? null
}

export async function zoneIsGone(tenant: TenantApi, id: ZoneId): Promise<boolean> {
  try {
    await tenant.zones.get(id)
    return false
  } catch (error) {
    if (error instanceof TenantApiError && error.kind === 'not_found') return true
    throw error
  }
}

/** The zone of that name in the account, null where there is none. Throws `not_found` for what is no account of ours. */
export async function zoneOfAccount(
  tenant: TenantApi,
  accountId: string,
  name: string,
): Promise<Zone | null> {
  return findZone(tenant, await managedAccount(tenant, accountId), name)
}
