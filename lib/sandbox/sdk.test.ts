import Cloudflare from 'cloudflare'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { OPERATIONS } from '@/lib/tenant-api/operations'
import { ADMINISTRATOR, PERMISSION_GROUPS } from './roles'
import { SEED, seedZone } from './seed'
import { CREDENTIALS, sandbox } from './testing'

/*
 * Every method that the official SDK offers for the paths we call, once against the sandbox. The methods are found in the
 * SDK itself, so that a new one, or a path of ours that is new, is missed here and fails.
 */

type Sdk = Cloudflare
type Call = [make: (sdk: Sdk, tokens: Sdk) => PromiseLike<unknown>, answer?: unknown]

let box: Awaited<ReturnType<typeof sandbox>>
beforeAll(async () => {
  box = await sandbox()
})
afterAll(() => box.stop())
beforeEach(() => box.control('POST', '/reset'))

const account_id = SEED.accounts.plain
const enterprise = SEED.accounts.busy
const zone_id = seedZone('delta-dental-clinics.com')
const id = expect.stringMatching(/^[0-9a-f]{32}$/)
const unit = { id: SEED.units.direct.id }
const policy = {
  effect: 'allow' as const,
  permission_groups: [{ id: '4755a26eedb94da69e1066d98aa820be' }],
  resources: { [`com.cloudflare.api.account.${account_id}`]: { 'com.cloudflare.api.account.zone.*': '*' } },
}
const scope = { key: `com.cloudflare.api.account.${account_id}`, objects: [{ key: '*' }] }
const job = { destination_conf: 's3://logs/http?region=eu-west-1', dataset: 'http_requests' as const }
const times = { since: '2026-01-01', before: '2099-01-01' }

/** Ids of what is there, as a client would find them. */
const first = async (list: PromiseLike<{ result: { id?: string }[] }>) => (await list).result[0]!.id!
const memberOf = async (sdk: Sdk) =>
  (await sdk.accounts.members.create({ account_id, email: 'new@person.example', roles: [ADMINISTRATOR] })).id!
const tokenOf = async (tokens: Sdk) =>
  (await tokens.accounts.tokens.create({ account_id, name: 'CI', policies: [policy] })).id!
const addOn = async (sdk: Sdk) =>
  (
    (await sdk.accounts.subscriptions.create({
      account_id,
      rate_plan: { id: 'TEAMS_STANDARD' as 'free' },
      frequency: 'monthly',
    })) as { id: string }
  ).id
const group = (sdk: Sdk) => sdk.iam.resourceGroups.create({ account_id, name: 'All of it', scope })
const many = (value: object) => ({ result: expect.arrayContaining([expect.objectContaining(value)]) })

const CALLS: Record<string, Call> = {
  'POST /accounts accounts.create': [
    (sdk) => sdk.accounts.create({ name: 'New', unit }),
    { id, name: 'New' },
  ],
  'GET /accounts accounts.list': [(sdk) => sdk.accounts.list({ per_page: 50 }), many({ id: account_id })],
  'GET /accounts/{} accounts.get': [(sdk) => sdk.accounts.get({ account_id }), { id: account_id }],
  'PUT /accounts/{} accounts.update': [
    // The SDK's type demands `type`, which the API refuses.
    (sdk) => sdk.accounts.update({ account_id, id: account_id, name: 'Renamed' } as never),
    { id: account_id, name: 'Renamed' },
  ],
  'DELETE /accounts/{} accounts.delete': [(sdk) => sdk.accounts.delete({ account_id }), { id: account_id }],
  'POST /accounts/{}/members accounts.members.create': [
    (sdk) => sdk.accounts.members.create({ account_id, email: 'a@b.example', roles: [ADMINISTRATOR] }),
    { id, status: 'pending' },
  ],
  'GET /accounts/{}/members accounts.members.list': [
    (sdk) => sdk.accounts.members.list({ account_id }),
    many({ status: 'accepted' }),
  ],
  'GET /accounts/{}/members/{} accounts.members.get': [
    async (sdk) => sdk.accounts.members.get(await memberOf(sdk), { account_id }),
    { id, email: 'new@person.example' },
  ],
  'PUT /accounts/{}/members/{} accounts.members.update': [
    async (sdk) =>
      sdk.accounts.members.update(await memberOf(sdk), {
        account_id,
        policies: [
          {
            access: 'allow',
            permission_groups: [{ id: PERMISSION_GROUPS[0]!.id }],
            resource_groups: [{ id: await first(sdk.iam.resourceGroups.list({ account_id })) }],
          },
        ],
      }),
    { policies: [{ permission_groups: [{ id: PERMISSION_GROUPS[0]!.id }] }] },
  ],
  'DELETE /accounts/{}/members/{} accounts.members.delete': [
    async (sdk) => sdk.accounts.members.delete(await memberOf(sdk), { account_id }),
    { id },
  ],
  'GET /accounts/{}/roles accounts.roles.list': [
    (sdk) => sdk.accounts.roles.list({ account_id }),
    many({ id: ADMINISTRATOR }),
  ],
  'GET /accounts/{}/roles/{} accounts.roles.get': [
    (sdk) => sdk.accounts.roles.get(ADMINISTRATOR, { account_id }),
    { name: 'Administrator' },
  ],
  'GET /accounts/{}/subscriptions accounts.subscriptions.get': [
    (sdk) => sdk.accounts.subscriptions.get({ account_id: enterprise }),
    many({ state: 'Paid' }),
  ],
  'POST /accounts/{}/subscriptions accounts.subscriptions.create': [
    (sdk) => addOn(sdk).then((made) => ({ made })),
    { made: id },
  ],
  'GET /accounts/{}/subscriptions/{} accounts.subscriptions.getByIdentifier': [
    async (sdk) => sdk.accounts.subscriptions.getByIdentifier(await addOn(sdk), { account_id }),
    { id, rate_plan: { id: 'TEAMS_STANDARD' } },
  ],
  'PUT /accounts/{}/subscriptions/{} accounts.subscriptions.update': [
    async (sdk) =>
      sdk.accounts.subscriptions.update(await addOn(sdk), {
        account_id,
        rate_plan: { id: 'TEAMS_ENT' as 'free' },
      }),
    { rate_plan: { id: 'TEAMS_ENT' } },
  ],
  'DELETE /accounts/{}/subscriptions/{} accounts.subscriptions.delete': [
    async (sdk) => sdk.accounts.subscriptions.delete(await addOn(sdk), { account_id }),
    { subscription_id: id },
  ],
  'POST /accounts/{}/subscriptions/cancel-downgrade accounts.subscriptions.cancelDowngrade': [
    async (sdk) => {
      const made = await addOn(sdk)
      await sdk.accounts.subscriptions.update(made, { account_id, rate_plan: { id: 'TEAMS_FREE' as 'free' } })
      return sdk.accounts.subscriptions.cancelDowngrade({ account_id, subscription_ids: [made] })
    },
    null,
  ],
  'GET /accounts/{}/tokens accounts.tokens.list': [
    (_, tokens) => tokens.accounts.tokens.list({ account_id: enterprise }),
    many({ status: 'active' }),
  ],
  'POST /accounts/{}/tokens accounts.tokens.create': [
    (_, tokens) => tokens.accounts.tokens.create({ account_id, name: 'CI', policies: [policy] }),
    { id, value: expect.stringMatching(/^cfat_/) },
  ],
  'GET /accounts/{}/tokens/{} accounts.tokens.get': [
    async (_, tokens) => tokens.accounts.tokens.get(await tokenOf(tokens), { account_id }),
    { id, name: 'CI' },
  ],
  'PUT /accounts/{}/tokens/{} accounts.tokens.update': [
    async (_, tokens) =>
      tokens.accounts.tokens.update(await tokenOf(tokens), {
        account_id,
        name: 'Renamed',
        policies: [policy],
        condition: { request_ip: { in: ['198.51.100.0/24'] } },
      }),
    { name: 'Renamed', condition: { request_ip: { in: ['198.51.100.0/24'] } } },
  ],
  'DELETE /accounts/{}/tokens/{} accounts.tokens.delete': [
    async (_, tokens) => tokens.accounts.tokens.delete(await tokenOf(tokens), { account_id }),
    { id },
  ],
  'GET /accounts/{}/tokens/verify accounts.tokens.verify': [
    async (_, tokens) => {
      const { value } = await tokens.accounts.tokens.create({ account_id, name: 'CI', policies: [policy] })
      return tokens.withOptions({ apiToken: value }).accounts.tokens.verify({ account_id })
    },
    { id, status: 'active' },
  ],
  'GET /accounts/{}/tokens/permission_groups accounts.tokens.permissionGroups.list': [
    (_, tokens) => tokens.accounts.tokens.permissionGroups.list({ account_id }),
    many({ name: 'DNS Write' }),
  ],
  'GET /accounts/{}/tokens/permission_groups accounts.tokens.permissionGroups.get': [
    (_, tokens) => tokens.accounts.tokens.permissionGroups.get({ account_id }),
    expect.arrayContaining([expect.objectContaining({ name: 'DNS Write' })]),
  ],
  'PUT /accounts/{}/tokens/{}/value accounts.tokens.value.update': [
    async (_, tokens) =>
      tokens.accounts.tokens.value.update(await tokenOf(tokens), { account_id }).then((value) => ({ value })),
    { value: expect.stringMatching(/^cfat_/) },
  ],
  'GET /accounts/{}/logs/audit accounts.logs.audit.list': [
    (sdk) => sdk.accounts.logs.audit.list({ account_id, ...times }),
    many({ account: { id: account_id, name: 'Delta Dental Clinics' } }),
  ],
  'GET /accounts/{}/logs/audit/product_categories accounts.logs.audit.productCategories': [
    (sdk) => sdk.accounts.logs.audit.productCategories({ account_id }),
    many({ value: 'account' }),
  ],
  'GET /tenants/{} tenants.get': [
    (sdk) => sdk.tenants.get(SEED.tenant.tag),
    { tenant_tag: SEED.tenant.tag, tenant_units: [{ unit_tag: unit.id }, {}] },
  ],
  'GET /tenants/{}/account_types tenants.accountTypes.list': [
    (sdk) => sdk.tenants.accountTypes.list(SEED.tenant.tag),
    { result: ['standard', 'enterprise'] },
  ],
  'GET /tenants/{}/accounts tenants.accounts.list': [
    (sdk) => sdk.tenants.accounts.list(SEED.tenant.tag, { query: { page: 1, per_page: 50 } }),
    many({ id: account_id }),
  ],
  'GET /tenants/{}/entitlements tenants.entitlements.get': [
    (sdk) => sdk.tenants.entitlements.get(SEED.tenant.tag),
    { allow_add_subdomain: { type: 'bool' }, mhs_certificate_count: { type: 'max_count' } },
  ],
  'GET /tenants/{}/memberships tenants.memberships.list': [
    (sdk) => sdk.tenants.memberships.list(SEED.tenant.tag),
    many({ user_email: CREDENTIALS.email }),
  ],
  'GET /user/tenants user.tenants.list': [
    (sdk) => sdk.user.tenants.list(),
    many({ tenant_tag: SEED.tenant.tag }),
  ],
  'GET /zones zones.list': [(sdk) => sdk.zones.list({ account: { id: account_id } }), many({ id: zone_id })],
  'POST /zones zones.create': [
    (sdk) => sdk.zones.create({ account: { id: account_id }, name: 'by-sdk.com', type: 'full' }),
    { id, name: 'by-sdk.com', status: 'pending' },
  ],
  'GET /zones/{} zones.get': [(sdk) => sdk.zones.get({ zone_id }), { id: zone_id }],
  'PATCH /zones/{} zones.edit': [(sdk) => sdk.zones.edit({ zone_id, paused: true }), { paused: true }],
  'DELETE /zones/{} zones.delete': [(sdk) => sdk.zones.delete({ zone_id }), { id: zone_id }],
  'GET /zones/{}/subscription zones.subscriptions.get': [
    (sdk) => sdk.zones.subscriptions.get({ zone_id }),
    { rate_plan: { id: 'PARTNERS_PRO' } },
  ],
  'POST /zones/{}/subscription zones.subscriptions.create': [
    (sdk) =>
      sdk.zones.subscriptions.create({
        zone_id: seedZone('carmel-bakery.co.il'),
        rate_plan: { id: 'PARTNERS_PRO' as 'free' },
      }),
    { rate_plan: { id: 'PARTNERS_PRO' } },
  ],
  'PUT /zones/{}/subscription zones.subscriptions.update': [
    (sdk) => sdk.zones.subscriptions.update({ zone_id, rate_plan: { id: 'PARTNERS_BIZ' as 'free' } }),
    { rate_plan: { id: 'PARTNERS_BIZ' } },
  ],
  'GET /zones/{}/available_plans zones.plans.list': [
    (sdk) => sdk.zones.plans.list({ zone_id }),
    many({ legacy_id: 'pro' }),
  ],
  'GET /zones/{}/available_rate_plans zones.ratePlans.get': [
    (sdk) => sdk.zones.ratePlans.get({ zone_id }),
    many({ id: 'PARTNERS_PRO' }),
  ],
  'GET /accounts/{}/logpush/jobs logpush.jobs.list': [
    (sdk) => sdk.logpush.jobs.list({ account_id: enterprise }),
    many({ dataset: 'gateway_dns' }),
  ],
  'GET /zones/{}/logpush/jobs logpush.jobs.list': [
    (sdk) => sdk.logpush.jobs.list({ zone_id: seedZone('brightwave-shop.com') }),
    many({ dataset: 'http_requests' }),
  ],
  ...jobs('accounts', { account_id }),
  ...jobs('zones', { zone_id }),
  'GET /accounts/{}/gateway zeroTrust.gateway.list': [
    (sdk) => sdk.zeroTrust.gateway.list({ account_id: enterprise }),
    { id: enterprise, provider_name: 'Cloudflare' },
  ],
  'POST /accounts/{}/gateway zeroTrust.gateway.create': [
    (sdk) => sdk.zeroTrust.gateway.create({ account_id }),
    { id: account_id },
  ],
  'GET /accounts/{}/access/organizations zeroTrust.organizations.list': [
    (sdk) => sdk.zeroTrust.organizations.list({ account_id: enterprise }),
    { name: 'Brightwave Retail Group' },
  ],
  'POST /accounts/{}/access/organizations zeroTrust.organizations.create': [
    (sdk) => sdk.zeroTrust.organizations.create({ account_id, name: 'Delta', auth_domain: 'delta.example' }),
    { name: 'Delta', auth_domain: 'delta.example' },
  ],
  'PUT /accounts/{}/access/organizations zeroTrust.organizations.update': [
    (sdk) => sdk.zeroTrust.organizations.update({ account_id: enterprise, name: 'Renamed' }),
    { name: 'Renamed' },
  ],
  'GET /accounts/{}/iam/permission_groups iam.permissionGroups.list': [
    (sdk) => sdk.iam.permissionGroups.list({ account_id }),
    many({ id: PERMISSION_GROUPS[0]!.id }),
  ],
  'GET /accounts/{}/iam/resource_groups iam.resourceGroups.list': [
    (sdk) => sdk.iam.resourceGroups.list({ account_id }),
    many({ name: 'com.cloudflare.api.account' }),
  ],
  'POST /accounts/{}/iam/resource_groups iam.resourceGroups.create': [group, { id, name: 'All of it' }],
  'GET /accounts/{}/iam/resource_groups/{} iam.resourceGroups.get': [
    async (sdk) => sdk.iam.resourceGroups.get((await group(sdk)).id, { account_id }),
    { name: 'All of it' },
  ],
  'PUT /accounts/{}/iam/resource_groups/{} iam.resourceGroups.update': [
    async (sdk) => sdk.iam.resourceGroups.update((await group(sdk)).id, { account_id, name: 'Renamed' }),
    { name: 'Renamed' },
  ],
  'DELETE /accounts/{}/iam/resource_groups/{} iam.resourceGroups.delete': [
    async (sdk) => sdk.iam.resourceGroups.delete((await group(sdk)).id, { account_id }),
    { id },
  ],
}

function jobs(of: string, owner: { account_id: string } | { zone_id: string }): Record<string, Call> {
  const made = async (sdk: Sdk) => (await sdk.logpush.jobs.create({ ...owner, ...job }))!.id!
  const answer = { id: expect.any(Number), dataset: 'http_requests' }
  return {
    [`POST /${of}/{}/logpush/jobs logpush.jobs.create`]: [
      (sdk) => sdk.logpush.jobs.create({ ...owner, ...job }),
      answer,
    ],
    [`GET /${of}/{}/logpush/jobs/{} logpush.jobs.get`]: [
      async (sdk) => sdk.logpush.jobs.get(await made(sdk), owner),
      answer,
    ],
    [`PUT /${of}/{}/logpush/jobs/{} logpush.jobs.update`]: [
      async (sdk) => sdk.logpush.jobs.update(await made(sdk), { ...owner, enabled: true }),
      { ...answer, enabled: true },
    ],
    [`DELETE /${of}/{}/logpush/jobs/{} logpush.jobs.delete`]: [
      async (sdk) => sdk.logpush.jobs.delete(await made(sdk), owner),
      { id: expect.any(Number) },
    ],
  }
}

/** The methods of the SDK whose path is one of ours, as `VERB /path name`: read from the source of each. */
function methodsOfTheSdk(): string[] {
  const bare = (path: string) => path.replace(/\$?\{[^}]+\}/g, '{}')
  const paths = new Set(Object.keys(OPERATIONS).map((operation) => bare(operation.split(' ')[1]!)))
  const found = new Set<string>()
  const seen = new Set<object>()
  const walk = (resource: object, name: string): void => {
    if (seen.has(resource)) return
    seen.add(resource)
    for (let type = resource; type !== Object.prototype; type = Object.getPrototypeOf(type)) {
      for (const method of Object.getOwnPropertyNames(type)) {
        const source = String((resource as Record<string, unknown>)[method])
        const call = /_client\.(\w+)\(\s*(?:path|\(0, path_1\.path\))?\s*[`']([^`']+)[`']/.exec(source)
        if (!call) continue
        const verb = call[1] === 'getAPIList' ? (/method: '(\w+)'/.exec(source)?.[1] ?? 'get') : call[1]!
        const path = bare(call[2]!)
        const meant = path.startsWith('/{}/')
          ? ['accounts', 'zones'].map((of) => `/${of}${path.slice(3)}`)
          : [path]
        for (const each of meant)
          if (paths.has(each)) found.add(`${verb.toUpperCase()} ${each} ${name}.${method}`)
      }
    }
    for (const [key, value] of Object.entries(resource)) {
      if (isResource(value)) walk(value, `${name}.${key}`)
    }
  }
  for (const [key, value] of Object.entries(new Cloudflare({ apiToken: 'none' }))) {
    if (isResource(value)) walk(value, key)
  }
  return [...found].sort()
}

const isResource = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && '_client' in value

it('every method of the SDK for our paths is called below', () => {
  expect(Object.keys(CALLS).sort()).toEqual(methodsOfTheSdk())
})

describe('the official SDK gets its answer from', () => {
  it.each(Object.entries(CALLS))('%s', async (_, [call, answer]) => {
    const options = { baseURL: box.url(), maxRetries: 0, userServiceKey: null }
    const sdk = new Cloudflare({
      ...options,
      apiEmail: CREDENTIALS.email,
      apiKey: CREDENTIALS.apiKey,
      apiToken: null,
    })
    const tokens = new Cloudflare({
      ...options,
      apiEmail: null,
      apiKey: null,
      apiToken: CREDENTIALS.apiToken,
    })
    const given = await call(sdk, tokens)
    if (answer === null) expect(given).toBeNull()
    else expect(bare(given)).toMatchObject(answer as object)
  })
})

/** A page without the client that fetched it. */
function bare(given: unknown): unknown {
  return given && typeof given === 'object' && 'result' in given ? { result: given.result } : given
}

it('the SDK pages through what is listed by page', async () => {
  const sdk = new Cloudflare({
    baseURL: box.url(),
    maxRetries: 0,
    apiEmail: CREDENTIALS.email,
    apiKey: CREDENTIALS.apiKey,
    apiToken: null,
  })
  const found: string[] = []
  for await (const account of sdk.accounts.list({ per_page: 10 })) found.push(account.id)
  expect(new Set(found).size).toBe(SEED.counts.reachable)
  expect(found).toHaveLength(SEED.counts.reachable)
})
