'use server'
import { defineAction } from '@/lib/core/action'
import * as schema from './schema'
import * as service from './service'

export const addPerson = defineAction({
  name: 'staff.add',
  permission: 'staff.change',
  effect: 'local',
  input: schema.AddPerson,
  target: ({ email }) => ({ name: email }),
  run: service.addPerson,
})

export const newLink = defineAction({
  name: 'staff.link',
  permission: 'staff.change',
  effect: 'local',
  input: schema.OnePerson,
  target: ({ staffId }) => ({ id: staffId }),
  run: service.newLink,
})

export const changeRole = defineAction({
  name: 'staff.role',
  permission: 'staff.change',
  effect: 'local',
  input: schema.ChangeRole,
  target: ({ staffId }) => ({ id: staffId }),
  run: service.changeRole,
})

export const disablePerson = defineAction({
  name: 'staff.disable',
  permission: 'staff.change',
  effect: 'local',
  input: schema.OnePerson,
  target: ({ staffId }) => ({ id: staffId }),
  run: service.disablePerson,
})

export const enablePerson = defineAction({
  name: 'staff.enable',
  permission: 'staff.change',
  effect: 'local',
  input: schema.OnePerson,
  target: ({ staffId }) => ({ id: staffId }),
  run: service.enablePerson,
})

export const endSession = defineAction({
  name: 'session.end',
  permission: 'staff.change',
  effect: 'local',
  input: schema.OneSession,
  target: ({ sessionId }) => ({ id: sessionId }),
  run: service.endSession,
})

export const endOwnSession = defineAction({
  name: 'session.end',
  permission: 'session.own',
  effect: 'local',
  input: schema.OneSession,
  target: ({ sessionId }) => ({ id: sessionId }),
  run: service.endOwnSession,
})

export const changePassword = defineAction({
  name: 'staff.set-password',
  permission: 'session.own',
  effect: 'local',
  input: schema.ChangePassword,
  prepare: service.changePassword,
})

export const setPassword = defineAction({
  name: 'staff.set-password',
  permission: 'anyone',
  effect: 'local',
  input: schema.SetPassword,
  prepare: service.setPassword,
})
