import 'server-only'
import type { Target } from '@/lib/audit/record'
import { AppError } from '@/lib/core/errors'
import { asId, type AccountId, type MemberId } from '@/lib/core/ids'
import { orNull } from '@/lib/core/read'
import type { TenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import type { Member } from '@/lib/tenant-api/members'
import { managedAccount, type ManagedAccount } from '@/lib/tenants/access'
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
  throw new AppError('not_found', 'There is no such member in this account.')
}

/** For looks: the account and member that an attempt was about; no member where the account has none of that id. */
export async function memberOfAttempt(
  tenant: TenantApi,
  { accountId, id }: Target,
): Promise<{ account: ManagedAccount; member: Member | null }> {
  const account = await managedAccount(tenant, accountId ?? '')
  return { account, member: await orNull(memberOf(tenant, account.id, id ?? '')) }
}

/** Whose the address is, whatever its case. */
export function byEmail(members: Member[], email: string): Member | undefined {
  return members.find((member) => member.email && sameEmail(member.email) === sameEmail(email))
}
