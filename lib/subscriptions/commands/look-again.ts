import 'server-only'
import type * as z from 'zod'
import type { Target } from '@/lib/audit/record'
import { foundIn } from '@/lib/core/settle'
import { defineCommand, type Outcome } from '@/lib/entry/command'
import type { Subscription } from '@/lib/tenant-api/subscriptions'
import { managedAccount } from '@/lib/tenants/access'
import { samePlan } from '../constants'
import { subscriptionOf, zonePlanOf } from '../lookup'
import { isOrdered } from '../ordering'
import { FoundState, foundState, targetOf } from '../recorded'
import { ChangeSubscription, PlanOfAccount, PlanOrder, SetZonePlan } from '../schema'

// For a form whose answer was lost: whether what was ordered is there by now.

export const settleZonePlan = defineCommand({
  name: 'zone.plan.settle',
  label: 'Look for a changed zone plan',
  target: 'zone',
  permission: 'zones.change',
  effect: 'read',
  input: SetZonePlan,
  remember: { request: PlanOrder, after: FoundState },
  targetOf: ({ accountId, zoneId }) => ({ id: zoneId, accountId }),
  run: async ({ tenant }, input) => {
    const { now, target } = await zonePlanOf(tenant, input)
    return answerOf(now && isOrdered(now, input) ? now : null, target)
  },
})

export const settleAddition = defineCommand({
  name: 'subscription.create.settle',
  label: 'Look for an added subscription',
  target: 'subscription',
  permission: 'subscriptions.change',
  effect: 'read',
  input: PlanOfAccount,
  remember: { request: PlanOfAccount.pick({ ratePlanId: true }), after: FoundState },
  targetOf: ({ accountId, ratePlanId }) => ({ name: ratePlanId, accountId }),
  run: async ({ tenant }, { accountId, ratePlanId }) => {
    const account = await managedAccount(tenant, accountId)
    const list = await tenant.subscriptions.list(account.id)
    const there = foundIn(list, (each) => samePlan(ratePlanId, each.ratePlan.id))
    return answerOf(there, targetOf(account, ratePlanId, there?.id))
  },
})

export const settleChange = defineCommand({
  name: 'subscription.change.settle',
  label: 'Look for a changed subscription',
  target: 'subscription',
  permission: 'subscriptions.change',
  effect: 'read',
  input: ChangeSubscription,
  remember: { request: PlanOrder, after: FoundState },
  targetOf: ({ accountId, subscriptionId }) => ({ id: subscriptionId, accountId }),
  run: async ({ tenant }, input) => {
    const { now, target } = await subscriptionOf(tenant, input)
    return answerOf(isOrdered(now, input) ? now : null, target)
  },
})

function answerOf(
  there: Subscription | null,
  target: Target,
): Outcome<{ there: boolean }, never, z.input<typeof FoundState>> {
  return { data: { there: there !== null }, target, after: foundState(there) }
}
