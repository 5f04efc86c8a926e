import 'server-only'
import { z } from 'zod'
import type { AccountId, TokenId } from '@/lib/core/ids'
import type { Whole } from '@/lib/core/paging'
import type { Send } from './client'
import type { Sdk } from './sdk'
import { allPages, pageOf, pageSize, type Page } from './paging'
import { Secret } from './secret'
import { flag, id, list, many, maybe, moment, one, raw, text } from './shape'

/** What a policy applies to, by resource key; one level of nesting for the zones of an account (tenant-api §2.10). */
export type TokenResources = Record<string, string | Record<string, string>>

export type TokenPolicy = {
  id: string | null
  effect: string
  permissionGroups: { id: string; name: string | null }[]
  resources: TokenResources
  /** It contains more than is read here, so it cannot be recreated from what is. */
  more: boolean
}

export type NewPolicy = Omit<TokenPolicy, 'id' | 'more'>

/** Client addresses in CIDR notation. */
export type Addresses = { in: string[]; notIn: string[] }

/**
 * Where a token may be used from: `anyone` without a condition, what is `listed`, `nobody` for an empty condition, and
 * `partly` where the condition contains more than can be read.
 */
export type Clients = Addresses & { reach: 'anyone' | 'listed' | 'nobody' | 'partly' }

export type Token = {
  id: TokenId
  name: string | null
  status: string | null
  policies: TokenPolicy[]
  /** Number of policies that cannot be read. A change that leaves the policies alone keeps them. */
  unreadablePolicies: number
  requestIp: Clients
  /** A change that leaves policies and condition alone loses nothing. */
  changeable: boolean
  /** What such a change sends back unchanged. */
  kept: { policies: unknown; condition: unknown }
  issuedOn: string | null
  modifiedOn: string | null
  lastUsedOn: string | null
  notBefore: string | null
  expiresOn: string | null
  creatorEmail: string | null
}

export type NewToken = {
  name: string
  policies: NewPolicy[]
  requestIp?: Addresses
  /** ISO with seconds. */
  notBefore?: string | null
  expiresOn?: string | null
}

/** A change of a token. Policies and addresses that are not given are sent back unchanged, even if unreadable. */
export type TokenChange = Omit<NewToken, 'policies'> & { policies?: NewPolicy[]; status?: string }

export type TokenPermissionGroup = {
  id: string
  name: string | null
  category: string | null
  scopes: string[]
  selectable: boolean | null
}

export type TokenState = {
  id: TokenId
  status: string | null
  notBefore: string | null
  expiresOn: string | null
}

export type TokensQuery = {
  page: number
  perPage: number
  direction?: 'asc' | 'desc'
  includeExpired?: boolean
}

/**
 * Tokens that an account owns (tenant-api §2.10). Calls use the API token where one is configured, else the key pair.
 */
export type TokensApi = {
  list(id: AccountId, query: TokensQuery): Promise<Page<Token>>
  /** All tokens, including expired ones; upstream allows 500. */
  all(id: AccountId): Promise<Whole<Token>>
  get(id: AccountId, token: TokenId): Promise<Token>
  /** The value is never shown again. */
  create(id: AccountId, token: NewToken): Promise<{ token: Token; value: Secret }>
  /**
   * Replaces the token as it was read. `status` `disabled` or `active` disables or enables it. Only for a token that is
   * `changeable`.
   */
  update(id: AccountId, token: Token, change: TokenChange): Promise<Token>
  delete(id: AccountId, token: TokenId): Promise<void>
  /** The state of the token that this value belongs to. */
  verify(id: AccountId, value: Secret): Promise<TokenState>
  /** The new value; the old one no longer works. */
  roll(id: AccountId, token: TokenId): Promise<Secret>
  permissionGroups(
    id: AccountId,
    query?: { name?: string; scope?: string },
  ): Promise<Whole<TokenPermissionGroup>>
}

export function tokensApi(send: Send): TokensApi {
  const listPage: TokensApi['list'] = (account, { page, perPage, direction, includeExpired }) => {
    const asked = { page, perPage: pageSize(perPage) }
    const query = {
      account_id: account,
      page,
      per_page: asked.perPage,
      direction,
      include_expired: includeExpired,
    }
    return send({
      operation: 'GET /accounts/{account_id}/tokens',
      with: 'token',
      call: (sdk, options) => sdk.accounts.tokens.list(query as ListParams, options),
      read: (answer) => pageOf(TokenRecord, answer, asked),
      seen: ({ items }) => ({ kind: 'tokens', accountId: account, items }),
    })
  }
  return {
    list: listPage,
    all: (account) =>
      allPages(
        (page) => listPage(account, { page, perPage: 50, includeExpired: true }),
        (token) => token.id,
        1000,
      ),
    get: (account, token) =>
      send({
        operation: 'GET /accounts/{account_id}/tokens/{token_id}',
        with: 'token',
        call: (sdk, options) => sdk.accounts.tokens.get(token, { account_id: account }, options),
        read: (answer) => one(TokenRecord, answer),
        seen: (item) => ({ kind: 'tokens', accountId: account, items: [item] }),
      }),
    create: (account, token) =>
      send({
        operation: 'POST /accounts/{account_id}/tokens',
        with: 'token',
        call: (sdk, options) =>
          sdk.accounts.tokens.create({ account_id: account, ...wireToken(token) } as CreateParams, options),
        read: (answer) => ({ token: one(TokenRecord, answer), value: one(ValueRecord, answer) }),
        seen: ({ token }) => ({ kind: 'tokens', accountId: account, items: [token] }),
      }),
    update: (account, token, change) =>
      send({
        operation: 'PUT /accounts/{account_id}/tokens/{token_id}',
        with: 'token',
        call: (sdk, options) =>
          sdk.accounts.tokens.update(
            token.id,
            { account_id: account, ...wireChange(token, change) } as UpdateParams,
            options,
          ),
        read: (answer) => one(TokenRecord, answer),
        seen: (item) => ({ kind: 'tokens', accountId: account, items: [item] }),
      }),
    delete: (account, token) =>
      send({
        operation: 'DELETE /accounts/{account_id}/tokens/{token_id}',
        with: 'token',
        call: (sdk, options) => sdk.accounts.tokens.delete(token, { account_id: account }, options),
        read: () => undefined,
        seen: () => ({ kind: 'gone', of: 'token', id: token }),
      }),
    verify: (account, value) =>
      send({
        operation: 'GET /accounts/{account_id}/tokens/verify',
        call: (sdk, options) =>
          sdk.accounts.tokens.verify(
            { account_id: account },
            {
              ...options,
              headers: {
                Authorization: `Bearer ${value.reveal()}`,
                'X-Auth-Key': null,
                'X-Auth-Email': null,
              },
            },
          ),
        read: (answer) => one(StateRecord, answer),
      }),
    roll: (account, token) =>
      send({
        operation: 'PUT /accounts/{account_id}/tokens/{token_id}/value',
        with: 'token',
        // The published body is an empty object; the SDK sends none.
        call: (sdk, options) =>
          sdk.accounts.tokens.value.update(token, { account_id: account }, { ...options, body: {} }),
        read: (answer) => new Secret(one(z.string().min(1), answer)),
        seen: () => ({ kind: 'changed', accountId: account }),
      }),
    permissionGroups: (account, { name, scope } = {}) =>
      send({
        operation: 'GET /accounts/{account_id}/tokens/permission_groups',
        with: 'token',
        call: (sdk, options) =>
          sdk.accounts.tokens.permissionGroups.list({ account_id: account, name, scope }, options),
        read: (answer) => many(PermissionGroupRecord, answer),
      }),
  }
}

type Tokens = Sdk['accounts']['tokens']
type ListParams = Parameters<Tokens['list']>[0]
type CreateParams = Parameters<Tokens['create']>[0]
type UpdateParams = Parameters<Tokens['update']>[1]

function wireToken({ name, policies, requestIp, notBefore, expiresOn }: NewToken) {
  return {
    name,
    policies: policies.map(wirePolicy),
    condition: requestIp && wireCondition(requestIp),
    not_before: notBefore ?? undefined,
    expires_on: expiresOn ?? undefined,
  }
}

function wireChange({ kept }: Token, { policies, requestIp, status, ...rest }: TokenChange) {
  return {
    ...wireToken({ ...rest, policies: policies ?? [] }),
    ...(!policies && { policies: (kept.policies as unknown[]).map(withoutReadOnly) }),
    condition: requestIp
      ? wireCondition(requestIp, spellingOf(kept.condition))
      : (kept.condition ?? undefined),
    status,
  }
}

function wirePolicy({ effect, permissionGroups, resources }: NewPolicy) {
  return { effect, permission_groups: permissionGroups.map(({ id }) => ({ id })), resources }
}

/** Removes what upstream only reports: the policy's id and the names of its groups. */
function withoutReadOnly(policy: unknown): unknown {
  const parsed = z.looseObject({ permission_groups: z.array(z.looseObject({})) }).safeParse(policy)
  if (!parsed.success) return policy
  const { id: _, permission_groups, ...rest } = parsed.data
  return { ...rest, permission_groups: permission_groups.map(({ name: _, ...group }) => group) }
}

/** The documentation and older SDKs write `request.ip`, the specification and the SDK `request_ip`. */
const SPELLINGS = ['request_ip', 'request.ip'] as const
type Spelling = (typeof SPELLINGS)[number]

const spellingOf = (condition: unknown): Spelling =>
  condition && Object.hasOwn(condition, 'request.ip') ? 'request.ip' : 'request_ip'

/** No addresses means no condition: an empty one would admit nobody. */
function wireCondition(addresses: Addresses, spelling: Spelling = 'request_ip') {
  const named = {
    ...(addresses.in.length > 0 ? { in: addresses.in } : {}),
    ...(addresses.notIn.length > 0 ? { not_in: addresses.notIn } : {}),
  }
  return Object.keys(named).length > 0 ? { [spelling]: named } : undefined
}

const Ranges = z.array(z.string()).nullish()
const AddressesRecord = z.strictObject({ in: Ranges, not_in: Ranges }).nullish()
// Strict, and only one spelling: anything else in a condition also limits the token.
const ConditionRecord = z
  .union(SPELLINGS.map((spelling) => z.strictObject({ [spelling]: AddressesRecord })))
  .transform((condition) => Object.values(condition)[0])

function clientsOf(condition: unknown): Clients {
  if (condition === null || condition === undefined) return { in: [], notIn: [], reach: 'anyone' }
  const read = ConditionRecord.safeParse(condition)
  if (!read.success) return { ...someOf(condition), reach: 'partly' }
  const addresses = { in: read.data?.in ?? [], notIn: read.data?.not_in ?? [] }
  return { ...addresses, reach: addresses.in.length + addresses.notIn.length > 0 ? 'listed' : 'nobody' }
}

/** The addresses that can be read in a condition that contains more. */
function someOf(condition: unknown): Addresses {
  const Some = maybe(z.object({ in: list(z.string()), not_in: list(z.string()) }))
  const parts = z.object({ request_ip: Some, 'request.ip': Some }).safeParse(condition).data
  const found = [parts?.request_ip, parts?.['request.ip']].flatMap((each) => each ?? [])
  return { in: found.flatMap((each) => each.in), notIn: found.flatMap((each) => each.not_in) }
}

// Strict inside: an unreadable group or resource makes its policy unreadable. Other keys are only noticed.
const PolicyRecord = z
  .looseObject({
    id: text,
    effect: z.string().min(1),
    permission_groups: z.array(z.looseObject({ id: z.string().min(1), name: text })),
    resources: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())])),
  })
  .transform(({ id, effect, permission_groups, resources, ...others }): TokenPolicy => ({
    id,
    effect,
    permissionGroups: permission_groups.map(({ id, name }) => ({ id, name })),
    resources,
    more:
      isTold(others) || permission_groups.some(({ id: _, name: __, meta: ___, ...others }) => isTold(others)),
  }))

const isTold = (others: object) => Object.values(others).some((value) => value !== null)

const TokenRecord = z
  .object({
    id: id<TokenId>(),
    name: text,
    status: text,
    policies: raw,
    condition: raw,
    issued_on: moment,
    modified_on: moment,
    last_used_on: moment,
    not_before: raw,
    expires_on: raw,
    creator_email_at_creation: text,
  })
  .transform((wire): Token => {
    const all: unknown[] = Array.isArray(wire.policies) ? wire.policies : []
    const policies = list(PolicyRecord).parse(all)
    const notBefore = moment.parse(wire.not_before ?? null)
    const expiresOn = moment.parse(wire.expires_on ?? null)
    return {
      id: wire.id,
      name: wire.name,
      status: wire.status,
      policies,
      unreadablePolicies: all.length - policies.length,
      requestIp: clientsOf(wire.condition),
      changeable:
        Array.isArray(wire.policies) &&
        Boolean(wire.not_before) === Boolean(notBefore) &&
        Boolean(wire.expires_on) === Boolean(expiresOn),
      kept: { policies: wire.policies, condition: wire.condition },
      issuedOn: wire.issued_on,
      modifiedOn: wire.modified_on,
      lastUsedOn: wire.last_used_on,
      notBefore,
      expiresOn,
      creatorEmail: wire.creator_email_at_creation,
    }
  })

const ValueRecord = z.object({ value: z.string().min(1) }).transform(({ value }) => new Secret(value))

const StateRecord = z
  .object({ id: id<TokenId>(), status: text, not_before: moment, expires_on: moment })
  .transform((wire): TokenState => ({
    id: wire.id,
    status: wire.status,
    notBefore: wire.not_before,
    expiresOn: wire.expires_on,
  }))

const PermissionGroupRecord = z
  .object({
    id: z.string().min(1),
    name: text,
    category: text,
    scopes: list(z.string()),
    is_selectable: flag,
  })
  .transform(({ is_selectable, ...wire }): TokenPermissionGroup => ({ ...wire, selectable: is_selectable }))
