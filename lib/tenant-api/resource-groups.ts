import 'server-only'
import { z } from 'zod'
import type { AccountId, ResourceGroupId } from '@/lib/core/ids'
import type { Whole } from '@/lib/core/paging'
import type { Send } from './client'
import type { Sdk } from './sdk'
import { allPages, pageOf } from './paging'
import { id, list, one, text } from './shape'

/** `key` names the container (`com.cloudflare.api.account.<id>`), `objects` what is selected in it. */
export type Scope = { key: string; objects: string[] }

export type ResourceGroup = { id: ResourceGroupId; name: string | null; scope: Scope[] }

/** Resource groups, to which members' policies apply (tenant-api §2.4). */
export type ResourceGroupsApi = {
  /** Every group of the account, or those that upstream finds by name. */
  list(id: AccountId, query?: { name?: string }): Promise<Whole<ResourceGroup>>
  create(id: AccountId, group: { name: string; scope: Scope }): Promise<ResourceGroup>
  update(
    id: AccountId,
    group: ResourceGroupId,
    change: { name: string; scope: Scope },
  ): Promise<ResourceGroup>
  delete(id: AccountId, group: ResourceGroupId): Promise<void>
}

export function resourceGroupsApi(send: Send): ResourceGroupsApi {
  return {
    list: (account, { name } = {}) =>
      allPages(
        (page) => {
          const asked = { page, perPage: 50 }
          // The API has pages here; the SDK does not.
          const query: ListParams = { account_id: account, name, ...{ page, per_page: asked.perPage } }
          return send({
            operation: 'GET /accounts/{account_id}/iam/resource_groups',
            call: (sdk, options) => sdk.iam.resourceGroups.list(query, options),
            read: (answer) => pageOf(ResourceGroupRecord, answer, asked),
          })
        },
        (group) => group.id,
        2000,
      ),
    create: (account, { name, scope }) =>
      send({
        operation: 'POST /accounts/{account_id}/iam/resource_groups',
        call: (sdk, options) =>
          sdk.iam.resourceGroups.create({ account_id: account, name, scope: wireScope(scope) }, options),
        read: (answer) => one(ResourceGroupRecord, answer),
      }),
    update: (account, group, { name, scope }) =>
      send({
        operation: 'PUT /accounts/{account_id}/iam/resource_groups/{resource_group_id}',
        call: (sdk, options) =>
          sdk.iam.resourceGroups.update(
            group,
            { account_id: account, name, scope: wireScope(scope) },
            options,
          ),
        read: (answer) => one(ResourceGroupRecord, answer),
      }),
    delete: (account, group) =>
      send({
        operation: 'DELETE /accounts/{account_id}/iam/resource_groups/{resource_group_id}',
        call: (sdk, options) => sdk.iam.resourceGroups.delete(group, { account_id: account }, options),
        read: () => undefined,
      }),
  }
}

type ListParams = Parameters<Sdk['iam']['resourceGroups']['list']>[0]

function wireScope({ key, objects }: Scope) {
  return { key, objects: objects.map((object) => ({ key: object })) }
}

const key = z.object({ key: z.string().min(1) }).transform(({ key }) => key)

/** The SDK types one scope, the documentation shows a list: both are read. */
export const ScopeRecord = z
  .unknown()
  .optional()
  .transform((wire): Scope[] =>
    list(z.object({ key: z.string().min(1), objects: list(key) })).parse(Array.isArray(wire) ? wire : [wire]),
  )

const ResourceGroupRecord = z.object({ id: id<ResourceGroupId>(), name: text, scope: ScopeRecord })
