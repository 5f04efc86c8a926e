import type { AccountSettings, Kyc } from './schema'

// Apart from the schema, so that a page that only names these does not load what checks them.

/** The Tenant API's limit (tenant-api §5.1), in characters. */
export const NAME_MAX = 100
/** Ours: the API has no description. */
export const DESCRIPTION_MAX = 500

/** The Tenant API's limit for each field (tenant-api §5.1), in characters. */
export const KYC_MAX = 120

export const KYC_LABELS: Record<keyof Kyc, string> = {
  businessName: 'Business Name',
  businessAddress: 'Business Address',
  businessEmail: 'Business Email',
  businessPhone: 'Business Phone',
  externalMetadata: 'External Metadata',
}
export const KYC_FIELDS = Object.keys(KYC_LABELS) as (keyof Kyc)[]
export const EMPTY_KYC: Kyc = {
  businessName: '',
  businessAddress: '',
  businessEmail: '',
  businessPhone: '',
  externalMetadata: '',
}

/** What a Know-Your-Customer field says, beside its own hint, of whether its tenant demands it. */
export const demandOf = (demanded: boolean, hint?: string) => ({
  optional: !demanded,
  'aria-required': demanded,
  hint: demanded
    ? ['Cloudflare requires it for accounts of this tenant.', hint].filter(Boolean).join(' ')
    : hint,
})

export const DELETION_STEPS = ['logpush', 'gateway', 'access', 'account'] as const
export type DeletionStep = (typeof DELETION_STEPS)[number]
export const DELETION_STEP_LABELS: Record<DeletionStep, string> = {
  logpush: 'Remove Logpush jobs',
  gateway: 'Remove Zero Trust Gateway',
  access: 'Remove Zero Trust Access',
  account: 'Delete the account',
}

/** Null where there is none to show. */
export const kycOf = ({ kyc }: AccountSettings): Kyc | null => (kyc === 'unread' ? null : kyc)

export function sameSettings(a: AccountSettings, b: AccountSettings): boolean {
  return differing(a, b).length === 0
}

/** The fields that differ. */
export function differing(a: AccountSettings, b: AccountSettings): string[] {
  const flat = (of: AccountSettings): Record<string, unknown> => {
    const { name, abuseContactEmail, enforceTwoFactor, description } = of
    return { name, abuseContactEmail, enforceTwoFactor, description, ...kycOf(of) }
  }
  const [left, right] = [flat(a), flat(b)]
  return Object.keys({ ...left, ...right }).filter((key) => left[key] !== right[key])
}

/** With the Know-Your-Customer profile of `other` where it could not be read. */
export function withKycOf<S extends AccountSettings>(settings: S, other: AccountSettings): S {
  return settings.kyc === 'unread' ? { ...settings, kyc: other.kyc } : settings
}
