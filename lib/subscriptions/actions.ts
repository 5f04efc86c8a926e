'use server'
import { defineAction } from '@/lib/core/action'
import { actionOf } from '@/lib/entry/action'
import * as adding from './adding'
import * as orders from './orders'
import * as schema from './schema'

export const setZonePlan = defineAction({
  name: 'zone.plan',
  permission: 'zones.change',
  effect: 'remote',
  input: schema.SetZonePlan,
  target: ({ accountId, zoneId }) => ({ id: zoneId, accountId }),
  run: orders.setZonePlan,
})

export const settleZonePlan = defineAction({
  name: 'zone.plan.settle',
  permission: 'zones.change',
  effect: 'remote',
  input: schema.SetZonePlan,
  target: ({ accountId, zoneId }) => ({ id: zoneId, accountId }),
  run: orders.settleZonePlan,
})

export const addSubscription = actionOf(adding.addSubscription)
export const addWantedSubscription = actionOf(adding.addWantedSubscription)
export const dropWantedSubscription = actionOf(adding.dropWantedSubscription)

export const settleAddition = defineAction({
  name: 'subscription.create.settle',
  permission: 'subscriptions.change',
  effect: 'remote',
  input: schema.PlanOfAccount,
  target: ({ accountId, ratePlanId }) => ({ name: ratePlanId, accountId }),
  run: orders.settleAddition,
})

export const changeSubscription = defineAction({
  name: 'subscription.change',
  permission: 'subscriptions.change',
  effect: 'remote',
  input: schema.ChangeSubscription,
  target: ({ accountId, subscriptionId }) => ({ id: subscriptionId, accountId }),
  run: orders.changeSubscription,
})

export const settleChange = defineAction({
  name: 'subscription.change.settle',
  permission: 'subscriptions.change',
  effect: 'remote',
  input: schema.ChangeSubscription,
  target: ({ accountId, subscriptionId }) => ({ id: subscriptionId, accountId }),
  run: orders.settleChange,
})

export const cancelSubscription = defineAction({
  name: 'subscription.cancel',
  permission: 'subscriptions.cancel',
  effect: 'remote',
  input: schema.OneSubscription,
  target: ({ accountId, subscriptionId }) => ({ id: subscriptionId, accountId }),
  run: orders.cancelSubscription,
})

export const undoDowngrade = defineAction({
  name: 'subscription.undo-downgrade',
  permission: 'subscriptions.change',
  effect: 'remote',
  input: schema.OneSubscription,
  target: ({ accountId, subscriptionId }) => ({ id: subscriptionId, accountId }),
  run: orders.undoDowngrade,
})
