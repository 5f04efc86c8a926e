/** Roles and permission groups: the same in every account (tenant-api §2.5). */
export interface Role {
  id: string
  name: string
  description: string
  permissions: Record<string, { read: boolean; write: boolean }>
}

const AREAS = [
  'analytics',
  'billing',
  'cache_purge',
  'dns',
  'dns_records',
  'lb',
  'logs',
  'organization',
  'ssl',
  'waf',
  'zone_settings',
  'zones',
] as const
type Area = (typeof AREAS)[number]

function role(
  id: string,
  name: string,
  description: string,
  write: readonly Area[] | 'all',
  read: readonly Area[] | 'all' = [],
): Role {
  const has = (list: readonly Area[] | 'all', area: Area) => list === 'all' || list.includes(area)
  return {
    id,
    name,
    description,
    permissions: Object.fromEntries(
      AREAS.filter((area) => has(write, area) || has(read, area)).map((area) => [
        area,
        { read: true, write: has(write, area) },
      ]),
    ),
  }
}

export const ADMINISTRATOR = '05784afa30c1afe1440e79d9351c7430'
export const SUPER_ADMINISTRATOR = '33666b9c79b9a5273fc7344ff42f953d'
const ALL_BUT_PEOPLE = AREAS.filter((area) => area !== 'organization')

export const ROLES: Role[] = [
  role(
    ADMINISTRATOR,
    'Administrator',
    'Can access the full account, except for membership management and billing.',
    ALL_BUT_PEOPLE,
    'all',
  ),
  role(
    SUPER_ADMINISTRATOR,
    'Super Administrator - All Privileges',
    'Can edit any Cloudflare setting, make purchases, update billing, and manage memberships.',
    'all',
  ),
  role(
    'f2b20eaa1a5d4af42b53ac16238c99c7',
    'Administrator Read Only',
    'Can access the full account in read-only mode.',
    [],
    'all',
  ),
  role(
    '5c35d2bf3a545e6b7560b826c0d23c39',
    'Minimal Account Access',
    'Can view the account, and nothing else.',
    [],
    ['organization'],
  ),
  role(
    '298ce8e7a2ba08b9d18ce0a32bb458ee',
    'Billing',
    'Can edit the account’s billing profile and subscriptions.',
    ['billing'],
  ),
  role('6ddc5f80969d01105b5a0931e0079365', 'Analytics', 'Can read analytics.', [], ['analytics']),
  role('9dfa4d1b73034f70ad896bf1c26d78f3', 'Audit Logs Viewer', 'Can view audit logs.', [], ['logs']),
  role(
    'd1c17a97abf0aa371338074955877ba0',
    'Cache Purge',
    'Can purge the edge cache.',
    ['cache_purge'],
    ['zones'],
  ),
  role('069fe803647ed3609e93d041d5df6050', 'DNS', 'Can edit DNS records.', ['dns', 'dns_records'], ['zones']),
  role(
    '1963e6e3aca5ac9a7a91609a0040ab02',
    'Firewall',
    'Can edit WAF, IP Firewall, and Zone Lockdown settings.',
    ['waf'],
    ['zones'],
  ),
  role(
    'c61d4237ab1c08a3d11feb6bd5e91c5a',
    'Load Balancer',
    'Can edit Load Balancers, Pools, Origins, and Health Checks.',
    ['lb'],
    ['zones'],
  ),
  role('3a170f9cfd62f321d6d835dc44bfe6dc', 'Log Share', 'Can edit Log Share configuration.', ['logs']),
  role(
    '340113a819900e1b4beebccc2ddb32e7',
    'Log Share Reader',
    'Can read Enterprise Log Share.',
    [],
    ['logs'],
  ),
  role(
    '951e083054cc4f172986fc9be0aa17af',
    'Cloudflare Access',
    'Can edit Cloudflare Access policies.',
    ['zone_settings'],
    ['zones'],
  ),
  role('10e95af809390ce236cbdcf03935e215', 'Cloudflare Gateway', 'Can edit Cloudflare Gateway.', [
    'zone_settings',
  ]),
  role(
    'ef13f042efdd58f592148c035f291bfa',
    'Cloudflare Zero Trust',
    'Can edit Cloudflare Zero Trust.',
    ['zone_settings'],
    ['zones'],
  ),
  role(
    '156a872fa6df06e0e9b85d32afce6990',
    'Cloudflare Zero Trust Read Only',
    'Can access Cloudflare for Zero Trust in read-only mode.',
    [],
    ['zone_settings'],
  ),
  role(
    'f43d556e0699e47c9188ea1973a48e24',
    'Cloudflare Zero Trust PII',
    'Can access personally identifiable information of Zero Trust users.',
    [],
    ['logs'],
  ),
  role(
    'b525e80fc64a4323a9ea666467d1865c',
    'Cloudflare Zero Trust Reporting',
    'Can access Zero Trust reporting data.',
    [],
    ['analytics', 'logs'],
  ),
  role('8b081b06f8ffef0522957fc6929cdcca', 'Cloudflare Stream', 'Can edit Cloudflare Stream media.', [
    'zone_settings',
  ]),
  role('94bedef1a0bdd311891188867727e42d', 'Cloudflare Images', 'Can edit Cloudflare Images assets.', [
    'zone_settings',
  ]),
  role(
    '57280df9f1a5806e04f065b07bbdd17a',
    'Workers Platform Admin',
    'Can edit Cloudflare Workers, Pages, Durable Objects, KV and R2.',
    ['zone_settings'],
    ['zones', 'analytics'],
  ),
  role('67ff895d0db461b61dd911232fcbc790', 'API Gateway', 'Can edit API Gateway.', ['waf'], ['zones']),
  role(
    '6f83464b634142ce4ac573616256096e',
    'Cloudflare R2 Admin',
    'Can edit Cloudflare R2 buckets and objects.',
    ['zone_settings'],
  ),
  role(
    '084b982fe42511d15feb1411e4c9ce9e',
    'Cloudflare R2 Read',
    'Can read Cloudflare R2 buckets and objects.',
    [],
    ['zone_settings'],
  ),
  role('051312130d7384b97d7c4fa122eb7519', 'Trust and Safety', 'Can view and request reviews of blocks.', [
    'zones',
  ]),
  role(
    '75f36071fa06ebfac6da0c3f8ddbc4df',
    'SSL/TLS, Caching, Performance, Page Rules, and Customization',
    'Can edit most settings of a zone except DNS and Firewall.',
    ['ssl', 'cache_purge', 'zone_settings'],
    ['zones'],
  ),
  role('d4c68d56bf2ef665eb82994199a393fd', 'Turnstile', 'Can edit Turnstile widgets.', ['zone_settings']),
  role(
    'fc67f46f32917cf9f0bdc082198cd747',
    'Zaraz Admin',
    'Can edit and publish Zaraz configuration.',
    ['zone_settings'],
    ['zones'],
  ),
]

export interface PermissionGroup {
  id: string
  name: string
  meta: Record<string, string>
}

const group = (
  id: string,
  name: string,
  label: string,
  description: string,
  scopes: string,
): PermissionGroup => ({
  id,
  name,
  meta: {
    label,
    description,
    scopes,
    category: scopes.endsWith('zone') ? 'Domain' : 'Account',
    editable: 'true',
  },
})

const ACCOUNT = 'com.cloudflare.api.account'
const ZONE = 'com.cloudflare.api.account.zone'

/** Groups that member policies are made of. */
export const PERMISSION_GROUPS: PermissionGroup[] = [
  group(
    'a5e5061418ea445fbba04aac57f359a8',
    'Domain Administrator',
    'domain_admin',
    'Grants full access to the domains in scope.',
    ZONE,
  ),
  group(
    '98d2b0c4bd3b4a2c842fcd2a81273ee9',
    'Domain Administrator Read Only',
    'domain_admin_readonly',
    'Grants read-only access to the domains in scope.',
    ZONE,
  ),
  group(
    '132c52e7e6654b999c183cfcbafd37d7',
    'Domain DNS',
    'domain_dns',
    'Grants access to edit DNS settings of the domains in scope.',
    ZONE,
  ),
  ...ROLES.slice(0, 12).map(({ id, name, description }) =>
    group(
      id,
      name,
      name
        .toLowerCase()
        .replace(/[^a-z]+/g, '_')
        .replace(/_+$/, ''),
      description,
      ACCOUNT,
    ),
  ),
]

/** Held by seeded members but no longer listed, as happens with retired groups. */
export const RETIRED_GROUP = 'b8c5d2f4a1e04f7798d3c6b5a4f3e2d1'
