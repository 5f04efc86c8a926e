import 'server-only'
import { domainToUnicode } from 'node:url'
import { cache } from 'react'
import { asciiDomain, type DomainNames } from '@/lib/core/domains'
import { AppError } from '@/lib/core/errors'
import { asId, type ZoneId } from '@/lib/core/ids'
import { orNotFound } from '@/lib/core/read'
import type { TenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import type { Zone } from '@/lib/tenant-api/zones'
import { accountOf, type ManagedAccount } from './access'

/**
 * Throws `not_found` for what is not in the account, so that a foreign zone looks like an unknown one. `rawId`: as it
 * came from a URL or a form.
 */
export async function managedZone(tenant: TenantApi, account: ManagedAccount, rawId: string): Promise<Zone> {
  const id = asId<ZoneId>(rawId)
  if (!id) throw unknownZone()
  const zone = await tenant.zones.get(id).catch((error) => {
    throw error instanceof TenantApiError && error.kind === 'not_found' ? unknownZone() : error
  })
  if (zone.accountId !== account.id) throw unknownZone()
  return zone
}

/** For a zone's page: its zone and account, read once per request, or the 404 page. */
export const zoneOf = cache(async (rawAccountId: string, rawZoneId: string) => {
  const of = await accountOf(rawAccountId)
  return { ...of, zone: await orNotFound(managedZone(of.tenant, of.account, rawZoneId)) }
})

/** A zone's name in both forms: upstream may give either. */
export function namesOf(zone: { id: string; name: string | null }): DomainNames {
  const name = asciiDomain(zone.name ?? '') ?? zone.name ?? zone.id
  const unicode = domainToUnicode(name)
  return { name, unicode: unicode && unicode !== name ? unicode : null }
}

function unknownZone(): AppError {
  return new AppError('not_found', 'There is no zone with this ID in the account.')
}
