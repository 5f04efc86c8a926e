'use server'
import { actionOf } from '@/lib/entry/action'
import * as adding from './adding'
import * as cancel from './commands/cancel-subscription'
import * as change from './commands/change-subscription'
import * as look from './commands/look-again'
import * as zone from './commands/set-zone-plan'
import * as undo from './commands/undo-downgrade'

export const setZonePlan = actionOf(zone.setZonePlan)
export const settleZonePlan = actionOf(look.settleZonePlan)
export const addSubscription = actionOf(adding.addSubscription)
export const addWantedSubscription = actionOf(adding.addWantedSubscription)
export const dropWantedSubscription = actionOf(adding.dropWantedSubscription)
export const settleAddition = actionOf(look.settleAddition)
export const changeSubscription = actionOf(change.changeSubscription)
export const settleChange = actionOf(look.settleChange)
export const cancelSubscription = actionOf(cancel.cancelSubscription)
export const undoDowngrade = actionOf(undo.undoDowngrade)
