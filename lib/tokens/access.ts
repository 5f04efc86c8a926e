import 'server-only'
import { cache } from 'react'
import { accountOf, type ManagedAccount } from '@/lib/tenants/access'
import { AppError } from '@/lib/core/errors'
import { asId, type TokenId } from '@/lib/core/ids'
import { orNotFound } from '@/lib/core/read'
import type { TenantApi } from '@/lib/tenant-api/client'
import type { Token } from '@/lib/tenant-api/tokens'
import { findToken } from './lookup'

/**
 * Throws `not_found` for what the account does not own, so that a foreign token looks like an unknown one. `rawId`: as
 * it came from a URL or a form.
 */
export async function managedToken(
  tenant: TenantApi,
  account: ManagedAccount,
  rawId: string,
): Promise<Token> {
  const id = asId<TokenId>(rawId)
  const token = id && (await findToken(tenant, account, id))
  if (!token) throw new AppError('not_found', 'There is no API token with this ID in the account.')
  return token
}

/** For a token's page: its token and account, read once per request, or the 404 page. */
export const tokenOf = cache(async (rawAccountId: string, rawTokenId: string) => {
  const of = await accountOf(rawAccountId)
  return { ...of, token: await orNotFound(managedToken(of.tenant, of.account, rawTokenId)) }
})
