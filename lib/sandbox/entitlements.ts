/** What accounts and zones are entitled to: GET /accounts/{id}/entitlements and /zones/{id}/entitlements (SDK 7.2). */
import { type Ctx, ok, pathAccount, type Route, state } from './wire'
import { pathZone } from './zones'

export const entitlements: Route[] = [
  {
    path: '/accounts/:account_id/entitlements',
    scheme: 'any',
    area: 'Account Settings',
    on: { GET: ofAccount },
    wrongMethod: 10405,
  },
  {
    path: '/zones/:zone_id/entitlements',
    scheme: 'any',
    area: 'Zone',
    on: { GET: ofZone },
    wrongMethod: 10405,
  },
]

type Allocation =
  | { type: 'bool'; value: boolean }
  | { type: 'max_count'; value: number }
  | { type: 'range'; value: { min: number; max: number } }
  | { type: 'enum_number'; value: number[] }
  | { type: 'string'; value: string }

const SINCE = '2026-01-01T00:00:00.000000'

function entitlement(id: number, feature_set: string, key: string, name: string, allocation: Allocation) {
  return {
    id: key,
    feature: { id, key, name, feature_set },
    allocation,
    created_date: SINCE,
    edited_date: SINCE,
    deleted_date: '',
  }
}

function ofAccount(c: Ctx): Response {
  const { type, logpush } = pathAccount(c)
  const enterprise = type === 'enterprise'
  return ok(c, [
    entitlement(101, 'dns', 'dns.internal_zones', 'Internal DNS zones', { type: 'bool', value: enterprise }),
    entitlement(102, 'dns', 'dns.custom_ns', 'Custom name servers', { type: 'bool', value: enterprise }),
    entitlement(103, 'logs', 'logs.max_jobs', 'Logpush jobs', {
      type: 'max_count',
      value: logpush ? 4 : 0,
    }),
    entitlement(104, 'logs', 'logs.retention_days', 'Days that logs are kept', {
      type: 'range',
      value: { min: 1, max: enterprise ? 30 : 7 },
    }),
    entitlement(105, 'support', 'support.level', 'Support', {
      type: 'string',
      value: enterprise ? 'premium' : 'standard',
    }),
  ])
}

function ofZone(c: Ctx): Response {
  const zone = pathZone(c)
  const plan = state(c).subscriptions.find((row) => row.zone === zone.id)?.plan ?? ''
  const tier = ['_PRO', '_BIZ', '_ENT'].findIndex((ending) => plan.includes(ending)) + 1
  return ok(c, [
    entitlement(201, 'rules', 'page_rules.max', 'Page Rules', {
      type: 'max_count',
      value: [3, 20, 50, 125][tier]!,
    }),
    entitlement(202, 'waf', 'waf.managed_rules', 'WAF managed rules', { type: 'bool', value: tier > 0 }),
    entitlement(203, 'ssl', 'ssl.custom_certificates', 'Custom certificates', {
      type: 'bool',
      value: tier > 1,
    }),
    entitlement(204, 'cache', 'cache.edge_ttl', 'Shortest edge cache times in seconds', {
      type: 'enum_number',
      value: [7200, 3600, 1, 1].slice(tier),
    }),
  ])
}
