import 'server-only'
import * as z from 'zod'
import { AppError } from '@/lib/core/errors'
import type { AccountId } from '@/lib/core/ids'
import { foundIn } from '@/lib/core/settle'
import type { Target } from '@/lib/audit/record'
import { defineStep, type Finding } from '@/lib/entry/command'
import type { TenantApi } from '@/lib/tenant-api/client'
import type { Grant as UpstreamGrant, Member } from '@/lib/tenant-api/members'
import { managedAccount, type ManagedAccount } from '@/lib/tenants/access'
import { byEmail } from './lookup'
import { MemberState, policyTexts, stateOf, targetOf } from './recorded'
import { resourceName } from './reading'
import type { Grant } from './schema'

/** Adds one person to an account, of whom the caller knows that they are no member of it yet. */
export const addMember = defineStep({
  name: 'member.invite',
  label: 'Invite member',
  target: 'member',
  remember: {
    request: z.object({
      email: z.string(),
      roles: z.array(z.string()).optional(),
      policies: z.array(z.string()).optional(),
    }),
    after: MemberState,
  },
  targetOf: ({ account, email }: { account: ManagedAccount; email: string; grant: UpstreamGrant }) => ({
    name: email,
    accountId: account.id,
    accountName: account.name,
  }),
  requestOf: ({ email, grant }) =>
    'roles' in grant ? { email, roles: grant.roles } : { email, policies: policyTexts(grant.policies) },
  run: async ({ tenant }, { account, email, grant }) => {
    const member = await tenant.members.add(account.id, { email, ...grant })
    return { data: member, target: targetOf(account, member), after: stateOf(member) }
  },
  look: ({ tenant }, { target, request: { email } }) => lookForMember(tenant, target, email),
})

/** Whether an invitation arrived, by its address. */
export async function lookForMember(
  tenant: TenantApi,
  target: Target,
  email: string | undefined,
): Promise<Finding<Member, z.input<typeof MemberState>>> {
  if (!email) return { phase: 'unknown', says: 'no address to look for was recorded.' }
  const account = await managedAccount(tenant, target.accountId ?? '')
  const members = await tenant.members.all(account.id)
  const member = foundIn(members, (each) => byEmail([each], email) !== undefined)
  if (!member)
    return {
      phase: 'failed',
      says: `${email} is not a member.`,
      after: { status: 'not a member' },
    }
  return {
    phase: 'succeeded',
    says: `${email} is a member.`,
    data: member,
    target: targetOf(account, member),
    after: stateOf(member),
  }
}

/**
 * Our grant as upstream takes it. Throws `invalid` for a role that neither the account offers nor the member holds.
 */
export async function upstreamGrant(
  tenant: TenantApi,
  account: AccountId,
  grant: Grant,
  member: Member | null = null,
): Promise<UpstreamGrant> {
  if (grant.kind === 'policies')
    return {
      policies: grant.policies.map(({ access, permissionGroups, resourceGroups }) => ({
        access,
        permissionGroups: permissionGroups.map((id) => ({ id, name: null })),
        resourceGroups: resourceGroups.map((id) => ({ id, name: null, scope: [] })),
      })),
    }
  const offered = await tenant.roles.list(account)
  return {
    roles: grant.roles.map((id) => {
      const is = (each: { id: string }) => each.id === id
      const role = member?.roles.find(is) ?? foundIn(offered, is)
      if (!role)
        throw new AppError('invalid', 'Cloudflare no longer offers one of the chosen roles.', {
          fields: { roles: 'Choose from the roles that this account offers.' },
        })
      return role.id
    }),
  }
}

/** A grant that was chosen from what another account offers, with what the ids are called there. */
export type GrantElsewhere = { grant: Grant; names: Record<string, string> }

/**
 * What was chosen from the roles and groups of one account, as another account has them: by id where it has that, else by
 * name. Throws `invalid`, at `grant`, for what it has not.
 */
export async function grantIn(
  tenant: TenantApi,
  accountId: AccountId,
  { grant, names }: GrantElsewhere,
): Promise<UpstreamGrant> {
  if (grant.kind === 'roles') {
    const { items } = await tenant.roles.list(accountId)
    return { roles: grant.roles.map((id) => there(items, id, names[id], 'role').id) }
  }
  const [permissions, resources] = await Promise.all([
    tenant.permissionGroups.list(accountId),
    tenant.resourceGroups.list(accountId),
  ])
  const named = resources.items.map((group) => ({ ...group, name: resourceName(group, accountId) }))
  return {
    policies: grant.policies.map(({ access, permissionGroups, resourceGroups }) => ({
      access,
      permissionGroups: permissionGroups.map((id) => ({
        id: there(permissions.items, id, names[id], 'permission group').id,
        name: null,
      })),
      resourceGroups: resourceGroups.map((id) => ({
        id: there(named, id, names[id], 'resource group').id,
        name: null,
        scope: [],
      })),
    })),
  }
}

function there<T extends { id: string; name: string | null }>(
  items: T[],
  id: string,
  name: string | undefined,
  noun: string,
): T {
  const found = items.find((each) => each.id === id) ?? items.find((each) => name && each.name === name)
  if (found) return found
  throw new AppError('invalid', `The account does not have the ${noun} ${name ?? id}. Choose another one.`, {
    fields: { grant: `Choose from what this account offers instead of ${name ?? id}.` },
  })
}
