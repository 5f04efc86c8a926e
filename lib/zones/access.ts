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

const LISTED_FOR_MS = 5 * 60_000
const LISTED_MAX = 20_000

// On globalThis because pages and handlers are separate bundles of one process. In the order of their listing.
const kept = globalThis as typeof globalThis & {
  tenantdeskZones?: Map<string, { accountId: string; until: number }>
}

/** Takes a managed account's id and zones that its list has shown; keeps for minutes that they are in it. */
export function rememberZones(accountId: string, zones: Zone[]): void {
  const listed = (kept.tenantdeskZones ??= new Map())
  for (const zone of zones) {
    if (zone.accountId !== null && zone.accountId !== accountId) continue
    listed.delete(zone.id)
    listed.set(zone.id, { accountId, until: Date.now() + LISTED_FOR_MS })
  }
  for (const id of listed.keys()) {
    if (listed.size <= LISTED_MAX) break
    listed.delete(id)
  }
}

/** Takes both ids as they came; returns whether the zone was in the account's list minutes ago. */
export function wasListed(accountId: string, zoneId: string): boolean {
  const found = kept.tenantdeskZones?.get(zoneId)
  return found !== undefined && found.accountId === accountId && found.until > Date.now()
}

function unknownZone(): DeskError {
  return new DeskError('not_found', 'There is no zone with this ID in the account.')
}
