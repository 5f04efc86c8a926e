import { expect, test } from 'vitest'
import { openTenantApi } from './client'
import { IMPATIENT, ok, refused, upstream, type Reply } from './upstream.fixture'

type Organization = { id: string; name?: string; parent?: { id: string }; meta?: object }

const named = (id: string) => ({ unit_tag: id, unit_name: `Unit ${id}`, unit_memberships: ['m@n.o'] })
const record = (tenant_tag: string, units: unknown) => ok({ tenant_tag, tenant_units: units })
const nobody = refused(404, 7003, 'no route')
const DOWN = refused(500, 10000, 'down')

async function told(list: unknown, records: Record<string, Reply> = {}) {
  const { config, received } = await upstream(({ path }) =>
    path === '/user/tenants' ? ok(list) : (records[path.split('/').at(-1)!] ?? nobody),
  )
  const api = openTenantApi({ config: { ...config, timing: IMPATIENT } })
  const { items: tenants, complete } = await api.tenants.list()
  const units = tenants.map(({ id, units }) => [id, units.map((unit) => [unit.id, unit.parentId])])
  return { tenants, units, complete, asked: received.map(({ path }) => path).slice(1) }
}

test('units told at the list cost no further call', async () => {
  const { units, asked } = await told([{ tenant_tag: 'T', tenant_units: [named('a'), named('b')] }])
  expect(units).toEqual([['T', [['a', null], ['b', null]]]]) // prettier-ignore
  expect(asked).toEqual([])
})

test('an organization’s units are those of its tenant’s record, and it is none itself', async () => {
  const list: Organization[] = [{ id: 'T', name: 'Partner' }]
  const { tenants, units, asked } = await told(list, { T: record('T', [named('a'), named('b')]) })
  expect(units).toEqual([['T', [['a', null], ['b', null]]]]) // prettier-ignore
  expect(tenants[0]!.units[0]).toMatchObject({ name: 'Unit a', members: ['m@n.o'], tenantName: 'Partner' })
  expect(asked).toEqual(['/tenants/T'])
})

test('labels and members of which some cannot be read are not all', async () => {
  const { tenants } = await told([
    {
      tenant_tag: 'T',
      tenant_labels: ['gold', 7],
      tenant_units: [{ unit_tag: 'a', unit_memberships: ['m@n.o', {}] }, named('b')],
    },
  ])
  expect(tenants[0]).toMatchObject({
    labels: ['gold'],
    labelsRead: false,
    units: [
      { members: ['m@n.o'], membersRead: false },
      { members: ['m@n.o'], membersRead: true },
    ],
  })
})

test('an organization whose record is of the tenant that it is a unit of is that unit alone', async () => {
  const list: Organization[] = ['a', 'b'].map((id) => ({ id, parent: { id: 'T' } }))
  const whole = record('T', [named('a'), named('b')])
  const { units, tenants } = await told(list, { a: whole, b: whole })
  expect(units).toEqual([['a', [['a', null]]], ['b', [['b', null]]]]) // prettier-ignore
  expect(tenants[1]!.units[0]).toMatchObject({ name: 'Unit b', tenantId: 'b', members: ['m@n.o'] })
})

test.each([
  ['there is no record', nobody],
  ['the record is refused', refused(403, 10000, 'no')],
  ['the record has none', record('T', [])],
  ['the record does not tell', record('T', null)],
])('the organization itself is the unit where %s', async (_, reply) => {
  const { units, tenants } = await told([{ id: 'T', name: 'Partner' }], { T: reply })
  expect(units).toEqual([['T', [['T', null]]]])
  expect(tenants[0]!.unitsRead).toBe(true)
})

test.each([
  ['cannot be had now', DOWN],
  ['keeps silent', 'hang' as const],
  ['is no record', ok('nonsense')],
])('nothing is a unit where the record %s', async (_, reply) => {
  const { tenants } = await told([{ id: 'T' }], { T: reply })
  expect(tenants[0]).toMatchObject({ units: [], unitsRead: false })
})

test('organizations whose parent it is are its units, over any number of levels, parents first', async () => {
  const list: Organization[] = [
    { id: 'c', parent: { id: 'b' } },
    { id: 'a', parent: { id: 'T' } },
    { id: 'T' },
    { id: 'b', parent: { id: 'a' } },
    { id: 'd', parent: { id: 'T' } },
  ]
  const { units, asked } = await told(list)
  expect(units).toEqual([['T', [['a', null], ['b', 'a'], ['c', 'b'], ['d', null]]]]) // prettier-ignore
  expect(asked).toEqual(['/tenants/T'])
})

test('units of the record and organizations below them are one tree, each once', async () => {
  const list: Organization[] = [
    { id: 'T' },
    { id: 'a', name: 'A', parent: { id: 'T' } },
    { id: 'x', parent: { id: 'b' } },
  ]
  const { units, tenants } = await told(list, { T: record('T', [named('a'), named('b')]) })
  expect(units).toEqual([['T', [['b', null], ['x', 'b'], ['a', null]]]]) // prettier-ignore
  expect(tenants[0]!.units.at(-1)).toMatchObject({ name: 'A', members: ['m@n.o'] })
})

test('organizations that are each other’s parent end nothing, and are no whole answer', async () => {
  const list: Organization[] = [
    { id: 'a', parent: { id: 'b' } },
    { id: 'b', parent: { id: 'a' } },
  ]
  expect(await told(list)).toMatchObject({ units: [], complete: false })
})

test('what a unit says of itself goes before what its tenant says', async () => {
  const flags = (tenant_flags: object) => ({ meta: { tenant_flags } })
  const { tenants } = await told([
    { id: 'T', ...flags({ account_creation: 'enabled', account_deletion: 'disabled' }) },
    { id: 'a', parent: { id: 'T' }, ...flags({ account_creation: 'disabled' }) },
  ])
  expect(tenants[0]!.units[0]!.flags).toMatchObject({ accountCreation: false, accountDeletion: false })
})

test.each([
  ['nothing', null, false],
  ['an empty list', [], true],
  ['one that can be read of two', [{ tenant_tag: 'T', tenant_units: [named('a')] }, { name: 'x' }], false],
])('%s is as complete as that', async (_, list, complete) => {
  expect((await told(list)).complete).toBe(complete)
})

test('accounts of which some cannot be read, or none came, are not all', async () => {
  for (const result of [null, [{ id: 'a' }, { name: 'no id' }]]) {
    const { config } = await upstream(() => ok(result))
    const { tenants } = openTenantApi({ config })
    expect((await tenants.allAccounts('T' as never)).complete).toBe(false)
  }
})
