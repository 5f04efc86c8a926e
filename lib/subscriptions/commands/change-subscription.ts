import 'server-only'
import type * as z from 'zod'
import type { Target } from '@/lib/audit/record'
import { defineCommand, type Finding, type Outcome } from '@/lib/entry/command'
import type { Subscription } from '@/lib/tenant-api/subscriptions'
import type { ManagedAccount } from '@/lib/tenants/access'
import { subscriptionAfter, subscriptionOf } from '../lookup'
import { isAsLoaded, isOrdered, loadedOf, orderOf, requireKnown } from '../ordering'
import { foundState, stateOf, SubscriptionState } from '../recorded'
import { forgetRefusal, rememberingRefusal } from '../refusals'
import { ChangeSubscription, PlanOrder, type OrderAnswer } from '../schema'

/**
 * Changes plan, frequency and components of a subscription; a smaller plan may wait for the end of the period. Nothing is
 * sent when it is no longer what the form was opened with.
 */
export const changeSubscription = defineCommand({
  name: 'subscription.change',
  label: 'Change account subscription',
  target: 'subscription',
  permission: 'subscriptions.change',
  effect: 'remote',
  input: ChangeSubscription,
  remember: { request: PlanOrder, before: SubscriptionState, after: SubscriptionState },
  targetOf: ({ accountId, subscriptionId }) => ({ id: subscriptionId, accountId }),
  run: async ({ tenant, staff, before }, input) => {
    const { account, now, target } = await subscriptionOf(tenant, input)
    if (!isAsLoaded(now, input.loaded)) return changedSince(now, target)
    const order = orderOf(input)
    await requireKnown(now, order)
    before(stateOf(now))
    const { ratePlanId } = order
    const then = await rememberingRefusal(account, { ratePlanId, by: staff.email }, () =>
      tenant.subscriptions.change(account.id, now.id, order),
    )
    await forgetRefusal(account, ratePlanId)
    return { data: { status: 'done' } as OrderAnswer, target, after: stateOf(then) }
  },
  look: async ({ tenant }, { target, request }) => {
    const { account, there } = await subscriptionAfter(tenant, target)
    return orderFinding('subscription', account, there, request)
  },
})

/** Somebody else changed it since the form was opened: nothing was sent. */
export function changedSince(now: Subscription | null, target: Target): Outcome<OrderAnswer, never, never> {
  return {
    data: { status: 'changed', theirs: loadedOf(now) },
    phase: 'failed',
    errorCode: 'conflict',
    target,
  }
}

/** What differs may have been changed again since, so only a match is telling. */
export async function orderFinding(
  noun: string,
  account: ManagedAccount,
  now: Subscription | null,
  order: Partial<PlanOrder>,
): Promise<Finding<OrderAnswer, z.input<typeof SubscriptionState>>> {
  const after = foundState(now)
  if (!now || !isOrdered(now, order))
    return { phase: 'unknown', says: `the ${noun} is not what was ordered, or not any more.`, after }
  await forgetRefusal(account, order.ratePlanId ?? '')
  return {
    phase: 'succeeded',
    says: `the ${noun} is what was ordered.`,
    data: { status: 'done' },
    after,
  }
}
