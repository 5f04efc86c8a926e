/** What the seeded customers hold: settings, people, zones, plans, tokens, jobs. */
import { BASE, DEFAULT_ACCOUNT_SETTINGS, EMPTY_KYC, ME, seedId } from './defaults'
import { ADMINISTRATOR, PERMISSION_GROUPS, RETIRED_GROUP, ROLES, SUPER_ADMINISTRATOR } from './roles'
import type { Customer } from './seed-customers'
import { sha256 } from './state'
import type { Account, Kyc, Member, State, Token, User, Zone } from './state'
import { FIRST_TENANT, SECOND_TENANT } from './tenants-data'

/** A time so many days from the midnight before the seeding. */
type Near = (days: number) => string

const DAY = 86_400_000
const iso = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z')
const before = (days: number) => iso(Date.parse(BASE) - days * DAY)

const [DIRECT, RESALE] = FIRST_TENANT.units
const UNITS = {
  0: null,
  1: DIRECT.id,
  2: RESALE!.id,
  3: SECOND_TENANT.units[0].id,
  4: RESALE!.subUnits![0]!.id,
} satisfies Record<Customer['unit'], string | null>

export function makeAccount(customer: Customer, index: number): Account {
  const { slug, name, unit, uses = [] } = customer
  const domain = domainOf(customer)
  const type = customer.type === 'none' ? {} : { type: customer.type ?? ('standard' as const) }
  const settings = {
    ...DEFAULT_ACCOUNT_SETTINGS,
    enforce_twofactor: index % 3 === 0,
    abuse_contact_email: index % 2 === 0 ? `abuse@${domain}` : null,
    api_access_enabled: index % 5 === 0 ? true : null,
  }
  return {
    id: seedId('account', slug),
    name,
    ...type,
    unit: UNITS[unit],
    created_on: iso(Date.parse(before(40 + index * 47)) + ((index * 7919) % 1440) * 60_000),
    settings: uses.includes('no-settings') ? null : settings,
    kyc: uses.includes('no-profile') ? null : customer.kyc ? makeKyc(customer, index) : { ...EMPTY_KYC },
    tags: index % 4 === 0 ? { segment: index % 8 === 0 ? 'gold' : 'silver' } : {},
    gateway: uses.includes('gateway'),
    access: uses.includes('access'),
    logpush: !uses.includes('no-logpush-right'),
    paymentMethod: !uses.includes('no-payment'),
    listedFrom: 0,
    seeded: true,
  }
}

function makeKyc(customer: Customer, index: number): Kyc {
  return {
    business_name: `${customer.name}`.slice(0, 120),
    business_address: `${10 + index} ${['Harbour Street', 'Rue du Lac', 'Calle Mayor', 'Lindenallee'][index % 4]}, ${['Bristol', 'Lyon', 'Sevilla', 'Leipzig'][index % 4]}`,
    business_email: `billing@${domainOf(customer)}`,
    business_phone: `+44 20 7946 ${String(100 + index).padStart(4, '0')}`,
    external_metadata: `{"crm":"HC-${1000 + index}"}`,
  }
}

const FIRST = [
  'Ana',
  'Bo',
  'Chidi',
  'Dmitri',
  'Elif',
  'Fatima',
  'Grace',
  'Hiro',
  'Inés',
  'Jonas',
  'Kavya',
  'Léa',
  'Mateo',
  'Noor',
  'Oskar',
  'Priya',
]
const LAST = [
  'Almeida',
  'Berg',
  'Castillo',
  'Demir',
  'Eriksson',
  'Fofana',
  'Grant',
  'Haddad',
  'Ito',
  'Jensen',
  'Kowalski',
  'Lindqvist',
  'Moreau',
]

function person(
  key: string,
  first: string | null,
  last: string | null,
  email: string,
  twoFactor: boolean,
): User {
  return {
    id: seedId('user', key),
    email,
    first_name: first,
    last_name: last,
    two_factor: twoFactor,
    created_on: before(900),
    service: false,
  }
}

export function addMembers(seed: State, made: Account, customer: Customer, near: Near): void {
  const add = (user: string, member: Partial<Member>) =>
    seed.members.push({
      id: seedId('member', `${customer.slug}/${user}`),
      account: made.id,
      user,
      status: 'accepted',
      roles: [ADMINISTRATOR],
      policies: [],
      invited_on: made.created_on,
      ...member,
    })
  add(ME, { roles: [SUPER_ADMINISTRATOR] })
  const domain = domainOf(customer)
  const offset = customer.slug.length * 5
  for (let n = 0; n < (customer.people ?? 3); n++) {
    const pending = n % 4 === 2
    const [first, last] = [FIRST[(n + offset) % FIRST.length]!, LAST[(n * 3 + offset) % LAST.length]!]
    const plain = `${first}.${last}`
      .normalize('NFD')
      .replace(/[\u0300-\u036f]/g, '')
      .toLowerCase()
    const email = `${plain}${n >= FIRST.length ? n : ''}@${domain}`
    const user = person(
      `${customer.slug}/${n}`,
      pending ? null : first,
      pending ? null : last,
      email,
      n % 2 === 0 && !pending,
    )
    seed.users.push(user)
    const second = n % 5 === 4 ? [ROLES[4 + (n % 8)]!.id] : []
    add(user.id, {
      status: pending ? (n % 12 === 10 ? 'rejected' : 'pending') : 'accepted',
      roles:
        n === 0 && made.type === 'enterprise'
          ? [SUPER_ADMINISTRATOR]
          : [n % 3 === 1 ? ROLES[2 + (n % 9)]!.id : ADMINISTRATOR, ...second],
      ...(pending && { invited_on: near(-[1, 9, 45][(n >> 2) % 3]!) }),
      ...(customer.slug === 'policies' && n >= 4 && policyMember(seed, made, customer, n)),
    })
  }
  seed.resourceGroups.push({
    id: seedId('resource-group', customer.slug),
    account: made.id,
    name: 'com.cloudflare.api.account',
    scope: { key: `com.cloudflare.api.account.${made.id}`, objects: [{ key: '*' }] },
  })
}

function policyMember(seed: State, made: Account, customer: Customer, n: number): Partial<Member> {
  const zone = seedId('zone', 'northgate-research.org')
  const research = seedId('resource-group', `${customer.slug}/research`)
  if (!seed.resourceGroups.some((row) => row.id === research)) {
    seed.resourceGroups.push({
      id: research,
      account: made.id,
      name: 'Research domains',
      scope: {
        key: `com.cloudflare.api.account.${made.id}`,
        objects: [{ key: `com.cloudflare.api.account.zone.${zone}` }],
      },
    })
  }
  const groups = n === 5 ? [RETIRED_GROUP, PERMISSION_GROUPS[1]!.id] : [PERMISSION_GROUPS[n % 3]!.id]
  return {
    roles: [],
    policies: [
      {
        id: seedId('policy', `${customer.slug}/${n}`),
        access: 'allow',
        permission_groups: groups.map((id) => ({ id })),
        resource_groups: [{ id: n % 2 ? research : seedId('resource-group', customer.slug) }],
      },
    ],
  }
}

export function addZones(seed: State, made: Account, customer: Customer, index: number, near: Near): void {
  customer.zones?.forEach((spec, n) => {
    const [, mark, name, plan] = /^([~!%^]?)([^/]+)(?:\/(.*))?$/.exec(spec)!
    const status: Zone['status'] = mark === '~' ? 'pending' : mark === '!' ? 'moved' : 'active'
    // Cloudflare deletes a zone that is pending for 28 days on the Free plan, or moved for 7 (tenant-api §11).
    const created =
      status === 'pending' ? near(-[3, 12, 24][n % 3]!) : iso(Date.parse(made.created_on) + (n + 1) * DAY)
    const zone: Zone = {
      id: seedId(mark === '^' ? 'internal-zone' : 'zone', name!),
      account: made.id,
      name: name!,
      type: mark === '%' ? 'partial' : mark === '^' ? 'internal' : 'full',
      status,
      paused: index % 17 === 3,
      created_on: created,
      modified_on: status === 'moved' ? near(-2) : created,
      activated_on: status === 'pending' ? null : iso(Date.parse(created) + 3_600_000),
      activatesAt: null,
      plan: 'free',
      vanity_name_servers: [],
    }
    seed.zones.push(zone)
    if (plan) seed.subscriptions.push({ ...blank(`zone/${name}`, made, near), zone: zone.id, plan })
  })
}

function blank(key: string, made: Account, near: Near) {
  return {
    id: seedId('subscription', key),
    account: made.id,
    zone: null,
    frequency: 'monthly',
    state: 'Paid',
    components: {},
    created_date: made.created_on,
    current_period_start: near(-11),
    current_period_end: near(19),
    nextPlan: null,
    cancelReason: null,
  }
}

export function addSubscriptions(seed: State, made: Account, customer: Customer, near: Near): void {
  for (const plan of customer.addOns ?? []) {
    const downgrade = { id: 'TEAMS_STANDARD', components: {}, frequency: 'monthly', on: near(19) }
    const scheduled = customer.slug === 'brightwave' && plan === 'TEAMS_ENT' ? downgrade : null
    seed.subscriptions.push({ ...blank(`${customer.slug}/${plan}`, made, near), plan, nextPlan: scheduled })
  }
  if (customer.slug === 'cascade') {
    const odd = { plan: 'legacy_bundle_2019', state: 'subscription.state.', frequency: '' }
    seed.subscriptions.push({ ...blank('cascade/odd', made, near), ...odd })
  }
}

const DNS_READ = '82e64a83756745bbbb1c9c2701bf816b'
const DNS_WRITE = '4755a26eedb94da69e1066d98aa820be'

export function addTokens(seed: State, made: Account, customer: Customer, near: Near): void {
  for (let n = 0; n < (customer.tokens ?? 0); n++) seed.tokens.push(makeToken(made, customer, n, near))
}

function makeToken(made: Account, customer: Customer, n: number, near: Near): Token {
  const names = ['Deploy pipeline', 'Monitoring', 'Old contractor', 'DNS sync', 'Paused import', 'Launch day']
  const ends = [near(5), null, near(-1), near(20), near(200), null][n % 6]!
  return {
    id: seedId('token', `${customer.slug}/${n}`),
    account: made.id,
    name: names[n % 6]!,
    status: n % 6 === 4 ? 'disabled' : 'active',
    policies: [
      {
        id: seedId('token-policy', `${customer.slug}/${n}`),
        effect: 'allow',
        permission_groups: [{ id: n % 2 ? DNS_READ : DNS_WRITE }],
        resources: {
          [`com.cloudflare.api.account.${made.id}`]: { 'com.cloudflare.api.account.zone.*': '*' },
        },
      },
    ],
    ...(n % 6 === 3 && { condition: { request_ip: { in: ['203.0.113.0/24'], not_in: ['203.0.113.7/32'] } } }),
    issued_on: near(-90 + n),
    modified_on: near(-30 + n),
    last_used_on: n % 6 === 1 || n % 6 === 5 ? null : near(-2),
    expires_on: ends,
    not_before: n % 6 === 5 ? near(3) : null,
    creator: ME,
    hash: sha256(`never issued ${customer.slug}/${n}`),
  }
}

export function addLogpush(seed: State, made: Account, customer: Customer): void {
  if (!customer.uses?.includes('logpush')) return
  const destination_conf = `s3://${customer.slug}-logs/cloudflare?region=eu-west-1`
  const base = seed.logpushJobs.length * 10 + 4001
  const zone = seed.zones.find((row) => row.account === made.id)!.id
  seed.logpushJobs.push(
    {
      id: base,
      account: made.id,
      name: 'gateway-dns',
      dataset: 'gateway_dns',
      enabled: true,
      destination_conf,
    },
    {
      id: base + 1,
      account: made.id,
      name: 'http',
      dataset: 'http_requests',
      enabled: true,
      destination_conf,
      zone_id: zone,
    },
  )
}

function domainOf(customer: Customer): string {
  return customer.zones?.[0]?.replace(/^[~!%^]/, '').split('/')[0] ?? `${customer.slug}.example`
}

/** The user behind the credentials, whose email is that of the credentials. */
export function makeMe(): User {
  return person('me', 'Robin', 'Castellan', '', true)
}
