import 'server-only'
import { domainToASCII, domainToUnicode } from 'node:url'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { accountOf, type ManagedAccount } from '@/lib/tenants/access'
import { DeskError } from '@/lib/core/errors'
import { asId, type ZoneId } from '@/lib/core/ids'
import type { TenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import type { Zone } from '@/lib/tenant-api/zones'
import { ZONE_FILTER_MAX, type ZoneNames } from './schema'
import { asciiDomain } from './terms'

/**
 * Takes a managed account and a zone's id as it came from a URL or a form; returns the zone when it is in that account.
 * Throws `DeskError('not_found')` for everything else, so that a foreign zone looks like an unknown one.
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

/** Takes both ids from the URL; returns a zone's page's zone and account, read once per request, or the 404 page. */
export const zoneOf = cache(async (rawAccountId: string, rawZoneId: string) => {
  const of = await accountOf(rawAccountId)
  try {
    return { ...of, zone: await managedZone(of.tenant, of.account, rawZoneId) }
  } catch (error) {
    if (error instanceof DeskError && error.code === 'not_found') notFound()
    throw error
  }
})

/** Takes a zone; returns its name in both forms. Upstream may give either. */
export function namesOf(zone: { id: string; name: string | null }): ZoneNames {
  const name = asciiDomain(zone.name ?? '') ?? zone.name ?? zone.id
  const unicode = domainToUnicode(name)
  return { name, unicode: unicode && unicode !== name ? unicode : null }
}

/**
 * Takes a part of a zone's name as typed; returns the forms in which upstream may keep it, of which only one finds
 * anything: as the DNS knows it, and in its own script. A label that is not ASCII has the first only as a whole.
 */
export function formsOf(text: string): string[] {
  if (!/[^\x00-\x7f]|xn--/i.test(text)) return [text]
  const forms = [domainToASCII(text), domainToUnicode(text), text]
  return [...new Set(forms)].filter((form) => form !== '' && form.length <= ZONE_FILTER_MAX)
}

function unknownZone(): DeskError {
  return new DeskError('not_found', 'There is no zone with this id in the account.')
}
