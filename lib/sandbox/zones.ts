/** /zones and what a zone may subscribe to (tenant-api §2.7). */
import { z } from 'zod'
import { PLANS } from './plans'
import { seedId } from './defaults'
import { grants } from './grants'
import { type Account, newId, type Zone } from './state'
import { unitOf } from './units'
import { checkName } from './zone-names'
import {
  type Ctx,
  enumQuery,
  checkGrant,
  notFound,
  ok,
  page,
  reachable,
  read,
  Refusal,
  type Route,
  sorted,
  state,
} from './wire'

const ZONE_LOG = { product: 'zones', type: 'zone' }

export const zones: Route[] = [
  {
    path: '/zones',
    scheme: 'any',
    area: 'Zone',
    on: { GET: list, POST: create },
    log: ZONE_LOG,
    wrongMethod: 10405,
  },
  {
    path: '/zones/:zone_id',
    scheme: 'any',
    area: 'Zone',
    on: { GET: (c) => ok(c, showZone(c, pathZone(c))), PATCH: edit, DELETE: remove },
    log: ZONE_LOG,
    wrongMethod: 10405,
  },
  {
    path: '/zones/:zone_id/available_plans',
    scheme: 'any',
    area: 'Zone',
    on: { GET: (c) => ok(c, availablePlans(c)) },
  },
  {
    path: '/zones/:zone_id/available_plans/:plan_id',
    scheme: 'any',
    area: 'Zone',
    on: { GET: availablePlan },
  },
  {
    path: '/zones/:zone_id/activation_check',
    scheme: 'any',
    area: 'Zone',
    on: { PUT: checkActivation },
    log: ZONE_LOG,
    wrongMethod: 10405,
  },
  {
    path: '/zones/:zone_id/available_rate_plans',
    scheme: 'any',
    area: 'Zone',
    on: { GET: availableRatePlans },
  },
]

const TYPES = ['full', 'partial', 'secondary', 'internal'] as const
const STATUSES = ['initializing', 'pending', 'active', 'moved'] as const
const Creation = z.strictObject({
  name: z
    .string()
    .max(253)
    .regex(/^([a-zA-Z0-9][-a-zA-Z0-9]*\.)*[-a-zA-Z0-9]{2,63}$/, 'is not a valid domain'),
  account: z.strictObject({ id: z.string().min(1).max(32) }),
  type: z.enum(TYPES).default('full'),
  jump_start: z.boolean().optional(),
})

const Edit = z
  .strictObject({
    paused: z.boolean(),
    type: z.enum(TYPES),
    vanity_name_servers: z.array(z.string().max(253)),
  })
  .partial()

/** The zone of the path, which the caller may reach, or 7003. Sets the account for the audit log. */
export function pathZone(c: Ctx): Zone {
  const id = c.req.param('zone_id') ?? ''
  if (!/^[0-9a-f]{32}$/.test(id)) throw notFound(c.req.path, 400)
  const zone = state(c).zones.find((row) => row.id === id)
  const account = reachable(c).find((row) => row.id === zone?.account)
  if (!zone || !account) throw notFound(c.req.path)
  checkGrant(c, { account: account.id, zone: zone.id })
  c.set('account', account)
  c.set('zone', zone)
  return settle(zone)
}

/** A pending zone turns active once its time has come. */
function settle(zone: Zone): Zone {
  if (zone.status === 'pending' && zone.activatesAt !== null && zone.activatesAt <= Date.now()) {
    setStatus(zone, 'active')
  }
  return zone
}

export function setStatus(zone: Zone, status: Zone['status']): void {
  zone.status = status
  zone.modified_on = new Date().toISOString()
  zone.activatesAt = null
  if (status === 'active') zone.activated_on = zone.modified_on
}

export function showZone(c: Ctx, zone: Zone) {
  const account = state(c).accounts.find((row) => row.id === zone.account)!
  const unit = unitOf(state(c).settings, account)
  const pair = parseInt(zone.id.slice(0, 2), 16)
  const own = [
    `${HANDS[pair % HANDS.length]}.ns.cloudflare.com`,
    `${MATES[(pair >> 3) % MATES.length]}.ns.cloudflare.com`,
  ]
  return {
    id: zone.id,
    name: zone.name,
    status: zone.status,
    paused: zone.paused,
    type: zone.type,
    development_mode: 0,
    name_servers: zone.type === 'full' ? own : [],
    original_name_servers: zone.type === 'full' ? ['ns1.registrar.example', 'ns2.registrar.example'] : null,
    original_registrar: zone.type === 'full' ? 'example registrar (id: 9999)' : null,
    original_dnshost: null,
    modified_on: zone.modified_on,
    created_on: zone.created_on,
    activated_on: zone.activated_on,
    vanity_name_servers: zone.vanity_name_servers,
    ...(zone.type === 'partial' && {
      verification_key: `${pair}${zone.id.slice(2, 8)}-${zone.id.slice(8, 16)}`,
      cname_suffix: 'cdn.cloudflare.net',
    }),
    meta: {
      step: 2,
      custom_certificate_quota: 0,
      page_rule_quota: 3,
      phishing_detected: false,
      cdn_only: false,
      dns_only: false,
      foundation_dns: false,
    },
    owner: { id: null, type: 'user', email: null },
    account: { id: account.id, name: account.name },
    tenant: { id: unit?.tenant.tag ?? null, name: unit?.tenant.name ?? null },
    tenant_unit: { id: unit?.id ?? null },
    permissions: [
      '#zone:read',
      '#zone:edit',
      '#zone_settings:read',
      '#zone_settings:edit',
      '#dns_records:edit',
    ],
    plan: plans(zone).find((plan) => plan.legacy_id === zone.plan),
  }
}

const HANDS = ['ada', 'bob', 'cleo', 'dan', 'eva', 'finn', 'gail', 'hugh']
const MATES = ['ines', 'jack', 'kate', 'liam', 'mina', 'noah', 'olga', 'paul']

const OPERATORS = ['equal', 'not_equal', 'starts_with', 'ends_with', 'contains']

/** A name filter with an optional operator, e.g. `contains:shop`, as a test of a value. */
function nameFilter(raw: string, param: string): (value: string) => boolean {
  const [, prefix, rest] = /^(?:([a-z_]+):)?(.*)$/s.exec(raw)!
  const exact = prefix?.endsWith('_case_sensitive') ?? false
  const operator = (prefix ?? 'equal').replace(/_case_sensitive$/, '')
  if (!OPERATORS.includes(operator)) throw new Refusal(400, 1001, `Invalid operator in ${param}`)
  const fold = (text: string) => (exact ? text : text.toLowerCase())
  const wanted = fold(rest!)
  return (value) => {
    const has = fold(value)
    if (operator === 'equal') return has === wanted
    if (operator === 'not_equal') return has !== wanted
    if (operator === 'starts_with') return has.startsWith(wanted)
    if (operator === 'ends_with') return has.endsWith(wanted)
    return has.includes(wanted)
  }
}

function list(c: Ctx): Response {
  const accounts = new Map(reachable(c).map((row) => [row.id, row]))
  const { token } = c.var.who
  const accountName = (zone: Zone) => accounts.get(zone.account)!.name
  const rows = state(c).zones.filter(
    (zone) =>
      accounts.has(zone.account) &&
      (!token ||
        (token.account === zone.account &&
          grants(token, 'Zone', 'read', { account: zone.account, zone: zone.id }))),
  )
  rows.forEach(settle)

  const tests: ((zone: Zone) => boolean)[] = []
  const query = (name: string) => c.req.query(name)
  const name = query('name')
  if (name !== undefined) {
    if (name.length > 253) throw new Refusal(400, 1001, 'name is too long')
    const matches = nameFilter(name, 'name')
    tests.push((zone) => matches(zone.name))
  }
  const ofAccount = query('account.id')
  if (ofAccount !== undefined) tests.push((zone) => zone.account === ofAccount)
  const named = query('account.name')
  if (named !== undefined) {
    const matches = nameFilter(named, 'account.name')
    tests.push((zone) => matches(accountName(zone)))
  }
  const status = enumQuery(c, 'status', STATUSES)
  if (status) tests.push((zone) => zone.status === status)
  const types = c.req.queries('type')?.flatMap((value) => value.split(','))
  if (types?.some((type) => !(TYPES as readonly string[]).includes(type)))
    throw new Refusal(400, 1001, 'Invalid type')

  const every = enumQuery(c, 'match', ['any', 'all']) !== 'any'
  const order = enumQuery(c, 'order', ['name', 'status', 'account.id', 'account.name', 'plan.id']) ?? 'name'
  const descending = enumQuery(c, 'direction', ['asc', 'desc']) === 'desc'
  const found = rows.filter(
    (zone) =>
      (types ? types.includes(zone.type) : zone.type !== 'internal') &&
      (tests.length === 0 || (every ? tests.every((test) => test(zone)) : tests.some((test) => test(zone)))),
  )
  const keys: Record<string, (zone: Zone) => string> = {
    name: (zone) => zone.name,
    status: (zone) => zone.status,
    'account.id': (zone) => zone.account,
    'account.name': accountName,
    'plan.id': (zone) => zone.plan,
  }
  return page(c, sorted(found, keys[order]!, descending), (zone) => showZone(c, zone))
}

async function create(c: Ctx): Promise<Response> {
  const input = await read(c, Creation)
  const account: Account | undefined = reachable(c).find((row) => row.id === input.account.id)
  const { token } = c.var.who
  const allowed =
    account &&
    (!token ||
      (token.account === account.id && grants(token, 'Zone', 'write', { account: account.id, zone: '*' })))
  if (!allowed) throw new Refusal(403, 1068, 'Permission denied: you cannot add zones to this account')
  c.set('account', account)
  const name = input.name.toLowerCase()
  // Where the tenant is entitled to it, and then for enterprise accounts.
  const subdomains =
    account.type === 'enterprise' && unitOf(state(c).settings, account)?.tenant.addsSubdomains === true
  checkName(name, input.type, { subdomains })
  if (state(c).zones.some((zone) => zone.name === name && zone.type !== 'internal'))
    throw new Refusal(400, 1061, `${name} already exists`)
  const now = Date.now()
  const { zoneActivationMs } = state(c).settings
  const zone: Zone = {
    id: newId(),
    account: account.id,
    name,
    type: input.type,
    status: 'pending',
    paused: false,
    created_on: new Date(now).toISOString(),
    modified_on: new Date(now).toISOString(),
    activated_on: null,
    activatesAt: zoneActivationMs === null ? null : now + zoneActivationMs,
    plan: 'free',
    vanity_name_servers: [],
  }
  state(c).zones.push(zone)
  c.set('zone', zone)
  return ok(c, showZone(c, zone))
}

async function edit(c: Ctx): Promise<Response> {
  const zone = pathZone(c)
  const input = await read(c, Edit)
  if (Object.keys(input).length !== 1)
    throw new Refusal(400, 1001, 'Only one property can be changed at a time')
  Object.assign(zone, input, { modified_on: new Date().toISOString() })
  return ok(c, showZone(c, zone))
}

/** Checks a pending zone's name servers again: once an hour on the Free plan, else every five minutes. */
function checkActivation(c: Ctx): Response {
  const zone = pathZone(c)
  const { subscriptions, settings } = state(c)
  if (zone.status !== 'pending') throw new Refusal(400, 1001, 'The zone is not pending')
  const paid = subscriptions.some((row) => row.zone === zone.id && !/FREE/i.test(row.plan))
  const minutes = paid ? 5 : 60
  const next = (zone.checkedAt ?? 0) + minutes * 60_000
  if (next > Date.now()) {
    throw new Refusal(400, 1224, `You may ask for this check once every ${minutes} minutes`)
  }
  zone.checkedAt = Date.now()
  if (settings.zoneActivationMs !== null) zone.activatesAt = Date.now()
  return ok(c, { id: zone.id })
}

function remove(c: Ctx): Response {
  const zone = pathZone(c)
  const all = state(c)
  const { account } = c.var
  for (const job of all.logpushJobs.filter((row) => row.zone_id === zone.id)) {
    all.orphans.push({
      account: account!.id,
      account_name: account!.name,
      kind: 'logpush',
      id: String(job.id),
      since: new Date().toISOString(),
    })
  }
  all.logpushJobs = all.logpushJobs.filter((row) => row.zone_id !== zone.id)
  all.subscriptions = all.subscriptions.filter((row) => row.zone !== zone.id)
  all.zones = all.zones.filter((row) => row !== zone)
  return ok(c, { id: zone.id })
}

const ORDINARY = [
  ['free', 'Free Website', 0],
  ['pro', 'Pro Website', 25],
  ['business', 'Business Website', 250],
  ['enterprise', 'Enterprise Website', 0],
] as const

function plans(zone: Zone) {
  return ORDINARY.map(([legacy, name, price]) => ({
    id: seedId('plan', legacy),
    name,
    price,
    currency: 'USD',
    frequency: legacy === 'free' || legacy === 'enterprise' ? '' : 'monthly',
    is_subscribed: zone.plan === legacy,
    can_subscribe: legacy !== 'enterprise',
    legacy_id: legacy,
    legacy_discount: false,
    externally_managed: legacy === 'enterprise',
  }))
}

function availablePlans(c: Ctx) {
  return plans(pathZone(c))
}

function availablePlan(c: Ctx): Response {
  const plan = availablePlans(c).find((row) => row.id === c.req.param('plan_id'))
  if (!plan) throw notFound(c.req.path)
  return ok(c, plan)
}

function availableRatePlans(c: Ctx): Response {
  pathZone(c)
  const { agreement } = state(c).settings
  const sold = PLANS.filter((plan) => plan.scope === 'zone' && agreement.includes(plan.id))
  return ok(
    c,
    sold.map(({ id, name, components }) => ({
      id,
      name,
      currency: 'USD',
      duration: 1,
      frequency: 'monthly',
      components: components.map((part) => ({
        name: part.name,
        default: part.default,
        unit_price: part.unit_price,
      })),
    })),
  )
}
