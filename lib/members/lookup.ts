import 'server-only'
import { DeskError } from '@/lib/core/errors'
import { asId, type AccountId, type MemberId } from '@/lib/core/ids'
import type { TenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import type { Member } from '@/lib/tenant-api/members'
import { sameEmail } from './constants'

/** Throws `not_found` for what is no member of the account. */
export async function memberOf(tenant: TenantApi, account: AccountId, rawId: string): Promise<Member> {
  const id = asId<MemberId>(rawId)
  if (id)
    try {
      return await tenant.members.get(account, id)
    } catch (error) {
      if (!(error instanceof TenantApiError && error.noSuch)) throw error
    }
  throw new DeskError('not_found', 'There is no such member in this account.')
}

/** Whose the address is, whatever its case. */
export function byEmail(members: Member[], email: string): Member | undefined {
  return members.find((member) => member.email && sameEmail(member.email) === sameEmail(email))
}
