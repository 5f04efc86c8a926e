import 'server-only'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import type { Batches, Report } from '@/lib/audit/export'
import { requirePermission } from '@/lib/auth/session'
import { DeskError } from '@/lib/core/errors'
import { asId, type AccountId, type TenantId } from '@/lib/core/ids'
import type { Account } from '@/lib/tenant-api/accounts'
import { openTenantApi, type TenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import type { Unit } from '@/lib/tenant-api/tenants'
import { isListed, settle } from './ownership'
import { managedTenants } from './tenancy'

/** An account proved to be one that a tenant of ours owns: that tenant, and its unit where that is known. */
export type ManagedAccount = Account & { tenantId: TenantId; unit: Unit | null }

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
  const place = await settle(tenant, account)
  if (place === null)
    throw new DeskError(
      'unavailable',
      'Cloudflare does not say whether your tenant owns this account, so it is not shown. Try again in a moment.',
    )
  if (!place) throw unknownAccount()
  return { ...account, ...place }
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

/** Upstreams may call an unknown id forbidden: one of an account of ours is in the tenants' own lists, if they are short. */
async function withoutAccount(tenant: TenantApi, id: AccountId, error: unknown): Promise<never> {
  if (!(error instanceof TenantApiError)) throw error
  if (error.kind === 'not_found') throw unknownAccount(error)
  const listed = error.status === 403 ? await isListed(tenant, id).catch(() => null) : null
  throw listed === false ? unknownAccount(error) : error
}

function unknownAccount(cause?: TenantApiError): DeskError {
  return new DeskError('not_found', 'There is no managed account with this ID.', { cause })
}
