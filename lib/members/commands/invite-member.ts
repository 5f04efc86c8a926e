import 'server-only'
import * as z from 'zod'
import { defineCommand } from '@/lib/entry/command'
import type { Member } from '@/lib/tenant-api/members'
import { managedAccount } from '@/lib/tenants/access'
import { grantIn, lookForMember } from '../adding'
import { byEmail } from '../lookup'
import { MemberState, stateOf, targetOf } from '../recorded'
import { Grant, MemberEmail } from '../schema'

/** Invites one person, for a run; who is a member already is not sent. */
export const inviteMember = defineCommand({
  name: 'member.invite-one',
  label: 'Invite member',
  target: 'member',
  permission: 'members.change',
  effect: 'remote',
  input: z.object({
    accountId: z.string().min(1).max(64),
    email: MemberEmail,
    grant: Grant,
    /** What the ids of the grant are called where it was chosen. */
    names: z.record(z.string(), z.string()),
  }),
  remember: {
    request: z.object({ email: z.string() }),
    after: MemberState.extend({ found: z.boolean().optional() }),
  },
  targetOf: ({ accountId, email }) => ({ name: email, accountId }),
  run: async ({ tenant }, { accountId, email, ...asked }) => {
    const account = await managedAccount(tenant, accountId)
    const [grant, members] = await Promise.all([
      grantIn(tenant, account.id, asked),
      tenant.members.all(account.id),
    ])
    const there = byEmail(members.items, email)
    const member = there ?? (await tenant.members.add(account.id, { email, ...grant }))
    return {
      data: answerOf(member),
      target: targetOf(account, member),
      after: { ...stateOf(member), ...(there && { found: true }) },
    }
  },
  look: async ({ tenant }, { target, request: { email } }) => {
    const { data: member, ...finding } = await lookForMember(tenant, target, email)
    // The run keeps this beside its step, for people too who may not see the address.
    const says =
      finding.phase === 'unknown' ? finding.says : `This person is ${member ? 'a' : 'not a'} member.`
    return { ...finding, says, ...(member && { data: answerOf(member) }) }
  },
})

const answerOf = ({ id, status }: Member) => ({ memberId: id as string, status })
