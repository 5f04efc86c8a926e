import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SEED, seedZone } from './seed'
import { KEY, sandbox, TOKEN } from './testing'
import { TOKEN_GROUPS } from './token-groups'

let box: Awaited<ReturnType<typeof sandbox>>
beforeAll(async () => {
  box = await sandbox()
})
afterAll(() => box.stop())
beforeEach(() => box.control('POST', '/reset'))

const id = SEED.accounts.busy
const ACCOUNT = { [`com.cloudflare.api.account.${id}`]: '*' }
const ZONES = { [`com.cloudflare.api.account.${id}`]: { 'com.cloudflare.api.account.zone.*': '*' } }
const shop = seedZone('brightwave-shop.com')
const cdn = seedZone('brightwave-cdn.net')
const SHOP = { [`com.cloudflare.api.account.zone.${shop}`]: '*' }

const groups = (...names: string[]) =>
  names.map((name) => ({ id: TOKEN_GROUPS.find((group) => group.name === name)!.id }))
const allow = (resources: object, ...names: string[]) => ({
  effect: 'allow',
  permission_groups: groups(...names),
  resources,
})
const deny = (resources: object, ...names: string[]) => ({ ...allow(resources, ...names), effect: 'deny' })

/** A caller with a token of these policies. */
async function caller(policies: object[], more: object = {}) {
  const { result } = await box.call(
    'POST',
    `/accounts/${id}/tokens`,
    { name: 'Limited', policies, ...more },
    TOKEN,
  )
  return async (method: string, path: string, body?: unknown) => {
    const answer = await box.call(method, path, body, { authorization: `Bearer ${result.value}` })
    return answer.success ? answer.result : [answer.status, answer.errors[0]?.code]
  }
}

const REFUSED = [403, 10000]
const zone = { name: 'brightwave-new.com', account: { id } }
const order = { rate_plan: { id: 'TEAMS_STANDARD' } }

describe('an account token', () => {
  it('that may only read makes no zone, no token and no purchase', async () => {
    const call = await caller([
      allow(ZONES, 'Zone Read'),
      allow(ACCOUNT, 'Account Settings Read', 'Billing Read', 'Account API Tokens Read'),
    ])
    expect(await call('GET', `/zones/${shop}`)).toMatchObject({ id: shop })
    expect(await call('GET', `/accounts/${id}/subscriptions`)).toHaveLength(3)
    expect(await call('POST', '/zones', zone)).toEqual([403, 1068])
    expect(await call('PATCH', `/zones/${shop}`, { paused: true })).toEqual(REFUSED)
    expect(await call('POST', `/accounts/${id}/subscriptions`, order)).toEqual(REFUSED)
    expect(await call('PUT', `/zones/${shop}/subscription`, { rate_plan: { id: 'PARTNERS_BIZ' } })).toEqual(
      REFUSED,
    )
    expect(
      await call('POST', `/accounts/${id}/tokens`, { name: 'x', policies: [allow(ZONES, 'Zone Read')] }),
    ).toEqual(REFUSED)
  })

  it('that may write may also read, within its area', async () => {
    const call = await caller([allow(ACCOUNT, 'Billing Write')])
    expect(await call('GET', `/accounts/${id}/subscriptions`)).toHaveLength(3)
    expect(await call('POST', `/accounts/${id}/subscriptions`, order)).toMatchObject({ state: 'Paid' })
    expect(await call('GET', `/accounts/${id}/members`)).toEqual(REFUSED)
    expect(await call('GET', `/zones/${shop}`)).toEqual(REFUSED)
    expect(await call('GET', '/zones')).toEqual([])
  })

  it('reaches the zones of its resources, without those that are denied', async () => {
    const one = await caller([allow(SHOP, 'Zone Write')])
    expect(await one('GET', '/zones')).toMatchObject([{ id: shop }])
    expect(await one('GET', `/zones/${cdn}`)).toEqual(REFUSED)
    expect(await one('PATCH', `/zones/${shop}`, { paused: true })).toMatchObject({ paused: true })
    // A new zone lies in all zones of the account.
    expect(await one('POST', '/zones', zone)).toEqual([403, 1068])

    const rest = await caller([allow(ZONES, 'Zone Write'), deny(SHOP, 'Zone Read', 'Zone Write')])
    expect(await rest('GET', `/zones/${shop}`)).toEqual(REFUSED)
    expect(await rest('DELETE', `/zones/${shop}`)).toEqual(REFUSED)
    expect(await rest('GET', `/zones/${cdn}`)).toMatchObject({ id: cdn })
    expect(await rest('POST', '/zones', zone)).toMatchObject({ name: zone.name })
  })

  it('passes on what it holds itself, and names what it lacks', async () => {
    const call = await caller([
      allow(ACCOUNT, 'Account API Tokens Write'),
      allow(ZONES, 'DNS Write', 'Cache Purge'),
    ])
    const make = (policy: object) =>
      call('POST', `/accounts/${id}/tokens`, { name: 'Child', policies: [policy] })
    expect(await make(allow(SHOP, 'DNS Read', 'DNS Write', 'Cache Purge'))).toMatchObject({ name: 'Child' })
    expect(await make(allow(ZONES, 'Zone Write'))).toEqual([400, 1001])
    const lacking = await box.control('GET', '/calls')
    expect(lacking.at(-1).status).toBe(400)
    expect(await make(allow(ACCOUNT, 'Billing Write'))).toEqual([400, 1001])
  })

  it('is taken where the documentation takes tokens, and not for accounts themselves', async () => {
    const call = await caller([allow(ACCOUNT, 'Account Settings Write')])
    for (const path of ['', '/members', '/roles', '/iam/permission_groups', '/iam/resource_groups'])
      expect(await call('GET', `/accounts/${id}${path}`), path).not.toEqual(REFUSED)
    expect(await call('DELETE', `/accounts/${id}`)).toEqual(REFUSED)
    expect(await call('POST', '/accounts', { name: 'x' })).toEqual(REFUSED)
    expect(await call('GET', `/tenants/${SEED.tenant.tag}`)).toEqual(REFUSED)
    expect(await call('GET', '/user')).toEqual([403, 9109])
    expect(await call('GET', '/memberships')).toEqual([403, 9109])
  })
})

describe('the condition of a token', () => {
  const from = async (clientAddress: string, condition: object) => {
    await box.control('PUT', '/settings', { clientAddress })
    const call = await caller([allow(ACCOUNT, 'Account Settings Read')], { condition })
    const answer = await call('GET', `/accounts/${id}`)
    return Array.isArray(answer) ? answer : 'let in'
  }
  const OUT = [403, 9109]

  it.each([
    ['198.51.100.9', { in: ['198.51.100.0/24'] }, 'let in'],
    ['198.51.101.9', { in: ['198.51.100.0/24'] }, OUT],
    ['198.51.100.7', { in: ['198.51.100.0/24'], not_in: ['198.51.100.7'] }, OUT],
    ['198.51.100.8', { not_in: ['198.51.100.7/32'] }, 'let in'],
    ['2001:db8:1::5', { in: ['198.51.100.0/24', '2001:db8:1::/48'] }, 'let in'],
    ['2001:db8:2::5', { in: ['198.51.100.0/24', '2001:db8:1::/48'] }, OUT],
    ['2001:db8:1::5', { in: ['2001:db8::/32'], not_in: ['2001:db8:1::/48'] }, OUT],
    ['198.51.100.9', {}, OUT],
    ['198.51.100.9', { in: [] }, OUT],
  ])('from %s with %j', async (address, request_ip, expected) => {
    expect(await from(address, { request_ip })).toEqual(expected)
  })

  it('admits nobody where it is empty', async () => {
    expect(await from('198.51.100.9', {})).toEqual(OUT)
  })
})

describe('memberships', () => {
  it('are the accounts that the user is a member of', async () => {
    const { result, result_info } = await box.call('GET', '/memberships?per_page=50')
    expect(result_info.total_count).toBe(SEED.counts.reachable)
    expect(result[0]).toMatchObject({
      account: { id: expect.any(String) },
      status: 'accepted',
      roles: ['Super Administrator - All Privileges'],
      permissions: { billing: { read: true, write: true } },
    })
    const named = await box.call('GET', '/memberships?account.name=delta', undefined, TOKEN)
    const [mine] = named.result
    expect(mine.account.id).toBe(SEED.accounts.plain)
    expect((await box.call('GET', `/memberships/${mine.id}`)).result.policies).toEqual([])
    expect((await box.call('PUT', `/memberships/${mine.id}`, { status: 'rejected' })).result.status).toBe(
      'rejected',
    )
    expect((await box.call('PUT', `/memberships/${mine.id}`, { status: 'pending' })).status).toBe(400)
    expect((await box.call('DELETE', `/memberships/${mine.id}`)).result).toEqual({ id: mine.id })
    expect((await box.call('GET', `/memberships/${mine.id}`)).status).toBe(404)
  })
})

describe('organizations', () => {
  beforeEach(() => box.control('PUT', '/settings', { tenantShape: 'tree' }))
  const ids = async (query = '') =>
    (await box.call('GET', `/organizations${query}`)).result.map((row: { id: string }) => row.id)
  const { direct, resale } = SEED.units

  it('are found by parent, name and what they contain, by token too', async () => {
    expect(await ids()).toEqual([SEED.tenant.tag, direct.id, resale.id, SEED.subUnit.id])
    expect(await ids('?parent.id=null')).toEqual([SEED.tenant.tag])
    expect(await ids(`?parent.id=${SEED.tenant.tag}`)).toEqual([direct.id, resale.id])
    expect(await ids('?name.contains=NORTH')).toEqual([SEED.subUnit.id])
    expect(await ids(`?containing.account=${SEED.accounts.subUnit[0]}`)).toEqual([
      SEED.tenant.tag,
      resale.id,
      SEED.subUnit.id,
    ])
    expect(await ids(`?containing.organization=${SEED.subUnit.id}`)).toEqual([SEED.tenant.tag, resale.id])
    expect(await ids(`?id=${direct.id}&id=${resale.id}`)).toEqual([direct.id, resale.id])
    expect((await box.call('GET', '/organizations', undefined, TOKEN)).success).toBe(true)
  })

  it('are paged by token', async () => {
    const { result, result_info } = await box.call('GET', '/organizations?page_size=3')
    expect([result.length, result_info.total_size]).toEqual([3, 4])
    expect(await ids(`?page_size=3&page_token=${result_info.next_page_token}`)).toEqual([SEED.subUnit.id])
    expect((await box.call('GET', '/organizations?page_token=x')).status).toBe(400)
  })

  it('are renamed, keep a profile, and are neither made nor deleted here', async () => {
    const path = `/organizations/${direct.id}`
    expect((await box.call('PUT', path, { name: 'Renamed' })).result.name).toBe('Renamed')
    const { result: profile } = await box.call('GET', `${path}/profile`)
    expect((await box.call('PUT', `${path}/profile`, { ...profile, business_phone: '1' })).status).toBe(204)
    expect((await box.call('GET', path)).result).toMatchObject({
      name: 'Renamed',
      profile: { business_phone: '1' },
    })
    expect((await box.call('POST', '/organizations', { name: 'New' })).status).toBe(403)
    expect((await box.call('DELETE', path)).status).toBe(400)
    expect((await box.call('GET', path, undefined, TOKEN)).status).toBe(403)
  })

  it('have the audit log of the accounts below them', async () => {
    await box.call('PUT', `/accounts/${SEED.accounts.plain}`, { id: SEED.accounts.plain, name: 'Changed' })
    const log = async (organization: string) =>
      (
        await box.call(
          'GET',
          `/organizations/${organization}/logs/audit?since=2026-01-01&before=2099-01-01&actor_context=api_key`,
        )
      ).result.filter((row: { account: { id: string } }) => row.account.id === SEED.accounts.plain)
    expect((await log(SEED.tenant.tag)).length).toBeGreaterThan(0)
    expect((await log(direct.id)).length).toBeGreaterThan(0)
    expect(await log(resale.id)).toEqual([])
    const { success, result } = await box.call('GET', '/organizations/unknown/billable/usage')
    expect([success, result]).toEqual([true, []])
  })
})

it('entitlements of accounts and zones tell what they allow', async () => {
  const of = async (path: string) =>
    Object.fromEntries(
      (await box.call('GET', path, undefined, TOKEN)).result.map(
        (row: { id: string; allocation: { value: unknown } }) => [row.id, row.allocation.value],
      ),
    )
  expect(await of(`/accounts/${id}/entitlements`)).toMatchObject({
    'dns.internal_zones': true,
    'logs.max_jobs': 4,
    'logs.retention_days': { min: 1, max: 30 },
  })
  expect(await of(`/accounts/${SEED.accounts.noLogpushRight}/entitlements`)).toMatchObject({
    'dns.internal_zones': false,
    'logs.max_jobs': 0,
  })
  expect(await of(`/zones/${shop}/entitlements`)).toMatchObject({ 'page_rules.max': 125 })
})

it('the settings of new zones’ DNS are read and changed in part', async () => {
  const path = `/accounts/${SEED.accounts.plain}/dns_settings`
  const type = { zone_defaults: { nameservers: { type: 'custom.tenant' } } }
  expect((await box.call('PATCH', path, type)).result).toMatchObject({
    enforce_dns_only: false,
    zone_defaults: { nameservers: { type: 'custom.tenant' }, ns_ttl: 86_400 },
  })
  expect((await box.call('GET', path)).result.zone_defaults.nameservers.type).toBe('custom.tenant')
  expect((await box.call('PATCH', path, { zone_defaults: { nameservers: { type: 'mine' } } })).status).toBe(
    400,
  )
})

it('a pending zone’s name servers are looked at again, once an hour at most', async () => {
  const { result } = await box.call('POST', '/zones', { ...zone, account: { id: SEED.accounts.plain } })
  const check = () => box.call('PUT', `/zones/${result.id}/activation_check`)
  await box.control('PUT', '/settings', { zoneActivationMs: null })
  expect((await check()).result).toEqual({ id: result.id })
  expect(await check()).toMatchObject({ status: 400, errors: [{ code: 1224 }] })
  expect((await box.call('GET', `/zones/${result.id}`)).result.status).toBe('pending')
  await box.control('POST', `/zones/${result.id}/status`, { status: 'active' })
  expect((await check()).errors[0]!.code).toBe(1001)
})

it('the key is no token, where tokens alone are taken', async () => {
  expect((await box.call('GET', `/accounts/${id}/tokens`, undefined, KEY)).status).toBe(403)
})
