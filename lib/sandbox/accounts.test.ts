import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SEED } from './seed'
import { KEY, sandbox } from './testing'

let box: Awaited<ReturnType<typeof sandbox>>
beforeAll(async () => {
  box = await sandbox()
})
afterAll(() => box.stop())
beforeEach(() => box.control('POST', '/reset'))

const unit = { id: SEED.units.direct.id }
const code = (answer: { errors: { code: number }[] }) => answer.errors[0]?.code

describe('tenants', () => {
  it('come in the shape of the docs', async () => {
    const { result } = await box.call('GET', '/user/tenants')
    expect(result).toHaveLength(1)
    expect(result[0]).toMatchObject({ tenant_tag: SEED.tenant.tag, tenant_name: SEED.tenant.name })
    expect(result[0].tenant_units.map((row: { unit_tag: string }) => row.unit_tag)).toEqual([
      SEED.units.direct.id,
      SEED.units.resale.id,
    ])
  })

  it('come in the shape of the spec, one organization a unit', async () => {
    await box.control('PUT', '/settings', { tenantShape: 'spec', secondTenant: true })
    const { result } = await box.call('GET', '/user/tenants')
    expect(result.map((row: { id: string }) => row.id)).toEqual([
      SEED.units.direct.id,
      SEED.units.resale.id,
      SEED.secondTenant.unit,
    ])
    expect(result[0]).toMatchObject({
      parent: { id: SEED.tenant.tag },
      meta: { tenant_flags: { account_creation: 'enabled' } },
    })
  })

  it('have details, types, entitlements and memberships', async () => {
    const path = `/tenants/${SEED.tenant.tag}`
    expect((await box.call('GET', path)).result.tenant_units).toHaveLength(2)
    expect((await box.call('GET', `/tenants/${SEED.units.resale.id}`)).result.tenant_units).toHaveLength(1)
    expect((await box.call('GET', `${path}/account_types`)).result).toEqual(['standard', 'enterprise'])
    expect((await box.call('GET', `${path}/entitlements`)).result.allow_auto_accept_invites.value).toBe(false)
    expect((await box.call('GET', `${path}/memberships`)).result[0].user_tag).toBe(SEED.me)
    expect(code(await box.call('GET', `/tenants/${SEED.secondTenant.tag}`))).toBe(7003)
  })

  it('list their accounts only by page, in order, in either shape', async () => {
    const path = `/tenants/${SEED.tenant.tag}/accounts`
    expect((await box.call('GET', path)).status).toBe(400)
    expect((await box.call('GET', `${path}?page=1`)).status).toBe(400)
    expect((await box.call('GET', `${path}?page=1&per_page=51`)).status).toBe(400)
    expect((await box.call('GET', `${path}?page=1&per_page=5&direction=asc`)).status).toBe(400)
    expect((await box.call('GET', `${path}?page=1&per_page=5&order=shoe_size`)).status).toBe(400)
    const all = await box.call('GET', `${path}?page=1&per_page=50&order=name&direction=1`)
    expect(all.result_info).toEqual({ count: 42, page: 1, per_page: 50, total_count: SEED.counts.tenant })
    const names = all.result.map((row: { name: string }) => row.name.toLowerCase())
    expect(names).toEqual([...names].sort().reverse())
    expect(all.result.some((row: { id: string }) => SEED.accounts.outside.includes(row.id))).toBe(false)
    await box.control('PUT', '/settings', { accountShape: 'gov' })
    const gov = await box.call('GET', `${path}?page=1&per_page=50&name=Acme%20Logistics`)
    expect(gov.result).toHaveLength(2)
    expect(gov.result[0]).toMatchObject({
      account_pubname: 'Acme Logistics',
      settings: { enforce_two_factor: expect.any(Boolean) },
    })
  })
})

describe('the list of accounts', () => {
  it('holds what is outside the tenant too, without managed_by', async () => {
    const { result, result_info } = await box.call('GET', '/accounts?per_page=50')
    expect(result_info).toEqual({ count: 45, page: 1, per_page: 50, total_count: 45, total_pages: 1 })
    const outside = result.filter((row: { managed_by?: object }) => !row.managed_by)
    expect(outside.map((row: { id: string }) => row.id).sort()).toEqual([...SEED.accounts.outside].sort())
  })

  it('pages and filters within bounds', async () => {
    expect((await box.call('GET', '/accounts?per_page=4')).status).toBe(400)
    expect((await box.call('GET', '/accounts?per_page=51')).status).toBe(400)
    expect((await box.call('GET', '/accounts?page=0')).status).toBe(400)
    expect((await box.call('GET', '/accounts?direction=up')).status).toBe(400)
    expect((await box.call('GET', '/accounts?page=99')).result).toEqual([])
    expect((await box.call('GET', '/accounts?name=ACME')).result).toHaveLength(2)
  })

  it('has the awkward ones', async () => {
    const get = async (id: string) => (await box.call('GET', `/accounts/${id}`)).result
    expect((await get(SEED.accounts.longest)).name).toHaveLength(100)
    expect((await get(SEED.accounts.noType)).type).toBeUndefined()
    expect((await get(SEED.accounts.noSettings)).settings).toBeNull()
    expect((await get(SEED.accounts.hostile)).name).toContain('<img')
    const [one, two] = await Promise.all(SEED.accounts.sameName.map(get))
    expect(one.name).toBe(two.name)
  })

  it('shows a new account late when told', async () => {
    await box.control('PUT', '/settings', { eventualListing: 60_000 })
    const { result } = await box.call('POST', '/accounts', { name: 'Late', unit })
    expect((await box.call('GET', '/accounts?name=Late')).result).toEqual([])
    expect((await box.call('GET', `/accounts/${result.id}`)).status).toBe(200)
  })
})

describe('creating an account', () => {
  const create = (body: object, headers?: Record<string, string>) =>
    box.call('POST', '/accounts', body, headers)

  it('makes it in the unit, ignores settings, keeps the KYC for the profile', async () => {
    const { status, result } = await create({
      name: 'New & Co',
      type: 'enterprise',
      unit,
      business_name: 'New',
      settings: { enforce_twofactor: true },
    })
    expect(status).toBe(200)
    expect(result).toMatchObject({
      name: 'New & Co',
      type: 'enterprise',
      managed_by: { parent_org_id: unit.id, parent_org_name: SEED.units.direct.name },
      settings: { enforce_twofactor: false },
    })
    expect(result).not.toHaveProperty('business_name')
    expect((await box.call('GET', `/accounts/${result.id}/profile`)).result).toMatchObject({
      business_name: 'New',
      business_phone: '',
    })
    expect((await box.call('GET', `/accounts/${result.id}/members`)).result).toMatchObject([
      { status: 'accepted', user: { id: SEED.me } },
    ])
  })

  const refused: [string, object, number, number][] = [
    ['no name', { unit }, 400, 1001],
    ['a long name', { name: 'x'.repeat(101), unit }, 400, 1001],
    ['markup in the name', { name: '<script>alert(1)</script>', unit }, 400, 1001],
    ['an unknown type', { name: 'x', type: 'pro', unit }, 400, 1001],
    ['no unit where there are several', { name: 'x' }, 400, 1001],
    ['unit and standalone', { name: 'x', unit, standalone: true }, 400, 1001],
    ['an unknown unit', { name: 'x', unit: { id: 'zzzzzzzzzzzzzzzz' } }, 403, 1002],
    ['a long KYC field', { name: 'x', unit, business_name: 'x'.repeat(121) }, 400, 1001],
    ['an unknown field', { name: 'x', unit, description: 'x' }, 500, 10013],
    ['standalone without a key', { name: 'x', standalone: true }, 400, 1001],
  ]
  it.each(refused)('refuses %s', async (_, body, status, expected) => {
    const answer = await create(body)
    expect([answer.status, code(answer)]).toEqual([status, expected])
    expect((await box.control('GET', '/state')).counts.accounts).toBe(48)
  })

  it('asks for KYC when the tenant enforces it', async () => {
    await box.control('PUT', '/settings', { kycRequired: true })
    expect(code(await create({ name: 'x', unit, business_name: 'x' }))).toBe(1001)
  })

  it('makes one account for one Idempotency-Key', async () => {
    const headers = { ...KEY, 'idempotency-key': 'k-1' }
    const [one, two] = await Promise.all([
      create({ name: 'Once', unit }, headers),
      create({ name: 'Once', unit }, headers),
    ])
    expect(one.result).toEqual(two.result)
    expect((await box.call('GET', '/accounts?name=Once')).result).toHaveLength(1)
    expect(code(await create({ name: 'Other', unit }, headers))).toBe(1001)
    await box.restart()
    expect((await create({ name: 'Once', unit }, headers)).result.id).toBe(one.result.id)
  })
})

describe('updating an account', () => {
  const id = SEED.accounts.plain
  const put = (body: object) => box.call('PUT', `/accounts/${id}`, body)

  it('replaces name and settings, and resets what is left out', async () => {
    await put({
      id,
      name: 'Renamed',
      settings: { enforce_twofactor: true, abuse_contact_email: 'a@b.example' },
    })
    const { result } = await put({ id, name: 'Renamed', settings: { enforce_twofactor: true } })
    expect(result).toMatchObject({
      name: 'Renamed',
      settings: { enforce_twofactor: true, abuse_contact_email: null },
    })
  })

  it('takes back the settings it showed', async () => {
    await box.control('PUT', '/settings', { deprecatedSettings: 'accepted' })
    const { result } = await box.call('GET', `/accounts/${id}`)
    const answer = await put({ id, name: result.name, settings: result.settings })
    expect(answer.result.settings).toEqual(result.settings)
  })

  it.each([
    ['a type', { id, name: 'x', type: 'standard' }],
    ['no id', { name: 'x' }],
    ['another id', { id: SEED.accounts.busy, name: 'x' }],
    ['markup', { id, name: '<script>' }],
    ['a bad email', { id, name: 'x', settings: { abuse_contact_email: 'nobody' } }],
  ])('refuses %s', async (_, body) => {
    const answer = await put(body)
    expect([answer.status, code(answer)]).toEqual([400, 1001])
  })

  it('replaces the profile as a whole, with no body in the answer', async () => {
    const whole = {
      business_name: 'a',
      business_address: 'b',
      business_email: 'c',
      business_phone: 'd',
      external_metadata: `{'e'}`,
    }
    expect((await box.call('PUT', `/accounts/${id}/profile`, { business_name: 'a' })).status).toBe(400)
    expect((await box.call('PUT', `/accounts/${id}/profile`, whole)).status).toBe(204)
    expect((await box.call('GET', `/accounts/${id}/profile`)).result).toEqual(whole)
    expect((await box.call('GET', `/accounts/${SEED.accounts.noProfile}/profile`)).status).toBe(403)
  })
})

describe('deleting an account', () => {
  const id = SEED.accounts.busy

  it('leaves orphans when what runs was not ended first', async () => {
    expect((await box.call('DELETE', `/accounts/${id}`)).result).toEqual({ id })
    expect(code(await box.call('GET', `/accounts/${id}`))).toBe(7003)
    expect((await box.call('GET', `/zones?account.id=${id}`)).result).toEqual([])
    const { orphans } = await box.control('GET', '/state')
    expect(orphans.map((row: { kind: string }) => row.kind).sort()).toEqual([
      'access',
      'gateway',
      'logpush',
      'logpush',
    ])
  })

  it('leaves none in the safe order', async () => {
    expect((await box.call('DELETE', `/accounts/${id}/gateway`)).success).toBe(true)
    expect((await box.call('DELETE', `/accounts/${id}/access/organizations`)).success).toBe(true)
    const zones = (await box.call('GET', `/zones?account.id=${id}&per_page=50`)).result
    expect(zones).toHaveLength(50)
    for (const owner of [`/accounts/${id}`, ...zones.map((zone: { id: string }) => `/zones/${zone.id}`)]) {
      for (const job of (await box.call('GET', `${owner}/logpush/jobs`)).result) {
        await box.call('DELETE', `${owner}/logpush/jobs/${job.id}`)
      }
    }
    await box.call('DELETE', `/accounts/${id}`)
    expect((await box.control('GET', '/state')).orphans).toEqual([])
  })

  it('says that there is nothing to end where nothing was used', async () => {
    const plain = `/accounts/${SEED.accounts.plain}`
    expect((await box.call('DELETE', `${plain}/gateway`)).status).toBe(404)
    expect((await box.call('DELETE', `${plain}/access/organizations`)).status).toBe(403)
    expect((await box.call('GET', `/accounts/${SEED.accounts.noLogpushRight}/logpush/jobs`)).status).toBe(403)
  })

  it('is refused outside the tenant', async () => {
    expect((await box.call('DELETE', `/accounts/${SEED.accounts.outside[0]}`)).status).toBe(403)
  })
})
