import { money } from '@/components/ui/money'
import type { LoadedPlan, Offer, OfferedComponent, OfferedPlan, PlanOrder } from '@/lib/subscriptions/schema'
import { tierOf } from '@/lib/core/plan-tiers'
import { componentLabel, planLine } from '@/lib/subscriptions/constants'

/** `frequency`: as upstream tells it. */
export function frequencyName(frequency: string | null, known: Offer['frequencies'] = []): string {
  if (!frequency) return 'Cloudflare’s choice'
  const words = frequency.replaceAll('-', ' ')
  return (
    known.find(({ value }) => value === frequency)?.label ?? words.charAt(0).toUpperCase() + words.slice(1)
  )
}

/** What is known of a component before it is bought, in a sentence, or null. */
export function componentHint(component: OfferedComponent, currency: string | null): string | null {
  const price = component.unitPrice ? `${money(component.unitPrice, currency)} each above the default` : null
  const parts = [component.default !== null && `Default ${component.default.toLocaleString('en')}`, price]
  return parts.filter(Boolean).join('; ') || null
}

/** Cloudflare's own price of a plan. The partner's may be another. */
export function listPriceText({
  amount,
  currency,
  frequency,
}: NonNullable<OfferedPlan['listPrice']>): string {
  const price = `Cloudflare’s list price ${money(amount, currency)}`
  return frequency ? `${price}, ${frequencyName(frequency).toLowerCase()}` : price
}

const NOT_TOLD = 'Not known'

type Known = { offered: OfferedPlan | null; frequencies: Offer['frequencies'] }

/** The fields of what is there, as texts for comparing and showing. What is not told is no default. */
export function presentTexts(
  loaded: NonNullable<LoadedPlan>,
  { offered, frequencies }: Known,
): Record<string, string> {
  const text = (value: number | null | undefined) =>
    value === null || value === undefined ? NOT_TOLD : String(value)
  const valueOf = (name: string) => loaded.componentValues.find((each) => each.name === name)?.value
  const names = [...(offered?.components ?? []), ...loaded.componentValues].map(({ name }) => name)
  return {
    plan: planText(loaded.ratePlanId, offered),
    frequency: loaded.frequency === '' ? NOT_TOLD : frequencyName(loaded.frequency, frequencies),
    ...Object.fromEntries(names.map((name) => [name, text(valueOf(name))])),
  }
}

/**
 * The fields of what is ordered, likewise. `present`: what is there of the same plan (null: it is another plan); what
 * is not sent of it stays as it is.
 */
export function orderTexts(
  { ratePlanId, frequency, componentValues }: PlanOrder,
  { offered, frequencies, present }: Known & { present: Record<string, string> | null },
): Record<string, string> {
  const { plan: _, frequency: was, ...left } = present ?? {}
  const sent = Object.fromEntries(componentValues.map(({ name, value }) => [name, String(value)]))
  const usual = Object.fromEntries(
    (offered?.components ?? []).map(({ name, default: usual }) => [
      name,
      left[name] === NOT_TOLD ? NOT_TOLD : usual === null ? 'Cloudflare’s default' : String(usual),
    ]),
  )
  return {
    plan: planText(ratePlanId, offered),
    frequency: frequency === '' && was !== undefined ? was : frequencyName(frequency, frequencies),
    ...left,
    ...usual,
    ...sent,
  }
}

function planText(id: string, offered: OfferedPlan | null): string {
  return planLine({ id, tier: tierOf(id), name: offered && offered.label !== id ? offered.label : null })
}

/** What the fields of texts as above are called. */
export const orderNames = (...texts: Record<string, string>[]): Record<string, string> => ({
  ...Object.fromEntries(texts.flatMap(Object.keys).map((name) => [name, componentLabel(name)])),
  plan: 'Plan',
  frequency: 'Frequency',
})
