import 'server-only'
import type { Token, TokenPermissionGroup } from '@/lib/tenant-api/tokens'
import { permissionName } from './catalogue'
import { NEAR_END_DAYS } from './constants'
import { resourcesOf } from './policies'
import type { Grant, TokenRow } from './schema'

const DAY_MS = 86_400_000

export function toRow(token: Token, accountId: string, now = Date.now()): TokenRow {
  const groups = token.policies.flatMap(({ permissionGroups }) => permissionGroups)
  const resources = token.policies.flatMap((policy) => resourcesOf(policy.resources, accountId))
  const state = statusNow(token, now)
  return {
    id: token.id,
    name: token.name,
    state,
    endsSoon: (state === 'active' || state === 'upcoming') && endsSoon(token, now),
    // What changes something first: the list names the first few.
    permissions: [...new Set(groups.map(({ id, name }) => permissionName(name ?? id)))].sort(
      (a, b) => Number(a.endsWith(': Read')) - Number(b.endsWith(': Read')),
    ),
    resources: [...new Map(resources.map((each) => [JSON.stringify(each), each])).values()],
    lastUsedOn: token.lastUsedOn,
    expiresOn: token.expiresOn,
    reach: token.requestIp.reach,
  }
}

/** What each policy gives, by product as far as the listed groups tell it. */
export function grantsOf(token: Token, accountId: string, groups: readonly TokenPermissionGroup[]): Grant[] {
  return token.policies.map(({ effect, permissionGroups, resources, more }) => {
    const products = new Map<string | null, string[]>()
    for (const { id, name } of permissionGroups) {
      const listed = groups.find((group) => group.id === id)
      const category = listed?.category ?? null
      const words = permissionName(name ?? listed?.name ?? id)
      products.set(category, [...(products.get(category) ?? []), words])
    }
    return {
      allows: effect === 'allow',
      effect,
      resources: resourcesOf(resources, accountId),
      products: [...products].map(([product, permissions]) => ({ product, permissions })),
      more,
    }
  })
}

/** The addresses that a token may be used from, in words where they are no list. */
export function allowedOf({ requestIp }: Pick<Token, 'requestIp'>): string[] {
  if (requestIp.reach === 'nobody') return ['nobody, by an empty condition']
  return requestIp.reach === 'partly' ? [...requestIp.in, 'more than can be read'] : requestIp.in
}

/** A token's status, with what its start and its end make of it. */
export function statusNow(
  { status, notBefore, expiresOn }: Pick<Token, 'status' | 'notBefore' | 'expiresOn'>,
  now = Date.now(),
): string | null {
  if (expiresOn && Date.parse(expiresOn) <= now) return 'expired'
  if (status === 'active' && notBefore && Date.parse(notBefore) > now) return 'upcoming'
  return status
}

export function endsSoon({ expiresOn }: Pick<Token, 'expiresOn'>, now = Date.now()): boolean {
  return expiresOn !== null && Date.parse(expiresOn) - now <= NEAR_END_DAYS * DAY_MS
}
