import 'server-only'
import { DeskError } from '@/lib/core/errors'
import type { AccountId } from '@/lib/core/ids'
import type { Grant } from '@/lib/members/schema'
import type { TenantApi } from '@/lib/tenant-api/client'
import type { Access } from '@/lib/onboarding/schema'

type Listed = { id: string; name: string | null }

/**
 * What was chosen by the roles and groups of one account, as another account has them: by id where it has that, else by
 * name. Throws `invalid`, at `grant`, for what it has not.
 */
export async function grantIn(
  tenant: TenantApi,
  accountId: AccountId,
  { grant, names, likeAccountId }: Access,
): Promise<Grant> {
  if (!grant)
    throw new DeskError('invalid', 'Choose what these people may do.', {
      fields: { grant: 'Choose a role.' },
    })
  if (grant.kind === 'roles') {
    const { items } = await tenant.roles.list(accountId)
    return { kind: 'roles', roles: grant.roles.map((id) => there(items, id, names[id], 'role')) }
  }
  const [permissions, resources] = await Promise.all([
    tenant.permissionGroups.list(accountId),
    tenant.resourceGroups.list(accountId),
  ])
  // A resource group of a whole account is named by the account's own id.
  const own = (name: string | undefined) =>
    likeAccountId ? name?.replaceAll(likeAccountId, accountId) : name
  return {
    kind: 'policies',
    policies: grant.policies.map((policy) => ({
      ...policy,
      permissionGroups: policy.permissionGroups.map((id) =>
        there(permissions.items, id, names[id], 'permission group'),
      ),
      resourceGroups: policy.resourceGroups.map((id) =>
        there(resources.items, id, own(names[id]), 'resource group'),
      ),
    })),
  }
}

function there(items: Listed[], id: string, name: string | undefined, noun: string): string {
  const found = items.find((each) => each.id === id) ?? items.find((each) => name && each.name === name)
  if (found) return found.id
  throw new DeskError('invalid', `The account does not have the ${noun} ${name ?? id}. Choose another one.`, {
    fields: { grant: `Choose from what this account offers instead of ${name ?? id}.` },
  })
}
