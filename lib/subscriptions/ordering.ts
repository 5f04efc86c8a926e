import 'server-only'
import { AppError } from '@/lib/core/errors'
import type { NewSubscription, Subscription } from '@/lib/tenant-api/subscriptions'
import type { AvailableRatePlan } from '@/lib/tenant-api/zones'
import { catalogue } from './catalogue-file'
import { componentLabel, isUnread, samePlan } from './constants'
import type { LoadedPlan, PlanOrder } from './schema'

export function orderOf({ ratePlanId, frequency, componentValues }: PlanOrder) {
  return {
    ratePlanId,
    frequency: frequency || undefined,
    componentValues: componentValues.length > 0 ? componentValues : undefined,
  } satisfies NewSubscription
}

/** What a form starts from, and what is compared before sending. */
export function loadedOf(subscription: Subscription | null): LoadedPlan {
  return (
    subscription && {
      ratePlanId: subscription.ratePlan.id ?? '',
      frequency: subscription.frequency ?? '',
      componentValues: subscription.componentValues.map(({ name, value }) => ({ name, value })),
      told: subscription.componentsTold,
    }
  )
}

export function isAsLoaded(subscription: Subscription | null, loaded: LoadedPlan): boolean {
  const flat = (plan: LoadedPlan) =>
    plan && {
      ...plan,
      componentValues: plan.componentValues.toSorted((x, y) => x.name.localeCompare(y.name)),
    }
  return JSON.stringify(flat(loadedOf(subscription))) === JSON.stringify(flat(loaded))
}

/** Whether what is there is, or is about to become, what was ordered. */
export function isOrdered(then: Subscription, order: Partial<PlanOrder>): boolean {
  const { ratePlanId = '', frequency, componentValues = [] } = order
  if (then.nextRatePlan && samePlan(ratePlanId, then.nextRatePlan.id)) return true
  const values = new Map(then.componentValues.map(({ name, value }) => [name, value]))
  return (
    samePlan(ratePlanId, then.ratePlan.id) &&
    // Enterprise plans answer that they have none (tenant-api §3.4).
    (!frequency || [frequency, 'not-applicable', null].includes(then.frequency)) &&
    componentValues.every(({ name, value }) => values.get(name) === value)
  )
}

/** What is known to differ from what was ordered, in words. What cannot be read is not said to differ. */
export function differencesFrom(then: Subscription, order: PlanOrder): string[] {
  const { ratePlanId, frequency, componentValues } = order
  if (then.nextRatePlan && samePlan(ratePlanId, then.nextRatePlan.id)) return []
  if (!samePlan(ratePlanId, then.ratePlan.id))
    return [`the plan ${then.ratePlan.id ?? '(not told)'}, not ${ratePlanId}`]
  const numbers = componentValues.flatMap(({ name, value }) => {
    if (isUnread(loadedOf(then), name)) return []
    const now = then.componentValues.find((each) => each.name === name)?.value ?? null
    return now === value ? [] : [`${componentLabel(name)} ${now ?? '(none)'}, not ${value}`]
  })
  const period = isOrdered(then, { ratePlanId, frequency })
    ? []
    : [`paid ${then.frequency}, not ${frequency}`]
  return [...period, ...numbers]
}

/**
 * Throws where an order would reset a component that is there and could not be read: of the plan that stays, or of
 * another that has it too. The form asks for the number; this is for what it does not offer, and for whoever goes past
 * it. `readRates` tells which components a plan has, where Cloudflare tells it.
 */
export async function requireKnown(
  now: Subscription | null,
  { ratePlanId, componentValues = [] }: NewSubscription,
  readRates: () => Promise<AvailableRatePlan[]> = async () => [],
): Promise<void> {
  const loaded = loadedOf(now)
  if (!loaded || (loaded.told && loaded.componentValues.every(({ value }) => value !== null))) return
  const rate = (await readRates()).find(({ id }) => id.toLowerCase() === ratePlanId.toLowerCase())
  const product = catalogue().products.find(({ plans }) => plans.some(({ id }) => samePlan(id, ratePlanId)))
  const listed = product?.components ?? []
  const names = [
    ...(rate?.components.map(({ name }) => name) ?? []),
    ...(rate?.componentsTold ? [] : listed),
    ...(samePlan(ratePlanId, loaded.ratePlanId)
      ? [...loaded.componentValues.map(({ name }) => name), ...listed]
      : []),
  ]
  const lost = names.filter(
    (name) => isUnread(loaded, name) && !componentValues.some((each) => each.name === name),
  )
  if (lost.length > 0)
    throw new AppError(
      'refused',
      `This console cannot read what ${listOf(lost)} of the current plan is, and this change would reset it. Nothing was sent. Enter the number, or change the plan in Cloudflare’s dashboard.`,
    )
}

const listOf = (names: string[]) => [...new Set(names)].map((name) => `“${componentLabel(name)}”`).join(', ')
