import 'server-only'
import type { Zone } from '@/lib/tenant-api/zones'

const LISTED_FOR_MS = 5 * 60_000
const LISTED_MAX = 20_000

// On globalThis because pages and handlers are separate bundles of one process. In the order of their listing.
const kept = globalThis as typeof globalThis & {
  tenantdeskZones?: Map<string, { accountId: string; until: number }>
}

/** Keeps for some minutes that these zones were in the list of a managed account. */
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

/** Whether the zone was in the account's list some minutes ago. */
export function wasListed(accountId: string, zoneId: string): boolean {
  const found = kept.tenantdeskZones?.get(zoneId)
  return found !== undefined && found.accountId === accountId && found.until > Date.now()
}
