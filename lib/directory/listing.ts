import 'server-only'
import { asId, type TenantId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import type { DirectoryPass } from '@/lib/db/generated/client'
import type { Account } from '@/lib/tenant-api/accounts'
import { sharedBudget, type Background } from '@/lib/tenant-api/budget'
import { openTenantApi, type TenantApi } from '@/lib/tenant-api/client'
import { isBeyondEnd, type Page } from '@/lib/tenant-api/paging'
import { managedTenants } from '@/lib/tenants/tenancy'
import type { Turn } from '@/lib/workflows/engine'
import { keepUnits } from './mirror/accounts'

/** Accounts of a page, which is one call (tenant-api §2.2). */
const PAGE = 50
/** Tenants, each of which may be asked for its units. */
const CALLS_FOR_UNITS = 3
/** The last list is of all accounts that the credentials reach: those of the tenants, and others'. */
const EVERYTHING = ''

/**
 * Lists one page of accounts: of each tenant, whose own list proves whose they are, then of all that the credentials
 * reach. What is shown is kept by the way; where it goes on is kept with the pass. Returns until when to wait, if so.
 */
export async function listSome(pass: DirectoryPass, turn: Turn): Promise<Date | null> {
  const caller: Background = { work: 'background' }
  const full = await sharedBudget().room(caller, pass.list === null ? CALLS_FOR_UNITS : 1)
  if (full !== null) return new Date(full)
  const tenant = openTenantApi(caller, turn.mayStillSend)
  try {
    const { items: tenants, complete } = await managedTenants(tenant)
    const lists = [...tenants.map(({ id }) => id as string).sort(), EVERYTHING]
    if (pass.list === null) {
      await keepUnits(db(), tenants, new Date())
      await move(pass, { list: lists[0]!, page: 1, whole: complete }, tenant)
      return null
    }
    const page = await pageOf(tenant, pass.list, pass.page)
    await tenant.mirrored()
    const firstId = pass.page === 1 ? (page.items[0]?.id ?? null) : pass.firstId
    // Some lists ignore the page that is asked for (tenant-api §4.5).
    const repeats = pass.page > 1 && page.items[0] !== undefined && page.items[0].id === pass.firstId
    const endless = pass.page > ENDLESS && (await isMoreThanThereIs(pass.page))
    const empty = pass.page === 1 && page.items.length === 0 && (await knowsAnyOf(pass.list))
    const whole = pass.whole && !repeats && !endless && !empty && page.unread === 0
    if (page.items.length > 0 && !repeats && !endless && page.more)
      await move(pass, { page: pass.page + 1, firstId, whole }, tenant)
    else {
      const next = lists.find((each, nth) => nth > lists.indexOf(pass.list!))
      const done = pass.list === EVERYTHING || next === undefined
      await move(
        pass,
        done ? { whole, listedAt: new Date() } : { list: next, page: 1, firstId: null, whole },
        tenant,
      )
      if (done && whole) await lookForMissing(pass)
    }
    return null
  } finally {
    sharedBudget().leave(caller)
  }
}

/** Some lists never end (tenant-api §4.5): beyond so many pages it is compared with what they have brought. */
const ENDLESS = 20

async function isMoreThanThereIs(page: number): Promise<boolean> {
  return page * PAGE > 2 * (await db().directoryAccount.count())
}

/** Whether an empty list is in doubt: there were accounts in it. */
async function knowsAnyOf(list: string): Promise<boolean> {
  const known = await db().directoryAccount.findFirst({
    where: { goneAt: null, ...(list !== EVERYTHING && { tenantId: list }) },
    select: { id: true },
  })
  return known !== null
}

type Listed = Pick<Page<Account>, 'items' | 'unread' | 'more'>

async function pageOf(tenant: TenantApi, list: string, page: number): Promise<Listed> {
  const id = asId<TenantId>(list)
  const asked = { page, perPage: PAGE }
  try {
    return await (id ? tenant.tenants.accounts(id, asked) : tenant.accounts.list(asked))
  } catch (error) {
    if (!isBeyondEnd(error, page)) throw error
    return { items: [], unread: 0, more: false }
  }
}

async function move(pass: DirectoryPass, data: Partial<DirectoryPass>, tenant: TenantApi): Promise<void> {
  await db().directoryPass.update({
    where: { number: pass.number },
    data: { ...data, calls: { increment: tenant.calls.length } },
  })
}

/** What was known and is in no list is looked for by its id, before the rest. */
async function lookForMissing({ startedAt }: DirectoryPass): Promise<void> {
  await db().$executeRaw`
    UPDATE directory_account SET due_at = 'epoch' WHERE gone_at IS NULL AND seen_at < ${startedAt}`
}
