import 'server-only'
import { cache } from 'react'
import type { Batches, Report } from '@/lib/entry/download'
import { requirePermission } from '@/lib/auth/session'
import { AppError } from '@/lib/core/errors'
import { asId, type AccountId, type TenantId } from '@/lib/core/ids'
import { orNotFound } from '@/lib/core/read'
import type { Account } from '@/lib/tenant-api/accounts'
import { openTenantApi, type TenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import type { Unit } from '@/lib/tenant-api/tenants'
import { isListed, settle } from './ownership'
import { managedTenants } from './tenancy'

/** An account that is proven to belong to one of our tenants, with that tenant and, if known, its unit. */
export type ManagedAccount = Account & { tenantId: TenantId; unit: Unit | null }

/**
 * The account, if it exists and the tenant owns it. Throws `AppError('not_found')` otherwise, so that a foreign id
 * looks like an unknown one; `isGone` tells whether the account exists. Other codes: it is not known.
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
    throw new AppError(
      'unavailable',
      'Cloudflare does not say whether your tenant owns this account, so it is not shown. Try again in a moment.',
    )
  if (!place) throw unknownAccount()
  return { ...account, ...place }
}

/** Whether Cloudflare itself reported that there is no such account. */
export function isGone(error: unknown): boolean {
  if (!(error instanceof AppError) || error.code !== 'not_found') return false
  return error.cause instanceof TenantApiError && error.cause.kind === 'not_found'
}

/**
 * The account of a page and its tabs, read once per request, with the person and the client. Unknown and foreign ids
 * end in the 404 page.
 */
export const accountOf = cache(async (rawId: string) => {
  const staff = await requirePermission('accounts.read')
  const tenant = openTenantApi({ work: 'view', person: staff.id })
  return { staff, tenant, account: await orNotFound(managedAccount(tenant, rawId)) }
})

/**
 * For exports of what is in an account: proves the account, fills the report, then reads. Throws as `managedAccount`.
 */
export async function* inAccount<Row>(
  rawId: string | undefined,
  report: Report,
  read: (tenant: TenantApi, account: ManagedAccount) => Batches<Row>,
): Batches<Row> {
  const tenant = openTenantApi(report.caller)
  report.calls = tenant.calls
  const account = await managedAccount(tenant, rawId ?? '')
  const { id, name } = account
  report.target = { id, name, accountId: id, accountName: name }
  return yield* read(tenant, account)
}

/**
 * Reads something in an account. The read runs while ownership of the account is being checked, so that a page waits
 * for one call instead of two; nothing is returned before the check succeeds. Unknown and foreign ids end in the 404
 * page. For reads only.
 */
export async function readInside<T>(
  rawId: string,
  read: (tenant: TenantApi, id: AccountId) => Promise<T>,
): Promise<T> {
  const staff = await requirePermission('accounts.read')
  const id = asId<AccountId>(rawId)
  const begun = id && read(openTenantApi({ work: 'view', person: staff.id }), id)
  // An error of the read must not reveal anything about an account that is not ours.
  begun?.catch(() => {})
  await accountOf(rawId)
  return begun as Promise<T>
}

/** Upstream may answer an unknown id with 403. An account of ours is in the tenants' own lists, if they are short. */
async function withoutAccount(tenant: TenantApi, id: AccountId, error: unknown): Promise<never> {
  if (!(error instanceof TenantApiError)) throw error
  if (error.kind === 'not_found') throw unknownAccount(error)
  const listed = error.forbidden ? await isListed(tenant, id).catch(() => null) : null
  throw listed === false ? unknownAccount(error) : error
}

function unknownAccount(cause?: TenantApiError): AppError {
  return new AppError('not_found', 'There is no managed account with this ID.', { cause })
}
