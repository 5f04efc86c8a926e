import 'server-only'
import { AppError } from '@/lib/core/errors'
import type { TenantApi } from '@/lib/tenant-api/client'
import type { Token } from '@/lib/tenant-api/tokens'
import type { ManagedAccount } from '@/lib/tenants/access'
import { breadthOf } from './catalogue'
import { addressesIn } from './constants'
import { momentOf } from './moments'
import { offered, policiesOf } from './policies'
import type { AskedToken, TokenForm } from './schema'
import { zoneNames } from './zone-names'

export type Choice = Pick<TokenForm, 'groupIds' | 'zones' | 'zoneIds'>

/**
 * What a form chooses, as policies; with what is on offer, how far the policies reach, and the names of the chosen zones.
 * Throws `invalid` for what the account does not offer.
 */
export async function chosenPolicies(tenant: TenantApi, account: ManagedAccount, form: Choice) {
  const wantsZones = form.zones === 'chosen' ? form.zoneIds : []
  const [listed, names] = await Promise.all([
    tenant.tokens.permissionGroups(account.id),
    zoneNames(tenant, account, wantsZones),
  ])
  const offer = offered(listed.items)
  const groups = offer.filter(({ id }) => form.groupIds.includes(id))
  if (groups.length < new Set(form.groupIds).size)
    throw wrong('groupIds', 'One of these permissions is no longer available. Reload the page.')
  if (names.size < new Set(wantsZones).size)
    throw wrong('zoneIds', 'One of these zones is not in this account, or no longer is. Choose again.')
  return { offer, names, breadth: breadthOf(form, offer), policies: policiesOf(account.id, groups, form) }
}

/** All that a form asks for but the policies; `token` is the one that it changes. */
export function restOf(form: AskedToken, token: Token | null) {
  return {
    name: form.name,
    requestIp: { in: addressesIn(form.allowed).ranges, notIn: addressesIn(form.refused).ranges },
    notBefore: momentOf(form.startsOn, 'start', token?.notBefore),
    expiresOn: momentOf(form.endsOn, 'end', token?.expiresOn),
  }
}

function wrong(field: string, message: string): AppError {
  return new AppError('invalid', 'Some fields need your attention.', { fields: { [field]: message } })
}
