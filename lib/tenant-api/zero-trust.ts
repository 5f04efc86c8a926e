import 'server-only'
import type { AccountId } from '@/lib/core/ids'
import type { Send } from './client'
import { TenantApiError } from './errors'

/** `nothing`: there was nothing to delete, which is as good as done. */
export type Removal = 'done' | 'nothing'

/** What must go before an account is deleted, because it outlives the account (tenant-api §2.11). */
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

/** Turns the refusals that mean "there is none" into `nothing`. */
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

// No code is published for "never used"; the answers seen say not found or not enabled, so the words are read too. An
// address without such a route says 7003, under 400 as well as 404, and one that knows no DELETE says 405 (tenant-api
// §4.3). "API access is disabled" is about the caller, and no word of what is there.
const NONE =
  /not[ _-]?(enabled|found|exist|provisioned|configured)|does not (have|exist)|never been|(?<!api )\b(access|gateway|zero trust) is disabled/i

function isAbsent(error: TenantApiError): boolean {
  if (error.kind === 'not_found' || error.status === 405) return true
  return error.status !== null && [400, 403, 409].includes(error.status) && NONE.test(error.detail ?? '')
}
