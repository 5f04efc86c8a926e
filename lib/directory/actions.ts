'use server'
import { actionOf } from '@/lib/entry/action'
import * as commands from './commands'

export const refreshDirectory = actionOf(commands.refreshDirectory)
