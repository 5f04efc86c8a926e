import { money } from '@/components/ui/money'
import type { LoadedPlan, Offer, OfferedComponent, OfferedPlan, PlanOrder } from '@/lib/subscriptions/schema'
import { componentLabel, planLine, tierOf } from '@/lib/subscriptions/terms'

/** Takes a frequency as it comes; returns it in words. */
export function frequencyName(frequency: string | null, known: Offer['frequencies'] = []): string {
  if (!frequency) return 'Cloudflare’s choice'
  const words = frequency.replaceAll('-', ' ')
  return (
    known.find(({ value }) => value === frequency)?.label ?? words.charAt(0).toUpperCase() + words.slice(1)
  )
}

/** Takes a component before it is bought; returns what is known of it in a sentence, or null. */
export function componentHint(component: OfferedComponent, currency: string | null): string | null {
  const price = component.unitPrice ? `${money(component.unitPrice, currency)} each beyond the default` : null
  const parts = [component.default !== null && `Default ${component.default.toLocaleString('en')}`, price]
  return parts.filter(Boolean).join('; ') || null
}

/** Takes Cloudflare's own price of a plan; returns it in words. The partner's may be another. */
export function listPriceText({
  amount,
  currency,
  frequency,
}: NonNullable<OfferedPlan['listPrice']>): string {
  const price = `Cloudflare’s list price ${money(amount, currency)}`
  return frequency ? `${price}, ${frequencyName(frequency).toLowerCase()}` : price
}

/** The fields of what is there and of what is ordered, as texts for comparing and showing. */
export function orderTexts(
  plan: PlanOrder | NonNullable<LoadedPlan>,
  { offered, frequencies }: { offered: OfferedPlan | null; frequencies: Offer['frequencies'] },
): Record<string, string> {
  const { ratePlanId: id, frequency, componentValues } = plan
  const values = new Map(componentValues.map(({ name, value }) => [name, String(value)]))
  for (const { name, default: usual } of offered?.components ?? [])
    if (!values.has(name)) values.set(name, usual === null ? 'Cloudflare’s default' : String(usual))
  return {
    plan: planLine({ id, tier: tierOf(id), name: offered && offered.label !== id ? offered.label : null }),
    frequency: frequencyName(frequency, frequencies),
    ...Object.fromEntries(values),
  }
}

/** Takes texts as above; returns how their fields are called. */
export const orderNames = (...texts: Record<string, string>[]): Record<string, string> => ({
  ...Object.fromEntries(texts.flatMap(Object.keys).map((name) => [name, componentLabel(name)])),
  plan: 'Plan',
  frequency: 'Frequency',
})
