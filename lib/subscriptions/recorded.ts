import 'server-only'
import * as z from 'zod'
import type { Target } from '@/lib/audit/record'
import type { Subscription } from '@/lib/tenant-api/subscriptions'
import type { ManagedAccount } from '@/lib/tenants/access'

/** A subscription as the record remembers it. */
export const SubscriptionState = z.object({
  id: z.string().nullable(),
  ratePlanId: z.string().nullable(),
  frequency: z.string().nullable(),
  componentValues: z.record(z.string(), z.number().nullable()),
  state: z.string().nullable(),
  price: z.number().nullable(),
  currency: z.string().nullable(),
  nextRatePlanId: z.string().nullable(),
})

export function stateOf(subscription: Subscription): z.infer<typeof SubscriptionState> {
  const { id, ratePlan, frequency, componentValues, state, price, currency, nextRatePlan } = subscription
  return {
    id,
    ratePlanId: ratePlan.id,
    frequency,
    componentValues: Object.fromEntries(componentValues.map(({ name, value }) => [name, value])),
    state,
    price,
    currency,
    nextRatePlanId: nextRatePlan?.id ?? null,
  }
}

export function targetOf(
  account: Pick<ManagedAccount, 'id' | 'name'>,
  plan: string | null,
  id: string | null = null,
): Target {
  return { id, name: plan, accountId: account.id, accountName: account.name }
}

/** What looking found: a subscription, or that there is none. */
export const FoundState = SubscriptionState.partial().extend({ found: z.boolean().optional() })

export const foundState = (there: Subscription | null): z.infer<typeof FoundState> =>
  there ? { ...stateOf(there), found: true } : { found: false }
