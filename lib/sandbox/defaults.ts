/** Defaults, and the ids of seeded records. */
import { createHash } from 'node:crypto'
import type { AccountSettings, Kyc } from './state'

/** The time from which the seeds' past is counted. */
export const BASE = '2026-10-01T00:00:00Z'

/** The id of a seeded record: 32 hex digits, always the same for the same kind and key. */
export function seedId(kind: string, key: string): string {
  return createHash('sha256').update(`${kind}/${key}`).digest('hex').slice(0, 32)
}

/** The user behind the credentials. */
export const ME = seedId('user', 'me')

export const DEFAULT_ACCOUNT_SETTINGS: AccountSettings = {
  enforce_twofactor: false,
  abuse_contact_email: null,
  api_access_enabled: null,
  access_approval_expiry: null,
  default_nameservers: 'cloudflare.standard',
  use_account_custom_ns_by_default: false,
}

export const EMPTY_KYC: Kyc = {
  business_name: '',
  business_address: '',
  business_email: '',
  business_phone: '',
  external_metadata: '',
}
