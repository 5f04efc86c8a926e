import type { AccountSettings } from '@/lib/accounts/schema'
import { KYC_FIELDS, KYC_LABELS, kycOf } from '@/lib/accounts/constants'

/** Unknown types are shown as upstream calls them. */
export const typeName = (type: string) => type.charAt(0).toUpperCase() + type.slice(1)

/** For what Cloudflare does not tell. */
export const NOT_KNOWN = 'Not known'

export const twoFactorName = (enforced: boolean | null) =>
  enforced === null ? NOT_KNOWN : enforced ? 'Enforced' : 'Not enforced'

export const SETTING_LABELS: Record<string, string> = {
  name: 'Account Name',
  abuseContactEmail: 'Abuse contact email',
  enforceTwoFactor: 'Enforce two-factor authentication',
  description: 'Account Description',
  ...KYC_LABELS,
}

/** Flat texts by field, in the order of the form, for comparing and showing. */
export function settingTexts(settings: AccountSettings): Record<string, string> {
  const kyc = kycOf(settings)
  return {
    name: settings.name,
    abuseContactEmail: settings.abuseContactEmail ?? NOT_KNOWN,
    enforceTwoFactor: twoFactorName(settings.enforceTwoFactor),
    description: settings.description,
    ...(kyc && Object.fromEntries(KYC_FIELDS.map((field) => [field, kyc[field]]))),
  }
}

/** Under which name what is typed into an account's settings is kept. */
export const settingsDraft = (accountId: string) => `account-settings:${accountId}`
