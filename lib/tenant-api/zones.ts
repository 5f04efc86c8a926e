import 'server-only'
import { z } from 'zod'
import type { AccountId, ZoneId } from '@/lib/core/ids'
import type { Whole } from '@/lib/core/paging'
import type { Send } from './client'
import type { Sdk } from './sdk'
import { allPages, countOf, pageOf, pageSize, type Page } from './paging'
import { amount, flag, id, many, maybe, moment, one, text, wholeList } from './shape'

/**
 * Without the plan: a zone names its ordinary plan even when a partner plan is set. Read its subscription (tenant-api
 * §2.7).
 */
export type Zone = {
  id: ZoneId
  name: string | null
  status: string | null
  type: string | null
  paused: boolean | null
  nameServers: string[]
  originalNameServers: string[]
  originalRegistrar: string | null
  vanityNameServers: string[]
  /** False where there may be name servers, of either kind, that could not be read. */
  nameServersRead: boolean
  verificationKey: string | null
  accountId: string | null
  accountName: string | null
  createdOn: string | null
  modifiedOn: string | null
  activatedOn: string | null
}

/** All types are asked for by name, because internal zones are hidden otherwise (tenant-api §2.7). */
const ALL_TYPES = 'full,partial,secondary,internal'
/** Types in the public DNS. An internal zone may have the same name as one of them. */
export const PUBLIC_TYPES = 'full,partial,secondary'

export type ZonesQuery = {
  page: number
  perPage: number
  /** A part of the name, matched by `operator`. */
  name?: string
  operator?: 'contains' | 'starts_with' | 'ends_with' | 'equal'
  status?: string
  /** One type, or several separated by commas; all by default. */
  type?: string
  order?: 'name' | 'status'
  direction?: 'asc' | 'desc'
}

export type NewZone = {
  accountId: AccountId
  name: string
  type?: 'full' | 'partial' | 'secondary' | 'internal'
}

/** A plan from Cloudflare's price list, and whether this zone can have it. */
export type AvailablePlan = {
  id: string
  /** The name used in partner code, such as `free`. */
  legacyId: string | null
  name: string | null
  price: number | null
  currency: string | null
  frequency: string | null
  canSubscribe: boolean | null
  isSubscribed: boolean | null
  externallyManaged: boolean | null
}

export type AvailableRatePlan = {
  id: string
  name: string | null
  currency: string | null
  frequency: string | null
  duration: number | null
  components: { name: string; default: number | null; unitPrice: number | null }[]
  /** Whether `components` is complete. */
  componentsTold: boolean
}

/** Zones (tenant-api §2.7). */
export type ZonesApi = {
  /** The number of zones of every type; null where that is not known. */
  count(id: AccountId): Promise<number | null>
  listByAccount(id: AccountId, query: ZonesQuery): Promise<Page<Zone>>
  /** At most `cap` (5,000). */
  allByAccount(id: AccountId, query?: { cap?: number }): Promise<Whole<Zone>>
  /** A page of those of all accounts that the credentials reach. */
  everywhere(query: { page: number; perPage: number }): Promise<Page<Zone>>
  /** Those of exactly that name in all accounts that the credentials reach. */
  named(name: string): Promise<Whole<Zone>>
  get(id: ZoneId): Promise<Zone>
  /** Always in the given account: without one, upstream would choose. */
  create(zone: NewZone): Promise<Zone>
  edit(
    id: ZoneId,
    change: { paused?: boolean; type?: NewZone['type']; vanityNameServers?: string[] },
  ): Promise<Zone>
  delete(id: ZoneId): Promise<void>
  availablePlans(id: ZoneId): Promise<Whole<AvailablePlan>>
  availableRatePlans(id: ZoneId): Promise<Whole<AvailableRatePlan>>
}

export function zonesApi(send: Send): ZonesApi {
  const listByAccount: ZonesApi['listByAccount'] = (id, query) => {
    const { page, perPage, name, operator = 'contains', status, type = ALL_TYPES, order, direction } = query
    const asked = { page, perPage: pageSize(perPage) }
    const wire = {
      account: { id },
      name: name && `${operator}:${name}`,
      status,
      // A comma-separated list (tenant-api §2.7), which the SDK would send as a repeated parameter.
      type: type as never,
      order,
      direction,
      page,
      per_page: asked.perPage,
    }
    return send({
      operation: 'GET /zones',
      call: (sdk, options) => sdk.zones.list(wire as Parameters<Sdk['zones']['list']>[0], options),
      read: (answer) => pageOf(ZoneRecord, answer, asked),
      seen: ({ items }) => ({
        kind: 'zones',
        items: items.map((zone) => ({ ...zone, accountId: zone.accountId ?? id })),
      }),
    })
  }
  const allByAccount: ZonesApi['allByAccount'] = (id, { cap = 5000 } = {}) =>
    allPages(
      (page) => listByAccount(id, { page, perPage: 50 }),
      (zone) => zone.id,
      cap,
    )
  return {
    count: (id) => countOf(listByAccount(id, { page: 1, perPage: 5 }), () => allByAccount(id)),
    listByAccount,
    allByAccount,
    everywhere: ({ page, perPage }) => {
      const asked = { page, perPage: pageSize(perPage) }
      return send({
        operation: 'GET /zones',
        call: (sdk, options) =>
          sdk.zones.list({ type: PUBLIC_TYPES as never, page, per_page: asked.perPage }, options),
        read: (answer) => pageOf(ZoneRecord, answer, asked),
        seen: ({ items }) => ({ kind: 'zones', items }),
      })
    },
    named: (name) =>
      send({
        operation: 'GET /zones',
        call: (sdk, options) =>
          sdk.zones.list({ name: `equal:${name}`, type: PUBLIC_TYPES as never, per_page: 50 }, options),
        read: (answer) => many(ZoneRecord, answer),
        seen: ({ items }) => ({ kind: 'zones', items }),
      }),
    get: (zone) =>
      send({
        operation: 'GET /zones/{zone_id}',
        call: (sdk, options) => sdk.zones.get({ zone_id: zone }, options),
        read: (answer) => one(ZoneRecord, answer),
        seen: (zone) => ({ kind: 'zones', items: [zone] }),
      }),
    create: ({ accountId, name, type }) =>
      send({
        operation: 'POST /zones',
        call: (sdk, options) => sdk.zones.create({ account: { id: accountId }, name, type }, options),
        read: (answer) => one(ZoneRecord, answer),
        seen: (zone) => ({ kind: 'zones', items: [{ ...zone, accountId: zone.accountId ?? accountId }] }),
      }),
    edit: (zone, { paused, type, vanityNameServers }) =>
      send({
        operation: 'PATCH /zones/{zone_id}',
        call: (sdk, options) =>
          sdk.zones.edit({ zone_id: zone, paused, type, vanity_name_servers: vanityNameServers }, options),
        read: (answer) => one(ZoneRecord, answer),
        seen: (zone) => ({ kind: 'zones', items: [zone] }),
      }),
    delete: (zone) =>
      send({
        operation: 'DELETE /zones/{zone_id}',
        call: (sdk, options) => sdk.zones.delete({ zone_id: zone }, options),
        read: () => undefined,
        seen: () => ({ kind: 'gone', of: 'zone', id: zone }),
      }),
    availablePlans: (zone) =>
      send({
        operation: 'GET /zones/{zone_id}/available_plans',
        call: (sdk, options) => sdk.zones.plans.list({ zone_id: zone }, options),
        read: (answer) => many(PlanRecord, answer),
      }),
    availableRatePlans: (zone) =>
      send({
        operation: 'GET /zones/{zone_id}/available_rate_plans',
        call: (sdk, options) => sdk.zones.ratePlans.get({ zone_id: zone }, options),
        read: (answer) => many(RatePlanRecord, answer),
      }),
  }
}

const PlanRecord = z
  .object({
    id: z.string().min(1),
    legacy_id: text,
    name: text,
    price: amount,
    currency: text,
    frequency: text,
    can_subscribe: flag,
    is_subscribed: flag,
    externally_managed: flag,
  })
  .transform(({ legacy_id, can_subscribe, is_subscribed, externally_managed, ...wire }): AvailablePlan => ({
    ...wire,
    legacyId: legacy_id,
    canSubscribe: can_subscribe,
    isSubscribed: is_subscribed,
    externallyManaged: externally_managed,
  }))

const RatePlanRecord = z
  .object({
    id: z.string().min(1),
    name: text,
    currency: text,
    frequency: text,
    duration: amount,
    components: wholeList(
      z
        .object({ name: z.string().min(1), default: amount, unit_price: amount })
        .transform(({ unit_price, ...wire }) => ({ ...wire, unitPrice: unit_price })),
    ),
  })
  .transform(({ components, ...wire }): AvailableRatePlan => ({
    ...wire,
    components: components.items,
    componentsTold: components.complete,
  }))

const ZoneRecord = z
  .object({
    id: id<ZoneId>(),
    name: text,
    status: text,
    type: text,
    paused: flag,
    name_servers: wholeList(z.string()),
    original_name_servers: wholeList(z.string()),
    original_registrar: text,
    vanity_name_servers: wholeList(z.string()),
    verification_key: text,
    account: maybe(z.object({ id: text, name: text })),
    created_on: moment,
    modified_on: moment,
    activated_on: moment,
  })
  .transform((wire): Zone => ({
    id: wire.id,
    name: wire.name,
    status: wire.status,
    type: wire.type,
    paused: wire.paused,
    nameServers: wire.name_servers.items,
    originalNameServers: wire.original_name_servers.items,
    originalRegistrar: wire.original_registrar,
    vanityNameServers: wire.vanity_name_servers.items,
    nameServersRead: [wire.name_servers, wire.original_name_servers, wire.vanity_name_servers].every(
      ({ complete }) => complete,
    ),
    verificationKey: wire.verification_key,
    accountId: wire.account?.id ?? null,
    accountName: wire.account?.name ?? null,
    createdOn: wire.created_on,
    modifiedOn: wire.modified_on,
    activatedOn: wire.activated_on,
  }))
