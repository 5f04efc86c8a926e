import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { SEED } from '@/lib/sandbox/seed'
import { useSandbox } from '@/scripts/vitest/sandbox'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)
vi.mock('next/headers', () => ({ headers: async () => new Headers({ host: 'localhost' }) }))

const accounts = await import('@/lib/accounts/queries')
const { createAccount } = await import('@/lib/accounts/actions')
const { EMPTY_KYC } = await import('@/lib/accounts/constants')
const { ListQuery } = await import('@/lib/accounts/schema')
const tenants = await import('./queries')

const { tenant, units, subUnit } = SEED
const DIRECT = { id: units.direct.id as string, name: units.direct.name }
const RESALE = { id: units.resale.id as string, name: units.resale.name }
const NORTH = { id: subUnit.id as string, name: subUnit.name }
const ITSELF = { id: tenant.tag as string, name: tenant.name }
/** The units of each shape, as the form names them. */
const SHAPES = {
  docs: [DIRECT, RESALE],
  spec: [DIRECT, RESALE],
  detail: [DIRECT, RESALE],
  itself: [ITSELF],
  'one-id': [ITSELF],
  tree: [DIRECT, RESALE, { ...NORTH, name: `${RESALE.name} › ${NORTH.name}` }],
}

const upstream = useSandbox()

const set = (settings: object) => upstream.control('PUT', '/settings', settings)
const list = async (more: object = {}) =>
  (await accounts.listAccounts(ListQuery.parse({ size: '50', ...more }))).rows
const unitIdsUpstream = async (): Promise<Map<string, string | null>> => {
  const state: { accounts: { id: string; unit: string | null }[] } = await upstream.control('GET', '/state')
  return new Map(state.accounts.map(({ id, unit }) => [id, unit]))
}
const create = (unitId: string) =>
  createAccount({
    attemptKey: randomUUID(),
    name: `New ${randomUUID()}`,
    type: 'standard',
    unitId,
    description: '',
    ratePlanId: '',
    confirmDuplicate: false,
    ...EMPTY_KYC,
  })

describe.each(Object.entries(SHAPES))('in the shape of %s', (tenantShape, offered) => {
  beforeEach(() => set({ tenantShape }))

  it('the form offers the units, and an account can be created in each', async () => {
    const choices = await accounts.createChoices()
    expect(choices.units.map(({ id, name }) => ({ id, name }))).toEqual(offered)
    for (const { id } of choices.units) {
      const answer = await create(id)
      expect(answer).toMatchObject({ ok: true, data: { status: 'created' } })
      const created = (answer as { data: { accountId: string } }).data.accountId
      const { unitName } = await accounts.accountOverview(created)
      expect(offered.find((unit) => unit.id === id)!.name.endsWith(unitName!)).toBe(true)
    }
  })

  it('list, overview, counts and the tenant agree about units and whose accounts are in them', async () => {
    const rows = await list()
    expect(rows.filter(({ owned }) => owned)).toHaveLength(SEED.counts.tenant)
    const outside = rows.filter(({ owned }) => owned === false).map(({ id }) => id)
    expect(outside.sort()).toEqual([...SEED.accounts.outside].sort())

    const names = new Map([DIRECT, RESALE, NORTH].map(({ id, name }) => [id, name]))
    const upstreamUnits = await unitIdsUpstream()
    const expected = (id: string) => {
      const unitId = upstreamUnits.get(id)!
      if (offered.length === 1) return ITSELF.name
      return names.get(tenantShape !== 'tree' && unitId === NORTH.id ? RESALE.id : unitId)
    }
    for (const { id, unitName } of rows.filter((row) => row.owned)) expect(unitName).toBe(expected(id))
    for (const id of [SEED.accounts.plain, SEED.accounts.subUnit[0]!])
      expect((await accounts.accountOverview(id)).unitName).toBe(expected(id))

    expect(await accounts.overviewCounts()).toEqual({ units: offered.length, accounts: SEED.counts.tenant })
    const told = await Promise.all(
      (await tenants.tenantChoices()).choices.map(({ id }) => tenants.tenantUnits(id)),
    )
    expect(told.flatMap((each) => each.rows.map(({ id }) => id))).toEqual(offered.map(({ id }) => id))
  })

  it('a tenant that is chosen has its own accounts alone, each in its unit', async () => {
    await set({ secondTenant: true })
    const { choices } = await tenants.tenantChoices()
    const all: string[] = []
    for (const { id } of choices) {
      const rows = await list({ tenant: id })
      const opened = await accounts.accountOverview(rows[0]!.id)
      expect(opened.unitName).not.toBeNull()
      const { units } = await accounts.createChoices(id)
      if (rows[0]!.unitName) expect(opened.unitName).toBe(rows[0]!.unitName)
      expect(units.some(({ name }) => name.endsWith(opened.unitName!))).toBe(true)
      all.push(...rows.map((row) => row.id))
    }
    expect(new Set(all).size).toBe(all.length)
    expect(all).toHaveLength(SEED.counts.tenant + SEED.accounts.second.length)
  })

  it.each(['some', 'none'])(
    'with managed_by for %s of them, every account is opened, and no other',
    async (managedBy) => {
      await set({ managedBy })
      for (const id of [SEED.accounts.plain, SEED.accounts.subUnit[0]!, SEED.accounts.busy])
        expect((await accounts.accountOverview(id)).unitName).not.toBeNull()
      for (const id of SEED.accounts.outside)
        await expect(accounts.accountOverview(id)).rejects.toThrow('NEXT_HTTP')
      expect((await list()).filter(({ owned }) => owned)).toHaveLength(SEED.counts.tenant)
    },
  )

  it('where managed_by names the tenant, no unit is made up', async () => {
    await set({ parentOrganization: 'tenant' })
    const one = offered.length === 1 ? ITSELF.name : null
    const rows = (await list()).filter(({ owned }) => owned)
    // Where the tenant is never told by itself, nothing is known by its id.
    if (tenantShape === 'spec') return
    expect(rows).toHaveLength(SEED.counts.tenant)
    expect(new Set(rows.map(({ unitName }) => unitName))).toEqual(new Set([one]))
    expect((await accounts.accountOverview(SEED.accounts.plain)).unitName).toBe(one)
  })
})

it('the tenant’s own id is refused where units are told, before anything is sent', async () => {
  await set({ tenantShape: 'detail' })
  expect(await create(ITSELF.id)).toMatchObject({
    ok: false,
    error: { fields: { unitId: expect.any(String) } },
  })
})

it('a form whose units cannot be read says so, and offers none that is made up', async () => {
  await set({ tenantShape: 'detail' })
  await upstream.control('POST', '/faults', {
    match: { method: 'GET', path: '^/tenants/[^/]+$' },
    fault: { kind: 'status', status: 500 },
    times: 99,
  })
  expect(await accounts.createChoices()).toMatchObject({ units: [], closed: [], unread: [ITSELF.name] })
  expect(await accounts.overviewCounts()).toMatchObject({ units: null })
  await expect(tenants.tenantUnits(ITSELF.id)).rejects.toMatchObject({ code: 'unavailable' })
  // Its accounts are found all the same.
  expect(await accounts.accountOverview(SEED.accounts.plain)).toMatchObject({ unitName: DIRECT.name })
})

it('an empty answer about the tenants turns no account into a 404, and is forgotten', async () => {
  const match = { method: 'GET', path: '^/user/tenants$' }
  await upstream.control('POST', '/faults', { match, fault: { kind: 'null' }, times: 9 })
  const open = () => accounts.accountOverview(SEED.accounts.plain)
  await expect(open()).rejects.toMatchObject({ code: 'unavailable' })
  await upstream.control('DELETE', '/faults')
  expect(await open()).toMatchObject({ unitName: DIRECT.name })
})
