import 'server-only'
import type { Target } from '@/lib/audit/record'
import type { AccountId } from '@/lib/core/ids'
import type { Finding } from '@/lib/entry/command'
import type { TenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import { isGone, managedAccount, type ManagedAccount } from '@/lib/tenants/access'

/** Returns the account of an attempt as it is now; null where it is gone. Throws where that cannot be told. */
export async function accountOfAttempt(
  tenant: TenantApi,
  { accountId }: Target,
): Promise<ManagedAccount | null> {
  try {
    return await managedAccount(tenant, accountId ?? '')
  } catch (error) {
    if (isGone(error)) return null
    throw error
  }
}

/** What is found where the account that something was changed in is gone. */
export const ACCOUNT_GONE = {
  phase: 'unknown',
  says: 'the account is not there any more; whether this change was made is not known.',
  after: { found: false },
} satisfies Finding

/** Whether an account is there, as far as that can be told: one that cannot be read is taken to be there. */
export async function stillThere(tenant: TenantApi, id: AccountId): Promise<boolean> {
  try {
    await tenant.accounts.get(id)
    return true
  } catch (error) {
    return !(error instanceof TenantApiError && error.kind === 'not_found')
  }
}
