/** Answers: the envelope, refusals and pages (tenant-api §4.2, §4.3). */
import type { HttpBindings } from '@hono/node-server'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { z } from 'zod'
import { documentationOf } from './documentation'
import { grants, type Target } from './grants'
import { SECOND_TENANT } from './tenants-data'
import type { Account, State, Store, Token, Zone } from './state'

export interface Principal {
  kind: 'key' | 'user_token' | 'account_token'
  id: string
  email: string
  token: Token | null
}

export interface Env {
  Bindings: HttpBindings
  Variables: {
    store: Store
    me: { id: string; email: string }
    who: Principal
    ray: string
    route: Route
    /** What the call was about, for the audit log. */
    account?: Account
    zone?: Zone
  }
}

/** How the user's own token of the credentials is known. */
export const USER_TOKEN = { token_id: 'a7c3e1905b2d4f68a1b2c3d4e5f60718', token_name: 'Partner automation' }

export type Ctx = Context<Env>
export type Handler = (c: Ctx) => Response | Promise<Response>
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

export interface Route {
  path: string
  /** Which credential is taken (tenant-api §2.1, §11): `user` is the key or the user's own token, not an account's. */
  scheme: 'key' | 'any' | 'token' | 'user'
  /** Methods that take the key alone. */
  keyOnly?: Method[]
  /** What an account's token needs a permission group of: `<area> Read` or `<area> Write`; `none`: nothing. */
  area?: string
  on: Partial<Record<Method, Handler>>
  /** How Cloudflare's audit log names what is changed here; absent: not recorded. */
  log?: { product: string; type: string }
  /** Code of the 405 answer; services differ. */
  wrongMethod?: 7001 | 10405
}

/** An answer other than success. `empty` sends `[]` as the result, as some services do, instead of null. */
export class Refusal extends Error {
  constructor(
    public readonly status: ContentfulStatusCode,
    public readonly code: number,
    message: string,
    public readonly more: {
      chain?: { code: number; message: string }[]
      pointer?: string
      empty?: boolean
    } = {},
  ) {
    super(message)
  }

  toResponse(c: Ctx): Response {
    const { chain, pointer, empty } = this.more
    const page =
      this.status === 403
        ? documentationOf(c.req.method as Method, c.req.path.replace(/^\/client\/v4/, ''))
        : undefined
    const error = {
      code: this.code,
      message: this.message,
      ...(page && { documentation_url: page }),
      ...(chain && { error_chain: chain }),
      ...(pointer && { source: { pointer } }),
    }
    return c.json({ result: empty ? [] : null, success: false, errors: [error], messages: [] }, this.status)
  }
}

export function state(c: Ctx): State {
  return c.var.store.state
}

export function ok(c: Ctx, result: unknown, result_info?: object): Response {
  return c.json({ result, success: true, errors: [], messages: [], ...(result_info && { result_info }) })
}

export const notFound = (path: string, status: 400 | 404 = 404): Refusal =>
  new Refusal(status, 7003, `Could not route to ${path}, perhaps your object identifier is invalid?`)

/** A query parameter as an integer within bounds, or a refusal. Absent: `fallback`, or a refusal without one. */
export function intQuery(
  c: Ctx,
  name: string,
  { min, max, fallback }: { min: number; max?: number; fallback?: number },
): number {
  const raw = c.req.query(name)
  if (raw === undefined) {
    if (fallback === undefined) throw new Refusal(400, 1001, `${name} is required`, { pointer: `?${name}` })
    return fallback
  }
  const value = /^\d{1,9}$/.test(raw) ? Number(raw) : NaN
  if (!(value >= min && value <= (max ?? Infinity))) {
    throw new Refusal(400, 1001, `Invalid value for ${name}: must be between ${min} and ${max ?? 'any'}`)
  }
  return value
}

/** A query parameter out of a fixed list, or a refusal. */
export function enumQuery<T extends string>(c: Ctx, name: string, values: readonly T[]): T | undefined {
  const raw = c.req.query(name)
  if (raw === undefined) return undefined
  if (!(values as readonly string[]).includes(raw)) {
    throw new Refusal(400, 1001, `Invalid value for ${name}: must be one of ${values.join(', ')}`)
  }
  return raw as T
}

/** One page of `rows`, with the page style of result_info. Bounds are those of the client API: 5 to 50. */
export function page<T>(
  c: Ctx,
  rows: T[],
  show: (row: T) => unknown,
  { perPage = { min: 5, max: 50, fallback: 20 } as Bounds, required = false, totalPages = true } = {},
): Response {
  const number = intQuery(c, 'page', { min: 1, fallback: required ? undefined : 1 })
  const size = intQuery(c, 'per_page', { ...perPage, fallback: required ? undefined : perPage.fallback })
  const part = rows.slice((number - 1) * size, number * size)
  return ok(c, part.map(show), {
    count: part.length,
    page: number,
    per_page: size,
    total_count: rows.length,
    ...(totalPages && { total_pages: Math.ceil(rows.length / size) }),
  })
}

interface Bounds {
  min: number
  max: number
  fallback?: number
}

/** Sorts by a key, text without regard to case, with the id breaking ties so that pages are stable. */
export function sorted<T extends { id: string }>(
  rows: T[],
  key: (row: T) => string | number | null | undefined,
  descending: boolean,
): T[] {
  const sign = descending ? -1 : 1
  const fold = (value: string | number | null | undefined) =>
    typeof value === 'string' ? value.toLowerCase() : (value ?? '')
  return [...rows].sort((a, b) => {
    const [x, y] = [fold(key(a)), fold(key(b))]
    if (x === y) return a.id < b.id ? -1 : 1
    return x < y ? -sign : sign
  })
}

/** The JSON body, or a refusal. Without a body: undefined. */
export async function body(c: Ctx): Promise<unknown> {
  const text = await c.req.text()
  if (text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    throw new Refusal(400, 6007, 'Malformed JSON in request body')
  }
}

/** The body read by a strict schema. `code` is the service's validation code. */
export async function read<S extends z.ZodType>(
  c: Ctx,
  schema: S,
  { code = 1001, status = 400 as 400 | 403, unknownField = 400 as 400 | 500 } = {},
): Promise<z.infer<S>> {
  const parsed = schema.safeParse(await body(c))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]!
  if (issue.code === 'unrecognized_keys' && unknownField === 500) {
    throw new Refusal(500, 10013, 'The server encountered an internal error. Please try again.')
  }
  const field = issue.path.join('.')
  const what =
    issue.code === 'unrecognized_keys'
      ? `unknown field ${issue.keys.join(', ')}`
      : `${field} ${issue.message}`
  throw new Refusal(status, code, `Validation failed: ${what.trim()}`, {
    pointer: `/${[...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys : [])].join('/')}`,
  })
}

/** The account of the path, which the caller may reach, or 7003. */
export function pathAccount(c: Ctx): Account {
  const id = c.req.param('account_id') ?? ''
  if (!/^[0-9a-f]{32}$/.test(id)) throw notFound(c.req.path, 400)
  const account = reachable(c).find((row) => row.id === id)
  if (!account) throw notFound(c.req.path)
  checkGrant(c, { account: id })
  c.set('account', account)
  return account
}

/** Refuses an account's token that lacks the permission of the route's area. */
export function checkGrant(c: Ctx, target: Target): void {
  const { token } = c.var.who
  const { area } = c.var.route
  if (!token) return
  if (token.account !== target.account) throw forbidden()
  if (area === 'none') return
  const level = c.req.method === 'GET' ? 'read' : 'write'
  if (!area || !grants(token, area, level, ofArea(area, target))) throw forbidden()
}

/** Groups of a zone's area lie on zones; all others lie on the account. */
function ofArea(area: string, { account, zone }: Target): Target {
  return ZONE_AREAS.includes(area) ? { account, zone: zone ?? '*' } : { account }
}

const ZONE_AREAS = ['Zone', 'Logs']

export const forbidden = (): Refusal => new Refusal(403, 10000, 'Authentication error')

/** Accounts that the credentials reach: all but those of the second tenant while it is off. */
export function reachable(c: Ctx): Account[] {
  const { accounts, settings } = state(c)
  return settings.secondTenant ? accounts : accounts.filter((row) => row.unit !== SECOND_TENANT.units[0].id)
}
