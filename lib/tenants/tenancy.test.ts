import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openTenantApi } from '@/lib/tenant-api/client'
import { ok, refused, upstream, type Reply } from '@/lib/tenant-api/upstream.fixture'
import { forgetTenants, managedTenants, tenantsInView } from './tenancy'

vi.mock('@/lib/audit/belonging', () => ({ keepBelonging: async () => {} }))

const tenant = (tenant_tag: string, ...units: string[]) => ({
  tenant_tag,
  tenant_units: units.map((unit_tag) => ({ unit_tag })),
})
const GOOD = ok([tenant('T', 'a'), tenant('S', 'b')])
const DOWN = refused(500, 10000, 'down')
const MINUTE = 60_000

let offset = 0
const realNow = Date.now.bind(Date)
beforeEach(() => {
  forgetTenants()
  offset = 0
  vi.spyOn(Date, 'now').mockImplementation(() => realNow() + offset)
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** An upstream whose answer for /user/tenants can be changed; and for what else there is. */
async function given(first: Reply, others: (path: string) => Reply = () => refused(404, 7003, 'no')) {
  const now = { says: first, others }
  const { config, received } = await upstream(({ path }) =>
    path === '/user/tenants' ? now.says : now.others(path),
  )
  const timing = { read: 30_000, readTotal: 30_000, pause: 1 }
  const api = openTenantApi({ config: { ...config, timing } })
  const ids = async () => (await managedTenants(api)).items.map(({ id }) => id)
  return { api, now, received, ids }
}

test('tenants are asked for once a minute', async () => {
  const { ids, received } = await given(GOOD)
  await Promise.all([ids(), ids()])
  await ids()
  expect(received).toHaveLength(1)
  offset = MINUTE + 1
  expect(await ids()).toEqual(['T', 'S'])
  expect(received).toHaveLength(2)
})

test.each([
  ['no list', ok(null)],
  ['an empty list', ok([])],
  ['one of which nothing can be read', ok([{ name: 'x' }])],
  ['one that is partly unreadable', ok([tenant('T', 'a'), { name: 'x' }])],
  ['a failure', DOWN],
  ['a route that is not found', refused(404, 7003, 'no route')],
  ['half an answer', 'cut' as const],
])('the last answer stands in for %s, and the next one is believed', async (_, doubtful) => {
  const { ids, now } = await given(GOOD)
  await ids()
  offset = MINUTE + 1
  now.says = doubtful
  expect((await ids()).sort()).toEqual(['S', 'T'])
  now.says = ok([tenant('T', 'a')])
  offset += 6_000
  expect(await ids()).toEqual(['T'])
})

test('the last answer stands in for one that hangs, after two seconds, and once for all', async () => {
  const { ids, now, received } = await given(GOOD)
  await ids()
  offset = MINUTE + 1
  now.says = 'hang'
  const began = performance.now()
  expect(await ids()).toEqual(['T', 'S'])
  expect(performance.now() - began).toBeLessThan(3_000)
  const again = performance.now()
  expect(await ids()).toEqual(['T', 'S'])
  expect(performance.now() - again).toBeLessThan(500)
  expect(received).toHaveLength(2)
})

test('nothing stands in for ever, nor for credentials that are refused', async () => {
  const { ids, now } = await given(GOOD)
  await ids()
  offset = MINUTE + 1
  now.says = refused(401, 10000, 'no')
  await expect(ids()).rejects.toMatchObject({ code: 'credentials' })
  now.says = DOWN
  expect(await ids()).toEqual(['T', 'S'])
  offset = 62 * MINUTE
  await expect(ids()).rejects.toMatchObject({ code: 'unavailable' })
})

test('one empty answer at the very beginning is not kept, and nothing is taken for unknown by it', async () => {
  const { api, ids, now } = await given(ok(null))
  expect(await ids()).toEqual([])
  await expect(tenantsInView(api, 'T')).rejects.toMatchObject({ code: 'unavailable' })
  now.says = GOOD
  expect(await ids()).toEqual(['T', 'S'])
  await expect(tenantsInView(api, 'nobody')).rejects.toMatchObject({ code: 'not_found' })
})

test.each([
  ['cannot be read', DOWN],
  ['have gone from its record', ok({ tenant_tag: 'T', tenant_units: null })],
  ['are partly unreadable', ok({ tenant_tag: 'T', tenant_units: [{ unit_tag: 'a' }, {}] })],
])('a tenant’s units are those it had where they %s', async (_, doubtful) => {
  let record = ok({ tenant_tag: 'T', tenant_units: [{ unit_tag: 'a' }, { unit_tag: 'b' }] })
  const { api } = await given(ok([{ id: 'T' }]), () => record)
  const units = async () => (await managedTenants(api)).items[0]!.units.map(({ id }) => id)
  expect(await units()).toEqual(['a', 'b'])
  offset = MINUTE + 1
  record = doubtful
  expect(await units()).toEqual(['a', 'b'])
  offset += 6_000
  record = ok({ tenant_tag: 'T', tenant_units: [{ unit_tag: 'b' }] })
  expect(await units()).toEqual(['b'])
})
