import { tierOf } from '@/lib/core/plan-tiers'
import type { LoadedPlan, OfferedPlan, OrderForm, PlanOrder } from './schema'

// Apart from the schema, so that a page that only names these does not load what checks them.

/** A plan in the partner's terms: the tier where the id tells it, what upstream calls it, and the id. */
export type PlanView = { id: string | null; tier: string | null; name: string | null }

/** The plan of a zone; a zone without a subscription is Free (tenant-api §3.5). */
export function planView(
  subscription: { ratePlan: { id: string | null; name: string | null } } | null,
): PlanView {
  if (!subscription) return { id: null, tier: 'Free', name: null }
  const { id, name } = subscription.ratePlan
  return { id, tier: tierOf(id), name }
}

/** Ids differ in case between request and answer, and an answer may name the bare tier (tenant-api §3.2, §3.5). */
export function samePlan(ordered: string, answered: string | null): boolean {
  const [a, b] = [ordered.toLowerCase(), (answered ?? '').toLowerCase()]
  return a === b || (b === tierOf(ordered)?.toLowerCase() && b === tierOf(answered)?.toLowerCase())
}

/**
 * The order that a form means; `plan` is null for one that is not offered. A component at its default is sent only where
 * that changes something, so that no plan is asked for what it may not have; one that the plan has and is not offered is
 * sent as it is, since what is left out is reset.
 */
export function toOrder(form: OrderForm, plan: OfferedPlan | null, loaded: LoadedPlan): PlanOrder {
  const components = plan?.components ?? []
  const same = loaded !== null && samePlan(form.ratePlanId, loaded.ratePlanId)
  const now = same ? loaded.componentValues : []
  const ordered = components.flatMap((component) => {
    const { name, default: usual } = component
    const typed = form.components[name] ?? ''
    const value = typed === '' ? usual : Number(typed)
    const was = now.find((each) => each.name === name)?.value ?? null
    const chosen = typed !== '' && (same || isUnread(loaded, name))
    const telling = value !== usual || (was === null ? chosen : was !== value)
    return value !== null && telling ? [{ name, value }] : []
  })
  const kept = now.flatMap(({ name, value }) =>
    value === null || components.some((each) => each.name === name) ? [] : [{ name, value }],
  )
  return {
    ratePlanId: form.ratePlanId,
    frequency: form.frequency,
    componentValues: [...ordered, ...kept],
  }
}

/** Whether Cloudflare has a value of the component that nobody could read. */
export function isUnread(loaded: LoadedPlan, name: string): boolean {
  const found = loaded?.componentValues.find((each) => each.name === name)
  return found ? found.value === null : loaded !== null && !loaded.told
}

const COMPONENTS: Record<string, string> = {
  page_rules: 'Page Rules',
  access_users_allowed: 'Seats',
  images_storage_per_hundred_thousand: 'Images stored (hundred thousands)',
  image_delivered_per_hundred_thousand: 'Images delivered (hundred thousands)',
  stream_storage_thousand_minutes: 'Minutes stored (thousands)',
  stream_viewed_thousand_minutes: 'Minutes viewed (thousands)',
  load_balancing_load_balancers: 'Load balancers',
  load_balancing_pools: 'Pools',
  load_balancing_origins: 'Endpoints',
  load_balancing_geo_routing: 'Geo routing',
}

/** For people: of any name, such as `page_rules`, also of unknown ones. */
export function componentLabel(name: string): string {
  const words = name.replaceAll('_', ' ').trim()
  return COMPONENTS[name] ?? words.charAt(0).toUpperCase() + words.slice(1)
}

/** The tier or name, and the id that tells it apart. */
export function planLine({ id, tier, name }: PlanView): string {
  const title = tier ?? name ?? id ?? 'Not known'
  return id && id !== title ? `${title} (${id})` : title
}
