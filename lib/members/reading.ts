import 'server-only'
import { env } from '@/lib/env'
import type { AccountId, MemberId } from '@/lib/core/ids'
import type { Member, MemberPolicy } from '@/lib/tenant-api/members'
import type { ResourceGroup } from '@/lib/tenant-api/resource-groups'
import type { Grant, Holder, MemberRow } from './schema'
import { isSuper, sameEmail } from './constants'

export function toRow(member: Member, account: AccountId): MemberRow {
  const { user, roles } = member
  return {
    id: member.id,
    email: member.email,
    name: [user?.firstName, user?.lastName].filter(Boolean).join(' ') || null,
    status: member.status,
    twoFactor: user?.twoFactor ?? null,
    roles: roles.map(({ id, name }) => ({ id, name })),
    policies: ownPolicies(member, account).map(({ access, permissionGroups, resourceGroups }) => ({
      access,
      permissionGroups,
      resourceGroups: resourceGroups.map((group) => ({ id: group.id, name: resourceName(group, account) })),
    })),
    self: isSelf(member),
  }
}

/**
 * What a member may do, as it would be sent back. Upstream may tell, beside the roles, the policies that they amount
 * to: then it is the roles that are changed. Null where it tells nothing.
 */
export function grantOf(member: Member, account: AccountId): Grant | null {
  if (ownPolicies(member, account).length === 0)
    return member.roles.length > 0 ? { kind: 'roles', roles: member.roles.map(({ id }) => id) } : null
  return {
    kind: 'policies',
    policies: member.policies.map(({ access, permissionGroups, resourceGroups }) => ({
      access,
      permissionGroups: permissionGroups.map(({ id }) => id),
      resourceGroups: resourceGroups.map(({ id }) => id),
    })),
  }
}

/** Whether it is the user behind this console's credentials. */
export function isSelf(member: Member): boolean {
  return member.email !== null && sameEmail(member.email) === sameEmail(env().CLOUDFLARE_EMAIL)
}

/** Whether no other accepted member is a Super Administrator. */
export function isLastSuper(id: MemberId, members: Member[], account: AccountId): boolean {
  const supers = members.filter(
    (member) =>
      member.status === 'accepted' &&
      (isSuper(grantOf(member, account)) ||
        isSuper({ kind: 'roles', roles: member.roles.map(({ id }) => id) })),
  )
  return supers.length === 1 && supers[0]!.id === id
}

/**
 * How the member holds the role, null where it does not. A policy gives the roles whose ids its permission groups have,
 * as `isSuper` counts them.
 */
export function holderOf(member: Member, role: string, account: AccountId): Holder | null {
  const is = ({ id }: { id: string }) => id === role
  const holder = { id: member.id, email: member.email ?? member.id }
  if (member.roles.some(is)) return { ...holder, by: 'role', on: [] }
  const giving = member.policies.filter(
    ({ access, permissionGroups }) => access === 'allow' && permissionGroups.some(is),
  )
  if (giving.length === 0) return null
  const reach = giving.flatMap(({ resourceGroups }) => resourceGroups)
  const limited = !reach.some(({ scope }) => isWhole(scope, account))
  return {
    ...holder,
    by: 'policy',
    on: limited ? [...new Set(reach.map(({ id, name }) => name ?? id))] : [],
  }
}

/** In words where it is the whole account. */
export function resourceName(
  { name, scope }: Pick<ResourceGroup, 'name' | 'scope'>,
  account: AccountId,
): string | null {
  return isWhole(scope, account) ? 'The whole account' : name
}

function isWhole(scope: ResourceGroup['scope'], account: AccountId): boolean {
  return scope.some(
    ({ key, objects }) => key === `com.cloudflare.api.account.${account}` && objects.includes('*'),
  )
}

/** The policies that say more than the roles: not one permission group that is a role, on the whole account. */
function ownPolicies({ roles, policies }: Member, account: AccountId): MemberPolicy[] {
  return policies.filter(
    ({ access, permissionGroups, resourceGroups }) =>
      !(
        access === 'allow' &&
        permissionGroups.every((group) => roles.some(({ id }) => id === group.id)) &&
        resourceGroups.every(({ scope }) => isWhole(scope, account))
      ),
  )
}
