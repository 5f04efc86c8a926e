import 'server-only'
import { asciiDomain } from '@/lib/core/domains'
import { defineQuery } from '@/lib/entry/query'
import { accountOf, inAccount } from '@/lib/tenants/access'
import { defineDownload, type Batches, type CsvColumns, ofAccount } from '@/lib/entry/download'
import { ownActsAround } from '@/lib/audit/acts'
import { AppError } from '@/lib/core/errors'
import { foundIn } from '@/lib/core/settle'
import type { AccountId } from '@/lib/core/ids'
import { redact } from '@/lib/core/log'
import { env } from '@/lib/env'
import type { AuditLogEntry, AuditLogQuery } from '@/lib/tenant-api/audit-log'
import type { TenantApi } from '@/lib/tenant-api/client'
import { masked } from './masking'
import { originOf } from './origin'
import {
  CATEGORY,
  EntryKey,
  EXPORT_ROWS,
  LogReach,
  readLogQuery,
  setFilters,
  type LogEntry,
  type LogFilter,
  type LogLine,
  type LogPage,
  type LogQuery,
  type ProductGroups,
  type SearchParams,
} from './schema'

const PAGE_SIZE = 50
const EXPORT_BATCH = 500
const MINUTE_MS = 60_000

/** The newest rows of Cloudflare's log, marked where ours. */
export const firstLogPage = defineQuery({
  permission: 'cloudflare-log.read',
  run: async (rawId: string, { filter, since, before }: LogQuery): Promise<LogPage> => {
    const { account, tenant } = await accountOf(rawId)
    return readPage(tenant, account.id, { filter, since, before })
  },
})

/** A later page, from its parameters: the filters, the range in moments and the cursor. */
export const nextLogPage = defineQuery({
  permission: 'cloudflare-log.read',
  run: async (rawId: string, params: SearchParams): Promise<LogPage> => {
    const { account, tenant } = await accountOf(rawId)
    const reach = LogReach.safeParse(params)
    const { filter, errors } = readLogQuery(params, new Date())
    if (!reach.success || Object.keys(errors).length > 0)
      throw new AppError('invalid', 'This page of the log is not available. Reload the page.')
    return readPage(tenant, account.id, { filter, ...reach.data })
  },
})

/** The row in full, or null where the account has no such row. */
export const logEntry = defineQuery({
  permission: 'cloudflare-log.read',
  run: async (rawId: string, params: SearchParams): Promise<LogEntry | null> => {
    const { account, tenant } = await accountOf(rawId)
    const key = EntryKey.safeParse(params)
    if (!key.success) return null
    const { id, at } = key.data
    const around = (ms: number) => new Date(Date.parse(at) + ms).toISOString()
    const { entries, unread } = await tenant.auditLog.list(account.id, {
      since: around(-MINUTE_MS),
      before: around(MINUTE_MS),
      is: { id: [id] },
    })
    const entry = foundIn({ items: entries, complete: unread === 0 }, (each) => each.id === id)
    if (!entry) return null
    const [line] = await linesOf(account.id, [entry])
    return inFull(entry, line!)
  },
})

/** Cloudflare's products for the filter, by category. They change with its releases. */
export const productGroups = defineQuery({
  permission: 'cloudflare-log.read',
  run: async (rawId: string): Promise<ProductGroups> => {
    const { account, tenant } = await accountOf(rawId)
    if (!kept || kept.until < Date.now()) {
      const told = tenant.auditLog.productCategories(account.id).then(({ items, complete }) => ({
        groups: items.map(({ value, label, products }) => ({
          label: label ?? value,
          options: [
            { value: CATEGORY + value, label: `All of ${label ?? value}` },
            ...products.map((product) => ({ value: product, label: product.replaceAll('_', ' ') })),
          ],
        })),
        complete: complete && items.every((each) => each.complete),
      }))
      kept = { told, until: Date.now() + 60 * MINUTE_MS }
      // What is in doubt is not kept.
      const drop = () => (kept = null)
      told.then(({ complete }) => complete || drop(), drop)
    }
    return kept.told
  },
})
let kept: { told: Promise<ProductGroups>; until: number } | null = null

export const exportLog = defineDownload<LogEntry>({
  name: 'cloudflare-log.export',
  label: 'Export Cloudflare’s audit log',
  target: 'account',
  permission: 'cloudflare-log.export',
  file: `audit-log-of-cloudflare-max-${EXPORT_ROWS}-rows`,
  targetOf: ofAccount,
  plan: (params) => {
    const { errors, ...reach } = readLogQuery(params, new Date())
    const [wrong] = Object.values(errors)
    if (wrong) throw new AppError('invalid', wrong)
    return {
      filter: { ...setFilters(reach.filter), since: reach.since, before: reach.before },
      columns: CSV,
      open: (report) => inAccount(params.accountId, report, (tenant, { id }) => eachBatch(tenant, id, reach)),
    }
  },
})

async function* eachBatch(tenant: TenantApi, accountId: AccountId, reach: Reach): Batches<LogEntry> {
  const seen = new Set<string>()
  let room = EXPORT_ROWS
  let whole = true
  for (let cursor: string | undefined; ;) {
    const found = await list(tenant, accountId, { ...reach, cursor }, EXPORT_BATCH)
    const entries = found.entries.slice(0, room)
    whole &&= found.unread === 0
    room -= entries.length
    const lines = await linesOf(accountId, entries)
    if (entries.length > 0) yield entries.map((entry, index) => inFull(entry, lines[index]!))
    // A cursor that came before leads in a circle, of which nobody can tell whether it was all.
    if (found.cursor === null) return whole && found.entries.length === entries.length
    if (room === 0 || seen.has(found.cursor)) return false
    cursor = found.cursor
    seen.add(cursor)
  }
}

type Reach = { filter: LogFilter; since: string; before: string; cursor?: string }

async function readPage(tenant: TenantApi, accountId: AccountId, reach: Reach): Promise<LogPage> {
  const { entries, unread, cursor } = await list(tenant, accountId, reach, PAGE_SIZE)
  const { since, before } = reach
  return { lines: await linesOf(accountId, entries), unread, since, before, cursor }
}

function list(tenant: TenantApi, accountId: AccountId, reach: Reach, limit: number) {
  const { filter, since, before, cursor } = reach
  const { result, action, product, actor, resource, zone, address, ray } = filter
  const isId = (text: string) => /^[0-9a-f-]{32,36}$/i.test(text)
  const is: AuditLogQuery['is'] = {}
  if (result) is.actionResult = [result]
  if (action) is.actionType = [action]
  if (actor) is[actor.includes('@') ? 'actorEmail' : isId(actor) ? 'actorId' : 'actorTokenName'] = [actor]
  if (resource) is[isId(resource) ? 'resourceId' : 'resourceType'] = [resource]
  if (zone) is[isId(zone) ? 'zoneId' : 'zoneName'] = [isId(zone) ? zone : (asciiDomain(zone) ?? zone)]
  if (address) is.actorIpAddress = [address]
  if (ray) is.rayId = [ray]
  const category = product.startsWith(CATEGORY)
  if (product && !category) is.resourceProduct = [product]
  return tenant.auditLog.list(accountId, {
    since,
    before,
    cursor,
    limit,
    is,
    productCategory: category ? [product.slice(CATEGORY.length)] : undefined,
  })
}

async function linesOf(accountId: AccountId, entries: AuditLogEntry[]): Promise<LogLine[]> {
  const moments = entries.flatMap(({ action }) => (action.time ? [new Date(action.time)] : []))
  const acts = await ownActsAround(accountId, moments)
  const email = env().CLOUDFLARE_EMAIL
  return entries.map((entry) => ({
    id: entry.id,
    at: entry.action.time,
    description: entry.action.description,
    action: entry.action.type,
    result: entry.action.result,
    actor: {
      email: entry.actor.email,
      tokenName: entry.actor.tokenName,
      id: entry.actor.id,
      type: entry.actor.type,
    },
    product: entry.resource.product,
    resourceType: entry.resource.type,
    resourceId: entry.resource.id,
    zone: entry.zone,
    origin: originOf(entry, acts, email),
  }))
}

function inFull(entry: AuditLogEntry, line: LogLine): LogEntry {
  const { id, account, action, actor, raw, resource, zone } = entry
  const about = `${resource.product} ${resource.type}`
  const request = masked(resource.request, about)
  const response = masked(resource.response, about)
  const uri = raw.uri && redact(raw.uri)
  const userAgent = raw.userAgent && redact(raw.userAgent)
  return {
    ...line,
    context: actor.context,
    tokenId: actor.tokenId,
    address: actor.ipAddress,
    userAgent,
    ray: raw.rayId,
    method: raw.method,
    uri,
    status: raw.statusCode,
    request: json(request),
    response: json(response),
    // By Cloudflare's names, which its documentation explains.
    whole: json({
      id,
      account,
      action,
      actor: {
        id: actor.id,
        context: actor.context,
        email: actor.email,
        ip_address: actor.ipAddress,
        token_id: actor.tokenId,
        token_name: actor.tokenName,
        type: actor.type,
      },
      raw: {
        cf_ray_id: raw.rayId,
        method: raw.method,
        status_code: raw.statusCode,
        uri,
        user_agent: userAgent,
      },
      resource: { ...resource, request, response },
      zone,
    })!,
  }
}

const json = (value: unknown) => (value === null ? null : JSON.stringify(value, null, 2))

const CSV: CsvColumns<LogEntry> = {
  'Time (UTC)': (row) => row.at,
  Action: (row) => row.description,
  'Action type': (row) => row.action,
  Result: (row) => row.result,
  'Actor email': (row) => row.actor.email,
  'Actor token': (row) => row.actor.tokenName,
  'Actor type': (row) => row.actor.type,
  'Actor ID': (row) => row.actor.id,
  Through: (row) => row.context,
  Address: (row) => row.address,
  Origin: (row) => row.origin && row.origin.words,
  Product: (row) => row.product,
  'Resource type': (row) => row.resourceType,
  'Resource ID': (row) => row.resourceId,
  Zone: (row) => row.zone && row.zone.name,
  'Zone ID': (row) => row.zone && row.zone.id,
  Method: (row) => row.method,
  URI: (row) => row.uri,
  Status: (row) => row.status,
  'Ray ID': (row) => row.ray,
  'User agent': (row) => row.userAgent,
  Request: (row) => row.request,
  Response: (row) => row.response,
  'Log ID': (row) => row.id,
}
