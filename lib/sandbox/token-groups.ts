/** Permission groups that API tokens are made of. Ids are made up but for the well-known few. */
import { createHash } from 'node:crypto'

export const TOKEN_SCOPES = {
  account: 'com.cloudflare.api.account',
  zone: 'com.cloudflare.api.account.zone',
  user: 'com.cloudflare.api.user',
  bucket: 'com.cloudflare.edge.r2.bucket',
} as const

export interface TokenGroup {
  id: string
  name: string
  scopes: string[]
  category: string
  is_selectable: boolean
}

const WELL_KNOWN: Record<string, string> = {
  'DNS Read': '82e64a83756745bbbb1c9c2701bf816b',
  'DNS Write': '4755a26eedb94da69e1066d98aa820be',
  'Zone Read': 'c8fed203ed3043cba015a93ad1616f1f',
  'Zone Write': 'e6d2666161e84845a636613608cee8d5',
  'Cache Purge': 'e17beae8b8cb423a99b1730f21238bed',
  'Account Settings Read': 'c1fde68c7bcc44588cbb6ddbc16d6480',
}

function group(name: string, scope: keyof typeof TOKEN_SCOPES, category: string): TokenGroup {
  const made = createHash('sha256').update(`token-group/${name}`).digest('hex').slice(0, 32)
  return {
    id: WELL_KNOWN[name] ?? made,
    name,
    scopes: [TOKEN_SCOPES[scope]],
    category,
    is_selectable: true,
  }
}

const both = (name: string, scope: keyof typeof TOKEN_SCOPES, category: string): TokenGroup[] => [
  group(`${name} Read`, scope, category),
  group(`${name} Write`, scope, category),
]

export const TOKEN_GROUPS: TokenGroup[] = [
  ...both('DNS', 'zone', 'dns_and_zones'),
  ...both('Zone', 'zone', 'dns_and_zones'),
  ...both('Zone Settings', 'zone', 'rules_and_configuration'),
  ...both('SSL and Certificates', 'zone', 'app_security'),
  ...both('Zone WAF', 'zone', 'app_security'),
  ...both('Firewall Services', 'zone', 'app_security'),
  ...both('Page Rules', 'zone', 'rules_and_configuration'),
  ...both('Load Balancers', 'zone', 'network_services'),
  ...both('Workers Routes', 'zone', 'developer_platform'),
  ...both('Logs', 'zone', 'analytics_and_logs'),
  group('Cache Purge', 'zone', 'cache_and_performance'),
  group('Analytics Read', 'zone', 'analytics_and_logs'),
  ...both('Account Settings', 'account', 'account_and_billing'),
  ...both('Account DNS Settings', 'account', 'dns_and_zones'),
  ...both('Billing', 'account', 'account_and_billing'),
  ...both('Account API Tokens', 'account', 'account_and_billing'),
  group('Account Analytics Read', 'account', 'analytics_and_logs'),
  group('Access: Audit Logs Read', 'account', 'cloudflare_one_and_zero_trust'),
  ...both('Zero Trust', 'account', 'cloudflare_one_and_zero_trust'),
  ...both('Workers Scripts', 'account', 'developer_platform'),
  ...both('Workers R2 Storage', 'account', 'developer_platform'),
  ...both('D1', 'account', 'developer_platform'),
  ...both('Workers AI', 'account', 'ai_and_machine_learning'),
  ...both('Stream', 'account', 'media'),
  ...both('Cloudflare Images', 'account', 'media'),
  ...both('Email Routing Addresses', 'account', 'email_and_messaging'),
  ...both('Load Balancing: Monitors and Pools', 'account', 'network_services'),
  ...both('Account Rulesets', 'account', 'rules_and_configuration'),
  group('Workers R2 Storage Bucket Item Read', 'bucket', 'developer_platform'),
  group('Workers R2 Storage Bucket Item Write', 'bucket', 'developer_platform'),
]
