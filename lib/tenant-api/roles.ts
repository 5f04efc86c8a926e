import 'server-only'
import { z } from 'zod'
import type { AccountId, RoleId } from '@/lib/core/ids'
import type { Whole } from '@/lib/core/paging'
import type { Send } from './client'
import type { Sdk } from './sdk'
import { allPages, pageOf } from './paging'
import { anything, flag, id, maybe, one, text } from './shape'

export type Role = {
  id: RoleId
  name: string | null
  description: string | null
  /** By area, as upstream names it (`dns_records`, `waf`…). */
  permissions: { area: string; read: boolean | null; write: boolean | null }[]
}

/** Roles that members may have (tenant-api §2.4, §2.5). Their ids are the same in every account. */
export type RolesApi = {
  list(id: AccountId): Promise<Whole<Role>>
  get(id: AccountId, role: RoleId): Promise<Role>
}

export function rolesApi(send: Send): RolesApi {
  return {
    list: (account) =>
      allPages(
        (page) => {
          const asked = { page, perPage: 50 }
          const query = { account_id: account, page, per_page: asked.perPage }
          return send({
            operation: 'GET /accounts/{account_id}/roles',
            call: (sdk, options) => sdk.accounts.roles.list(query as ListParams, options),
            read: (answer) => pageOf(RoleRecord, answer, asked),
          })
        },
        (role) => role.id,
        500,
      ),
    get: (account, role) =>
      send({
        operation: 'GET /accounts/{account_id}/roles/{role_id}',
        call: (sdk, options) => sdk.accounts.roles.get(role, { account_id: account }, options),
        read: (answer) => one(RoleRecord, answer),
      }),
  }
}

type ListParams = Parameters<Sdk['accounts']['roles']['list']>[0]

const Access = maybe(z.object({ read: flag, write: flag }))
const RoleRecord = z
  .object({ id: id<RoleId>(), name: text, description: text, permissions: anything })
  .transform((wire): Role => ({
    ...wire,
    permissions: Object.entries(wire.permissions).map(([area, access]) => {
      const { read = null, write = null } = Access.parse(access) ?? {}
      return { area, read, write }
    }),
  }))
