import 'server-only'
import { z } from 'zod'
import type { AccountId, ZoneId } from '@/lib/core/ids'
import type { Sdk, Send } from './client'
import { allPages, pageOf, pageSize, type Page } from './paging'
import { flag, id, list, maybe, moment, text } from './shape'

/** The plan is not here: a zone names its ordinary plan even when a partner plan is bound. Read its subscription (§2.7). */
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
  verificationKey: string | null
  accountId: string | null
  accountName: string | null
  createdOn: string | null
  modifiedOn: string | null
  activatedOn: string | null
}

export type ZonesQuery = {
  page: number
  perPage: number
  /** A part of the name; `operator` says which. */
  name?: string
  operator?: 'contains' | 'starts_with' | 'ends_with' | 'equal'
  status?: string
  type?: string
  order?: 'name' | 'status'
  direction?: 'asc' | 'desc'
}

/** Zones (tenant-api §2.7). */
export type ZonesApi = {
  count(id: AccountId): Promise<number>
  /** Returns one page of the account's zones. */
  listByAccount(id: AccountId, query: ZonesQuery): Promise<Page<Zone>>
  /** Returns all zones of the account, at most `cap` (5,000). */
  allByAccount(id: AccountId, query?: { cap?: number }): Promise<Zone[]>
}

export function zonesApi(send: Send): ZonesApi {
  const listByAccount: ZonesApi['listByAccount'] = (id, query) => {
    const { page, perPage, name, operator = 'contains', status, type, order, direction } = query
    const asked = { page, perPage: pageSize(perPage) }
    const wire = {
      account: { id },
      name: name && `${operator}:${name}`,
      status,
      type,
      order,
      direction,
      page,
      per_page: asked.perPage,
    }
    return send({
      operation: 'GET /zones',
      call: (sdk, options) => sdk.zones.list(wire as Parameters<Sdk['zones']['list']>[0], options),
      read: (answer) => pageOf(ZoneRecord, answer, asked),
    })
  }
  const allByAccount: ZonesApi['allByAccount'] = (id, { cap = 5000 } = {}) =>
    allPages(
      (page) => listByAccount(id, { page, perPage: 50 }),
      (zone) => zone.id,
      cap,
    )
  return {
    count: async (id) =>
      (await listByAccount(id, { page: 1, perPage: 5 })).totalCount ?? (await allByAccount(id)).length,
    listByAccount,
    allByAccount,
  }
}

const ZoneRecord = z
  .object({
    id: id<ZoneId>(),
    name: text,
    status: text,
    type: text,
    paused: flag,
    name_servers: list(z.string()),
    original_name_servers: list(z.string()),
    original_registrar: text,
    vanity_name_servers: list(z.string()),
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
    nameServers: wire.name_servers,
    originalNameServers: wire.original_name_servers,
    originalRegistrar: wire.original_registrar,
    vanityNameServers: wire.vanity_name_servers,
    verificationKey: wire.verification_key,
    accountId: wire.account?.id ?? null,
    accountName: wire.account?.name ?? null,
    createdOn: wire.created_on,
    modifiedOn: wire.modified_on,
    activatedOn: wire.activated_on,
  }))
