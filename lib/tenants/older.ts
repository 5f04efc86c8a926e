import 'server-only'
import { accountsWithoutTenant } from '@/lib/audit/belonging'
import { AppError } from '@/lib/core/errors'
import { openTenantApi } from '@/lib/tenant-api/client'
import { TenantApiError, type FaultKind } from '@/lib/tenant-api/errors'
import { managedAccount } from './access'

const A_ROUND = 10
// Errors about a single account. Anything else is a problem of Cloudflare's or of the connection.
const OF_THE_ACCOUNT: FaultKind[] = ['not_found', 'refused', 'invalid']
// Accounts to check, read once at the start. One that belongs to no tenant is not checked again.
let waiting: { id: string; again: boolean }[] | null = null

/**
 * Finds the tenant of accounts whose activity was recorded before rows had a tenant, so that those rows are listed
 * under it. A few per round, until each has been checked. Throws while Cloudflare cannot be asked; the next round
 * continues. An account without an answer is checked once more, after all others.
 */
export async function learnOlder(): Promise<void> {
  waiting ??= (await accountsWithoutTenant()).map((id) => ({ id, again: false }))
  const tenant = openTenantApi({ work: 'background' })
  for (let n = 0; n < A_ROUND && waiting.length > 0; n++) {
    const { id, again } = waiting[0]!
    const told = await managedAccount(tenant, id).then(
      () => true,
      (error: unknown) => {
        if (!(error instanceof AppError)) throw error
        if (error instanceof TenantApiError && !OF_THE_ACCOUNT.includes(error.kind)) throw error
        return error.code === 'not_found'
      },
    )
    waiting.shift()
    if (!told && !again) waiting.push({ id, again: true })
  }
}
