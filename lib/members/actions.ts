'use server'
import { actionOf } from '@/lib/entry/action'
import * as change from './commands/change-member'
import * as invite from './commands/invite-members'
import * as remove from './commands/remove-member'
import * as resend from './commands/resend-invitation'

export const inviteMembers = actionOf(invite.inviteMembers)
export const changeMember = actionOf(change.changeMember)
export const removeMember = actionOf(remove.removeMember)
export const resendInvitation = actionOf(resend.resendInvitation)
