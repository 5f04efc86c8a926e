'use server'
import { actionOf } from '@/lib/entry/action'
import * as commands from './commands'

export const saveView = actionOf(commands.saveView)
export const changeView = actionOf(commands.changeView)
export const removeView = actionOf(commands.removeView)
