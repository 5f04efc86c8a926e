'use server'
import { defineAction } from '@/lib/core/action'
import * as schema from './schema'
import * as service from './service'

export const inviteMembers = defineAction({
  name: 'members.invite',
  permission: 'members.change',
  effect: 'remote',
  input: schema.InviteMembers,
  target: ({ accountId }) => ({ id: accountId, accountId }),
  run: service.inviteMembers,
})

export const changeMember = defineAction({
  name: 'member.change',
  permission: 'members.change',
  effect: 'remote',
  input: schema.ChangeMember,
  target: ({ accountId, memberId }) => ({ id: memberId, accountId }),
  run: service.changeMember,
})

export const removeMember = defineAction({
  name: 'member.remove',
  permission: 'members.remove',
  effect: 'remote',
  input: schema.RemoveMember,
  target: ({ accountId, memberId }) => ({ id: memberId, accountId }),
  run: service.removeMember,
})

export const resendInvitation = defineAction({
  name: 'member.resend',
  permission: 'members.change',
  effect: 'remote',
  input: schema.ResendInvitation,
  target: ({ accountId, memberId }) => ({ id: memberId, accountId }),
  run: service.resendInvitation,
})
