import 'server-only'
import { accountOf } from '@/lib/accounts/access'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { planView } from '@/lib/subscriptions/schema'
import { namesOf, zoneOf } from './access'
import type { ZoneDetails, ZoneListQuery, ZonePage } from './schema'

/** Takes an account's id and what the list's URL says; returns one page of its zones, each with its plan on the way. */
export async function listZones(rawId: string, query: ZoneListQuery): Promise<ZonePage> {
  await requirePermission('zones.read')
  const { account, tenant } = await accountOf(rawId)
  const { name, status, type, sort, direction, page, size } = query
  const found = await tenant.zones.listByAccount(account.id, {
    name: name || undefined,
    status: status || undefined,
    type: type || undefined,
    order: sort,
    direction,
    page,
    perPage: size,
  })
  const rows = found.items.map((zone) => ({
    id: zone.id,
    ...namesOf(zone),
    status: zone.status,
    type: zone.type,
    paused: zone.paused,
    nameServers: zone.nameServers,
    plan: reading(async () => planView(await tenant.zoneSubscriptions.get(zone.id))),
  }))
  return { rows, page: found.page, perPage: found.perPage, totalCount: found.totalCount }
}

/** Takes both ids from the URL; returns the zone. Unknown and foreign ids end in the 404 page. */
export async function zoneDetails(rawAccountId: string, rawZoneId: string): Promise<ZoneDetails> {
  await requirePermission('zones.read')
  const { zone, account } = await zoneOf(rawAccountId, rawZoneId)
  return {
    id: zone.id,
    accountId: account.id,
    ...namesOf(zone),
    status: zone.status,
    type: zone.type,
    paused: zone.paused,
    nameServers: zone.nameServers,
    vanityNameServers: zone.vanityNameServers,
    originalNameServers: zone.originalNameServers,
    originalRegistrar: zone.originalRegistrar,
    verificationKey: zone.verificationKey,
    createdOn: zone.createdOn,
    activatedOn: zone.activatedOn,
  }
}

/** Takes both ids; returns the zone's status now. For the page that waits for it to become active. */
export async function zoneStatus(
  rawAccountId: string,
  rawZoneId: string,
): Promise<{ status: string | null }> {
  const { status } = await zoneDetails(rawAccountId, rawZoneId)
  return { status }
}
