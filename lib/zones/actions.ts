'use server'
import { defineAction } from '@/lib/core/action'
import * as schema from './schema'
import * as service from './service'

export const addZone = defineAction({
  name: 'zone.add',
  permission: 'zones.change',
  effect: 'remote',
  input: schema.AddZone,
  target: ({ accountId, name }) => ({ name, accountId }),
  run: service.addZone,
})

export const settleZone = defineAction({
  name: 'zone.add.settle',
  permission: 'zones.change',
  effect: 'remote',
  input: schema.SettleZone,
  target: ({ accountId, name }) => ({ name, accountId }),
  run: service.settleZone,
})

export const deleteZone = defineAction({
  name: 'zone.delete',
  permission: 'zones.delete',
  effect: 'remote',
  input: schema.DeleteZone,
  target: ({ accountId, zoneId }) => ({ id: zoneId, accountId }),
  run: service.deleteZone,
})
