import 'server-only'
import { AppError } from '@/lib/core/errors'
import { readKey } from '@/lib/onboarding/results'
import type { MendStep, Order } from '@/lib/onboarding/schema'

/**
 * The order with one part as it was mended, and the key of that part's step now. Throws `invalid` where the part is not of
 * the step.
 */
export function mended(
  order: Order,
  step: { key: string },
  part: MendStep['part'],
): { order: Order; key: string } {
  const { kind, which } = readKey(step.key)
  if (part.kind !== kind) throw new AppError('invalid', 'This is not what the step makes.')
  const { key } = step
  switch (part.kind) {
    case 'account': {
      const { customer, confirmDuplicate } = part
      return { key, order: { ...order, customer, confirmDuplicate } }
    }
    case 'member': {
      const { access } = order
      const emails = access.emails.with(Number(which), part.email)
      // Whoever is still to be invited gets the same.
      return { key, order: { ...order, access: { ...access, emails, grant: part.grant } } }
    }
    case 'zone': {
      const zones = order.zones.map((each) => (each.name === which ? { ...each, ...part.zone } : each))
      return { key: `zone:${part.zone.name}`, order: { ...order, zones } }
    }
    case 'plan': {
      const zones = order.zones.map((each) => (each.name === which ? { ...each, plan: part.plan } : each))
      return { key, order: { ...order, zones } }
    }
    case 'subscription': {
      const subscriptions = order.subscriptions.map((each) => (each.ratePlanId === which ? part.order : each))
      return { key: `subscription:${part.order.ratePlanId}`, order: { ...order, subscriptions } }
    }
  }
}
