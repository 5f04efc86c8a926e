import 'server-only'
import type { TenantId } from '@/lib/core/ids'
import type { Whole } from '@/lib/core/paging'
import { likeness, plainName, spellings } from '@/lib/core/names'
import type { Account } from '@/lib/tenant-api/accounts'
import type { TenantApi } from '@/lib/tenant-api/client'
import { allPages, type Page } from '@/lib/tenant-api/paging'

/**
 * At most this many accounts are listed for our own search, or read because their names contain the given one: ten
 * calls.
 */
const LOOK_AT_MOST = 500
const LISTED_FOR_MS = 60_000
/** For each other spelling of a name. */
const SPELLED_AT_MOST = 50
const LEARNT_FOR_MS = 60 * 60_000

type Kept = { value: Promise<Whole<Account>>; since: number }
// On globalThis because pages and actions are separate bundles of one process.
const kept = globalThis as typeof globalThis & {
  /** Lists for our own search: by tenant, or all that the credentials reach. */
  tenantdeskListed?: Map<TenantId | 'all', Kept>
  /** Until when there are assumed to be more accounts than we list. */
  tenantdeskManyUntil?: number
  /** Until when upstream is assumed to find parts of names, as one of its answers has shown. */
  tenantdeskFindsParts?: Map<'tenant' | 'all', number>
}
const listed = (kept.tenantdeskListed ??= new Map())
const findsParts = (kept.tenantdeskFindsParts ??= new Map())

/** Clears the caches, after an account was created, renamed or deleted. */
export function forgetListed(): void {
  listed.clear()
  kept.tenantdeskManyUntil = undefined
  findsParts.clear()
}

type Asked = { name?: string; page: number; perPage: number; direction?: 'asc' | 'desc' }

/** `searched`: how many accounts were searched for a part of a name, if not all; null if all. */
export type Found = Page<Account> & { searched: number | null }

/**
 * One page of a tenant's accounts, or of all that the credentials reach (null), by name. Cloudflare does not say how it
 * matches a name: unless its answer shows that it finds parts, we search for parts ourselves.
 */
export async function findAccounts(tenant: TenantApi, of: TenantId | null, asked: Asked): Promise<Found> {
  const ask = (page: number) => listOf(tenant, of, { ...asked, page })
  const { name, page, perPage, direction } = asked
  const where = of ? 'tenant' : 'all'
  if (!name || (findsParts.get(where) ?? 0) > Date.now()) return { ...(await ask(page)), searched: null }

  const first = await ask(1)
  const wanted = plainName(name)
  const hits = first.items.filter((each) => contains(each, wanted))
  const heeded = hits.length === first.items.length
  if (heeded && hits.some((each) => plainName(each.name!) !== wanted)) {
    findsParts.set(where, Date.now() + LEARNT_FOR_MS)
    return { ...(page === 1 ? first : await ask(page)), searched: null }
  }
  // If the accounts cannot be listed, the search by the full name still works.
  const all = await accountsOf(tenant, of).catch(() => NOT_LISTED)
  const ids = new Set(hits.map(({ id }) => id))
  for (const each of all.items) if (!ids.has(each.id) && contains(each, wanted)) hits.push(each)
  hits.sort((a, b) => byName.compare(a.name ?? '', b.name ?? ''))
  if (direction === 'desc') hits.reverse()
  return {
    items: hits.slice((page - 1) * perPage, page * perPage),
    page,
    confirmed: true,
    perPage,
    totalCount: hits.length,
    doubtful: null,
    more: hits.length > page * perPage,
    unread: 0,
    repeated: false,
    searched: all.complete ? null : all.items.length,
  }
}

export type Namesakes<A = Account> = {
  accounts: A[]
  /** Whether every account that could have exactly this name was checked. */
  complete: boolean
  /** Whether every account with a similar name was checked, and not only some spellings. */
  everySpelling: boolean
}

/**
 * Accounts in reach with the same name in any spelling (`likeness`). Where there are too many to list, only those that
 * Cloudflare finds by one of several spellings: nine calls at most.
 */
export async function accountsLike(tenant: TenantApi, name: string): Promise<Namesakes> {
  const [named, all] = await Promise.all([
    tenant.accounts.all({ name, cap: LOOK_AT_MOST }),
    accountsIfFew(tenant).catch(() => NOT_LISTED),
  ])
  const spelled = all.complete
    ? []
    : await Promise.all(
        [...spellings(name), longestWord(name)]
          .filter((each) => each !== name && each !== '')
          .map((each) => tenant.accounts.all({ name: each, cap: SPELLED_AT_MOST }).catch(() => NOT_LISTED)),
      )
  const found = new Map([named, all, ...spelled].flatMap(({ items }) => items).map((each) => [each.id, each]))
  const wanted = likeness(name)
  const accounts = [...found.values()].filter(({ name }) => name !== null && likeness(name) === wanted)
  return { accounts, complete: named.complete, everySpelling: all.complete }
}

/** Accounts in reach with exactly this name, and whether all that could have it were checked. */
export async function accountsNamed(tenant: TenantApi, name: string): Promise<Whole<Account>> {
  const found = await tenant.accounts.all({ name, cap: LOOK_AT_MOST })
  return { ...found, items: found.items.filter((each) => each.name === name) }
}

function listOf(tenant: TenantApi, of: TenantId | null, asked: Asked): Promise<Page<Account>> {
  return of ? tenant.tenants.accounts(of, asked) : tenant.accounts.list(asked)
}

/** All accounts in reach where they can be listed; else, after one look a minute, none of them. */
async function accountsIfFew(tenant: TenantApi): Promise<Whole<Account>> {
  if (isFresh(listed.get('all'))) return accountsOf(tenant, null)
  if ((kept.tenantdeskManyUntil ?? 0) > Date.now()) return NOT_LISTED
  const first = await listOf(tenant, null, { page: 1, perPage: 50 })
  if ((first.totalCount ?? first.doubtful ?? 0) <= LOOK_AT_MOST) return accountsOf(tenant, null, first)
  kept.tenantdeskManyUntil = Date.now() + LISTED_FOR_MS
  return NOT_LISTED
}

function accountsOf(tenant: TenantApi, of: TenantId | null, first?: Page<Account>): Promise<Whole<Account>> {
  const key = of ?? 'all'
  const held = listed.get(key)
  if (held && isFresh(held)) return held.value
  const value = allPages(
    async (page) => (page === 1 && first) || listOf(tenant, of, { page, perPage: 50 }),
    (account) => account.id as string,
    LOOK_AT_MOST,
  )
  listed.set(key, { value, since: Date.now() })
  // Failures are not cached: the next search asks again.
  value.catch(() => listed.delete(key))
  return value
}

const isFresh = (held: Kept | undefined) => held !== undefined && held.since + LISTED_FOR_MS > Date.now()

const NOT_LISTED: Whole<Account> = { items: [], complete: false }

const contains = ({ name }: Account, wanted: string) => name !== null && plainName(name).includes(wanted)

const longestWord = (name: string) =>
  name
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .reduce((longest, word) => (word.length > longest.length ? word : longest))

const byName = new Intl.Collator('en')
