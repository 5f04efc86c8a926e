/** /accounts/{id}/dns_settings: what new zones of an account start with. */
import { z } from 'zod'
import type { DnsSettings } from './state'
import { type Ctx, ok, pathAccount, read, type Route } from './wire'

export const dnsSettings: Route[] = [
  {
    path: '/accounts/:account_id/dns_settings',
    scheme: 'any',
    area: 'Account DNS Settings',
    on: { GET: (c) => ok(c, settingsOf(c)), PATCH: edit },
    log: { product: 'dns', type: 'account_settings' },
    wrongMethod: 10405,
  },
]

const Edit = z
  .strictObject({
    enforce_dns_only: z.boolean(),
    zone_defaults: z
      .strictObject({
        flatten_all_cnames: z.boolean(),
        foundation_dns: z.boolean(),
        internal_dns: z.strictObject({ reference_zone_id: z.string().optional() }),
        multi_provider: z.boolean(),
        nameservers: z.strictObject({
          type: z.enum([
            'cloudflare.standard',
            'cloudflare.advanced',
            'cloudflare.standard.random',
            'custom.account',
            'custom.tenant',
          ]),
        }),
        ns_ttl: z.int().min(30).max(86_400),
        secondary_overrides: z.boolean(),
        soa: z.record(z.string(), z.unknown()),
        zone_mode: z.enum(['standard', 'cdn_only', 'dns_only']),
      })
      .partial(),
  })
  .partial()

const DEFAULTS: DnsSettings = {
  enforce_dns_only: false,
  zone_defaults: {
    flatten_all_cnames: false,
    foundation_dns: false,
    internal_dns: {},
    multi_provider: false,
    nameservers: { type: 'cloudflare.standard' },
    ns_ttl: 86_400,
    secondary_overrides: false,
    soa: { expire: 604_800, min_ttl: 1800, mname: null, refresh: 10_000, retry: 2400, ttl: 3600 },
    zone_mode: 'standard',
  },
}

function settingsOf(c: Ctx): DnsSettings {
  return pathAccount(c).dns ?? DEFAULTS
}

async function edit(c: Ctx): Promise<Response> {
  const before = settingsOf(c)
  const { zone_defaults, ...input } = await read(c, Edit)
  const account = pathAccount(c)
  account.dns = { ...before, ...input, zone_defaults: { ...before.zone_defaults, ...zone_defaults } }
  return ok(c, account.dns)
}
