import 'server-only'
import { defineQuery } from '@/lib/entry/query'
import { accountOf, inAccount, readInside } from '@/lib/tenants/access'
import { EXPORT_CAP, defineDownload, yesNo, ofAccount } from '@/lib/entry/download'
import type { AccountId } from '@/lib/core/ids'
import type { Whole } from '@/lib/core/paging'
import { orNotFound } from '@/lib/core/read'
import type { TenantApi } from '@/lib/tenant-api/client'
import type { MembersQuery as UpstreamQuery } from '@/lib/tenant-api/members'
import { eachPage, factsOf, glanced, onePage } from '@/lib/tenant-api/paging'
import type { Role } from '@/lib/tenant-api/roles'
import { grantOf, holderOf, isLastSuper, resourceName, toRow } from './reading'
import {
  MembersQuery,
  type Choice,
  type Choices,
  type GroupChoices,
  type MemberDetails,
  type MemberRow,
  type MembersGlance,
  type MembersPage,
  type RolesMatrix,
} from './schema'
import { isSuper } from './constants'
import { memberOf } from './lookup'

const ORDER: Record<MembersQuery['order'], UpstreamQuery['order']> = {
  email: 'user.email',
  'first-name': 'user.first_name',
  'last-name': 'user.last_name',
  status: 'status',
}

export const listMembers = defineQuery({
  permission: 'members.read',
  run: async (rawId: string, query: MembersQuery): Promise<MembersPage> => {
    const { page, size, order, direction, status } = query
    const found = await readInside(rawId, (tenant, id) =>
      onePage(
        { page, perPage: size },
        ['members', id, { ...query, page: null }],
        (page) => tenant.members.list(id, { page, perPage: size, order: ORDER[order], direction, status }),
        (member) => member.id,
      ),
    )
    const { account, tenant } = await accountOf(rawId)
    const open = found.items.filter((member) => member.status === 'pending').map(({ id }) => id)
    return {
      ...factsOf(found),
      rows: found.items.map((member) => toRow(member, account.id)),
      invitedOn: invitations(tenant, account.id, open),
    }
  },
})

export const exportMembers = defineDownload<MemberRow>({
  name: 'members.export',
  label: 'Export members',
  target: 'account',
  permission: 'customers.export',
  file: 'members',
  targetOf: ofAccount,
  plan: (params) => {
    const { order, direction, status } = MembersQuery.parse(params)
    return {
      filter: { status, order, direction },
      idOf: ({ id }) => id,
      columns: {
        Email: (row) => row.email,
        Name: (row) => row.name,
        Status: (row) => row.status,
        Roles: (row) => row.roles.map(({ id, name }) => name ?? id).join('; '),
        Policies: (row) =>
          row.policies
            .map(({ access, permissionGroups, resourceGroups }) => {
              const names = (groups: typeof permissionGroups) => groups.map(({ id, name }) => name ?? id)
              return `${access} ${names(permissionGroups).join(', ')} on ${names(resourceGroups).join(', ')}`
            })
            .join('; '),
        'Two-factor': (row) => yesNo(row.twoFactor),
        'Member ID': (row) => row.id,
      },
      open: (report, all) =>
        inAccount(params.accountId, report, (tenant, { id }) =>
          eachPage(
            async (page) => {
              const found = await tenant.members.list(id, {
                page,
                perPage: 50,
                order: ORDER[order],
                direction,
                status: all ? undefined : status,
              })
              return { ...found, items: found.items.map((member) => toRow(member, id)) }
            },
            (row) => row.id,
            EXPORT_CAP,
          ),
        ),
    }
  },
})

/** Who is in the account, open and rejected invitations first, in one call. */
export const membersGlance = defineQuery({
  permission: 'members.read',
  run: async (rawId: string): Promise<MembersGlance> => {
    const found = await readInside(rawId, (tenant, id) =>
      // By status backwards: rejected, pending, accepted.
      tenant.members.list(id, { page: 1, perPage: 50, order: 'status', direction: 'desc' }),
    )
    const { account } = await accountOf(rawId)
    return {
      rows: found.items.map((member) => toRow(member, account.id)),
      totalCount: glanced(found),
    }
  },
})

/** An unknown member ends in the 404 page. */
export const memberDetails = defineQuery({
  permission: 'members.read',
  run: async (rawId: string, rawMemberId: string): Promise<MemberDetails> => {
    const { account, tenant } = await accountOf(rawId)
    const member = await orNotFound(memberOf(tenant, account.id, rawMemberId))
    const grant = grantOf(member, account.id)
    const [everyone, invited] = await Promise.all([
      isSuper(grant) ? tenant.members.all(account.id) : null,
      invitations(tenant, account.id, member.status === 'pending' ? [member.id] : []),
    ])
    return {
      ...toRow(member, account.id),
      apiAccess: member.apiAccessEnabled,
      grant,
      changeable: member.whole,
      lastSuper: isLastSuper(member.id, everyone?.items ?? [], account.id),
      invitedOn: invited[member.id] ?? null,
    }
  },
})

/** The roles that the account's members can have. */
export const roleChoices = defineQuery({
  permission: 'members.read',
  run: async (rawId: string): Promise<Choices> => {
    const { account, tenant } = await accountOf(rawId)
    return toChoices(await tenant.roles.list(account.id), toChoice)
  },
})

/** What an invitation needs to know of the account. */
export const inviteChoices = defineQuery({
  permission: 'members.change',
  run: async (rawId: string): Promise<{ roles: Choices; memberEmails: string[]; enterprise: boolean }> => {
    const { account, tenant } = await accountOf(rawId)
    const [roles, members] = await Promise.all([
      tenant.roles.list(account.id),
      tenant.members.all(account.id, { cap: 500 }),
    ])
    return {
      roles: toChoices(roles, toChoice),
      memberEmails: members.items.flatMap(({ email }) => email ?? []),
      enterprise: account.type === 'enterprise',
    }
  },
})

/** What policies can be made of. */
export const groupChoices = defineQuery({
  permission: 'members.read',
  run: async (rawId: string): Promise<GroupChoices> => {
    const { account, tenant } = await accountOf(rawId)
    const [permissionGroups, resourceGroups] = await Promise.all([
      tenant.permissionGroups.list(account.id),
      tenant.resourceGroups.list(account.id),
    ])
    return {
      permissionGroups: toChoices(permissionGroups, ({ id, name, description }) => ({
        id,
        name: name ?? id,
        description,
      })),
      resourceGroups: toChoices(resourceGroups, (group) => ({
        id: group.id,
        name: resourceName(group, account.id) ?? group.id,
        description: null,
      })),
    }
  },
})

/** Every role with what it allows and who holds it. */
export const rolesMatrix = defineQuery({
  permission: 'members.read',
  run: async (rawId: string): Promise<RolesMatrix> => {
    const [roles, members] = await readInside(rawId, (tenant, id) =>
      Promise.all([tenant.roles.list(id), tenant.members.all(id)]),
    )
    const { account } = await accountOf(rawId)
    return {
      complete: roles.complete,
      onlyFirst: members.complete ? null : members.items.length,
      areas: [
        ...new Set(roles.items.flatMap(({ permissions }) => permissions.map(({ area }) => area))),
      ].sort(),
      roles: roles.items.map((role) => ({
        ...toChoice(role),
        access: Object.fromEntries(
          role.permissions
            .filter(({ read, write }) => read || write)
            .map(({ area, write }) => [area, write ? ('edit' as const) : ('read' as const)]),
        ),
        holders: members.items.flatMap((member) => holderOf(member, role.id, account.id) ?? []),
      })),
    }
  },
})

function toChoices<T>({ items, complete }: Whole<T>, choice: (each: T) => Choice): Choices {
  return { choices: items.map(choice), complete }
}

function toChoice({ id, name, description }: Role): Choice {
  return { id, name: name ?? id, description }
}

const LOG_REACH_MS = 540 * 86_400_000

/**
 * When each member was added, which only Cloudflare's audit log knows (18 months back). What it does not tell is left
 * out: the age of an invitation is not worth a failed page.
 */
async function invitations(
  tenant: TenantApi,
  account: AccountId,
  members: string[],
): Promise<Record<string, string>> {
  if (members.length === 0) return {}
  const now = Date.now()
  try {
    const { entries } = await tenant.auditLog.list(account, {
      since: new Date(now - LOG_REACH_MS).toISOString(),
      before: new Date(now + 60_000).toISOString(),
      is: { resourceId: members, actionType: ['create'], actionResult: ['success'] },
    })
    return Object.fromEntries(
      entries.flatMap(({ resource, action }) =>
        resource.id && action.time ? [[resource.id, action.time]] : [],
      ),
    )
  } catch {
    return {}
  }
}
