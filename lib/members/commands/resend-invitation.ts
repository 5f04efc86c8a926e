import 'server-only'
import { AppError } from '@/lib/core/errors'
import { defineCommand, defineStep } from '@/lib/entry/command'
import type { Member } from '@/lib/tenant-api/members'
import { managedAccount, type ManagedAccount } from '@/lib/tenants/access'
import { addMember, upstreamGrant } from '../adding'
import { memberOf } from '../lookup'
import { grantOf } from '../reading'
import { MemberState, stateOf, targetOf } from '../recorded'
import { ResendInvitation, type ResendAnswer } from '../schema'
import { faultOf } from './invite-members'
import { lookForRemoved, Removed } from './remove-member'

/** Not `removeMember`: who may invite, and not remove, may resend. */
export const removeInvitation = defineStep({
  name: 'member.resend.remove',
  label: 'Remove the old invitation',
  target: 'member',
  remember: { request: MemberState, before: MemberState, after: Removed },
  targetOf: ({ account, member }: { account: ManagedAccount; member: Member }) => targetOf(account, member),
  requestOf: ({ member }) => stateOf(member),
  run: async ({ tenant, before }, { account, member }) => {
    before(stateOf(member))
    await tenant.members.remove(account.id, member.id)
    return { data: null, after: { status: 'removed' } }
  },
  look: lookForRemoved,
})

/**
 * Resends an invitation, which upstream has no call for: removes the member and adds it again with the same access, as
 * two steps. When the second fails, the answer holds what is needed to invite again.
 */
export const resendInvitation = defineCommand({
  name: 'member.resend',
  label: 'Resend invitation',
  target: 'member',
  permission: 'members.change',
  effect: 'remote',
  input: ResendInvitation,
  remember: { before: MemberState, after: MemberState.partial() },
  targetOf: ({ accountId, memberId }) => ({ id: memberId, accountId }),
  run: async ({ tenant, step }, { accountId, memberId }) => {
    const account = await managedAccount(tenant, accountId)
    const member = await memberOf(tenant, account.id, memberId)
    const grant = grantOf(member, account.id)
    const { email } = member
    if (member.status === 'accepted')
      throw new AppError('conflict', 'This person has accepted the invitation. Reload the page.')
    if (!email || !grant || !member.whole)
      throw new AppError(
        'refused',
        'Cloudflare does not show everything this invitation allows, so it cannot be sent again from here. Remove the member and invite them again.',
      )
    const granted = await upstreamGrant(tenant, account.id, grant, member)
    await step(removeInvitation, { account, member })
    try {
      const again = await step(addMember, { account, email, grant: granted })
      return {
        data: { status: 'sent' } as ResendAnswer,
        target: targetOf(account, again),
        after: stateOf(again),
      }
    } catch (error) {
      const { status, message } = faultOf(error)
      const effect = status === 'unknown' ? 'unknown' : 'none'
      return {
        data: { status: 'removed', email, grant, effect, message } as ResendAnswer,
        phase: status,
        errorCode: error instanceof AppError ? error.code : 'internal',
        target: targetOf(account, member),
        before: stateOf(member),
        after: { status: 'removed' },
      }
    }
  },
  look: { says: 'No outcome was recorded. The outcome of its two parts is recorded separately.' },
})
