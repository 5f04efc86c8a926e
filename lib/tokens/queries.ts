import 'server-only'
import { defineQuery } from '@/lib/entry/query'
import { accountOf, inAccount, type ManagedAccount, readInside } from '@/lib/tenants/access'
import { defineDownload, ofAccount } from '@/lib/entry/download'
import type { AccountId } from '@/lib/core/ids'
import { env } from '@/lib/env'
import type { TenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import type { Token } from '@/lib/tenant-api/tokens'
import { tokenOf } from './access'
import { resourceName } from './catalogue'
import { dayOf } from './moments'
import { choicesOf, offered, withNames, zoneIdsOf } from './policies'
import { allowedOf, endsSoon, grantsOf, statusNow, toRow } from './reading'
import {
  NO_TOKEN,
  TokenListQuery,
  type TokenDetails,
  type TokenEdit,
  type TokenOffer,
  type TokenPage,
  type TokenRow,
  type TokensSummary,
} from './schema'
import { zoneLabel, zoneNames } from './zone-names'

/** More zones than this are not listed in the form: whoever has so many gives a token all of them. */
const ZONES_LISTED = 500

/** With expired tokens. Upstream neither filters nor sorts and allows 500, so all are read, fifty a call. */
export const listTokens = defineQuery({
  permission: 'tokens.read',
  run: async (rawId: string, query: TokenListQuery): Promise<TokenPage | typeof NO_TOKEN> => {
    const tokens = await readInside(rawId, allTokens)
    if (tokens === NO_TOKEN) return tokens
    const { account } = await accountOf(rawId)
    const { page, size } = query
    const wanted = tokens.items.map((token) => toRow(token, account.id)).filter((row) => matches(row, query))
    wanted.sort(by(query))
    return {
      rows: wanted.slice((page - 1) * size, page * size),
      matching: wanted.length,
      total: tokens.items.length,
      complete: tokens.complete,
    }
  },
})

export const exportTokens = defineDownload<TokenRow & { token: Token }>({
  name: 'tokens.export',
  label: 'Export API tokens',
  target: 'account',
  permission: 'customers.export',
  file: 'tokens',
  targetOf: ofAccount,
  plan: (params) => {
    const query = TokenListQuery.parse(params)
    const { name, status, sort, direction } = query
    return {
      filter: { ...(name && { name }), ...(status && { status }), sort, direction },
      idOf: ({ id }) => id,
      columns: {
        Name: (row) => row.name,
        Status: (row) => row.state,
        Permissions: (row) => row.permissions.join('; '),
        Resources: (row) =>
          row.resources
            .map((each) => (each.kind === 'zone' ? `Zone ${each.id}` : resourceName(each)))
            .join('; '),
        'Last used': (row) => row.lastUsedOn,
        Starts: (row) => row.token.notBefore,
        Expires: (row) => row.expiresOn,
        'Allowed client addresses': (row) => allowedOf(row.token).join('; '),
        'Refused client addresses': (row) => row.token.requestIp.notIn.join('; '),
        'Token ID': (row) => row.id,
      },
      open: (report, all) =>
        inAccount(params.accountId, report, async function* (tenant, account) {
          const tokens = await tenant.tokens.all(account.id)
          const rows = tokens.items.map((token) => ({ ...toRow(token, account.id), token }))
          yield rows.filter((row) => all || matches(row, query)).sort(by(query))
          return tokens.complete
        }),
    }
  },
})

/** Unknown and foreign ids end in the 404 page. */
export const tokenDetails = defineQuery({
  permission: 'tokens.read',
  run: async (rawAccountId: string, rawTokenId: string): Promise<TokenDetails> => {
    const { token, account, tenant } = await tokenOf(rawAccountId, rawTokenId)
    // Words only: without them the page shows ids.
    const [groups, names] = await Promise.all([
      tenant.tokens.permissionGroups(account.id).catch(() => null),
      zoneNames(tenant, account, zoneIdsOf(token, account.id)).catch(() => new Map<string, string>()),
    ])
    const row = toRow(token, account.id)
    return {
      ...row,
      resources: withNames(row.resources, names),
      accountId: account.id,
      issuedOn: token.issuedOn,
      modifiedOn: token.modifiedOn,
      notBefore: token.notBefore,
      creatorEmail: token.creatorEmail,
      allowed: token.requestIp.in,
      refused: token.requestIp.notIn,
      grants: grantsOf(token, account.id, groups?.items ?? []).map((grant) => ({
        ...grant,
        resources: withNames(grant.resources, names),
      })),
      unreadable: token.unreadablePolicies,
      changeable: token.changeable,
    }
  },
})

/** For the page's title. */
export const tokenName = defineQuery({
  permission: 'tokens.read',
  run: async (rawAccountId: string, rawTokenId: string): Promise<string | null> => {
    return (await tokenOf(rawAccountId, rawTokenId)).token.name
  },
})

/** What a new token can be given. */
export const tokenOffer = defineQuery({
  permission: 'tokens.change',
  run: async (rawId: string): Promise<TokenOffer> => {
    const { account, tenant } = await accountOf(rawId)
    return offerOf(tenant, account)
  },
})

/** The form of a token as it is now. */
export const tokenEdit = defineQuery({
  permission: 'tokens.change',
  run: async (rawAccountId: string, rawTokenId: string): Promise<TokenEdit> => {
    const { token, account, tenant } = await tokenOf(rawAccountId, rawTokenId)
    const zoneIds = zoneIdsOf(token, account.id)
    const [offer, names] = await Promise.all([
      offerOf(tenant, account),
      zoneNames(tenant, account, zoneIds).catch(() => new Map<string, string>()),
    ])
    const choices = choicesOf(token, account.id, offer.groups)
    const listed = new Set(offer.zones.map(({ id }) => id))
    const unlisted = zoneIds.filter((id) => !listed.has(id)).map((id) => ({ id, name: names.get(id) ?? id }))
    return {
      offer: {
        ...offer,
        zones: [...unlisted, ...offer.zones],
        taken: offer.taken.filter(({ id }) => id !== token.id),
      },
      tokenId: token.id,
      loaded: token.modifiedOn,
      notBefore: token.notBefore,
      expiresOn: token.expiresOn,
      reach: token.requestIp.reach,
      unreadable: token.unreadablePolicies,
      changeable: token.changeable,
      values: {
        name: token.name ?? '',
        ...(choices ?? { groupIds: [], zones: 'all', zoneIds: [] }),
        ...(token.requestIp.reach === 'partly'
          ? { allowed: '', refused: '', keepsAddresses: true }
          : {
              allowed: token.requestIp.in.join('\n'),
              refused: token.requestIp.notIn.join('\n'),
              keepsAddresses: false,
            }),
        startsOn: dayOf(token.notBefore),
        endsOn: dayOf(token.expiresOn),
        keepsPermissions: choices === null,
      },
    }
  },
})

/** One call up to fifty tokens. */
export const tokensSummary = defineQuery({
  permission: 'tokens.read',
  run: async (rawId: string): Promise<TokensSummary | typeof NO_TOKEN> => {
    const tokens = await readInside(rawId, allTokens)
    if (tokens === NO_TOKEN) return tokens
    const now = Date.now()
    const nearEnd = tokens.items
      .filter((token) => ['active', 'upcoming'].includes(statusNow(token, now) ?? '') && endsSoon(token, now))
      .map(({ id, name, expiresOn }) => ({ id, name, expiresOn: expiresOn! }))
      .sort((a, b) => a.expiresOn.localeCompare(b.expiresOn))
    const expired = tokens.items.filter((token) => statusNow(token, now) === 'expired').length
    return { total: tokens.items.length, nearEnd, expired, complete: tokens.complete }
  },
})

/** All tokens of an account. That they are shown to a token alone (tenant-api §2.1) is no fault where none is set. */
async function allTokens(tenant: TenantApi, id: AccountId) {
  try {
    return await tenant.tokens.all(id)
  } catch (error) {
    if (error instanceof TenantApiError && error.wantsToken && !env().CLOUDFLARE_API_TOKEN) return NO_TOKEN
    throw error
  }
}

async function offerOf(tenant: TenantApi, account: ManagedAccount): Promise<TokenOffer> {
  const [groups, zones, tokens] = await Promise.all([
    tenant.tokens.permissionGroups(account.id),
    tenant.zones.allByAccount(account.id, { cap: ZONES_LISTED }),
    tenant.tokens.all(account.id),
  ])
  return {
    accountId: account.id,
    groups: offered(groups.items),
    moreGroups: !groups.complete,
    zones: zones.items
      .map((zone) => ({ id: zone.id, name: zoneLabel(zone) }))
      .sort((a, b) => a.name.localeCompare(b.name)),
    moreZones: !zones.complete,
    taken: tokens.items.flatMap(({ id, name, issuedOn }) => (name ? [{ id, name, issuedOn }] : [])),
    at: new Date().toISOString(),
  }
}

function matches(row: TokenRow, { name, status }: TokenListQuery): boolean {
  const named = (row.name ?? row.id).toLowerCase().includes(name.toLowerCase())
  return named && (status === '' || (status === 'ending' ? row.endsSoon : row.state === status))
}

function by({ sort, direction }: TokenListQuery): (a: TokenRow, b: TokenRow) => number {
  const sign = direction === 'desc' ? -1 : 1
  const names = (a: TokenRow, b: TokenRow) => (a.name ?? a.id).localeCompare(b.name ?? b.id)
  if (sort === 'name') return (a, b) => sign * names(a, b)
  const moment = (row: TokenRow) => (sort === 'expires' ? row.expiresOn : row.lastUsedOn)
  return (a, b) => {
    const [x, y] = [moment(a), moment(b)]
    if (x === y) return names(a, b)
    // Without an end, or never used: last, whichever way.
    if (x === null || y === null) return x === null ? 1 : -1
    return sign * x.localeCompare(y)
  }
}
