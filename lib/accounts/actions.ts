'use server'
import { defineAction } from '@/lib/core/action'
import * as creation from './creation'
import * as deletion from './deletion'
import * as kyc from './kyc'
import * as schema from './schema'
import * as settings from './settings'

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

export const addWantedSubscription = defineAction({
  name: 'subscription.create',
  permission: 'subscriptions.change',
  effect: 'remote',
  input: schema.WantedSubscription,
  target: ({ accountId, ratePlanId }) => ({ name: ratePlanId, accountId }),
  run: creation.addWantedSubscription,
})

export const dropWantedSubscription = defineAction({
  name: 'subscription.unwant',
  permission: 'subscriptions.change',
  effect: 'local',
  input: schema.WantedSubscription,
  target: ({ accountId, ratePlanId }) => ({ name: ratePlanId, accountId }),
  run: creation.dropWantedSubscription,
})

export const updateAccount = defineAction({
  name: 'account.update',
  permission: 'accounts.update',
  effect: 'remote',
  input: schema.UpdateAccount,
  // As it is called until the new name is taken.
  target: ({ accountId, loaded: { name } }) => ({ id: accountId, name, accountId, accountName: name }),
  run: settings.updateAccount,
})

export const deleteAccount = defineAction({
  name: 'account.delete',
  permission: 'accounts.delete',
  effect: 'remote',
  input: schema.DeleteAccount,
  // As it was typed until it is read: a deletion that is cut off is known by its customer.
  target: ({ accountId, typedName }) => ({
    id: accountId,
    name: typedName,
    accountId,
    accountName: typedName,
  }),
  run: deletion.deleteAccount,
})

export const revealKyc = defineAction({
  name: 'account.kyc.reveal',
  permission: 'kyc.reveal',
  effect: 'remote',
  input: schema.RevealKyc,
  target: ({ accountId }) => ({ id: accountId, accountId }),
  run: kyc.revealKyc,
})
