import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SEED, seedZone } from './seed'
import { sandbox, SHAPES, TOKEN } from './testing'

let box: Awaited<ReturnType<typeof sandbox>>
beforeAll(async () => {
  box = await sandbox()
})
afterAll(() => box.stop())
beforeEach(() => box.control('POST', '/reset'))

const set = (settings: object) => box.control('PUT', '/settings', settings)
const code = (answer: { errors: { code: number }[] }) => answer.errors[0]?.code
const ids = (rows: { id: string }[]) => rows.map(({ id }) => id)

describe.each(SHAPES)('tenants in the shape $tenantShape', ({ tenantShape, ...shape }) => {
  beforeEach(() => set({ tenantShape }))
  const names = (rows: { name: string }[]) => rows.map(({ name }) => name)

  it('are listed', async () => {
    const { result } = await box.call('GET', '/user/tenants')
    const records = ['docs', 'one-id'].includes(tenantShape)
    expect(result.map((row: Record<string, string>) => row[records ? 'tenant_tag' : 'id'])).toEqual(
      ids(shape.tenants),
    )
    expect(
      names(result.map((row: Record<string, string>) => ({ name: row.name ?? row.tenant_name }))),
    ).toEqual(names(shape.tenants))
  })

  it('list the accounts of each unit, and all of them', async () => {
    const total = async (id: string) =>
      (await box.call('GET', `/tenants/${id}/accounts?page=1&per_page=50`)).result_info?.total_count
    expect(await total(SEED.tenant.tag)).toBe(SEED.counts.tenant)
    expect(shape.units.reduce((sum, { id }) => sum + shape.count(id), 0)).toBe(SEED.counts.tenant)
    for (const { id } of shape.tenants) {
      const below = shape.units.filter((unit) => unit.id === id || unit.above.some((each) => each.id === id))
      expect(await total(id)).toBe(below.reduce((sum, unit) => sum + shape.count(unit.id), 0))
    }
  })

  it('take accounts in their units, and elsewhere not', async () => {
    for (const unit of shape.units) {
      const { result } = await box.call('POST', '/accounts', {
        name: `In ${unit.name}`,
        unit: { id: unit.id },
      })
      expect(result.managed_by).toEqual({ parent_org_id: unit.id, parent_org_name: unit.name })
      const zone = await box.call('POST', '/zones', {
        name: `${unit.id}.com`,
        account: { id: result.id },
      })
      expect(zone.result).toMatchObject({ tenant: { id: SEED.tenant.tag }, tenant_unit: { id: unit.id } })
    }
    const own = await box.call('POST', '/accounts', { name: 'In the tenant', unit: { id: SEED.tenant.tag } })
    expect([own.status, code(own)]).toEqual(shape.ownIdRefused ? [403, 1002] : [200, undefined])
  })

  it('tell the organization of an account', async () => {
    const [account] = SEED.accounts.subUnit
    const unit = shape.unitOf(account!)!
    const { result } = await box.call('GET', `/accounts/${account}`)
    expect(result.managed_by.parent_org_id).toBe(unit.id)
    expect((await box.call('GET', `/accounts/${account}/organizations`)).result.at(-1).id).toBe(unit.id)
    await set({ parentOrganization: 'tenant' })
    expect((await box.call('GET', `/accounts/${account}`)).result.managed_by).toEqual({
      parent_org_id: SEED.tenant.tag,
      parent_org_name: SEED.tenant.name,
    })
  })
})

it('units told at the detail are nowhere else', async () => {
  await set({ tenantShape: 'detail' })
  const list = await box.call('GET', '/user/tenants')
  expect(list.result[0]).not.toHaveProperty('parent')
  expect(JSON.stringify(list.result)).not.toContain(SEED.units.direct.id)
  const { result } = await box.call('GET', `/tenants/${SEED.tenant.tag}`)
  expect(result.tenant_units.map((unit: { unit_tag: string }) => unit.unit_tag)).toEqual([
    SEED.units.direct.id,
    SEED.units.resale.id,
  ])
  expect(code(await box.call('GET', `/tenants/${SEED.units.direct.id}`))).toBe(7003)
})

it('a tree has two levels below its tenant', async () => {
  await set({ tenantShape: 'tree' })
  const { result } = await box.call('GET', '/user/tenants')
  expect(result.map((row: { parent?: { id: string } }) => row.parent?.id)).toEqual([
    undefined,
    SEED.tenant.tag,
    SEED.tenant.tag,
    SEED.units.resale.id,
  ])
  expect((await box.call('GET', `/tenants/${SEED.tenant.tag}`)).result.tenant_units).toEqual([])
  const above = await box.call('GET', `/accounts/${SEED.accounts.subUnit[0]}/organizations`)
  expect(ids(above.result)).toEqual([SEED.tenant.tag, SEED.units.resale.id, SEED.subUnit.id])
})

it('one id stands for the tenant and its unit', async () => {
  await set({ tenantShape: 'one-id' })
  const { result } = await box.call('GET', '/user/tenants')
  expect(result[0].tenant_units).toMatchObject([{ unit_tag: SEED.tenant.tag }])
  expect(result[0].tenant_tag).toBe(SEED.tenant.tag)
})

it('names narrow a tenant’s accounts as a whole, or by a part', async () => {
  const found = async (name: string) =>
    (await box.call('GET', `/tenants/${SEED.tenant.tag}/accounts?page=1&per_page=50&name=${name}`)).result
      .length
  expect(await found('acme')).toBe(0)
  expect(await found('acme%20logistics')).toBe(0)
  expect(await found('Acme%20Logistics')).toBe(2)
  await set({ accountNameFilter: 'part' })
  expect(await found('acme')).toBe(2)
})

it('deprecated settings that are read are refused when they are sent back, or taken', async () => {
  const path = `/accounts/${SEED.accounts.plain}`
  const { result } = await box.call('GET', path)
  expect(result.settings).toHaveProperty('default_nameservers')
  const { default_nameservers, use_account_custom_ns_by_default, ...settings } = result.settings
  const put = (more: object) =>
    box.call('PUT', path, { id: result.id, name: 'New name', settings: { ...settings, ...more } })
  expect(code(await put({ default_nameservers }))).toBe(1001)
  expect(code(await put({ use_account_custom_ns_by_default }))).toBe(1001)
  expect((await box.call('GET', path)).result.name).not.toBe('New name')
  expect((await put({})).result.name).toBe('New name')
  await set({ deprecatedSettings: 'accepted' })
  expect((await put({ default_nameservers })).success).toBe(true)
})

describe('a token condition', () => {
  const path = `/accounts/${SEED.accounts.plain}/tokens`
  const filter = { in: ['198.51.100.0/24', '2001:db8:1::/48'], not_in: ['198.51.100.7/32'] }
  const token = (condition: object) => ({
    name: 'Filtered',
    policies: [
      {
        effect: 'allow',
        permission_groups: [{ id: '4755a26eedb94da69e1066d98aa820be' }],
        resources: { [`com.cloudflare.api.account.${SEED.accounts.plain}`]: '*' },
      },
    ],
    condition,
  })
  const post = (condition: object) => box.call('POST', path, token(condition), TOKEN)

  it.each(['request_ip', 'request.ip'])('is read as %s, however it was written', async (spelling) => {
    await set({ tokenCondition: spelling })
    for (const written of ['request_ip', 'request.ip']) {
      const { result } = await post({ [written]: filter })
      expect(result.condition).toEqual({ [spelling]: filter })
      const { result: read } = await box.call('GET', `${path}/${result.id}`, undefined, TOKEN)
      expect(read.condition).toEqual({ [spelling]: filter })
    }
    expect(code(await post({ request_ip: filter, 'request.ip': filter }))).toBe(1001)
    expect(code(await post({ request_time: filter }))).toBe(1001)
  })

  it('may be empty, and may get lost when a token is created', async () => {
    expect((await post({})).result.condition).toEqual({})
    await set({ newTokenCondition: 'dropped' })
    expect((await post({ request_ip: filter })).result).not.toHaveProperty('condition')
  })
})

it('amounts come as numbers or as text, and component values may be missing', async () => {
  const path = `/zones/${seedZone('delta-dental-clinics.com')}/subscription`
  expect((await box.call('GET', path)).result).toMatchObject({
    price: 20,
    component_values: [{ name: 'page_rules', value: 20, default: 20, price: 1 }, {}],
  })
  await set({ amounts: 'text' })
  expect((await box.call('GET', path)).result).toMatchObject({
    price: '20.00',
    component_values: [{ name: 'page_rules', value: '20', default: '20', price: '1' }, {}],
  })
  await set({ componentValues: 'null' })
  expect((await box.call('GET', path)).result.component_values).toBeNull()
  await set({ componentValues: 'absent' })
  expect((await box.call('GET', path)).result).not.toHaveProperty('component_values')
})

it('a new zone may take no plan yet', async () => {
  const { result } = await box.call('POST', '/zones', {
    name: 'early.com',
    account: { id: SEED.accounts.plain },
  })
  const order = () =>
    box.call('POST', `/zones/${result.id}/subscription`, { rate_plan: { id: 'PARTNERS_PRO' } })
  await set({ zonePlanDelayMs: 60_000 })
  const refused = await order()
  expect([refused.status, code(refused)]).toEqual([403, 10000])
  await set({ zonePlanDelayMs: 0 })
  expect((await order()).success).toBe(true)
})

it('an account token may find its own account in the list', async () => {
  const { result } = await box.call(
    'POST',
    `/accounts/${SEED.accounts.plain}/tokens`,
    {
      name: 'Finder',
      policies: [
        {
          effect: 'allow',
          permission_groups: [{ id: 'c1fde68c7bcc44588cbb6ddbc16d6480' }],
          resources: { [`com.cloudflare.api.account.${SEED.accounts.plain}`]: '*' },
        },
      ],
    },
    TOKEN,
  )
  const list = () => box.call('GET', '/accounts', undefined, { authorization: `Bearer ${result.value}` })
  const refused = await list()
  expect([refused.status, code(refused)]).toEqual([403, 1001])
  await set({ accountTokenLists: 'accepted' })
  expect(ids((await list()).result)).toEqual([SEED.accounts.plain])
})
