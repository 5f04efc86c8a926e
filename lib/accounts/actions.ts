'use server'
import { actionOf } from '@/lib/entry/action'
import * as choose from './commands/choose-candidate'
import * as create from './commands/create-account'
import * as remove from './commands/delete-account'
import * as reveal from './commands/reveal-kyc'
import * as update from './commands/update-account'

export const createAccount = actionOf(create.createAccount)
export const chooseCandidate = actionOf(choose.chooseCandidate)
export const updateAccount = actionOf(update.updateAccount)
export const deleteAccount = actionOf(remove.deleteAccount)
export const revealKyc = actionOf(reveal.revealKyc)
