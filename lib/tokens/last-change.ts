import 'server-only'
import { SKEW_MS } from '@/lib/core/settle'
import type { Finding, Lost } from '@/lib/entry/command'
import type { TenantApi } from '@/lib/tenant-api/client'
import { tokenOfAttempt } from './lookup'

/**
 * The time of the last change tells when nothing happened; when something did, not that it was this. So it is no answer
 * for whoever still waits: for them the run itself has looked.
 */
export const lookAtLastChange =
  (done: string) =>
  async (
    { tenant }: { tenant: TenantApi },
    { at, target, input }: Pick<Lost<unknown, unknown>, 'at' | 'target' | 'input'>,
  ): Promise<Finding<never, never> | null> => {
    if (input) return null
    const { token } = await tokenOfAttempt(tenant, target)
    const since = token?.modifiedOn ? Date.parse(token.modifiedOn) : null
    const untouched = since !== null && since < at.getTime() - SKEW_MS
    const says = !token
      ? 'the token is gone.'
      : untouched
        ? `the token was not ${done} then.`
        : `the token was ${done} around that time; whether by this attempt is not known.`
    return { phase: untouched ? 'failed' : 'unknown', says, after: { found: token !== null } }
  }
