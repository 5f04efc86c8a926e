import 'server-only'
import { managedAccount, type ManagedAccount } from '@/lib/tenants/access'
import type { Outcome, RemoteContext } from '@/lib/core/action'
import { DeskError } from '@/lib/core/errors'
import { asId, type SubscriptionId } from '@/lib/core/ids'
import { foundIn, sendOrFind } from '@/lib/core/settle'
import type { TenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import type { NewSubscription, Subscription } from '@/lib/tenant-api/subscriptions'
import type { AvailableRatePlan } from '@/lib/tenant-api/zones'
import { managedZone, namesOf } from '@/lib/zones/access'
import { catalogue } from './catalogue-file'
import { rememberingRefusal } from './refusals'
import type { ChangeSubscription, LoadedPlan, OrderAnswer, PlanOrder, SetZonePlan } from './schema'
import { componentLabel, isUnread, samePlan } from './constants'

/**
 * Sets the plan of a zone: the first one by POST, every other by PUT, the way down to free included (tenant-api §2.8).
 * Nothing is sent when the plan is no longer what the form was opened with. A lost answer is settled by reading the plan.
 */
export async function setZonePlan(
  { tenant, staff }: RemoteContext,
  input: SetZonePlan,
): Promise<Outcome<OrderAnswer>> {
  const { account, zone, target } = await zoneTarget(tenant, input)
  const now = await tenant.zoneSubscriptions.get(zone.id)
  if (!same(input.loaded, loadedOf(now))) return changed(now, target)
  const order = orderOf(input)
  await requireKnown(now, order, () => tenant.zones.availableRatePlans(zone.id).catch(() => []))
  const { value: then, found } = await rememberingRefusal(account, { ...order, by: staff.email }, () =>
    sendOrFind(
      () =>
        now
          ? tenant.zoneSubscriptions.change(zone.id, order)
          : tenant.zoneSubscriptions.create(zone.id, order),
      async () => ifOrdered(await tenant.zoneSubscriptions.get(zone.id), order),
    ),
  )
  return {
    data: { status: 'done' },
    target,
    before: facts(now),
    after: { ...facts(then), ...(found && { found }) },
  }
}

/** Looks whether a zone's plan is what was ordered when the answer was lost. */
export async function settleZonePlan(
  { tenant }: RemoteContext,
  input: SetZonePlan,
): Promise<Outcome<{ there: boolean }>> {
  const { zone, target } = await zoneTarget(tenant, input)
  const now = await tenant.zoneSubscriptions.get(zone.id)
  return looked(ifOrdered(now, orderOf(input)), target)
}

/** Looks whether the account has a subscription to a plan, after an adding whose answer was lost. */
export async function settleAddition(
  { tenant }: RemoteContext,
  { accountId, ratePlanId }: { accountId: string; ratePlanId: string },
): Promise<Outcome<{ there: boolean }>> {
  const account = await managedAccount(tenant, accountId)
  const there = foundIn(await tenant.subscriptions.list(account.id), (each) =>
    samePlan(ratePlanId, each.ratePlan.id),
  )
  return looked(there, about(account, ratePlanId, there?.id))
}

/**
 * Changes plan, frequency and components of a subscription; a smaller plan may wait for the end of the period. Nothing is
 * sent when it is no longer what the form was opened with. A lost answer is settled by reading it.
 */
export async function changeSubscription(
  { tenant, staff }: RemoteContext,
  input: ChangeSubscription,
): Promise<Outcome<OrderAnswer>> {
  const { account, id, now, target } = await subscriptionTarget(tenant, input)
  if (!same(input.loaded, loadedOf(now))) return changed(now, target)
  const order = orderOf(input)
  await requireKnown(now, order)
  const { value: then, found } = await rememberingRefusal(account, { ...order, by: staff.email }, () =>
    sendOrFind(
      () => tenant.subscriptions.change(account.id, id, order),
      async () => ifOrdered(await tenant.subscriptions.get(account.id, id), order),
    ),
  )
  return {
    data: { status: 'done' },
    target,
    before: facts(now),
    after: { ...facts(then), ...(found && { found }) },
  }
}

/** Looks whether a subscription is what was ordered when the answer was lost. */
export async function settleChange(
  { tenant }: RemoteContext,
  input: ChangeSubscription,
): Promise<Outcome<{ there: boolean }>> {
  const { now, target } = await subscriptionTarget(tenant, input)
  return looked(ifOrdered(now, orderOf(input)), target)
}

type One = { accountId: string; subscriptionId: string }

/** Cancels a subscription. It is read first, because upstream says yes to any id; a lost answer is settled by looking. */
export async function cancelSubscription({ tenant }: RemoteContext, input: One): Promise<Outcome<null>> {
  const { account, id, now, target } = await subscriptionTarget(tenant, input)
  const { found } = await sendOrFind(
    async () => {
      await tenant.subscriptions.cancel(account.id, id)
      return true
    },
    async () => {
      const then = foundIn(await tenant.subscriptions.list(account.id), (each) => each.id === id)
      return isEnded(then) ? true : null
    },
  )
  return { data: null, target, before: facts(now), after: found ? { found: false } : null }
}

/** Takes back a downgrade that waits for the end of the period. */
export async function undoDowngrade({ tenant }: RemoteContext, input: One): Promise<Outcome<null>> {
  const { account, id, now, target } = await subscriptionTarget(tenant, input)
  if (!now.nextRatePlan)
    throw new DeskError('conflict', 'No change is pending for this subscription any longer. Reload the page.')
  const { found } = await sendOrFind(
    async () => {
      await tenant.subscriptions.cancelDowngrade(account.id, [id])
      return true
    },
    async () => ((await tenant.subscriptions.get(account.id, id)).nextRatePlan ? null : true),
  )
  return {
    data: null,
    target,
    before: facts(now),
    after: { ...facts({ ...now, nextRatePlan: null }), ...(found && { found }) },
  }
}

/** Takes an account and a subscription's id as it came; returns it, or throws `not_found`. */
export async function managedSubscription(
  tenant: TenantApi,
  account: ManagedAccount,
  rawId: string,
): Promise<Subscription & { id: SubscriptionId }> {
  const id = asId<SubscriptionId>(rawId)
  if (!id) throw unknownSubscription()
  const found = await tenant.subscriptions.get(account.id, id).catch((error) => {
    const gone = error instanceof TenantApiError && (error.kind === 'not_found' || error.codes.includes(1207))
    throw gone ? unknownSubscription() : error
  })
  return { ...found, id }
}

/** Takes a subscription (null: none); returns what a form starts from, and what is compared before sending. */
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

async function zoneTarget(tenant: TenantApi, ids: { accountId: string; zoneId: string }) {
  const account = await managedAccount(tenant, ids.accountId)
  const zone = await managedZone(tenant, account, ids.zoneId)
  return { account, zone, target: { ...about(account, namesOf(zone).name), id: zone.id } }
}

async function subscriptionTarget(tenant: TenantApi, ids: One) {
  const account = await managedAccount(tenant, ids.accountId)
  const now = await managedSubscription(tenant, account, ids.subscriptionId)
  return { account, id: now.id, now, target: about(account, now.ratePlan.id, now.id) }
}

function about(account: ManagedAccount, name: string | null, id?: string | null) {
  return { id: id ?? null, name, accountId: account.id, accountName: account.name }
}

export function orderOf({ ratePlanId, frequency, componentValues }: PlanOrder) {
  return {
    ratePlanId,
    frequency: frequency || undefined,
    componentValues: componentValues.length > 0 ? componentValues : undefined,
  } satisfies NewSubscription
}

/**
 * Throws where an order would reset a component that is there and could not be read: of the plan that stays, or of
 * another that has it too. The form asks for the number; this is for what it does not offer, and for whoever goes past
 * it. `readRates` tells which components a plan has, where Cloudflare tells it.
 */
async function requireKnown(
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
    ...(rate ? rate.components.map(({ name }) => name) : listed),
    ...(samePlan(ratePlanId, loaded.ratePlanId)
      ? [...loaded.componentValues.map(({ name }) => name), ...listed]
      : []),
  ]
  const lost = names.filter(
    (name) => isUnread(loaded, name) && !componentValues.some((each) => each.name === name),
  )
  if (lost.length > 0)
    throw new DeskError(
      'refused',
      `This console cannot read what ${listOf(lost)} of the current plan is, and this change would reset it. Nothing was sent. Enter the number, or change the plan in Cloudflare’s dashboard.`,
    )
}

const listOf = (names: string[]) => [...new Set(names)].map((name) => `“${componentLabel(name)}”`).join(', ')

/** Takes a subscription (null: none); returns whether it is cancelled, now or at the end of its period. */
export function isEnded(subscription: Subscription | null): boolean {
  return (
    subscription === null ||
    subscription.cancelAtPeriodEnd === true ||
    subscription.state?.toLowerCase() === 'cancelled'
  )
}

/** Takes what is there and an order; returns what is there when it is, or is about to become, what was ordered. */
export function ifOrdered(then: Subscription | null, order: NewSubscription): Subscription | null {
  if (!then) return null
  if (then.nextRatePlan && samePlan(order.ratePlanId, then.nextRatePlan.id)) return then
  const values = new Map(then.componentValues.map(({ name, value }) => [name, value]))
  const ordered =
    samePlan(order.ratePlanId, then.ratePlan.id) &&
    // Enterprise plans answer that they have none (tenant-api §3.4).
    (!order.frequency || [order.frequency, 'not-applicable', null].includes(then.frequency)) &&
    (order.componentValues ?? []).every(({ name, value }) => values.get(name) === value)
  return ordered ? then : null
}

function changed(now: Subscription | null, target: Outcome<unknown>['target']): Outcome<OrderAnswer> {
  return {
    data: { status: 'changed', theirs: loadedOf(now) },
    phase: 'failed',
    errorCode: 'conflict',
    target,
  }
}

function looked(there: Subscription | null, target: Outcome<unknown>['target']): Outcome<{ there: boolean }> {
  return {
    data: { there: there !== null },
    target,
    after: there ? { ...facts(there), found: true } : { found: false },
  }
}

/** Takes a subscription (null: none); returns what the audit may remember of it. */
export function facts(subscription: Subscription | null) {
  return (
    subscription && {
      id: subscription.id,
      ratePlanId: subscription.ratePlan.id,
      frequency: subscription.frequency,
      componentValues: Object.fromEntries(
        subscription.componentValues.map(({ name, value }) => [name, value]),
      ),
      state: subscription.state,
      price: subscription.price,
      currency: subscription.currency,
      nextRatePlanId: subscription.nextRatePlan?.id ?? null,
    }
  )
}

function same(a: LoadedPlan, b: LoadedPlan): boolean {
  const flat = (plan: LoadedPlan) =>
    plan && {
      ...plan,
      componentValues: [...plan.componentValues].sort((x, y) => x.name.localeCompare(y.name)),
    }
  return JSON.stringify(flat(a)) === JSON.stringify(flat(b))
}

function unknownSubscription(): DeskError {
  return new DeskError('not_found', 'There is no subscription with this ID in the account.')
}
