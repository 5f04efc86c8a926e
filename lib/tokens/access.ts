import 'server-only'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { accountOf, type ManagedAccount } from '@/lib/tenants/access'
import { DeskError } from '@/lib/core/errors'
import { asId, type TokenId } from '@/lib/core/ids'
import type { TenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import type { Token } from '@/lib/tenant-api/tokens'
import type { Zone } from '@/lib/tenant-api/zones'
import { managedZone, namesOf } from '@/lib/zones/access'

/**
 * Takes a managed account and a token's id as it came from a URL or a form; returns the token when the account owns it.
 * Throws `DeskError('not_found')` for everything else, so that a foreign token looks like an unknown one.
 */
export async function managedToken(
  tenant: TenantApi,
  account: ManagedAccount,
  rawId: string,
): Promise<Token> {
  const id = asId<TokenId>(rawId)
  const token = id && (await findToken(tenant, account, id))
  if (!token) throw new DeskError('not_found', 'There is no API token with this ID in the account.')
  return token
}

/** Takes a token's id; returns the token, or null when the account has none of that id. */
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

/** Takes both ids from the URL; returns a token's page's token and account, read once per request, or the 404 page. */
export const tokenOf = cache(async (rawAccountId: string, rawTokenId: string) => {
  const of = await accountOf(rawAccountId)
  try {
    return { ...of, token: await managedToken(of.tenant, of.account, rawTokenId) }
  } catch (error) {
    if (error instanceof DeskError && error.code === 'not_found') notFound()
    throw error
  }
})

/** So few are asked for one by one; for more the list costs less. */
const ONE_BY_ONE = 5

/** Takes ids of zones; returns the names of those that are in the account. */
export async function zoneNames(
  tenant: TenantApi,
  account: ManagedAccount,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const found =
    ids.length > ONE_BY_ONE
      ? await tenant.zones.allByAccount(account.id)
      : await Promise.all(ids.map((id) => managedZone(tenant, account, id).catch(nullIfUnknown)))
  return new Map(
    found.flatMap((zone) => (zone && ids.includes(zone.id) ? [[zone.id, zoneLabel(zone)] as const] : [])),
  )
}

/** Takes a zone; returns its name as people write it, with the form that the DNS knows where that differs. */
export function zoneLabel(zone: Zone): string {
  const { name, unicode } = namesOf(zone)
  return unicode ? `${unicode} (${name})` : name
}

function nullIfUnknown(error: unknown): null {
  if (error instanceof DeskError && error.code === 'not_found') return null
  throw error
}
