import 'server-only'
import { accountOf, inAccount, readInside } from '@/lib/tenants/access'
import { EXPORT_CAP, exportCsv, yesNo } from '@/lib/audit/export'
import { requirePermission } from '@/lib/auth/session'
import type { AccountId } from '@/lib/core/ids'
import { reading } from '@/lib/core/read'
import { planView, type PlanView } from '@/lib/subscriptions/terms'
import { openTenantApi, type TenantApi } from '@/lib/tenant-api/client'
import { eachPage, factsOf, glanced, onePage } from '@/lib/tenant-api/paging'
import type { Zone, ZonesQuery } from '@/lib/tenant-api/zones'
import { formsOf, namesOf, zoneOf } from './access'
import { ZoneListQuery, type ZoneDetails, type ZonePage, type ZonesGlance } from './schema'

/** One call each: no screen shows more of them at a glance. */
const PLANS_AT_ONCE = 10

/** Takes an account's id and what the list's URL says; returns one page of its zones, each with its plan on the way. */
export async function listZones(rawId: string, query: ZoneListQuery): Promise<ZonePage> {
  await requirePermission('zones.read')
  const { name, status, type, sort, direction, page, size } = query
  const found = await readInside(rawId, (tenant, id) =>
    onePage(
      { page, perPage: size },
      (page) =>
        pageOfZones(tenant, id, {
          name,
          status: status || undefined,
          type: type || undefined,
          order: sort,
          direction,
          page,
          perPage: size,
        }),
      (zone) => zone.id,
    ),
  )
  const { tenant } = await accountOf(rawId)
  const rows = found.items.map((zone) => ({
    id: zone.id,
    ...namesOf(zone),
    status: zone.status,
    type: zone.type,
    paused: zone.paused,
    nameServers: zone.nameServers,
    plan: reading(async () => planView(await tenant.zoneSubscriptions.get(zone.id))),
  }))
  return { ...factsOf(found), rows }
}

/**
 * Takes an account's id and the parameters of the list's address, or `ids`; answers the zones as CSV (`exportCsv`).
 * Without their plans: each would cost a call.
 */
export function exportZones(accountId: string, params: Record<string, string>): Promise<Response> {
  const { name, status, type, sort, direction } = ZoneListQuery.parse(params)
  return exportCsv<Zone>({
    action: 'zones.export',
    permission: 'customers.export',
    file: 'zones',
    target: { id: accountId, accountId },
    filter: () => ({
      ...(name && { name }),
      ...(status && { status }),
      ...(type && { type }),
      sort,
      direction,
    }),
    selection: { ids: params.ids, of: ({ id }) => id },
    columns: {
      Name: (zone) => namesOf(zone).name,
      'Unicode name': (zone) => namesOf(zone).unicode,
      Status: (zone) => zone.status,
      Type: (zone) => zone.type,
      Paused: (zone) => yesNo(zone.paused),
      'Name servers': (zone) => zone.nameServers.join(' '),
      Created: (zone) => zone.createdOn,
      Activated: (zone) => zone.activatedOn,
      'Zone ID': (zone) => zone.id,
    },
    open: (report, all) =>
      inAccount(accountId, report, (tenant, { id }) =>
        eachPage(
          (page) =>
            pageOfZones(tenant, id, {
              name: all ? '' : name,
              status: (!all && status) || undefined,
              type: (!all && type) || undefined,
              order: sort,
              direction,
              page,
              perPage: 50,
            }),
          (zone) => zone.id,
          EXPORT_CAP,
        ),
      ),
  })
}

async function pageOfZones(
  tenant: TenantApi,
  id: AccountId,
  { name, ...query }: ZonesQuery & { name: string },
) {
  const [first, ...others] = formsOf(name)
  let found = await tenant.zones.listByAccount(id, { ...query, name: first || undefined })
  for (const other of others)
    if (found.items.length === 0) found = await tenant.zones.listByAccount(id, { ...query, name: other })
  return found
}

/** Takes an account's id from the URL; returns its zones, those that are not active first, in one call. */
export async function zonesGlance(rawId: string): Promise<ZonesGlance> {
  await requirePermission('zones.read')
  const found = await readInside(rawId, glance)
  const rows = found.items.map((zone) => ({
    id: zone.id,
    ...namesOf(zone),
    status: zone.status,
    paused: zone.paused,
  }))
  const active = ({ status }: { status: string | null }) => Number(status === 'active')
  return {
    rows: rows.sort((a, b) => active(a) - active(b) || a.name.localeCompare(b.name)),
    totalCount: glanced(found),
  }
}

/**
 * Takes an account's id and ids of zones that its overview shows; returns their plans by zone. A zone that is not in the
 * account, and one whose plan cannot be read, is left out: a call each, made after the page is there.
 */
export async function zonePlans(rawId: string, zoneIds: string[]): Promise<Record<string, PlanView>> {
  const staff = await requirePermission('zones.read')
  const { items } = await readInside(rawId, glance)
  // Not the account's own door: outside of a page its proof is not kept, and would be fetched again.
  const tenant = openTenantApi({ work: 'view', person: staff.id })
  const asked = items.filter(({ id }) => zoneIds.includes(id)).slice(0, PLANS_AT_ONCE)
  const plans = await Promise.allSettled(
    asked.map(async ({ id }) => [id, planView(await tenant.zoneSubscriptions.get(id))] as const),
  )
  return Object.fromEntries(plans.flatMap((plan) => (plan.status === 'fulfilled' ? [plan.value] : [])))
}

const glance = (tenant: TenantApi, id: AccountId) =>
  // By status backwards: pending, moved, initializing, active.
  tenant.zones.listByAccount(id, { page: 1, perPage: 50, order: 'status', direction: 'desc' })

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
