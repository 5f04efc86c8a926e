import 'server-only'
import { z } from 'zod'
import type { AccountId } from '@/lib/core/ids'
import type { Whole } from '@/lib/core/paging'
import type { Send } from './client'
import type { Sdk } from './sdk'
import { amount, many, maybe, moment, raw, rows, text, wholeList } from './shape'

/** One entry of Cloudflare's own log. Every field may be missing; `request` and `response` are any JSON. */
export type AuditLogEntry = {
  id: string | null
  account: { id: string | null; name: string | null } | null
  action: { description: string | null; result: string | null; time: string | null; type: string | null }
  actor: {
    id: string | null
    context: string | null
    email: string | null
    ipAddress: string | null
    tokenId: string | null
    tokenName: string | null
    type: string | null
  }
  raw: {
    rayId: string | null
    method: string | null
    statusCode: number | null
    uri: string | null
    userAgent: string | null
  }
  resource: {
    id: string | null
    product: string | null
    type: string | null
    scope: unknown
    request: unknown
    response: unknown
  }
  zone: { id: string | null; name: string | null } | null
}

const FILTERS = {
  id: 'id',
  accountName: 'account_name',
  actionResult: 'action_result',
  actionType: 'action_type',
  actorContext: 'actor_context',
  actorEmail: 'actor_email',
  actorId: 'actor_id',
  actorIpAddress: 'actor_ip_address',
  actorTokenId: 'actor_token_id',
  actorTokenName: 'actor_token_name',
  actorType: 'actor_type',
  rayId: 'raw_cf_ray_id',
  method: 'raw_method',
  statusCode: 'raw_status_code',
  uri: 'raw_uri',
  resourceId: 'resource_id',
  resourceProduct: 'resource_product',
  resourceType: 'resource_type',
  resourceScope: 'resource_scope',
  zoneId: 'zone_id',
  zoneName: 'zone_name',
} as const

export type AuditLogFilter = keyof typeof FILTERS

export type AuditLogQuery = {
  /** Dates or ISO moments; upstream demands both. */
  since: string
  before: string
  /** 1 to 1,000; upstream's own default is 100. */
  limit?: number
  cursor?: string
  direction?: 'asc' | 'desc'
  /** Any of these values. */
  is?: Partial<Record<AuditLogFilter, string[]>>
  /** None of these values. */
  isNot?: Partial<Record<AuditLogFilter, string[]>>
  /** Has no negative form; an unknown value is refused. */
  productCategory?: string[]
}

export type AuditLogPage = {
  entries: AuditLogEntry[]
  /** Entries of this page that came and cannot be read. */
  unread: number
  /** For the next page; null at the end. */
  cursor: string | null
}

/** Not complete: there may be products that could not be read. */
export type ProductCategory = { value: string; label: string | null; products: string[]; complete: boolean }

/** Cloudflare's audit log, version 2 (tenant-api §6): 18 months, reads not recorded. */
export type AuditLogApi = {
  /** Pages by `result_info.cursor`, which the SDK's own paging does not know (tenant-api §4.5). */
  list(id: AccountId, query: AuditLogQuery): Promise<AuditLogPage>
  productCategories(id: AccountId): Promise<Whole<ProductCategory>>
}

export function auditLogApi(send: Send): AuditLogApi {
  return {
    list: (account, query) =>
      send({
        operation: 'GET /accounts/{account_id}/logs/audit',
        call: (sdk, options) =>
          sdk.accounts.logs.audit.list({ account_id: account, ...wireQuery(query) } as ListParams, options),
        read: (answer) => {
          const cursor = CursorInfo.parse(answer.info)?.cursor || null
          // A cursor that points to its own page would loop forever.
          const { items, unread } = rows(EntryRecord, answer)
          return { entries: items, unread, cursor: cursor === query.cursor ? null : cursor }
        },
      }),
    productCategories: (account) =>
      send({
        operation: 'GET /accounts/{account_id}/logs/audit/product_categories',
        call: (sdk, options) => sdk.accounts.logs.audit.productCategories({ account_id: account }, options),
        read: (answer) => many(CategoryRecord, answer),
      }),
  }
}

type ListParams = Parameters<Sdk['accounts']['logs']['audit']['list']>[0]

// The SDK types only the negative forms; the API accepts both.
function wireQuery({ since, before, limit, cursor, direction, is, isNot, productCategory }: AuditLogQuery) {
  const filters = (given: Partial<Record<AuditLogFilter, string[]>> = {}, suffix: string) =>
    Object.entries(given)
      .filter(([, values]) => values.length > 0)
      .map(([filter, values]) => [`${FILTERS[filter as AuditLogFilter]}${suffix}`, values])
  return {
    since,
    before,
    limit: limit && Math.min(1000, Math.max(1, Math.trunc(limit))),
    cursor,
    direction,
    product_category: productCategory?.length ? productCategory : undefined,
    ...Object.fromEntries(filters(is, '')),
    ...Object.fromEntries(filters(isNot, '.not')),
  }
}

const CursorInfo = maybe(z.object({ cursor: text }))
const named = z.object({ id: text, name: text })
const Action = z.object({ description: text, result: text, time: moment, type: text })
const Actor = z
  .object({
    id: text,
    context: text,
    email: text,
    ip_address: text,
    token_id: text,
    token_name: text,
    type: text,
  })
  .transform(({ ip_address, token_id, token_name, ...wire }) => ({
    ...wire,
    ipAddress: ip_address,
    tokenId: token_id,
    tokenName: token_name,
  }))
const Raw = z
  .object({ cf_ray_id: text, method: text, status_code: amount, uri: text, user_agent: text })
  .transform((wire) => ({
    rayId: wire.cf_ray_id,
    method: wire.method,
    statusCode: wire.status_code,
    uri: wire.uri,
    userAgent: wire.user_agent,
  }))
const Resource = z
  .object({ id: text, product: text, type: text, scope: raw, request: raw, response: raw })
  .transform(({ scope = null, request = null, response = null, ...wire }) => ({
    ...wire,
    scope,
    request,
    response,
  }))

const EntryRecord = z
  .object({
    id: text,
    account: maybe(named),
    action: maybe(Action),
    actor: maybe(Actor),
    raw: maybe(Raw),
    resource: maybe(Resource),
    zone: maybe(named),
  })
  .transform((wire): AuditLogEntry => ({
    id: wire.id,
    account: wire.account,
    action: wire.action ?? Action.parse({}),
    actor: wire.actor ?? Actor.parse({}),
    raw: wire.raw ?? Raw.parse({}),
    resource: wire.resource ?? Resource.parse({}),
    zone: wire.zone,
  }))

const product = z.union([
  z.string().min(1),
  z.object({ value: z.string().min(1) }).transform(({ value }) => value),
])
const CategoryRecord = z
  .object({ value: z.string().min(1), label: text, products: wholeList(product) })
  .transform(({ products, ...wire }): ProductCategory => ({
    ...wire,
    products: products.items,
    complete: products.complete,
  }))
