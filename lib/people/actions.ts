'use server'
import { actionOf } from '@/lib/entry/action'
import * as commands from './commands'

export const removeFromAccounts = actionOf(commands.removeFromAccounts)
export const stopRemoval = actionOf(commands.stopRemoval)
export const continueRemoval = actionOf(commands.continueRemoval)
