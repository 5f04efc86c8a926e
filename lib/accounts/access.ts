import 'server-only'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import type { Batches, Report } from '@/lib/audit/export'
import { requirePermission } from '@/lib/auth/session'
import { DeskError } from '@/lib/core/errors'
import { asId, type AccountId, type TenantId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import type { Account } from '@/lib/tenant-api/accounts'
import { openTenantApi, type TenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import type { Tenant, Unit } from '@/lib/tenant-api/tenants'

/** An account proved to be one that a tenant of ours owns: that tenant, and its unit where that is known. */
export type ManagedAccount = Account & { tenantId: TenantId; unit: Unit | null }

const TENANTS_FOR_MS = 60_000
// A call for every fifty accounts: as fresh as this only where nothing else tells whose an account is.
const OWNED_FOR_MS = 15_000
const OWNED_BESIDE_MS = 5 * 60_000

/** What the tenants' own lists tell. An account that is not in a list that was cut may be owned all the same. */
type Owned = { accounts: Map<AccountId, TenantId>; complete: boolean }

/** `since` is when it was asked for, in epoch milliseconds. */
type Kept<T> = { value: Promise<T>; since: number }
// On globalThis because pages and actions are separate bundles of one process.
const kept = globalThis as typeof globalThis & {
  tenantdeskTenants?: Kept<Tenant[]>
  tenantdeskOwned?: Kept<Owned>
}

/** Returns the tenants that the credentials administer, kept for a minute: they change about once a year. */
export function managedTenants(tenant: TenantApi): Promise<Tenant[]> {
  kept.tenantdeskTenants = keep(kept.tenantdeskTenants, TENANTS_FOR_MS, () =>
    tenant.tenants.list().catch(missingList),
  )
  return kept.tenantdeskTenants.value
}

/** Returns every unit of every tenant, in the order the API gives them. */
export async function managedUnits(tenant: TenantApi): Promise<Unit[]> {
  return (await managedTenants(tenant)).flatMap((each) => each.units)
}

/** Returns the ids of the accounts that a tenant owns. Throws where its own list is too long to be read as a whole. */
export async function accountIdsOf(tenant: TenantApi, tenantId: TenantId): Promise<AccountId[]> {
  const { accounts, complete } = await ownedAccounts(tenant)
  if (!complete)
    throw new DeskError(
      'unavailable',
      'Your tenants have more accounts than can be listed at once, so it cannot be told what belongs to this one. Show all tenants instead.',
    )
  return [...accounts].flatMap(([id, owner]) => (owner === tenantId ? [id] : []))
}

/** Returns the ids of the accounts that a tenant had when their deletion was begun here. */
export async function deletedAccountIdsOf(tenantId: TenantId): Promise<AccountId[]> {
  const deletions = await db().accountDeletion.findMany({ where: { tenantId }, select: { accountId: true } })
  return deletions.map(({ accountId }) => accountId as AccountId)
}

/** Drops what is kept, after the sandbox was reset or an account was made or deleted. */
export function forgetOwned(): void {
  kept.tenantdeskTenants = undefined
  kept.tenantdeskOwned = undefined
}

/**
 * Takes an id as it came from a URL or a form; returns the account when it exists and the tenant owns it.
 * Throws `DeskError('not_found')` for everything else, so that a foreign id looks like an unknown one; `isGone` tells
 * whether there is such an account. Other codes: it cannot be told.
 */
export async function managedAccount(tenant: TenantApi, rawId: string): Promise<ManagedAccount> {
  const id = asId<AccountId>(rawId)
  if (!id) throw unknownAccount()
  const [account] = await Promise.all([
    tenant.accounts.get(id).catch((error: unknown) => withoutAccount(tenant, id, error)),
    managedTenants(tenant),
  ])
  const [managed] = await withOwnership(tenant, [account])
  if (managed?.owned === null)
    throw new DeskError(
      'unavailable',
      'Your tenant has more accounts than can be listed at once, and Cloudflare does not say whether this is one of them.',
    )
  if (!managed?.tenantId) throw unknownAccount()
  return { ...account, tenantId: managed.tenantId, unit: managed.unit }
}

/** Takes what `managedAccount` threw; returns whether Cloudflare itself says that there is no such account. */
export function isGone(error: unknown): boolean {
  if (!(error instanceof DeskError) || error.code !== 'not_found') return false
  return error.cause instanceof TenantApiError && error.cause.kind === 'not_found'
}

/**
 * Takes an id from the URL; returns the account of a page and its tabs, read once per request, with who asks and the
 * opened door. Unknown and foreign ids end in the 404 page.
 */
export const accountOf = cache(async (rawId: string) => {
  const staff = await requirePermission('accounts.read')
  const tenant = openTenantApi({ work: 'view', person: staff.id })
  try {
    return { staff, tenant, account: await managedAccount(tenant, rawId) }
  } catch (error) {
    if (error instanceof DeskError && error.code === 'not_found') notFound()
    throw error
  }
})

/**
 * For exports of what is in an account: takes its id as it came, what to tell the record, and how to read; gives what
 * that gives. Throws as `managedAccount`.
 */
export async function* inAccount<Row>(
  rawId: string,
  report: Report,
  read: (tenant: TenantApi, account: ManagedAccount) => Batches<Row>,
): Batches<Row> {
  const tenant = openTenantApi(report.caller)
  report.calls = tenant.calls
  const account = await managedAccount(tenant, rawId)
  const { id, name } = account
  report.target = { id, name, accountId: id, accountName: name }
  return yield* read(tenant, account)
}

/**
 * Takes an id from the URL and a read of something in that account; returns what it read. The read runs while the
 * account is still being proved to be ours, so that a page waits for one call instead of two, and nothing of it is
 * given away before the proof. Unknown and foreign ids end in the 404 page. For reads only.
 */
export async function readInside<T>(
  rawId: string,
  read: (tenant: TenantApi, id: AccountId) => Promise<T>,
): Promise<T> {
  const staff = await requirePermission('accounts.read')
  const id = asId<AccountId>(rawId)
  const begun = id && read(openTenantApi({ work: 'view', person: staff.id }), id)
  // Whatever the read says of an account that is not ours is not told.
  begun?.catch(() => {})
  await accountOf(rawId)
  return begun as Promise<T>
}

/**
 * Takes accounts as the API lists them (every account the credentials reach, tenant-api §2.2); returns each with
 * whether a tenant owns it, which, and its unit. `managed_by` decides where the API sends it, which it need not do for
 * every account; else the tenants' own lists do. Null: neither tells, because those lists are longer than we read, or,
 * where `tolerant`, because they cannot be read.
 */
export async function withOwnership<A extends Account>(
  tenant: TenantApi,
  accounts: A[],
  { tolerant = false } = {},
): Promise<(A & { owned: boolean | null; tenantId: TenantId | null; unit: Unit | null })[]> {
  const tenants = await managedTenants(tenant)
  const units = tenants.flatMap((each) => each.units)
  const unitOf = (account: Account) =>
    units.find((unit) => unit.id === account.unitId) ??
    units.find((unit) => unit.tenantId === (account.unitId as string | null)) ??
    null
  const tenantOf = (account: Account) =>
    unitOf(account)?.tenantId ??
    tenants.find((each) => each.id === (account.unitId as string | null))?.id ??
    null
  const known = (account: Account) => tenantOf(account) !== null

  const owned = accounts.every(known)
    ? null
    : await ownedAccounts(tenant, accounts.some(known) ? OWNED_BESIDE_MS : OWNED_FOR_MS).catch(
        (error: unknown): Owned => {
          if (!tolerant) throw error
          return { accounts: new Map(), complete: false }
        },
      )
  return accounts.map((account) => {
    const listedBy = owned?.accounts.get(account.id)
    const tenantId = tenantOf(account) ?? listedBy ?? null
    return {
      ...account,
      owned: tenantId !== null || (owned && !owned.complete ? null : false),
      tenantId,
      unit: unitOf(account) ?? (listedBy && units.length === 1 ? units[0]! : null),
    }
  })
}

function ownedAccounts(tenant: TenantApi, forMs = OWNED_FOR_MS): Promise<Owned> {
  kept.tenantdeskOwned = keep(kept.tenantdeskOwned, forMs, async () => {
    const lists = await Promise.all(
      (await managedTenants(tenant)).map(async (each) => {
        const found = await tenant.tenants.allAccounts(each.id).catch(missingList)
        return { accounts: found.map(({ id }) => [id, each.id] as const), complete: found.complete }
      }),
    )
    return {
      accounts: new Map(lists.flatMap(({ accounts }) => accounts)),
      complete: lists.every(({ complete }) => complete),
    }
  })
  return kept.tenantdeskOwned.value
}

function keep<T>(held: Kept<T> | undefined, forMs: number, load: () => Promise<T>): Kept<T> {
  if (held && held.since + forMs > Date.now()) return held
  const fresh: Kept<T> = { value: load(), since: Date.now() }
  // A failure is not kept: the next request asks again.
  fresh.value.catch(() => (fresh.since = 0))
  return fresh
}

/** Upstreams may call an unknown id forbidden: one of an account of ours is in the tenants' own lists. */
async function withoutAccount(tenant: TenantApi, id: AccountId, error: unknown): Promise<never> {
  if (!(error instanceof TenantApiError)) throw error
  if (error.kind === 'not_found') throw unknownAccount(error)
  const owned = error.status === 403 ? await ownedAccounts(tenant).catch(() => null) : null
  throw owned?.complete && !owned.accounts.has(id) ? unknownAccount(error) : error
}

/** What is not found is then a list of our own tenants, and not the account that somebody asked for. */
function missingList(error: unknown): never {
  if (!(error instanceof TenantApiError) || error.kind !== 'not_found') throw error
  throw new DeskError('unavailable', error.message, { detail: error.detail ?? undefined, cause: error })
}

function unknownAccount(cause?: TenantApiError): DeskError {
  return new DeskError('not_found', 'There is no managed account with this id.', { cause })
}
