'use server'
import { actionOf } from '@/lib/entry/action'
import * as commands from './commands'

export const addZone = actionOf(commands.addZone)
export const settleZone = actionOf(commands.settleZone)
export const deleteZone = actionOf(commands.deleteZone)
