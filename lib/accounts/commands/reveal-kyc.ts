import 'server-only'
import { countGuess } from '@/lib/auth/throttle'
import { AppError } from '@/lib/core/errors'
import { defineCommand } from '@/lib/entry/command'
import { managedAccount } from '@/lib/tenants/access'
import { targetOf } from '../recorded'
import { RevealKyc } from '../schema'

/**
 * Reveals an account's Know-Your-Customer data to somebody who sees it masked. Limited: a support agent needs a few, and
 * whoever goes through all customers is not one.
 */
export const revealKyc = defineCommand({
  name: 'account.kyc.reveal',
  label: 'Reveal Know-Your-Customer data',
  target: 'account',
  permission: 'kyc.reveal',
  effect: 'read',
  input: RevealKyc,
  remember: {},
  targetOf: ({ accountId }) => ({ id: accountId, accountId }),
  run: async ({ tenant, staff }, { accountId }) => {
    const limited = await countGuess('kyc-reveal', staff.id)
    if (limited)
      throw new AppError(
        'throttled',
        'You have revealed the data of many customers in a short time. Wait a while. Administrators can see how many there were.',
        { retryAt: limited.retryAt },
      )
    const account = await managedAccount(tenant, accountId)
    const values = await tenant.profiles.get(account.id)
    if (!values) throw new AppError('not_found', 'Know-Your-Customer data is not available for this account.')
    return { data: values, target: targetOf(account) }
  },
})
