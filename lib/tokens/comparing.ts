import 'server-only'
import type { TenantApi } from '@/lib/tenant-api/client'
import type { Addresses, Clients, NewPolicy, NewToken, Token, TokenChange } from '@/lib/tenant-api/tokens'
import type { ManagedAccount } from '@/lib/tenants/access'
import { restOf, type Choice } from './asked'
import { findToken } from './lookup'
import { wholeSeconds } from './moments'
import type { AskedToken, Shortfall } from './schema'

/** Whether a token is as the change would have it. */
export function isAs(token: Token, before: Token, change: TokenChange): boolean {
  const asked = whole(before, change)
  const { name, status } = token
  return (
    name === change.name &&
    (change.status === undefined || change.status === status) &&
    shortfall(token, asked).length === 0 &&
    JSON.stringify(token.policies.map(comparable).sort()) ===
      JSON.stringify(asked.policies.map(comparable).sort()) &&
    token.unreadablePolicies === (change.policies ? 0 : before.unreadablePolicies)
  )
}

/** All that a token would have after a change, as far as it can be read. */
export function whole(before: Token, change: TokenChange): NewToken {
  return {
    ...change,
    policies: change.policies ?? before.policies,
    requestIp: change.requestIp ?? before.requestIp,
  }
}

/**
 * A token as an answer tells it, with what it has otherwise than asked. An answer that tells less than it should is looked
 * up once, for the token itself may be whole.
 */
export async function compared(tenant: TenantApi, account: ManagedAccount, token: Token, asked: NewToken) {
  if (shortfall(token, asked).length === 0) return { token, otherwise: [] }
  const now = (await findToken(tenant, account, token.id).catch(() => null)) ?? token
  return { token: now, otherwise: shortfall(now, asked) }
}

function shortfall(token: Token, asked: NewToken): Shortfall[] {
  const ids = (policies: NewPolicy[]) =>
    JSON.stringify(
      policies
        .flatMap(({ effect, permissionGroups }) => permissionGroups.map(({ id }) => [effect, id]))
        .sort(),
    )
  const second = (moment?: string | null) => (moment ? wholeSeconds(moment) : null)
  const differs: Record<Shortfall, boolean> = {
    addresses:
      !sameAddresses(token.requestIp, asked.requestIp ?? NO_ADDRESSES) ||
      token.requestIp.reach !== reachOf(asked.requestIp ?? NO_ADDRESSES),
    permissions: ids(token.policies) !== ids(asked.policies),
    start: second(token.notBefore) !== second(asked.notBefore),
    end: second(token.expiresOn) !== second(asked.expiresOn),
  }
  return (Object.keys(differs) as Shortfall[]).filter((part) => differs[part])
}

/** For a form; its permissions are compared, and not where they apply: nothing need be read for that. */
export function otherwiseOf(token: Token, form: AskedToken): Shortfall[] {
  const permissionGroups = form.groupIds.map((id) => ({ id, name: null }))
  const policies = [{ effect: 'allow', permissionGroups, resources: {} }]
  return shortfall(token, { ...restOf(form, null), policies })
}

const NO_ADDRESSES: Addresses = { in: [], notIn: [] }

// What stays as it came has a reach of its own.
const reachOf = (addresses: Addresses | Clients) =>
  'reach' in addresses
    ? addresses.reach
    : addresses.in.length + addresses.notIn.length > 0
      ? 'listed'
      : 'anyone'

export function sameAddresses(a: Addresses, b: Addresses): boolean {
  // A range of one address may be told without its length.
  const flat = (list: string[]) =>
    list.map((range) => range.toLowerCase().replace(/(?<=\..*)\/32$|(?<=:.*)\/128$/, ''))
  const both = (of: Addresses) => JSON.stringify([flat(of.in).sort(), flat(of.notIn).sort()])
  return both(a) === both(b)
}

export function sameChoice(a: Choice, b: Choice): boolean {
  const flat = ({ groupIds, zones, zoneIds }: Choice) =>
    JSON.stringify([[...groupIds].sort(), zones, zones === 'chosen' ? [...zoneIds].sort() : []])
  return flat(a) === flat(b)
}

const comparable = ({ effect, permissionGroups, resources }: NewPolicy) =>
  JSON.stringify([effect, permissionGroups.map(({ id }) => id).sort(), sortedDeep(resources)])

function sortedDeep(resources: Record<string, unknown>): unknown {
  return Object.entries(resources)
    .map(([key, value]) => [
      key,
      typeof value === 'string' ? value : sortedDeep(value as Record<string, unknown>),
    ])
    .sort()
}
