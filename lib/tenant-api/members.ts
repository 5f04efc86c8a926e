import 'server-only'
import { z } from 'zod'
import type { AccountId, MemberId, RoleId } from '@/lib/core/ids'
import type { Whole } from '@/lib/core/paging'
import type { Send } from './client'
import type { Sdk } from './sdk'
import { allPages, countOf, pageOf, pageSize, type Page } from './paging'
import { ScopeRecord, type Scope } from './resource-groups'
import { flag, id, list, maybe, one, raw, text } from './shape'

export type MemberPolicy = {
  id: string | null
  access: string
  permissionGroups: { id: string; name: string | null }[]
  resourceGroups: { id: string; name: string | null; scope: Scope[] }[]
}

export type Member = {
  id: MemberId
  email: string | null
  status: string | null
  user: {
    id: string | null
    email: string | null
    firstName: string | null
    lastName: string | null
    twoFactor: boolean | null
  } | null
  roles: { id: RoleId; name: string | null; description: string | null }[]
  policies: MemberPolicy[]
  /** All its roles and policies could be read. Otherwise a change would lose some: do not offer one. */
  whole: boolean
  apiAccessEnabled: boolean | null
}

export type MembersQuery = {
  page: number
  perPage: number
  order?: 'user.first_name' | 'user.last_name' | 'user.email' | 'status'
  status?: string
  direction?: 'asc' | 'desc'
}

/** Roles or policies, never both in one call. */
export type Grant = { roles: RoleId[] } | { policies: Omit<MemberPolicy, 'id'>[] }

/** Members of an account (tenant-api §2.4). */
export type MembersApi = {
  count(id: AccountId): Promise<number | null>
  list(id: AccountId, query: MembersQuery): Promise<Page<Member>>
  /** At most `cap` (5,000). */
  all(id: AccountId, query?: { cap?: number }): Promise<Whole<Member>>
  get(id: AccountId, member: MemberId): Promise<Member>
  /**
   * Never asks for acceptance on the person's behalf. The reply leaves the roles out, so the member is fetched again.
   */
  add(id: AccountId, member: { email: string } & Grant): Promise<Member>
  /** Replaces all roles, or all policies. */
  change(id: AccountId, member: MemberId, grant: Grant): Promise<Member>
  remove(id: AccountId, member: MemberId): Promise<void>
}

export function membersApi(send: Send): MembersApi {
  const listPage: MembersApi['list'] = (account, { page, perPage, order, status, direction }) => {
    const asked = { page, perPage: pageSize(perPage) }
    const query = { account_id: account, page, per_page: asked.perPage, order, status, direction }
    return send({
      operation: 'GET /accounts/{account_id}/members',
      call: (sdk, options) => sdk.accounts.members.list(query as ListParams, options),
      read: (answer) => pageOf(MemberRecord, answer, asked),
      seen: ({ items }) => ({ kind: 'members', accountId: account, items }),
    })
  }
  const all: MembersApi['all'] = (account, { cap = 5000 } = {}) =>
    allPages(
      (page) => listPage(account, { page, perPage: 50 }),
      (member) => member.id,
      cap,
    )
  const get: MembersApi['get'] = (account, member) =>
    send({
      operation: 'GET /accounts/{account_id}/members/{member_id}',
      call: (sdk, options) => sdk.accounts.members.get(member, { account_id: account }, options),
      read: (answer) => one(MemberRecord, answer),
      seen: (item) => ({ kind: 'members', accountId: account, items: [item] }),
    })
  return {
    count: (account) => countOf(listPage(account, { page: 1, perPage: 5 }), () => all(account)),
    list: listPage,
    all,
    get,
    add: async (account, { email, ...grant }) => {
      // Strings here, objects on change.
      const granted = 'roles' in grant ? { roles: grant.roles } : { policies: grant.policies.map(wirePolicy) }
      const added = await send({
        operation: 'POST /accounts/{account_id}/members',
        call: (sdk, options) =>
          sdk.accounts.members.create({ account_id: account, email, ...granted } as CreateParams, options),
        read: (answer) => one(MemberRecord, answer),
      })
      // The person has been added even if the second call fails.
      return get(account, added.id).catch(() => ({
        ...added,
        roles: 'roles' in grant ? grant.roles.map((id) => ({ id, name: null, description: null })) : [],
      }))
    },
    change: (account, member, grant) => {
      const granted =
        'roles' in grant
          ? { roles: grant.roles.map((id) => ({ id })) }
          : { policies: grant.policies.map(wirePolicy) }
      return send({
        operation: 'PUT /accounts/{account_id}/members/{member_id}',
        call: (sdk, options) =>
          sdk.accounts.members.update(member, { account_id: account, ...granted } as UpdateParams, options),
        read: (answer) => one(MemberRecord, answer),
        seen: (item) => ({ kind: 'members', accountId: account, items: [item] }),
      })
    },
    remove: (account, member) =>
      send({
        operation: 'DELETE /accounts/{account_id}/members/{member_id}',
        call: (sdk, options) => sdk.accounts.members.delete(member, { account_id: account }, options),
        read: () => undefined,
        seen: () => ({ kind: 'gone', of: 'member', id: member }),
      }),
  }
}

type Members = Sdk['accounts']['members']
type ListParams = Parameters<Members['list']>[0]
type CreateParams = Parameters<Members['create']>[0]
type UpdateParams = Parameters<Members['update']>[1]

function wirePolicy({ access, permissionGroups, resourceGroups }: Omit<MemberPolicy, 'id'>) {
  return {
    access,
    permission_groups: permissionGroups.map(({ id }) => ({ id })),
    resource_groups: resourceGroups.map(({ id }) => ({ id })),
  }
}

const groupId = z.string().min(1)

// Strict inside: a policy with anything unreadable or unknown counts as unreadable, because a change would drop it.
const PolicyRecord = z
  .looseObject({
    id: text,
    access: z.string().min(1),
    permission_groups: z.array(z.object({ id: groupId, name: text })),
    resource_groups: z.array(z.object({ id: groupId, name: text, scope: ScopeRecord })),
  })
  .transform(({ id, access, permission_groups, resource_groups, ...others }, context): MemberPolicy => {
    if (Object.values(others).some((value) => value !== null))
      context.addIssue({ code: 'custom', message: 'more than is known' })
    return { id, access, permissionGroups: permission_groups, resourceGroups: resource_groups }
  })

const RoleRecord = z.object({ id: id<RoleId>(), name: text, description: text })

const MemberRecord = z
  .object({
    id: id<MemberId>(),
    email: text,
    status: text,
    user: maybe(
      z.object({
        id: text,
        email: text,
        first_name: text,
        last_name: text,
        two_factor_authentication_enabled: flag,
      }),
    ),
    roles: raw,
    policies: raw,
    api_access_enabled: flag,
  })
  .transform((wire): Member => {
    const roles = list(RoleRecord).parse(wire.roles)
    const policies = list(PolicyRecord).parse(wire.policies)
    return {
      id: wire.id,
      email: wire.email ?? wire.user?.email ?? null,
      status: wire.status,
      user: wire.user && {
        id: wire.user.id,
        email: wire.user.email,
        firstName: wire.user.first_name,
        lastName: wire.user.last_name,
        twoFactor: wire.user.two_factor_authentication_enabled,
      },
      roles,
      policies,
      whole: isAll(wire.roles, roles) && isAll(wire.policies, policies),
      apiAccessEnabled: wire.api_access_enabled,
    }
  })

/** Whether the whole list could be read. A missing list counts as empty. */
function isAll(came: unknown, read: unknown[]): boolean {
  return came === null || came === undefined || (Array.isArray(came) && came.length === read.length)
}
