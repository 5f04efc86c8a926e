import type { Kyc } from './schema'

// Apart from the schema, so that a page that only shows these fields does not load what checks them.

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
