import type { Breadth, OfferedGroup, Resource, TokenForm } from './schema'

/** What a permission group, by its name upstream, is about and how far it goes, as the dashboard says it. */
export function permissionParts(name: string): { subject: string; access: string | null } {
  const [, subject, access] = /^(.+) (Read|Write|Edit)$/.exec(name) ?? []
  return subject ? { subject, access: access === 'Read' ? 'Read' : 'Edit' } : { subject: name, access: null }
}

/** The same in words: "DNS: Edit". */
export function permissionName(name: string): string {
  const { subject, access } = permissionParts(name)
  return access ? `${subject}: ${access}` : subject
}

const PRODUCTS: Record<string, string> = {
  dns_and_zones: 'DNS & Zones',
  rules_and_configuration: 'Rules & Configuration',
  app_security: 'Application Security',
  network_services: 'Network Services',
  developer_platform: 'Developer Platform',
  analytics_and_logs: 'Analytics & Logs',
  cache_and_performance: 'Cache & Performance',
  account_and_billing: 'Account & Billing',
  cloudflare_one_and_zero_trust: 'Cloudflare One & Zero Trust',
  ai_and_machine_learning: 'AI & Machine Learning',
  media: 'Media',
  email_and_messaging: 'Email & Messaging',
}

export function productName(category: string | null): string {
  if (!category) return 'Other'
  const words = category.replaceAll('_', ' ').replaceAll(' and ', ' & ')
  return PRODUCTS[category] ?? words.charAt(0).toUpperCase() + words.slice(1)
}

export type Template = {
  id: string
  label: string
  says: string
  picks: (group: OfferedGroup) => boolean
}

const named =
  (...names: string[]) =>
  ({ name }: OfferedGroup) =>
    names.includes(name)

/** Ready-made choices of permissions, after Cloudflare's own templates. By name: ids are for upstream to give. */
export const TEMPLATES: readonly Template[] = [
  {
    id: 'read-only',
    label: 'Read only',
    says: 'Reads everything in the account and its zones, and changes nothing.',
    picks: ({ name }) => isReading(name),
  },
  {
    id: 'dns-edit',
    label: 'Edit zone DNS',
    says: 'Adds, changes and deletes DNS records.',
    picks: named('DNS Write'),
  },
  {
    id: 'analytics',
    label: 'Read analytics and logs',
    says: 'Reads figures and logs, for reports and monitoring.',
    picks: named('Analytics Read', 'Account Analytics Read', 'Logs Read', 'Access: Audit Logs Read'),
  },
  {
    id: 'cache-purge',
    label: 'Cache purge',
    says: 'Empties the cache, as after a release.',
    picks: named('Cache Purge'),
  },
  {
    id: 'zone-read',
    label: 'Zone read',
    says: 'Lists zones and reads their details.',
    picks: named('Zone Read'),
  },
]
export const CUSTOM = 'custom'

/**
 * In which ways the token would reach nearly everything: more than half of what can be changed in the account, or in
 * all its zones, or the making of tokens, which may hold any permission.
 */
export function breadthOf(
  { groupIds, zones }: Pick<TokenForm, 'groupIds' | 'zones'>,
  offered: readonly OfferedGroup[],
): Breadth[] {
  const writing = offered.filter(({ name }) => !isReading(name))
  const most = (scope: OfferedGroup['scope']) => {
    const all = writing.filter((group) => group.scope === scope)
    const chosen = all.filter(({ id }) => groupIds.includes(id))
    return chosen.length > all.length / 2
  }
  const makesTokens = writing.some(
    ({ id, name }) => groupIds.includes(id) && /API Tokens (Write|Edit)$/.test(name),
  )
  const ways: [Breadth, boolean][] = [
    ['account', most('account')],
    ['zones', zones === 'all' && most('zone')],
    ['tokens', makesTokens],
  ]
  return ways.flatMap(([way, holds]) => (holds ? [way] : []))
}

const isReading = (name: string) => permissionParts(name).access === 'Read'

export function resourceName(resource: Resource): string {
  switch (resource.kind) {
    case 'account':
      return 'The account'
    case 'all-zones':
      return 'All zones'
    case 'zone':
      return resource.name ?? resource.id
    case 'other':
      return resource.key
  }
}
