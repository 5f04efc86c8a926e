import 'server-only'
import * as z from 'zod'
import { AppError } from '@/lib/core/errors'
import { defineCommand } from '@/lib/entry/command'
import type { TenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import { Secret } from '@/lib/tenant-api/secret'
import type { Token } from '@/lib/tenant-api/tokens'
import { managedAccount, type ManagedAccount } from '@/lib/tenants/access'
import { managedToken } from '../access'
import { statusNow } from '../reading'
import { targetOf } from '../recorded'
import { VerifyToken, type VerifyTokenAnswer } from '../schema'

/** Asks upstream about a value that somebody has: whether it is this token's, and whether it works. It is not kept. */
export const verifyToken = defineCommand({
  name: 'token.verify',
  label: 'Verify API token',
  target: 'token',
  permission: 'tokens.read',
  effect: 'read',
  input: VerifyToken,
  remember: { after: z.object({ result: z.string(), status: z.string().nullable() }) },
  targetOf: ({ accountId, tokenId }) => ({ id: tokenId, accountId }),
  run: async ({ tenant }, { accountId, tokenId, value }) => {
    const account = await managedAccount(tenant, accountId)
    const token = await managedToken(tenant, account, tokenId)
    const data = await verified(tenant, account, token, new Secret(value))
    return { data, target: targetOf(account, token), after: { result: data.status, status: data.state } }
  },
})

async function verified(
  tenant: TenantApi,
  account: ManagedAccount,
  token: Token,
  value: Secret,
): Promise<VerifyTokenAnswer> {
  try {
    const known = await tenant.tokens.verify(account.id, value)
    const state = statusNow(known) ?? 'active'
    if (known.id !== token.id) return { status: 'other', state }
    return { status: 'known', state, notBefore: known.notBefore, expiresOn: known.expiresOn }
  } catch (error) {
    if (!(error instanceof TenantApiError)) throw error
    // What upstream said may quote the value, and goes to the log.
    if (error.kind !== 'invalid')
      throw new AppError(error.code, error.message, { retryAt: error.retryAt ?? undefined })
    return { status: 'refused', state: statusNow(token), reach: token.requestIp.reach }
  }
}
