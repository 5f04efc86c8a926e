import 'server-only'
import * as z from 'zod'
import { AppError } from '@/lib/core/errors'
import { defineCommand } from '@/lib/entry/command'
import { managedAccount } from '@/lib/tenants/access'
import { addMember, upstreamGrant } from '../adding'
import { byEmail } from '../lookup'
import { InviteMembers, type InviteResult } from '../schema'
import { sameEmail } from '../constants'

const MEMBER_ALREADY = 'Already a member of this account; nothing was sent.'
const NOT_SENT = 'Not sent, because of a problem with an earlier one.'

/**
 * Invites each address in turn, every one a step of its own; answers what became of each. Who is a member already is
 * not sent. What is no fault of the one address (no connection, no allowance, refused roles) ends the sending.
 */
export const inviteMembers = defineCommand({
  name: 'members.invite',
  label: 'Invite members',
  target: 'account',
  permission: 'members.change',
  effect: 'remote',
  longest: 60 * 60_000,
  input: InviteMembers,
  remember: {
    request: z.object({ emails: z.array(z.string()) }),
    after: z.object({ results: z.array(z.string()) }),
  },
  targetOf: ({ accountId }) => ({ id: accountId, accountId }),
  run: async ({ tenant, step }, { accountId, emails, grant: asked }) => {
    const account = await managedAccount(tenant, accountId)
    const [grant, members] = await Promise.all([
      upstreamGrant(tenant, account.id, asked),
      tenant.members.all(account.id),
    ])
    const results: InviteResult[] = []
    let stopped = false
    for (const email of new Map(emails.map((each) => [sameEmail(each), each])).values()) {
      const there = byEmail(members.items, email)
      if (there) results.push({ email, status: 'member', message: MEMBER_ALREADY, memberId: there.id })
      else if (stopped) results.push({ email, status: 'unsent', message: NOT_SENT, memberId: null })
      else
        try {
          const { id } = await step(addMember, { account, email, grant })
          results.push({ email, status: 'invited', message: null, memberId: id })
        } catch (error) {
          results.push({ email, memberId: null, ...faultOf(error) })
          stopped = !isAboutTheAddress(error)
        }
    }
    const unknown = results.some(({ status }) => status === 'unknown')
    const failed = results.some(({ status }) => status === 'failed' || status === 'unsent')
    return {
      data: results,
      phase: unknown ? 'unknown' : failed ? 'failed' : 'succeeded',
      errorCode: unknown ? 'unknown' : failed ? 'refused' : undefined,
      target: { id: account.id, name: account.name, accountId: account.id, accountName: account.name },
      after: { results: results.map(({ email, status }) => `${email}: ${status}`) },
    }
  },
  look: {
    says: 'No outcome was recorded. The outcome for each address is recorded separately.',
  },
})

function isAboutTheAddress(error: unknown): boolean {
  return (
    error instanceof AppError && error.code === 'invalid' && !error.fields.roles && !error.fields.policies
  )
}

/** What a step threw, as it is told for the one address. */
export function faultOf(error: unknown): { status: 'failed' | 'unknown'; message: string } {
  // A step lets no other error pass once it has sent something.
  if (!(error instanceof AppError))
    return { status: 'failed', message: 'Something went wrong on our side, so this was not sent.' }
  return {
    status: error.effect === 'unknown' ? 'unknown' : 'failed',
    message: error.fields.email ?? error.message,
  }
}
