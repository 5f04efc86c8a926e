'use server'
import { actionOf } from '@/lib/entry/action'
import * as commands from './commands'

export const createServiceUser = actionOf(commands.createServiceUser)
export const retryMembership = actionOf(commands.retryMembership)
export const confirmKeySaved = actionOf(commands.confirmKeySaved)
