import 'server-only'
import type { NewPolicy, Token, TokenPermissionGroup, TokenResources } from '@/lib/tenant-api/tokens'
import { permissionName } from './catalogue'
import type { Grant, OfferedGroup, Resource, TokenForm, TokenRow } from './schema'
import { NEAR_END_DAYS } from './terms'

const ACCOUNT = 'com.cloudflare.api.account'
const ZONE = `${ACCOUNT}.zone`
const DAY_MS = 86_400_000

/**
 * Takes the permission groups as listed; returns those that can be given here. Groups for the zones and for the account
 * both have a resource that this console can name; those of users and of single buckets have not. One that fits both
 * goes to the zones, the narrower of the two.
 */
export function offered(groups: TokenPermissionGroup[]): OfferedGroup[] {
  return groups.flatMap(({ id, name, category, scopes, selectable }) => {
    const scope = scopes.includes(ZONE) ? 'zone' : scopes.includes(ACCOUNT) ? 'account' : null
    return scope && selectable !== false ? [{ id, name: name ?? id, category, scope }] : []
  })
}

/** Takes what was chosen; returns the policies that give it: one for the account, one for the zones (tenant-api §2.10). */
export function policiesOf(
  accountId: string,
  groups: readonly OfferedGroup[],
  { zones, zoneIds }: Pick<TokenForm, 'zones' | 'zoneIds'>,
): NewPolicy[] {
  const account = `${ACCOUNT}.${accountId}`
  const resources: Record<OfferedGroup['scope'], TokenResources> = {
    account: { [account]: '*' },
    zone:
      zones === 'all'
        ? { [account]: { [`${ZONE}.*`]: '*' } }
        : Object.fromEntries(zoneIds.map((id) => [`${ZONE}.${id}`, '*'])),
  }
  return (['account', 'zone'] as const).flatMap((scope) => {
    const permissionGroups = groups
      .filter((group) => group.scope === scope)
      .map(({ id, name }) => ({ id, name }))
    return permissionGroups.length > 0
      ? [{ effect: 'allow', permissionGroups, resources: resources[scope] }]
      : []
  })
}

/**
 * Takes a token and what is on offer; returns what the form would show of its permissions, or null where it would change
 * them by showing less: a refusal, a resource or a permission that the form does not know, zones that differ, and
 * whatever else a policy holds.
 */
export function choicesOf(
  { policies, unreadablePolicies }: Token,
  accountId: string,
  groups: readonly OfferedGroup[],
): Pick<TokenForm, 'groupIds' | 'zones' | 'zoneIds'> | null {
  const reach = new Map<OfferedGroup['scope'], string>()
  const groupIds = new Set<string>()
  let chosen: Pick<TokenForm, 'zones' | 'zoneIds'> = { zones: 'all', zoneIds: [] }
  for (const policy of policies) {
    const resources = resourcesOf(policy.resources, accountId)
    const scope = scopeOf(resources)
    if (policy.effect !== 'allow' || policy.more || !scope) return null
    const key = JSON.stringify([...resources.map((each) => JSON.stringify(each))].sort())
    if ((reach.get(scope) ?? key) !== key) return null
    reach.set(scope, key)
    for (const { id } of policy.permissionGroups) {
      if (groups.find((group) => group.id === id)?.scope !== scope) return null
      groupIds.add(id)
    }
    const zoneIds = resources.flatMap((each) => (each.kind === 'zone' ? [each.id] : []))
    if (zoneIds.length > 0) chosen = { zones: 'chosen', zoneIds }
  }
  return unreadablePolicies === 0 && groupIds.size > 0 ? { groupIds: [...groupIds], ...chosen } : null
}

/** Takes a policy's resources and the account they are read in; returns them one by one, zones without their names. */
export function resourcesOf(resources: TokenResources, accountId: string): Resource[] {
  return Object.entries(resources).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [resourceOf(key, value, accountId)]
      : Object.entries(value).map(([inner, innerValue]) => resourceOf(inner, innerValue, accountId)),
  )
}

/** Takes zone ids with their names; returns the resources with the names put in. */
export function withNames(resources: Resource[], names: ReadonlyMap<string, string>): Resource[] {
  return resources.map((each) =>
    each.kind === 'zone' ? { ...each, name: names.get(each.id) ?? null } : each,
  )
}

/** Takes a token; returns the ids of the zones that it names. */
export function zoneIdsOf({ policies }: Pick<Token, 'policies'>, accountId: string): string[] {
  const ids = policies
    .flatMap(({ resources }) => resourcesOf(resources, accountId))
    .flatMap((each) => (each.kind === 'zone' ? [each.id] : []))
  return [...new Set(ids)]
}

/** Takes a token; returns it as a row of the list. */
export function toRow(token: Token, accountId: string, now = Date.now()): TokenRow {
  const groups = token.policies.flatMap(({ permissionGroups }) => permissionGroups)
  const resources = token.policies.flatMap((policy) => resourcesOf(policy.resources, accountId))
  const state = stateOf(token, now)
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

/** Takes a token and the listed groups; returns what each policy gives, by product. */
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

/** Takes a token; returns the addresses that it may be used from, with words for what is no address. */
export function allowedOf({ requestIp }: Pick<Token, 'requestIp'>): string[] {
  if (requestIp.reach === 'nobody') return ['nobody, by an empty condition']
  return requestIp.reach === 'partly' ? [...requestIp.in, 'more than can be read'] : requestIp.in
}

/** Takes a token; returns its status, with what its start and its end make of it. */
export function stateOf(
  { status, notBefore, expiresOn }: Pick<Token, 'status' | 'notBefore' | 'expiresOn'>,
  now = Date.now(),
): string | null {
  if (expiresOn && Date.parse(expiresOn) <= now) return 'expired'
  if (status === 'active' && notBefore && Date.parse(notBefore) > now) return 'upcoming'
  return status
}

/** Takes a token; returns whether it ends within `NEAR_END_DAYS`. */
export function endsSoon({ expiresOn }: Pick<Token, 'expiresOn'>, now = Date.now()): boolean {
  return expiresOn !== null && Date.parse(expiresOn) - now <= NEAR_END_DAYS * DAY_MS
}

/**
 * Takes a day of the form and the moment that a token has now; returns the moment to send: what is there where the day
 * is the same, else the day's first or last second in UTC. Upstream takes whole seconds only.
 */
export function momentOf(day: string, at: 'start' | 'end', now: string | null = null): string | null {
  if (day === '') return null
  if (now && dayOf(now) === day) return wholeSeconds(now)
  return `${day}T${at === 'start' ? '00:00:00' : '23:59:59'}Z`
}

/** Takes a moment; returns its day in UTC, empty for none. */
export const dayOf = (moment: string | null) => moment?.slice(0, 10) ?? ''

/** Takes an ISO moment in UTC; returns it without fractions of a second. */
export const wholeSeconds = (moment: string) => moment.replace(/\.\d+Z$/, 'Z')

function scopeOf(resources: Resource[]): OfferedGroup['scope'] | null {
  if (resources.length === 0) return null
  if (resources.every(({ kind }) => kind === 'account')) return 'account'
  if (resources.every(({ kind }) => kind === 'zone')) return 'zone'
  return resources.every(({ kind }) => kind === 'all-zones') ? 'zone' : null
}

function resourceOf(key: string, value: string, accountId: string): Resource {
  const zone = key.startsWith(`${ZONE}.`) ? key.slice(ZONE.length + 1) : null
  if (value !== '*') return { kind: 'other', key: `${key}: ${value}` }
  if (zone === '*') return { kind: 'all-zones' }
  if (zone) return { kind: 'zone', id: zone, name: null }
  return key === `${ACCOUNT}.${accountId}` ? { kind: 'account' } : { kind: 'other', key }
}
