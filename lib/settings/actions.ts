'use server'
import { defineAction } from '@/lib/core/action'
import * as schema from './schema'
import * as service from './service'

export const resetSandbox = defineAction({
  name: 'sandbox.reset',
  permission: 'sandbox.reset',
  effect: 'remote',
  input: schema.ResetSandbox,
  run: service.resetSandbox,
})
