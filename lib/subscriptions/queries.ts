import 'server-only'
import { accountOf } from '@/lib/accounts/access'
import { requirePermission } from '@/lib/auth/session'
import type { SubscriptionRow } from './schema'

/** Takes an account's id from the URL; returns its subscriptions, those of its zones too where upstream lists them. */
export async function accountSubscriptions(rawId: string): Promise<SubscriptionRow[]> {
  await requirePermission('subscriptions.read')
  const { account, tenant } = await accountOf(rawId)
  const subscriptions = await tenant.subscriptions.list(account.id)
  return subscriptions.map(({ id, product, ratePlan, state, frequency, price, currency, zone }) => ({
    id,
    product: product?.publicName ?? product?.name ?? null,
    plan: ratePlan.name,
    planId: ratePlan.id,
    state,
    frequency,
    price,
    currency: currency ?? ratePlan.currency,
    zoneName: zone ? (zone.name ?? zone.id) : null,
  }))
}
