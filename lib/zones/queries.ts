import 'server-only'
import { defineQuery } from '@/lib/entry/query'
import { domainToASCII, domainToUnicode } from 'node:url'
import { accountOf, inAccount, readInside } from '@/lib/tenants/access'
import { EXPORT_CAP, defineDownload, yesNo, ofAccount } from '@/lib/entry/download'
import { requireStaff } from '@/lib/auth/session'
import type { Reading } from '@/lib/core/errors'
import type { AccountId, ZoneId } from '@/lib/core/ids'
import { reading } from '@/lib/core/read'
import { planView, type PlanView } from '@/lib/subscriptions/constants'
import { openTenantApi, type TenantApi } from '@/lib/tenant-api/client'
import { eachPage, factsOf, glanced, onePage } from '@/lib/tenant-api/paging'
import type { Zone, ZonesQuery } from '@/lib/tenant-api/zones'
import { managedZone, namesOf, zoneOf } from '@/lib/tenants/zones'
import { PLANS_AT_ONCE } from './constants'
import { rememberZones, wasListed } from './listed'
import { ZONE_FILTER_MAX, ZoneListQuery, type ZoneDetails, type ZonePage, type ZonesGlance } from './schema'

/** Without the zones' plans, which `zonePlans` reads. */
export const listZones = defineQuery({
  permission: 'zones.read',
  run: async (rawId: string, query: ZoneListQuery): Promise<ZonePage> => {
    const { name, status, type, sort, direction, page, size } = query
    const found = await readInside(rawId, (tenant, id) =>
      onePage(
        { page, perPage: size },
        ['zones', id, { ...query, page: null }],
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
    rememberZones(rawId, found.items)
    const rows = found.items.map((zone) => ({
      id: zone.id,
      ...namesOf(zone),
      status: zone.status,
      type: zone.type,
      paused: zone.paused,
      nameServers: zone.nameServers,
      nameServersRead: zone.nameServersRead,
    }))
    return { ...factsOf(found), rows }
  },
})

export const exportZones = defineDownload<Zone>({
  name: 'zones.export',
  label: 'Export zones',
  target: 'account',
  permission: 'customers.export',
  file: 'zones',
  targetOf: ofAccount,
  plan: (params) => {
    const { name, status, type, sort, direction } = ZoneListQuery.parse(params)
    return {
      filter: {
        ...(name && { name }),
        ...(status && { status }),
        ...(type && { type }),
        sort,
        direction,
      },
      idOf: ({ id }) => id,
      columns: {
        Name: (zone) => namesOf(zone).name,
        'Unicode name': (zone) => namesOf(zone).unicode,
        Status: (zone) => zone.status,
        Type: (zone) => zone.type,
        Paused: (zone) => yesNo(zone.paused),
        'Name servers': ({ nameServers, nameServersRead }) =>
          [...nameServers, ...(nameServersRead ? [] : ['(not all could be read)'])].join(' '),
        Created: (zone) => zone.createdOn,
        Activated: (zone) => zone.activatedOn,
        'Zone ID': (zone) => zone.id,
      },
      open: (report, all) =>
        inAccount(params.accountId, report, (tenant, { id }) =>
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
    }
  },
})

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

/**
 * The forms in which upstream may keep a part of a zone's name, of which only one finds anything: as the DNS knows it,
 * and in its own script. A label that is not ASCII has the first only as a whole.
 */
function formsOf(text: string): string[] {
  if (!/[^\x00-\x7f]|xn--/i.test(text)) return [text]
  const forms = [domainToASCII(text), domainToUnicode(text), text]
  return [...new Set(forms)].filter((form) => form !== '' && form.length <= ZONE_FILTER_MAX)
}

/** The first fifty zones in one call, those that are not active first. */
export const zonesGlance = defineQuery({
  permission: 'zones.read',
  run: async (rawId: string): Promise<ZonesGlance> => {
    const found = await readInside(rawId, (tenant, id) =>
      // By status backwards: pending, moved, initializing, active.
      tenant.zones.listByAccount(id, { page: 1, perPage: 50, order: 'status', direction: 'desc' }),
    )
    rememberZones(rawId, found.items)
    const rows = found.items.map((zone) => ({
      id: zone.id,
      ...namesOf(zone),
      status: zone.status,
      paused: zone.paused,
      nameServers: zone.nameServers,
      createdOn: zone.createdOn,
      activatedOn: zone.activatedOn,
    }))
    const active = ({ status }: { status: string | null }) => Number(status === 'active')
    return {
      rows: rows.sort((a, b) => active(a) - active(b) || a.name.localeCompare(b.name)),
      totalCount: glanced(found),
    }
  },
})

/**
 * The plan of each zone, or why it cannot be read, for the first `PLANS_AT_ONCE`. Zones that were listed minutes ago are
 * known to be in the account, and need no call but that for their plan.
 */
export const zonePlans = defineQuery({
  permission: 'zones.read',
  run: async (rawId: string, rawZoneIds: string[]): Promise<Record<string, Reading<PlanView>>> => {
    const staff = await requireStaff()
    const asked = [...new Set(rawZoneIds)].slice(0, PLANS_AT_ONCE)
    const listed = asked.every((id) => wasListed(rawId, id))
    const account = listed ? null : (await accountOf(rawId)).account
    const tenant = openTenantApi({ work: 'view', person: staff.id })
    const planOf = async (rawZoneId: string) => {
      const id =
        account && !wasListed(rawId, rawZoneId)
          ? (await managedZone(tenant, account, rawZoneId)).id
          : rawZoneId
      return planView(await tenant.zoneSubscriptions.get(id as ZoneId))
    }
    const plans: [string, Reading<PlanView>][] = []
    const waiting = asked.values()
    await Promise.all(
      Array.from({ length: CALLS_AT_ONCE }, async () => {
        for (const id of waiting) plans.push([id, await reading(() => planOf(id))])
      }),
    )
    return Object.fromEntries(plans)
  },
})

/** Calls that the plans of one screen may have under way. */
const CALLS_AT_ONCE = 5

/** Unknown and foreign ids end in the 404 page. */
export const zoneDetails = defineQuery({
  permission: 'zones.read',
  run: async (rawAccountId: string, rawZoneId: string): Promise<ZoneDetails> => {
    const { zone, account } = await zoneOf(rawAccountId, rawZoneId)
    return {
      id: zone.id,
      accountId: account.id,
      ...namesOf(zone),
      status: zone.status,
      type: zone.type,
      paused: zone.paused,
      nameServers: zone.nameServers,
      nameServersRead: zone.nameServersRead,
      vanityNameServers: zone.vanityNameServers,
      originalNameServers: zone.originalNameServers,
      originalRegistrar: zone.originalRegistrar,
      verificationKey: zone.verificationKey,
      createdOn: zone.createdOn,
      activatedOn: zone.activatedOn,
    }
  },
})

/** For the page that waits for the zone to become active. */
export const zoneStatus = defineQuery({
  permission: 'zones.read',
  run: async (rawAccountId: string, rawZoneId: string): Promise<{ status: string | null }> => {
    const { status } = await zoneDetails(rawAccountId, rawZoneId)
    return { status }
  },
})
