import 'server-only'
import * as z from 'zod'
import { AppError } from '@/lib/core/errors'
import { defineCommand } from '@/lib/entry/command'
import { managedAccount } from '@/lib/tenants/access'
import { upstreamGrant } from '../adding'
import { confirmed } from '../confirmation'
import { memberOf, memberOfAttempt } from '../lookup'
import { grantOf } from '../reading'
import { MemberState, stateOf, targetOf } from '../recorded'
import { ChangeMember, Grant } from '../schema'
import { isSuper, sameGrant } from '../constants'

/**
 * Replaces a member's roles or policies. Throws `conflict` when they are not what the form was opened with, and
 * `invalid` while taking Super Administrator from oneself or from the last one lacks its typed confirmation.
 */
export const changeMember = defineCommand({
  name: 'member.change',
  label: 'Change a member’s access',
  target: 'member',
  permission: 'members.change',
  effect: 'remote',
  input: ChangeMember,
  remember: { request: z.object({ grant: Grant }), before: MemberState, after: MemberState },
  targetOf: ({ accountId, memberId }) => ({ id: memberId, accountId }),
  run: async ({ tenant, before }, { accountId, memberId, grant, loaded, typed }) => {
    const account = await managedAccount(tenant, accountId)
    const member = await memberOf(tenant, account.id, memberId)
    const present = grantOf(member, account.id)
    const target = targetOf(account, member)
    before(stateOf(member))
    if (sameGrant(present, grant)) return { data: null, target, after: stateOf(member) }
    if (!sameGrant(present, loaded))
      throw new AppError(
        'conflict',
        'Somebody changed this member in the meantime, and nothing was sent. Reload the page to see the current access.',
      )
    if (!member.whole)
      throw new AppError(
        'refused',
        'Part of this member’s access cannot be read here, and a change would lose it. Nothing was sent. Change this member in Cloudflare’s dashboard.',
      )
    if (isSuper(present) && !isSuper(grant)) await confirmed(tenant, account, member, typed)
    const granted = await upstreamGrant(tenant, account.id, grant, member)
    const changed = await tenant.members.change(account.id, member.id, granted)
    return { data: null, target, after: stateOf(changed) }
  },
  look: async ({ tenant }, { target, request: { grant } }) => {
    const { account, member } = await memberOfAttempt(tenant, target)
    if (!member)
      return {
        phase: 'unknown',
        says: 'the member is gone; whether this change was made is not known.',
        after: { found: false },
      }
    const made = grant !== undefined && sameGrant(grantOf(member, account.id), grant)
    return {
      phase: made ? 'succeeded' : 'failed',
      says: `the member ${made ? 'has' : 'does not have'} what was chosen.`,
      data: null,
      target: targetOf(account, member),
      after: stateOf(member),
    }
  },
})
