'use server'
import { defineAction } from '@/lib/core/action'
import * as schema from './schema'
import * as service from './service'

export const createToken = defineAction({
  name: 'token.create',
  permission: 'tokens.change',
  effect: 'remote',
  input: schema.CreateToken,
  target: ({ accountId, name }) => ({ name, accountId }),
  run: service.createToken,
})

export const settleToken = defineAction({
  name: 'token.create.settle',
  permission: 'tokens.change',
  effect: 'remote',
  input: schema.SettleToken,
  target: ({ accountId, name }) => ({ name, accountId }),
  run: service.settleToken,
})

export const updateToken = defineAction({
  name: 'token.update',
  permission: 'tokens.change',
  effect: 'remote',
  input: schema.UpdateToken,
  target: ({ accountId, tokenId }) => ({ id: tokenId, accountId }),
  run: service.updateToken,
})

export const disableToken = defineAction({
  name: 'token.disable',
  permission: 'tokens.change',
  effect: 'remote',
  input: schema.SwitchToken,
  target: ({ accountId, tokenId }) => ({ id: tokenId, accountId }),
  run: service.disableToken,
})

export const enableToken = defineAction({
  name: 'token.enable',
  permission: 'tokens.change',
  effect: 'remote',
  input: schema.SwitchToken,
  target: ({ accountId, tokenId }) => ({ id: tokenId, accountId }),
  run: service.enableToken,
})

export const rollToken = defineAction({
  name: 'token.roll',
  permission: 'tokens.change',
  effect: 'remote',
  input: schema.SwitchToken,
  target: ({ accountId, tokenId }) => ({ id: tokenId, accountId }),
  run: service.rollToken,
})

export const deleteToken = defineAction({
  name: 'token.delete',
  permission: 'tokens.delete',
  effect: 'remote',
  input: schema.DeleteToken,
  target: ({ accountId, tokenId }) => ({ id: tokenId, accountId }),
  run: service.deleteToken,
})

export const verifyToken = defineAction({
  name: 'token.verify',
  permission: 'tokens.read',
  effect: 'remote',
  input: schema.VerifyToken,
  target: ({ accountId, tokenId }) => ({ id: tokenId, accountId }),
  run: service.verifyToken,
})
