import 'server-only'
import { asId, type TokenId } from '@/lib/core/ids'
import { foundIn, SKEW_MS } from '@/lib/core/settle'
import type { TenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import type { Token } from '@/lib/tenant-api/tokens'
import { managedAccount, type ManagedAccount } from '@/lib/tenants/access'
import type { Target } from '@/lib/audit/record'

export async function findToken(
  tenant: TenantApi,
  account: ManagedAccount,
  id: TokenId,
): Promise<Token | null> {
  try {
    return await tenant.tokens.get(account.id, id)
  } catch (error) {
    if (error instanceof TenantApiError && error.kind === 'not_found') return null
    throw error
  }
}

/** For looks: the account and token that an attempt was about; no token where the account has none of that id. */
export async function tokenOfAttempt(
  tenant: TenantApi,
  { accountId, id: rawId }: Target,
): Promise<{ account: ManagedAccount; token: Token | null }> {
  const account = await managedAccount(tenant, accountId ?? '')
  const id = asId<TokenId>(rawId)
  return { account, token: id && (await findToken(tenant, account, id)) }
}

/**
 * The tokens of a name that were not there before and were issued since. Throws where there is none and not all tokens
 * could be read.
 */
export async function newTokens(
  tenant: TenantApi,
  account: ManagedAccount,
  { name, notIds, since }: { name: string; notIds: readonly string[]; since: Date },
): Promise<Token[]> {
  const isNew = (token: Token) =>
    token.name === name &&
    !notIds.includes(token.id) &&
    (!token.issuedOn || Date.parse(token.issuedOn) >= since.getTime() - SKEW_MS)
  const tokens = await tenant.tokens.all(account.id)
  return foundIn(tokens, isNew) ? tokens.items.filter(isNew) : []
}
