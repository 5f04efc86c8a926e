import 'server-only'
import { accountsWithoutTenant } from '@/lib/audit/belonging'
import { DeskError } from '@/lib/core/errors'
import { openTenantApi } from '@/lib/tenant-api/client'
import { managedAccount } from './access'

const A_ROUND = 10
// Those of the start, less what has been looked at: what is no tenant's is not asked for again.
let waiting: string[] | null = null

/**
 * Looks whose some of the accounts are that have activity from before its rows had a tenant: by that those rows are among
 * their tenant's. A few a round, until each has been looked at. Throws what stands in the way; the next round goes on.
 */
export async function learnOlder(): Promise<void> {
  waiting ??= await accountsWithoutTenant()
  const tenant = openTenantApi({ work: 'background' })
  for (let n = 0; n < A_ROUND && waiting.length > 0; n++) {
    await managedAccount(tenant, waiting[0]!).catch((error: unknown) => {
      if (!(error instanceof DeskError) || error.code !== 'not_found') throw error
    })
    waiting.shift()
  }
}
