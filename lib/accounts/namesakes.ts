import 'server-only'
import { plainName } from '@/lib/core/names'
import type { Account } from '@/lib/tenant-api/accounts'
import type { TenantApi } from '@/lib/tenant-api/client'
import { withOwnership } from '@/lib/tenants/ownership'
import { accountsLike, type Namesakes } from '@/lib/tenants/search'
import type { AccountTwin, SameName } from './schema'

/** The tenant's accounts that are called alike (`accountsLike`): to warn, and for nothing else. */
export async function sameNameAccounts(tenant: TenantApi, name: string) {
  const alike = await accountsLike(tenant, name)
  return { ...alike, accounts: await ourOwn(tenant, alike.accounts) }
}

/** Accounts that are called alike, for the screen. */
export function toSameName(name: string, { accounts, ...seen }: Namesakes): SameName {
  const wanted = plainName(name)
  const thisName = accounts.every((account) => plainName(account.name ?? '') === wanted)
  return { twins: accounts.map(toTwin), thisName, ...seen }
}

/** What a person needs to tell an account from its namesakes. */
export function toTwin(account: Account & { unit?: { name: string | null } | null }): AccountTwin {
  return {
    id: account.id,
    name: account.name ?? '',
    unitName: account.unit?.name ?? null,
    createdOn: account.createdOn,
  }
}

/** Leaves out what is of no tenant of ours; what cannot be told stays. */
export async function ourOwn(tenant: TenantApi, accounts: Account[]) {
  const owned = accounts.length > 0 ? await withOwnership(tenant, accounts) : []
  return owned.filter((each) => each.owned !== false)
}
