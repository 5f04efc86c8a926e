/** Cloudflare's own audit log, version 2 (tenant-api §6): what was done through the sandbox, and a seeded past. */
import { randomUUID } from 'node:crypto'
import { seededLog } from './seed-log'
import type { Account, LogRow } from './state'
import {
  type Ctx,
  enumQuery,
  intQuery,
  ok,
  pathAccount,
  Refusal,
  type Route,
  state,
  USER_TOKEN,
} from './wire'

const AREA = { scheme: 'any', area: 'Account Settings', wrongMethod: 10405 } as const

export const auditLog: Route[] = [
  { ...AREA, path: '/accounts/:account_id/logs/audit', on: { GET: (c) => listEntries(c, [pathAccount(c)]) } },
  { ...AREA, path: '/accounts/:account_id/logs/audit/product_categories', on: { GET: listCategories } },
  {
    ...AREA,
    path: '/accounts/:account_id/logs/audit/:log_id/history',
    on: { GET: (c) => listHistory(c, [pathAccount(c)]) },
  },
]

const FIELDS: Record<string, (row: LogRow) => string | undefined> = {
  id: (row) => row.id,
  audit_log_id: (row) => row.id,
  account_name: (row) => row.account.name,
  action_result: (row) => row.action.result,
  action_type: (row) => row.action.type,
  actor_context: (row) => row.actor.context,
  actor_email: (row) => row.actor.email,
  actor_id: (row) => row.actor.id,
  actor_ip_address: (row) => row.actor.ip_address,
  actor_token_id: (row) => row.actor.token_id,
  actor_token_name: (row) => row.actor.token_name,
  actor_type: (row) => row.actor.type,
  raw_cf_ray_id: (row) => row.raw.cf_ray_id,
  raw_method: (row) => row.raw.method,
  raw_status_code: (row) => String(row.raw.status_code),
  raw_uri: (row) => row.raw.uri,
  resource_id: (row) => row.resource.id,
  resource_product: (row) => row.resource.product,
  resource_scope: (row) => row.resource.scope,
  resource_type: (row) => row.resource.type,
  zone_id: (row) => row.zone?.id,
  zone_name: (row) => row.zone?.name,
}

const ALLOWED: Record<string, string[]> = {
  action_result: ['success', 'failure'],
  action_type: ['create', 'delete', 'view', 'update'],
  actor_context: ['api', 'api_key', 'api_token', 'dash', 'oauth', 'origin_ca_key'],
  actor_type: ['account', 'cloudflare_admin', 'delegated_service', 'system', 'user'],
  resource_scope: ['accounts', 'user', 'zones', 'memberships'],
}

const CATEGORIES = [
  { value: 'account', label: 'Account', products: ['accounts', 'members', 'iam', 'billing', 'api_tokens'] },
  { value: 'dns_and_zones', label: 'DNS and zones', products: ['zones', 'dns'] },
  { value: 'performance', label: 'Performance', products: ['cache'] },
  { value: 'zero_trust', label: 'Zero Trust', products: ['gateway', 'access'] },
  { value: 'analytics', label: 'Analytics and logs', products: ['logpush'] },
]

const OWN = ['before', 'since', 'limit', 'cursor', 'direction', 'product_category']

/** The entries of some accounts that match the query. */
export function listEntries(c: Ctx, accounts: Account[]): Response {
  const tests: ((row: LogRow) => boolean)[] = []
  for (const [name, values] of Object.entries(c.req.queries())) {
    if (OWN.includes(name)) continue
    const field = name.replace(/\.not$/, '')
    const value = FIELDS[field]
    if (!value) throw new Refusal(400, 1001, `Unknown filter ${name}`)
    for (const wanted of values) {
      const bad = ALLOWED[field]
        ? !ALLOWED[field].includes(wanted)
        : field === 'raw_status_code' && !/^\d{3}$/.test(wanted)
      if (bad) throw new Refusal(400, 1001, `Invalid value for ${name}: ${wanted}`)
    }
    const negative = name !== field
    tests.push((row) => values.includes(value(row) ?? '') !== negative)
  }
  const categories = c.req.queries('product_category')
  if (categories) {
    const products = categories.flatMap((wanted) => {
      const found = CATEGORIES.find((category) => category.value === wanted)
      if (!found) throw new Refusal(400, 1001, `Unknown product_category ${wanted}`)
      return found.products
    })
    tests.push((row) => products.includes(row.resource.product))
  }
  const { rows, window } = rowsOf(c, accounts)
  return answer(
    c,
    rows.filter((row) => window(row) && tests.every((test) => test(row))),
  )
}

/** Rows of the accounts, and the test for the time window that every read must give. */
function rowsOf(c: Ctx, accounts: Account[]): { rows: LogRow[]; window: (row: LogRow) => boolean } {
  const since = timeQuery(c, 'since')
  const before = timeQuery(c, 'before')
  const ids = new Set(accounts.map(({ id }) => id))
  const recorded = c.var.store.log.filter((row) => ids.has(row.account.id))
  return {
    rows: [...recorded, ...accounts.flatMap((account) => seededLog(account, state(c), c.var.me))],
    window: (row) => Date.parse(row.action.time) >= since && Date.parse(row.action.time) < before,
  }
}

function timeQuery(c: Ctx, name: string): number {
  const raw = c.req.query(name)
  if (raw === undefined) throw new Refusal(400, 1001, `${name} is required`)
  const value = /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?$/.test(raw)
    ? Date.parse(raw)
    : NaN
  if (Number.isNaN(value)) throw new Refusal(400, 1001, `${name} must be a date or an RFC 3339 time`)
  return value
}

/** One page by cursor. The count is a string, and the cursor is missing on the last page. */
function answer(c: Ctx, rows: LogRow[], more: object = {}): Response {
  const limit = intQuery(c, 'limit', { min: 1, max: 1000, fallback: 100 })
  const sign = enumQuery(c, 'direction', ['desc', 'asc']) === 'asc' ? 1 : -1
  const key = (row: LogRow) => `${row.action.time} ${row.id}`
  const ordered = rows.sort((a, b) => (key(a) < key(b) ? -sign : sign))
  const cursor = c.req.query('cursor')
  const after = cursor === undefined ? null : Buffer.from(cursor, 'base64url').toString()
  const start = after === null ? 0 : ordered.findIndex((row) => key(row) === after) + 1
  if (after !== null && start === 0) throw new Refusal(400, 1001, 'Invalid cursor')
  const part = ordered.slice(start, start + limit)
  const last = start + limit < ordered.length ? part.at(-1) : undefined
  return ok(c, part, {
    count: String(part.length),
    ...(last && { cursor: Buffer.from(key(last)).toString('base64url') }),
    ...more,
  })
}

function listCategories(c: Ctx): Response {
  pathAccount(c)
  return ok(
    c,
    CATEGORIES.map(({ products, ...category }) => ({
      ...category,
      products: products.map((value) => ({ value, label: value.replaceAll('_', ' ') })),
    })),
  )
}

/** What happened to the thing that an entry is about. */
export function listHistory(c: Ctx, accounts: Account[]): Response {
  const { rows, window } = rowsOf(c, accounts)
  const time = timeQuery(c, 'action_time')
  const source = rows.find(
    (row) => row.id === c.req.param('log_id') && Math.abs(Date.parse(row.action.time) - time) <= 86_400_000,
  )
  if (!source) throw new Refusal(404, 1001, 'Audit log entry not found')
  const same = rows.filter((row) => row.resource.id === source.resource.id && window(row))
  return answer(c, same, { history_status: 'exact' })
}

const VERBS: Record<string, [type: string, word: string]> = {
  POST: ['create', 'Create'],
  PUT: ['update', 'Update'],
  PATCH: ['update', 'Update'],
  DELETE: ['delete', 'Delete'],
}

/** Remembers a change, or an attempt at one, as the audit log would show it. */
export async function record(c: Ctx, route: Route, answered: Response): Promise<void> {
  const { account, zone, who, me } = c.var
  if (!route.log || !account) return
  const [type, word] = VERBS[c.req.method]!
  const request = asJson(await c.req.text())
  const reply = asJson(await answered.clone().text())
  const result = reply && typeof reply === 'object' && 'result' in reply ? reply.result : null
  const token =
    who.kind === 'account_token'
      ? { token_id: who.token!.id, token_name: who.token!.name }
      : who.kind === 'user_token' && USER_TOKEN
  c.var.store.record({
    id: randomUUID(),
    account: { id: account.id, name: account.name },
    action: {
      description: `${word} ${route.log.type.replaceAll('_', ' ')}`,
      result: answered.ok ? 'success' : 'failure',
      time: new Date().toISOString(),
      type,
    },
    actor: {
      id: who.kind === 'account_token' ? who.id : me.id,
      context: who.kind === 'key' ? 'api_key' : 'api_token',
      ...(who.kind !== 'account_token' && { email: me.email }),
      ip_address: c.env.incoming.socket.remoteAddress ?? '127.0.0.1',
      ...token,
      type: who.kind === 'account_token' ? 'account' : 'user',
    },
    raw: {
      // The log holds the ray without the place that the header ends with.
      cf_ray_id: c.var.ray,
      method: c.req.method,
      status_code: answered.status,
      uri: c.req.path,
      user_agent: c.req.header('user-agent') ?? '',
    },
    resource: {
      id: resourceId(c, result) ?? account.id,
      product: route.log.product,
      type: route.log.type,
      scope: route.log.type === 'member' ? 'memberships' : zone ? 'zones' : 'accounts',
      request,
      response: route.log.type === 'token' ? withoutValue(reply) : reply,
    },
    ...(zone && { zone: { id: zone.id, name: zone.name } }),
  })
}

function resourceId(c: Ctx, result: unknown): string | undefined {
  if (result && typeof result === 'object' && 'id' in result) return String(result.id)
  const { member_id, subscription_id, token_id, group_id, job_id, zone_id } = c.req.param() as Record<
    string,
    string
  >
  return member_id ?? subscription_id ?? token_id ?? group_id ?? job_id ?? zone_id
}

/** A token's value never reaches the log: neither as a field, nor as the bare string of a roll. */
function withoutValue(reply: unknown): unknown {
  if (!reply || typeof reply !== 'object' || !('result' in reply)) return reply
  const { result } = reply
  if (typeof result === 'string') return { ...reply, result: '[redacted]' }
  return result && typeof result === 'object' && 'value' in result
    ? { ...reply, result: { ...result, value: '[redacted]' } }
    : reply
}

function asJson(text: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
