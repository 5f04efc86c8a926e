/**
 * Ids of Cloudflare's things, branded so that a string from a URL cannot reach a call unproved.
 * Only `lib/tenants/access.ts` and the resources of `lib/tenant-api` make them.
 */
declare const brand: unique symbol
export type Id<Name extends string> = string & { readonly [brand]: Name }

export type AccountId = Id<'account'>
export type TenantId = Id<'tenant'>
export type UnitId = Id<'unit'>
export type MemberId = Id<'member'>
export type RoleId = Id<'role'>
export type ZoneId = Id<'zone'>
export type SubscriptionId = Id<'subscription'>
export type TokenId = Id<'token'>
export type ResourceGroupId = Id<'resource-group'>

// Most ids are 32 hex digits, but a unit's may hold other letters (tenant-api §2.3), so only the alphabet is checked.
const SHAPE = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/

/**
 * Null for what is not safe to put in a path. An empty id is refused because the SDK would send the call to the
 * collection instead (tenant-api §2.2).
 */
export function asId<T extends Id<string>>(raw: unknown): T | null {
  return typeof raw === 'string' && SHAPE.test(raw) ? (raw as T) : null
}
