'use server'
import { actionOf } from '@/lib/entry/action'
import * as commands from './commands'

export const takeWork = actionOf(commands.takeWork)
export const handOverWork = actionOf(commands.handOverWork)
export const releaseWork = actionOf(commands.releaseWork)
export const snoozeWork = actionOf(commands.snoozeWork)
export const wakeWork = actionOf(commands.wakeWork)
export const refreshWork = actionOf(commands.refreshWork)
