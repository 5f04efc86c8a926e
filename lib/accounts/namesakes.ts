import 'server-only'
import type { AccountId } from '@/lib/core/ids'
import { likeness, plainName } from '@/lib/core/names'
import { directoryNamesakes } from '@/lib/directory/list-rows'
import { directoryState } from '@/lib/directory/state'
import type { Account } from '@/lib/tenant-api/accounts'
import type { TenantApi } from '@/lib/tenant-api/client'
import { withOwnership } from '@/lib/tenants/ownership'
import { accountsLike, type Namesakes } from '@/lib/tenants/search'
import type { AccountTwin, SameName } from './schema'

/** Another account of about the same name. */
export type Namesake = Pick<Account, 'id' | 'name' | 'createdOn'> & { unit?: { name: string | null } | null }

/** One page: what the directory does not have yet is new, and has this very name at most. */
const FRESH_AT_MOST = 50

/**
 * The tenant's accounts that are called alike (`likeness`): to warn, and for nothing else. The directory knows them all
 * in every spelling, and a look by the name finds those that are too new for it.
 */
export async function sameNameAccounts(tenant: TenantApi, name: string): Promise<Namesakes<Namesake>> {
  if (!(await directoryState()).listed) {
    const alike = await accountsLike(tenant, name)
    return { ...alike, accounts: await ourOwn(tenant, alike.accounts) }
  }
  const wanted = likeness(name)
  const [kept, named] = await Promise.all([
    directoryNamesakes(wanted),
    tenant.accounts.list({ name, page: 1, perPage: FRESH_AT_MOST }),
  ])
  const known = new Set(kept.items.map(({ id }) => id))
  const fresh = named.items.filter(
    (each) => each.name !== null && likeness(each.name) === wanted && !known.has(each.id),
  )
  const accounts: Namesake[] = kept.items.map(({ id, name, createdOn, unitName }) => ({
    id: id as AccountId,
    name,
    createdOn,
    unit: { name: unitName },
  }))
  return {
    accounts: [...accounts, ...(await ourOwn(tenant, fresh))],
    complete: kept.complete && named.unread === 0,
    everySpelling: true,
  }
}

/** Accounts that are called alike, for the screen. */
export function toSameName(name: string, { accounts, ...seen }: Namesakes<Namesake>): SameName {
  const wanted = plainName(name)
  const thisName = accounts.every((account) => plainName(account.name ?? '') === wanted)
  return { twins: accounts.map(toTwin), thisName, ...seen }
}

/** What a person needs to tell an account from its namesakes. */
export function toTwin(account: Namesake): AccountTwin {
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
