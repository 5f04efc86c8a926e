/** Account-owned API tokens (tenant-api §2.10). The value is shown once; only its hash is kept. */
import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import { z } from 'zod'
import { beyond } from './grants'
import { newId, sha256, type Token, type TokenPolicy } from './state'
import { TOKEN_GROUPS, TOKEN_SCOPES } from './token-groups'
import {
  type Ctx,
  enumQuery,
  notFound,
  ok,
  page,
  pathAccount,
  read,
  Refusal,
  type Route,
  sorted,
  state,
  USER_TOKEN,
} from './wire'

const LOG = { product: 'api_tokens', type: 'token' }
const AREA = { scheme: 'token', area: 'Account API Tokens', wrongMethod: 10405 } as const

export const tokens: Route[] = [
  { ...AREA, path: '/accounts/:account_id/tokens', on: { GET: list, POST: create }, log: LOG },
  { ...AREA, area: 'none', path: '/accounts/:account_id/tokens/verify', on: { GET: verify } },
  { ...AREA, path: '/accounts/:account_id/tokens/permission_groups', on: { GET: listGroups } },
  {
    ...AREA,
    path: '/accounts/:account_id/tokens/:token_id',
    on: { GET: (c) => ok(c, show(c, pathToken(c))), PUT: update, DELETE: remove },
    log: LOG,
  },
  { ...AREA, path: '/accounts/:account_id/tokens/:token_id/value', on: { PUT: roll }, log: LOG },
  { ...AREA, path: '/user/tokens/verify', on: { GET: verifyUser } },
]

/** Tokens that one account may own (Cloudflare's limit). */
const LIMIT = 500

const cidr = z.string().refine((text) => {
  const [address = '', bits, rest] = text.split('/')
  const family = isIP(address)
  if (!family || rest !== undefined) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}, 'is not an address or range')

const time = z.iso.datetime({ offset: true }).nullable()

const addresses = z
  .strictObject({ in: z.array(cidr), not_in: z.array(cidr) })
  .partial()
  .optional()

/** The docs write `request.ip`, the SDK writes `request_ip`. */
const Condition = z
  .strictObject({ request_ip: addresses, 'request.ip': addresses })
  .refine((given) => Object.keys(given).length < 2, 'is given in two spellings')
  .transform((given) => {
    const filter = given.request_ip ?? given['request.ip']
    return filter ? { request_ip: filter } : {}
  })

const Fields = {
  name: z.string().max(120),
  policies: z
    .array(
      z.strictObject({
        id: z.string().optional(),
        effect: z.enum(['allow', 'deny']),
        permission_groups: z.array(z.looseObject({ id: z.string() })).min(1),
        resources: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())])),
      }),
    )
    .min(1),
  condition: Condition.optional(),
  expires_on: time.optional(),
  not_before: time.optional(),
}

const Creation = z.strictObject(Fields)
const Update = z.strictObject({ ...Fields, status: z.enum(['active', 'disabled', 'expired']).optional() })

function pathToken(c: Ctx): Token {
  const account = pathAccount(c)
  const found = state(c).tokens.find(
    (row) => row.id === c.req.param('token_id') && row.account === account.id,
  )
  if (!found) throw notFound(c.req.path)
  return found
}

function list(c: Ctx): Response {
  const account = pathAccount(c)
  const descending = enumQuery(c, 'direction', ['asc', 'desc']) === 'desc'
  const expired = enumQuery(c, 'include_expired', ['true', 'false']) === 'true'
  const rows = state(c).tokens.filter(
    (row) => row.account === account.id && (expired || statusOf(row) !== 'expired'),
  )
  return page(
    c,
    sorted(rows, (row) => row.issued_on, descending),
    (row) => show(c, row),
  )
}

async function create(c: Ctx): Promise<Response> {
  const account = pathAccount(c)
  const input = await read(c, Creation)
  checkName(input.name)
  checkTimes(input, true)
  checkPolicies(c, account.id, input.policies)
  if (state(c).tokens.filter((row) => row.account === account.id).length >= LIMIT) {
    throw new Refusal(400, 1001, `An account may own ${LIMIT} tokens`)
  }
  const value = newValue()
  const now = new Date().toISOString()
  const token: Token = {
    id: newId(),
    account: account.id,
    name: input.name,
    status: 'active',
    policies: input.policies.map(withId),
    ...(input.condition && state(c).settings.newTokenCondition === 'kept' && { condition: input.condition }),
    issued_on: now,
    modified_on: now,
    last_used_on: null,
    expires_on: input.expires_on ?? null,
    not_before: input.not_before ?? null,
    creator: c.var.me.id,
    hash: sha256(value),
  }
  state(c).tokens.push(token)
  return ok(c, { ...show(c, token), value })
}

async function update(c: Ctx): Promise<Response> {
  const token = pathToken(c)
  const input = await read(c, Update)
  checkName(input.name)
  checkTimes(input, false)
  checkPolicies(c, token.account, input.policies)
  // A PUT: conditions and times left out are taken away.
  delete token.condition
  Object.assign(token, {
    name: input.name,
    policies: input.policies.map(withId),
    ...(input.condition && { condition: input.condition }),
    expires_on: input.expires_on ?? null,
    not_before: input.not_before ?? null,
    ...(input.status && { status: input.status }),
    modified_on: new Date().toISOString(),
  })
  return ok(c, show(c, token))
}

function remove(c: Ctx): Response {
  const token = pathToken(c)
  state(c).tokens = state(c).tokens.filter((row) => row !== token)
  return ok(c, { id: token.id })
}

async function roll(c: Ctx): Promise<Response> {
  const token = pathToken(c)
  const text = await c.req.text()
  if (text !== '') await read(c, z.strictObject({}))
  const value = newValue()
  token.hash = sha256(value)
  token.modified_on = new Date().toISOString()
  return ok(c, value)
}

/** Tells about the caller's own token, which must be of this account. */
function verify(c: Ctx): Response {
  pathAccount(c)
  const { token } = c.var.who
  if (!token) throw new Refusal(401, 1000, 'Invalid API Token')
  return c.json({
    result: {
      id: token.id,
      status: statusOf(token),
      ...(token.expires_on && { expires_on: token.expires_on }),
      ...(token.not_before && { not_before: token.not_before }),
    },
    success: true,
    errors: [],
    messages: [{ code: 10000, message: 'This API Token is valid and active', type: null }],
  })
}

function verifyUser(c: Ctx): Response {
  if (c.var.who.kind !== 'user_token') throw new Refusal(401, 1000, 'Invalid API Token')
  return ok(c, { id: USER_TOKEN.token_id, status: 'active' })
}

function listGroups(c: Ctx): Response {
  pathAccount(c)
  const name = c.req.query('name')?.toLowerCase()
  const scope = enumQuery<string>(c, 'scope', Object.values(TOKEN_SCOPES))
  return ok(
    c,
    TOKEN_GROUPS.filter(
      (group) =>
        (!name || group.name.toLowerCase().includes(name)) && (!scope || group.scopes.includes(scope)),
    ),
  )
}

/** `<prefix>_` and 40 characters and a checksum, as Cloudflare's credentials are built. */
export function newSecret(prefix: 'cfat' | 'cfk'): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
  const body = Array.from(randomBytes(40), (byte) => alphabet[byte % alphabet.length]).join('')
  return `${prefix}_${body}${sha256(body).slice(0, 8)}`
}

const newValue = () => newSecret('cfat')

function statusOf(token: Token): Token['status'] {
  return token.expires_on !== null && Date.parse(token.expires_on) <= Date.now() ? 'expired' : token.status
}

function show(c: Ctx, token: Token) {
  const creator = state(c).users.find((user) => user.id === token.creator)
  return {
    id: token.id,
    name: token.name,
    status: statusOf(token),
    issued_on: token.issued_on,
    modified_on: token.modified_on,
    last_used_on: token.last_used_on,
    expires_on: token.expires_on,
    not_before: token.not_before,
    creator_email_at_creation: token.creator === c.var.me.id ? c.var.me.email : (creator?.email ?? ''),
    provisioner_id: null,
    provisioner_type: '',
    policies: token.policies.map((policy) => ({
      ...policy,
      permission_groups: policy.permission_groups.map(({ id }) => {
        const group = TOKEN_GROUPS.find((row) => row.id === id)
        return { id, ...(group && { name: group.name }) }
      }),
    })),
    ...(token.condition && { condition: showCondition(c, token.condition) }),
  }
}

function showCondition(c: Ctx, { request_ip }: NonNullable<Token['condition']>) {
  return request_ip ? { [state(c).settings.tokenCondition]: request_ip } : {}
}

function checkName(name: string): void {
  // This service sends the HTTP status as its code.
  if (name.trim() === '') throw new Refusal(400, 400, 'name must have a length greater than 0')
}

function checkTimes(input: { expires_on?: string | null; not_before?: string | null }, fresh: boolean): void {
  const end = input.expires_on ? Date.parse(input.expires_on) : Infinity
  if (fresh && end <= Date.now()) throw new Refusal(400, 400, 'expires_on must be in the future')
  if (input.not_before && Date.parse(input.not_before) >= end) {
    throw new Refusal(400, 400, 'expires_on must be after not_before')
  }
}

function checkPolicies(c: Ctx, account: string, policies: z.infer<typeof Creation>['policies']): void {
  for (const policy of policies) {
    for (const { id } of policy.permission_groups) {
      if (!TOKEN_GROUPS.some((group) => group.id === id)) {
        throw new Refusal(400, 1001, `Permission group ${id} does not exist`, { pointer: '/policies' })
      }
    }
    checkCaller(c, account, policy)
    const entries = Object.entries(policy.resources)
    if (entries.length === 0)
      throw new Refusal(400, 1001, 'A policy needs resources', { pointer: '/policies' })
    for (const [key, value] of entries) {
      if (typeof value === 'string') checkResource(c, account, key, value)
      else {
        if (key !== `${TOKEN_SCOPES.account}.${account}`) throw badResource(key)
        for (const [inner, innerValue] of Object.entries(value)) checkResource(c, account, inner, innerValue)
      }
    }
  }
}

/** A token cannot give another what it lacks. */
function checkCaller(c: Ctx, account: string, policy: Omit<TokenPolicy, 'id'>): void {
  const { token } = c.var.who
  if (!token || policy.effect === 'deny') return
  const lacking = beyond(token, account, policy)
  if (lacking.length > 0) {
    const names = lacking.map((name) => `"${name}"`).join(', ')
    throw new Refusal(400, 1001, `Caller lacks permissions on the given resources: ${names}`)
  }
}

function checkResource(c: Ctx, account: string, key: string, value: string): void {
  if (value !== '*') throw badResource(key)
  const zone = /^com\.cloudflare\.api\.account\.zone\.(\*|[0-9a-f]{32})$/.exec(key)?.[1]
  const own = state(c).zones.some((row) => row.id === zone && row.account === account)
  if (key !== `${TOKEN_SCOPES.account}.${account}` && zone !== '*' && !own) throw badResource(key)
}

const badResource = (key: string) =>
  new Refusal(403, 1001, `Resource ${key} cannot be used in a token of this account`, {
    pointer: '/policies',
  })

function withId(policy: z.infer<typeof Creation>['policies'][number]): TokenPolicy {
  return {
    id: newId(),
    effect: policy.effect,
    permission_groups: policy.permission_groups.map(({ id }) => ({ id })),
    resources: policy.resources,
  }
}
