import 'server-only'
import { AppError } from '@/lib/core/errors'
import { defineCommand } from '@/lib/entry/command'
import { subscriptionAfter, subscriptionOf } from '../lookup'
import { foundState, stateOf, SubscriptionState } from '../recorded'
import { OneSubscription } from '../schema'

/** Takes back a downgrade that waits for the end of the period. */
export const undoDowngrade = defineCommand({
  name: 'subscription.undo-downgrade',
  label: 'Undo pending downgrade',
  target: 'subscription',
  permission: 'subscriptions.change',
  effect: 'remote',
  input: OneSubscription,
  remember: { before: SubscriptionState, after: SubscriptionState },
  targetOf: ({ accountId, subscriptionId }) => ({ id: subscriptionId, accountId }),
  run: async ({ tenant, before }, input) => {
    const { account, now, target } = await subscriptionOf(tenant, input)
    if (!now.nextRatePlan)
      throw new AppError(
        'conflict',
        'No change is pending for this subscription any longer. Reload the page.',
      )
    before(stateOf(now))
    await tenant.subscriptions.cancelDowngrade(account.id, [now.id])
    return { data: null, target, after: stateOf({ ...now, nextRatePlan: null }) }
  },
  look: async ({ tenant }, { target }) => {
    const { there } = await subscriptionAfter(tenant, target)
    const after = foundState(there)
    if (!there)
      return {
        phase: 'unknown',
        says: 'the subscription is gone; whether this change was made is not known.',
        after,
      }
    return !there.nextRatePlan
      ? { phase: 'succeeded', says: 'no downgrade is pending.', data: null, after }
      : { phase: 'failed', says: 'the downgrade is still pending.', after }
  },
})
