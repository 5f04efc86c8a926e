/** Where Cloudflare documents a call: nearly every 403 names it since August 2026 (tenant-api §11). */
import type { Method } from './wire'

const ID = '[^/]+'
const ACCOUNT = `/accounts/${ID}`
const ZONE = `/zones/${ID}`
const READ = { GET: 'get', PUT: 'update', PATCH: 'edit', DELETE: 'delete' }
const LIST = { GET: 'list', POST: 'create' }

const PAGES: [path: string, resource: string, methods: Partial<Record<string, string>>][] = [
  ['/accounts', 'accounts', LIST],
  [ACCOUNT, 'accounts', READ],
  ...both(`${ACCOUNT}/members`, 'accounts/subresources/members'),
  ...both(`${ACCOUNT}/roles`, 'accounts/subresources/roles'),
  ...both(`${ACCOUNT}/iam/permission_groups`, 'iam/subresources/permission_groups'),
  ...both(`${ACCOUNT}/iam/resource_groups`, 'iam/subresources/resource_groups'),
  [`${ACCOUNT}/subscriptions`, 'accounts/subresources/subscriptions', { ...LIST, GET: 'get' }],
  [`${ACCOUNT}/subscriptions/${ID}`, 'accounts/subresources/subscriptions', READ],
  [`${ACCOUNT}/tokens/verify`, 'accounts/subresources/tokens', { GET: 'verify' }],
  [
    `${ACCOUNT}/tokens/permission_groups`,
    'accounts/subresources/tokens/subresources/permission_groups',
    LIST,
  ],
  [`${ACCOUNT}/tokens/${ID}/value`, 'accounts/subresources/tokens/subresources/value', READ],
  ...both(`${ACCOUNT}/tokens`, 'accounts/subresources/tokens'),
  [`${ACCOUNT}/logs/audit`, 'accounts/subresources/logs/subresources/audit', LIST],
  [`${ACCOUNT}/entitlements`, 'accounts/subresources/entitlements', LIST],
  [`${ACCOUNT}/dns_settings`, 'dns/subresources/settings/subresources/account', READ],
  ...both(`${ACCOUNT}/logpush/jobs`, 'logpush/subresources/jobs'),
  ...both(`${ZONE}/logpush/jobs`, 'logpush/subresources/jobs'),
  [`${ZONE}/subscription`, 'zones/subresources/subscriptions', { ...READ, POST: 'create' }],
  [`${ZONE}/available_plans`, 'zones/subresources/plans', LIST],
  [`${ZONE}/available_rate_plans`, 'zones/subresources/rate_plans', READ],
  [`${ZONE}/activation_check`, 'zones/subresources/activation_check', { PUT: 'trigger' }],
  [`${ZONE}/entitlements`, 'zones/subresources/entitlements', LIST],
  ...both('/zones', 'zones'),
  ...both('/memberships', 'memberships'),
  ...both('/organizations', 'organizations'),
  ['/user', 'user', READ],
  ['/user/tenants', 'user/subresources/tenants', LIST],
  [`/tenants/${ID}`, 'tenants', READ],
  [`/tenants/${ID}/accounts`, 'tenants/subresources/accounts', LIST],
]

function both(path: string, resource: string): typeof PAGES {
  return [
    [path, resource, LIST],
    [`${path}/${ID}`, resource, READ],
  ]
}

/** The page about a call, by its path after /client/v4; undefined where Cloudflare has none. */
export function documentationOf(method: Method, path: string): string | undefined {
  const [, resource, methods] = PAGES.find(([pattern]) => new RegExp(`^${pattern}$`).test(path)) ?? []
  const name = methods?.[method]
  return name && `https://developers.cloudflare.com/api/resources/${resource}/methods/${name}/`
}
