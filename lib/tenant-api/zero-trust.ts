import 'server-only'
import type { AccountId } from '@/lib/core/ids'
import type { Send } from './client'
import { TenantApiError } from './errors'

/** `nothing`: there was nothing to delete, which is fine. */
export type Removal = 'done' | 'nothing'

/** What must be deleted before the account, because it outlives the account (tenant-api §2.11). */
export type ZeroTrustApi = {
  deleteGateway(id: AccountId): Promise<Removal>
  deleteAccessOrganization(id: AccountId): Promise<Removal>
}

export function zeroTrustApi(send: Send): ZeroTrustApi {
  return {
    deleteGateway: (id) =>
      orNothing(
        send({
          operation: 'DELETE /accounts/{account_id}/gateway',
          call: (sdk, options) => sdk.delete(`/accounts/${id}/gateway`, options),
          read: () => 'done',
        }),
        isAbsent,
      ),
    deleteAccessOrganization: (id) =>
      orNothing(
        send({
          operation: 'DELETE /accounts/{account_id}/access/organizations',
          call: (sdk, options) => sdk.delete(`/accounts/${id}/access/organizations`, options),
          read: () => 'done',
        }),
        isAbsent,
      ),
  }
}

export async function orNothing(
  removal: Promise<'done'>,
  means: (error: TenantApiError) => boolean,
): Promise<Removal> {
  try {
    return await removal
  } catch (error) {
    if (error instanceof TenantApiError && error.effect === 'none' && means(error)) return 'nothing'
    throw error
  }
}

// No code is published for "never used". The answers seen say "not found" or "not enabled", so the text is read too. A
// path without such a route answers 7003, under 400 as well as 404; one without DELETE answers 405 (tenant-api §4.3).
// "API access is disabled" is about the caller and says nothing about what exists.
const NONE =
  /not[ _-]?(enabled|found|exist|provisioned|configured)|does not (have|exist)|never been|(?<!api )\b(access|gateway|zero trust) is disabled/i

function isAbsent(error: TenantApiError): boolean {
  if (error.kind === 'not_found' || error.status === 405) return true
  return error.status !== null && [400, 403, 409].includes(error.status) && NONE.test(error.detail ?? '')
}
