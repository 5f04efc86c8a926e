import 'server-only'
import { z } from 'zod'
import type { AccountId, TokenId } from '@/lib/core/ids'
import type { Send } from './client'
import type { Sdk } from './sdk'
import { allPages, pageOf, pageSize, type Page, type Whole } from './paging'
import { Secret } from './secret'
import { flag, id, list, many, maybe, moment, one, text } from './shape'

/** What a policy applies to, by resource key; nested one level for the zones of an account (tenant-api §2.10). */
export type TokenResources = Record<string, string | Record<string, string>>

export type TokenPolicy = {
  id: string | null
  effect: string
  permissionGroups: { id: string; name: string | null }[]
  resources: TokenResources
}

export type Token = {
  id: TokenId
  name: string | null
  status: string | null
  policies: TokenPolicy[]
  /** Policies that cannot be read and would be lost by a change: where there are any, do not offer one. */
  unreadablePolicies: number
  /** Client addresses as CIDR. */
  requestIp: { in: string[]; notIn: string[] }
  issuedOn: string | null
  modifiedOn: string | null
  lastUsedOn: string | null
  notBefore: string | null
  expiresOn: string | null
  creatorEmail: string | null
}

export type NewToken = {
  name: string
  policies: Omit<TokenPolicy, 'id'>[]
  requestIp?: { in: string[]; notIn: string[] }
  /** ISO with seconds. */
  notBefore?: string | null
  expiresOn?: string | null
}

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

/** Tokens that an account owns (tenant-api §2.10). Sent with the API token where one is configured, else with the key pair. */
export type TokensApi = {
  list(id: AccountId, query: TokensQuery): Promise<Page<Token>>
  /** Returns all tokens, expired ones included; upstream allows 500. */
  all(id: AccountId): Promise<Whole<Token>>
  get(id: AccountId, token: TokenId): Promise<Token>
  /** Returns the token and its value, which upstream never shows again. */
  create(id: AccountId, token: NewToken): Promise<{ token: Token; value: Secret }>
  /** Replaces the whole token: send back what is to stay, and `status` `disabled` or `active` to switch it. */
  update(id: AccountId, token: TokenId, change: NewToken & { status?: string }): Promise<Token>
  delete(id: AccountId, token: TokenId): Promise<void>
  /** Asks upstream about the token that this value belongs to. */
  verify(id: AccountId, value: Secret): Promise<TokenState>
  /** Returns a new value; the old one is dead. */
  roll(id: AccountId, token: TokenId): Promise<Secret>
  permissionGroups(id: AccountId, query?: { name?: string; scope?: string }): Promise<TokenPermissionGroup[]>
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
      }),
    create: (account, token) =>
      send({
        operation: 'POST /accounts/{account_id}/tokens',
        with: 'token',
        call: (sdk, options) =>
          sdk.accounts.tokens.create({ account_id: account, ...wireToken(token) } as CreateParams, options),
        read: (answer) => ({ token: one(TokenRecord, answer), value: one(ValueRecord, answer) }),
      }),
    update: (account, token, { status, ...change }) =>
      send({
        operation: 'PUT /accounts/{account_id}/tokens/{token_id}',
        with: 'token',
        call: (sdk, options) =>
          sdk.accounts.tokens.update(
            token,
            { account_id: account, ...wireToken(change), status } as UpdateParams,
            options,
          ),
        read: (answer) => one(TokenRecord, answer),
      }),
    delete: (account, token) =>
      send({
        operation: 'DELETE /accounts/{account_id}/tokens/{token_id}',
        with: 'token',
        call: (sdk, options) => sdk.accounts.tokens.delete(token, { account_id: account }, options),
        read: () => undefined,
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
  const addresses = requestIp && {
    ...(requestIp.in.length > 0 ? { in: requestIp.in } : {}),
    ...(requestIp.notIn.length > 0 ? { not_in: requestIp.notIn } : {}),
  }
  return {
    name,
    policies: policies.map(({ effect, permissionGroups, resources }) => ({
      effect,
      permission_groups: permissionGroups.map(({ id }) => ({ id })),
      resources,
    })),
    condition: addresses && Object.keys(addresses).length > 0 ? { request_ip: addresses } : undefined,
    not_before: notBefore ?? undefined,
    expires_on: expiresOn ?? undefined,
  }
}

// Strict inside: a group or resource that cannot be read makes its policy unreadable, for a change would drop it.
const PolicyRecord = z
  .object({
    id: text,
    effect: z.string().min(1),
    permission_groups: z.array(z.object({ id: z.string().min(1), name: text })),
    resources: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())])),
  })
  .transform((wire): TokenPolicy => ({
    id: wire.id,
    effect: wire.effect,
    permissionGroups: wire.permission_groups,
    resources: wire.resources,
  }))

const TokenRecord = z
  .object({
    id: id<TokenId>(),
    name: text,
    status: text,
    policies: z.array(z.unknown()).catch([]),
    condition: maybe(
      z.object({ request_ip: maybe(z.object({ in: list(z.string()), not_in: list(z.string()) })) }),
    ),
    issued_on: moment,
    modified_on: moment,
    last_used_on: moment,
    not_before: moment,
    expires_on: moment,
    creator_email_at_creation: text,
  })
  .transform((wire): Token => {
    const policies = list(PolicyRecord).parse(wire.policies)
    return {
      id: wire.id,
      name: wire.name,
      status: wire.status,
      policies,
      unreadablePolicies: wire.policies.length - policies.length,
      requestIp: {
        in: wire.condition?.request_ip?.in ?? [],
        notIn: wire.condition?.request_ip?.not_in ?? [],
      },
      issuedOn: wire.issued_on,
      modifiedOn: wire.modified_on,
      lastUsedOn: wire.last_used_on,
      notBefore: wire.not_before,
      expiresOn: wire.expires_on,
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
