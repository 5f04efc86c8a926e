'use server'
import { actionOf } from '@/lib/entry/action'
import * as create from './commands/create-token'
import * as remove from './commands/delete-token'
import * as roll from './commands/roll-token'
import * as settle from './commands/settle-token'
import * as switching from './commands/switch-token'
import * as update from './commands/update-token'
import * as verify from './commands/verify-token'

export const createToken = actionOf(create.createToken)
export const settleToken = actionOf(settle.settleToken)
export const updateToken = actionOf(update.updateToken)
export const disableToken = actionOf(switching.disableToken)
export const enableToken = actionOf(switching.enableToken)
export const rollToken = actionOf(roll.rollToken)
export const deleteToken = actionOf(remove.deleteToken)
export const verifyToken = actionOf(verify.verifyToken)
