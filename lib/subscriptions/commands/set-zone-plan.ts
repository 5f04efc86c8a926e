import 'server-only'
import { orNull } from '@/lib/core/read'
import { defineCommand } from '@/lib/entry/command'
import { managedAccount } from '@/lib/tenants/access'
import { planOfZone, zonePlanOf } from '../lookup'
import { isAsLoaded, isOrdered, orderOf, requireKnown } from '../ordering'
import { stateOf, SubscriptionState } from '../recorded'
import { forgetRefusal, rememberingRefusal } from '../refusals'
import { PlanOrder, SetZonePlan, type OrderAnswer } from '../schema'
import { changedSince, orderFinding } from './change-subscription'

/**
 * Sets the plan of a zone: the first one by POST, every other by PUT, the way down to free included (tenant-api §2.8).
 * Nothing is sent when the plan is no longer what the form was opened with.
 */
export const setZonePlan = defineCommand({
  name: 'zone.plan',
  label: 'Set zone plan',
  target: 'zone',
  permission: 'zones.change',
  effect: 'remote',
  input: SetZonePlan,
  remember: { request: PlanOrder, before: SubscriptionState, after: SubscriptionState },
  targetOf: ({ accountId, zoneId }) => ({ id: zoneId, accountId }),
  run: async ({ tenant, staff, before }, input) => {
    const { account, zone, now, target } = await zonePlanOf(tenant, input)
    if (input.loaded === undefined) {
      if (now && isOrdered(now, input))
        return { data: { status: 'done' } as OrderAnswer, target, after: stateOf(now) }
    } else if (!isAsLoaded(now, input.loaded)) return changedSince(now, target)
    const order = orderOf(input)
    await requireKnown(now, order, () =>
      tenant.zones.availableRatePlans(zone.id).then(
        ({ items }) => items,
        () => [],
      ),
    )
    if (now) before(stateOf(now))
    const { ratePlanId } = order
    const then = await rememberingRefusal(account, { ratePlanId, by: staff.email }, () =>
      now ? tenant.zoneSubscriptions.change(zone.id, order) : tenant.zoneSubscriptions.create(zone.id, order),
    )
    await forgetRefusal(account, ratePlanId)
    return { data: { status: 'done' } as OrderAnswer, target, after: stateOf(then) }
  },
  look: async ({ tenant }, { target: { accountId, id }, request }) => {
    const account = await managedAccount(tenant, accountId ?? '')
    const found = await orNull(planOfZone(tenant, account, id ?? ''))
    if (!found)
      return {
        phase: 'unknown',
        says: 'the zone is gone; whether this change was made is not known.',
        after: { found: false },
      }
    return { target: found.target, ...(await orderFinding('plan', account, found.now, request)) }
  },
})
