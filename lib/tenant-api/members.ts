import 'server-only'
import { z } from 'zod'
import type { AccountId, MemberId, RoleId } from '@/lib/core/ids'
import type { Sdk, Send } from './client'
import { allPages, pageOf, pageSize, type Page } from './paging'
import { flag, id, list, maybe, text } from './shape'

export type MemberPolicy = {
  id: string | null
  access: string | null
  permissionGroups: { id: string; name: string | null }[]
  resourceGroups: { id: string; name: string | null }[]
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
  apiAccessEnabled: boolean | null
}

export type MembersQuery = {
  page: number
  perPage: number
  order?: 'user.first_name' | 'user.last_name' | 'user.email' | 'status'
  status?: string
  direction?: 'asc' | 'desc'
}

/** Members of an account (tenant-api §2.4). */
export type MembersApi = {
  count(id: AccountId): Promise<number>
  list(id: AccountId, query: MembersQuery): Promise<Page<Member>>
  /** Returns all members, at most `cap` (5,000). */
  all(id: AccountId, query?: { cap?: number }): Promise<Member[]>
}

export function membersApi(send: Send): MembersApi {
  const listPage: MembersApi['list'] = (id, { page, perPage, order, status, direction }) => {
    const asked = { page, perPage: pageSize(perPage) }
    const query = { account_id: id, page, per_page: asked.perPage, order, status, direction }
    return send({
      operation: 'GET /accounts/{account_id}/members',
      call: (sdk, options) => sdk.accounts.members.list(query as ListParams, options),
      read: (answer) => pageOf(MemberRecord, answer, asked),
    })
  }
  const all: MembersApi['all'] = (id, { cap = 5000 } = {}) =>
    allPages(
      (page) => listPage(id, { page, perPage: 50 }),
      (member) => member.id,
      cap,
    )
  return {
    count: async (id) => (await listPage(id, { page: 1, perPage: 5 })).totalCount ?? (await all(id)).length,
    list: listPage,
    all,
  }
}

type ListParams = Parameters<Sdk['accounts']['members']['list']>[0]

const Group = z.object({ id: z.string().min(1), name: text })

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
    roles: list(z.object({ id: id<RoleId>(), name: text, description: text })),
    policies: list(
      z
        .object({ id: text, access: text, permission_groups: list(Group), resource_groups: list(Group) })
        .transform((wire): MemberPolicy => ({
          id: wire.id,
          access: wire.access,
          permissionGroups: wire.permission_groups,
          resourceGroups: wire.resource_groups,
        })),
    ),
    api_access_enabled: flag,
  })
  .transform((wire): Member => ({
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
    roles: wire.roles,
    policies: wire.policies,
    apiAccessEnabled: wire.api_access_enabled,
  }))
