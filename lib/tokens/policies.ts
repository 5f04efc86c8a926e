import 'server-only'
import type { NewPolicy, Token, TokenPermissionGroup, TokenResources } from '@/lib/tenant-api/tokens'
import type { OfferedGroup, Resource, TokenForm } from './schema'

const ACCOUNT = 'com.cloudflare.api.account'
const ZONE = `${ACCOUNT}.zone`

/**
 * The permission groups that can be given here. Groups for the zones and for the account both have a resource that this
 * console can name; those of users and of single buckets have not. One that fits both goes to the zones, the narrower of
 * the two.
 */
export function offered(groups: TokenPermissionGroup[]): OfferedGroup[] {
  return groups.flatMap(({ id, name, category, scopes, selectable }) => {
    const scope = scopes.includes(ZONE) ? 'zone' : scopes.includes(ACCOUNT) ? 'account' : null
    return scope && selectable !== false ? [{ id, name: name ?? id, category, scope }] : []
  })
}

/** The policies that give what was chosen: one for the account, one for the zones (tenant-api §2.10). */
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
 * What the form would show of a token's permissions; null where it would change them by showing less: a refusal, a
 * resource or a permission that the form does not know, zones that differ, and whatever else a policy holds.
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

/** A policy's resources one by one, zones without their names. */
export function resourcesOf(resources: TokenResources, accountId: string): Resource[] {
  return Object.entries(resources).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [resourceOf(key, value, accountId)]
      : Object.entries(value).map(([inner, innerValue]) => resourceOf(inner, innerValue, accountId)),
  )
}

export function withNames(resources: Resource[], names: ReadonlyMap<string, string>): Resource[] {
  return resources.map((each) =>
    each.kind === 'zone' ? { ...each, name: names.get(each.id) ?? null } : each,
  )
}

export function zoneIdsOf({ policies }: Pick<Token, 'policies'>, accountId: string): string[] {
  const ids = policies
    .flatMap(({ resources }) => resourcesOf(resources, accountId))
    .flatMap((each) => (each.kind === 'zone' ? [each.id] : []))
  return [...new Set(ids)]
}

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
