import 'server-only'
import { accountsWithoutTenant } from '@/lib/audit/belonging'
import { DeskError } from '@/lib/core/errors'
import { openTenantApi } from '@/lib/tenant-api/client'
import { TenantApiError, type FaultKind } from '@/lib/tenant-api/errors'
import { managedAccount } from './access'

const A_ROUND = 10
// What is said of one account. Anything else is Cloudflare's fault, or the way there.
const OF_THE_ACCOUNT: FaultKind[] = ['not_found', 'refused', 'invalid']
// Those of the start, less what has been looked at: what is no tenant's is not asked for again.
let waiting: { id: string; again: boolean }[] | null = null

/**
 * Looks whose some of the accounts are that have activity from before its rows had a tenant: by that those rows are among
 * their tenant's. A few a round, until each has been looked at. Throws while Cloudflare cannot be asked; the next round
 * goes on. One of which it cannot be told is looked at once more, after all others.
 */
export async function learnOlder(): Promise<void> {
  waiting ??= (await accountsWithoutTenant()).map((id) => ({ id, again: false }))
  const tenant = openTenantApi({ work: 'background' })
  for (let n = 0; n < A_ROUND && waiting.length > 0; n++) {
    const { id, again } = waiting[0]!
    const told = await managedAccount(tenant, id).then(
      () => true,
      (error: unknown) => {
        if (!(error instanceof DeskError)) throw error
        if (error instanceof TenantApiError && !OF_THE_ACCOUNT.includes(error.kind)) throw error
        return error.code === 'not_found'
      },
    )
    waiting.shift()
    if (!told && !again) waiting.push({ id, again: true })
  }
}
