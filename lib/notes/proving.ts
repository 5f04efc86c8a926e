import 'server-only'
import type { Staff } from '@/lib/auth/session'
import { openTenantApi } from '@/lib/tenant-api/client'
import { managedAccount, type ManagedAccount } from '@/lib/tenants/access'

/** The account that something is written about. Throws `not_found` for one that is not ours. */
export function accountToNote(staff: Staff, accountId: string): Promise<ManagedAccount> {
  return managedAccount(openTenantApi({ work: 'act', person: staff.id }), accountId)
}

/** For the record: what of an account the act is about. */
export const accountTarget = ({ id, name }: ManagedAccount) => ({ accountId: id, accountName: name })
