import 'server-only'
import { accountOf } from '@/lib/accounts/access'
import { requirePermission } from '@/lib/auth/session'
import type { Subscription } from '@/lib/tenant-api/subscriptions'
import type { SubscriptionRow } from './schema'

/** Takes an account's id from the URL; returns its subscriptions, those of its zones too where upstream lists them. */
export async function accountSubscriptions(rawId: string): Promise<SubscriptionRow[]> {
  await requirePermission('subscriptions.read')
  const { account, tenant } = await accountOf(rawId)
  return (await tenant.subscriptions.list(account.id)).map(toRow)
}

function toRow(subscription: Subscription): SubscriptionRow {
  const { id, product, ratePlan, nextRatePlan, zone, currency } = subscription
  return {
    id,
    product: product?.publicName ?? product?.name ?? null,
    plan: ratePlan.name,
    planId: ratePlan.id,
    components: subscription.componentValues,
    state: subscription.state,
    frequency: subscription.frequency,
    price: subscription.price,
    currency: currency ?? ratePlan.currency,
    periodStart: subscription.currentPeriodStart,
    periodEnd: subscription.currentPeriodEnd,
    createdOn: subscription.createdOn,
    cancelAtPeriodEnd: subscription.cancelAtPeriodEnd ?? false,
    next: nextRatePlan && { name: nextRatePlan.name, id: nextRatePlan.id },
    zoneName: zone ? (zone.name ?? zone.id) : null,
  }
}
