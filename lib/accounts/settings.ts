import 'server-only'
import { reading } from '@/lib/core/read'
import { db } from '@/lib/db/client'
import type { Account } from '@/lib/tenant-api/accounts'
import type { TenantApi } from '@/lib/tenant-api/client'
import type { AccountSettings } from './schema'

export const SETTINGS_FIELDS = ['name', 'abuseContactEmail', 'enforceTwoFactor'] as const

/** An account's settings as they are compared with what was sent. */
export function settingsOf({ name, settings }: Account) {
  const { abuseContactEmail, enforceTwoFactor } = settings
  return { name: name ?? '', abuseContactEmail, enforceTwoFactor }
}

/**
 * What the settings form of an account shows: Cloudflare's part, the profile, our description. A profile that cannot be
 * read does not take the rest with it.
 */
export async function readSettings(tenant: TenantApi, account: Account): Promise<AccountSettings> {
  const [kyc, note] = await Promise.all([
    reading(() => tenant.profiles.get(account.id)),
    db().accountNote.findUnique({ where: { accountId: account.id } }),
  ])
  return {
    name: account.name ?? '',
    abuseContactEmail: account.settings.abuseContactEmail,
    enforceTwoFactor: account.settings.enforceTwoFactor,
    description: note?.description ?? '',
    kyc: kyc.ok ? kyc.data : 'unread',
  }
}
