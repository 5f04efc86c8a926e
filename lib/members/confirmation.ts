import 'server-only'
import { AppError } from '@/lib/core/errors'
import type { TenantApi } from '@/lib/tenant-api/client'
import type { Member } from '@/lib/tenant-api/members'
import type { ManagedAccount } from '@/lib/tenants/access'
import { grantOf, isLastSuper, isSelf } from './reading'
import { isSuper, sameEmail } from './constants'

/** Throws unless the member may go without typing, or its email was typed. */
export async function confirmed(
  tenant: TenantApi,
  account: ManagedAccount,
  member: Member,
  typed: string,
): Promise<void> {
  const wanted = member.email ?? member.id
  if (sameEmail(typed) === sameEmail(wanted)) return
  const last = async () =>
    isSuper(grantOf(member, account.id)) &&
    isLastSuper(member.id, (await tenant.members.all(account.id)).items, account.id)
  if (isSelf(member) || (await last()))
    throw new AppError('invalid', `Type ${wanted} to confirm.`, {
      fields: { typed: 'Type the email address exactly as shown.' },
    })
}
