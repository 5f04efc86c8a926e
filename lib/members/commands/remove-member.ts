import 'server-only'
import * as z from 'zod'
import { defineCommand, type Finding, type Lost } from '@/lib/entry/command'
import type { TenantApi } from '@/lib/tenant-api/client'
import { managedAccount } from '@/lib/tenants/access'
import { confirmed } from '../confirmation'
import { memberOf, memberOfAttempt } from '../lookup'
import { MemberState, stateOf, targetOf } from '../recorded'
import { RemoveMember } from '../schema'

export const Removed = z.object({ status: z.string().nullable() })

/** Throws `invalid` while removing oneself or the last Super Administrator is not confirmed by typing. */
export const removeMember = defineCommand({
  name: 'member.remove',
  label: 'Remove member',
  target: 'member',
  permission: 'members.remove',
  effect: 'remote',
  input: RemoveMember,
  remember: { before: MemberState, after: Removed },
  targetOf: ({ accountId, memberId }) => ({ id: memberId, accountId }),
  run: async ({ tenant, before }, { accountId, memberId, typed }) => {
    const account = await managedAccount(tenant, accountId)
    const member = await memberOf(tenant, account.id, memberId)
    await confirmed(tenant, account, member, typed)
    before(stateOf(member))
    await tenant.members.remove(account.id, member.id)
    return { data: null, target: targetOf(account, member), after: { status: 'removed' } }
  },
  look: lookForRemoved,
})

export async function lookForRemoved(
  { tenant }: { tenant: TenantApi },
  { target }: Pick<Lost<unknown, unknown>, 'target'>,
): Promise<Finding<null, z.input<typeof Removed>>> {
  const { member } = await memberOfAttempt(tenant, target)
  return {
    phase: member ? 'failed' : 'succeeded',
    says: `the member is ${member ? 'there' : 'gone'}.`,
    data: null,
    after: { status: member ? member.status : 'removed', found: member !== null },
  }
}
