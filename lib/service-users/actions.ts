'use server'
import { defineAction } from '@/lib/core/action'
import * as schema from './schema'
import * as service from './service'

export const createServiceUser = defineAction({
  name: 'service-user.create',
  permission: 'service-users.create',
  effect: 'remote',
  input: schema.CreateServiceUser,
  target: ({ accountId, email }) => ({ name: email, accountId }),
  run: service.createServiceUser,
})

export const retryMembership = defineAction({
  name: 'service-user.membership',
  permission: 'service-users.create',
  effect: 'remote',
  input: schema.OneServiceUser,
  target: ({ id }) => ({ id }),
  run: service.retryMembership,
})

export const confirmKeySaved = defineAction({
  name: 'service-user.key-saved',
  permission: 'service-users.create',
  effect: 'local',
  input: schema.OneServiceUser,
  target: ({ id }) => ({ id }),
  run: service.confirmKeySaved,
})
