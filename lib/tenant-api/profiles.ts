import 'server-only'
import { z } from 'zod'
import type { AccountId } from '@/lib/core/ids'
import type { Send } from './client'
import { TenantApiError } from './errors'
import { one } from './shape'

/** The Know-Your-Customer details of an account. Upstream has no null here: what is not recorded is empty. */
export type Profile = {
  businessName: string
  businessAddress: string
  businessEmail: string
  businessPhone: string
  externalMetadata: string
}

/** Account profiles (tenant-api §5.4). In no SDK, and not confirmed for every tenant. */
export type ProfilesApi = {
  /** Null where upstream has no profile for the account (no result, 403, 404, code 7003). */
  get(id: AccountId): Promise<Profile | null>
  /** Replaces all five fields. */
  replace(id: AccountId, profile: Profile): Promise<void>
}

export function profilesApi(send: Send): ProfilesApi {
  return {
    get: async (id) => {
      try {
        return await send({
          operation: 'GET /accounts/{account_id}/profile',
          call: (sdk, options) => sdk.get(`/accounts/${id}/profile`, options),
          read: (answer) => (answer.result === null ? null : one(ProfileRecord, answer)),
          seen: (profile) => profile && { kind: 'profile', accountId: id, profile },
        })
      } catch (error) {
        const absent =
          error instanceof TenantApiError &&
          (error.status === 403 || error.status === 404 || error.codes.includes(7003))
        if (absent) return null
        throw error
      }
    },
    replace: (id, profile) =>
      send({
        operation: 'PUT /accounts/{account_id}/profile',
        call: (sdk, options) =>
          sdk.put(`/accounts/${id}/profile`, {
            ...options,
            body: {
              business_name: profile.businessName,
              business_address: profile.businessAddress,
              business_email: profile.businessEmail,
              business_phone: profile.businessPhone,
              external_metadata: profile.externalMetadata,
            },
          }),
        read: () => undefined,
        seen: () => ({ kind: 'profile', accountId: id, profile }),
      }),
  }
}

// Strict where other records are tolerant: a field that is missing or unreadable would be overwritten with nothing by
// the next save.
const recorded = z
  .string()
  .nullable()
  .transform((value) => value ?? '')

const ProfileRecord = z
  .object({
    business_name: recorded,
    business_address: recorded,
    business_email: recorded,
    business_phone: recorded,
    external_metadata: recorded,
  })
  .transform((wire): Profile => ({
    businessName: wire.business_name,
    businessAddress: wire.business_address,
    businessEmail: wire.business_email,
    businessPhone: wire.business_phone,
    externalMetadata: wire.external_metadata,
  }))
