import 'server-only'
import { z } from 'zod'
import type { AccountId } from '@/lib/core/ids'
import type { Whole } from '@/lib/core/paging'
import type { Send } from './client'
import type { Sdk } from './sdk'
import { allPages, pageOf } from './paging'
import { maybe, text } from './shape'

export type PermissionGroup = {
  id: string
  name: string | null
  label: string | null
  description: string | null
  category: string | null
  scopes: string | null
}

/** Permission groups, the parts of members' policies (tenant-api §2.4). API tokens have their own list: tokens.ts. */
export type PermissionGroupsApi = {
  /** Every group of the account, or those that upstream finds by name or label. */
  list(id: AccountId, query?: { name?: string; label?: string }): Promise<Whole<PermissionGroup>>
}

export function permissionGroupsApi(send: Send): PermissionGroupsApi {
  return {
    list: (account, { name, label } = {}) =>
      allPages(
        (page) => {
          const asked = { page, perPage: 50 }
          const query: ListParams = { account_id: account, name, label, page, per_page: asked.perPage }
          return send({
            operation: 'GET /accounts/{account_id}/iam/permission_groups',
            call: (sdk, options) => sdk.iam.permissionGroups.list(query, options),
            read: (answer) => pageOf(PermissionGroupRecord, answer, asked),
          })
        },
        (group) => group.id,
        2000,
      ),
  }
}

type ListParams = Parameters<Sdk['iam']['permissionGroups']['list']>[0]

const PermissionGroupRecord = z
  .object({
    id: z.string().min(1),
    name: text,
    meta: maybe(z.object({ label: text, description: text, category: text, scopes: text })),
  })
  .transform(({ id, name, meta }): PermissionGroup => ({
    id,
    name,
    label: meta?.label ?? null,
    description: meta?.description ?? null,
    category: meta?.category ?? null,
    scopes: meta?.scopes ?? null,
  }))
