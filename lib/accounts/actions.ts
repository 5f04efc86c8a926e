'use server'
import { defineAction } from '@/lib/core/action'
import { actionOf } from '@/lib/entry/action'
import * as remove from './commands/delete-account'
import * as reveal from './commands/reveal-kyc'
import * as update from './commands/update-account'
import * as creation from './creation'
import * as schema from './schema'

export const createAccount = defineAction({
  name: 'account.create',
  permission: 'accounts.create',
  effect: 'remote',
  input: schema.CreateAccount,
  target: ({ name }) => ({ name, accountName: name }),
  run: creation.createAccount,
})

export const chooseCandidate = defineAction({
  name: 'account.create.settle',
  permission: 'accounts.create',
  effect: 'remote',
  input: schema.ChooseCandidate,
  target: ({ accountId }) => ({ id: accountId, accountId }),
  run: creation.chooseCandidate,
})

export const updateAccount = actionOf(update.updateAccount)
export const deleteAccount = actionOf(remove.deleteAccount)
export const revealKyc = actionOf(reveal.revealKyc)
