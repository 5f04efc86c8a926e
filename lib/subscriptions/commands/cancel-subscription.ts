import 'server-only'
import { defineCommand } from '@/lib/entry/command'
import type { Subscription } from '@/lib/tenant-api/subscriptions'
import { subscriptionAfter, subscriptionOf } from '../lookup'
import { FoundState, foundState, stateOf, SubscriptionState } from '../recorded'
import { OneSubscription } from '../schema'

/** Reads before it cancels, because upstream says yes to any id. */
export const cancelSubscription = defineCommand({
  name: 'subscription.cancel',
  label: 'Cancel account subscription',
  target: 'subscription',
  permission: 'subscriptions.cancel',
  effect: 'remote',
  input: OneSubscription,
  remember: { before: SubscriptionState, after: FoundState },
  targetOf: ({ accountId, subscriptionId }) => ({ id: subscriptionId, accountId }),
  run: async ({ tenant, before }, input) => {
    const { account, now, target } = await subscriptionOf(tenant, input)
    before(stateOf(now))
    await tenant.subscriptions.cancel(account.id, now.id)
    return { data: null, target }
  },
  look: async ({ tenant }, { target }) => {
    const { there } = await subscriptionAfter(tenant, target)
    const after = foundState(there)
    return isEnded(there)
      ? {
          phase: 'succeeded',
          says: `the subscription is ${there ? 'cancelled' : 'gone'}.`,
          data: null,
          after,
        }
      : { phase: 'failed', says: 'the subscription is there.', after }
  },
})

/** Cancelled, now or at the end of its period. */
function isEnded(subscription: Subscription | null): boolean {
  return (
    subscription === null ||
    subscription.cancelAtPeriodEnd === true ||
    subscription.state?.toLowerCase() === 'cancelled'
  )
}
