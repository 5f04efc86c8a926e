import { beforeEach, describe, expect, it, vi } from 'vitest'
import { plainName } from '@/lib/core/names'

// The list of accounts, of a mirror that is filled by hand: nothing answers upstream.
vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { staff } = await import('@/scripts/vitest/person')
const { db } = await import('@/lib/db/client')
const { ACCOUNT_SORTS, DirectoryQuery, directoryAddress } = await import('./list-schema')
const { everyDirectoryRow } = await import('./list-rows')
const { directoryChoices, listDirectory } = await import('./queries')

type Kept = Partial<Parameters<ReturnType<typeof db>['directoryAccount']['create']>[0]['data']>

/** Keeps accounts by their names; each is called in the lists below by its name. */
async function keep(accounts: Record<string, Kept>) {
  await db().directoryAccount.createMany({
    data: Object.entries(accounts).map(([name, rest], nth) => ({
      id: String(nth).padStart(32, 'a'),
      name,
      sortName: plainName(name),
      tenantId: 'T',
      seenAt: new Date(),
      ...rest,
    })),
  })
}
const list = (params: Record<string, string> = {}) => listDirectory(DirectoryQuery.parse(params))
const names = async (params: Record<string, string> = {}) => (await list(params)).rows.map(({ name }) => name)

beforeEach(async () => {
  staff.role = 'support'
  Reflect.deleteProperty(globalThis, 'tenantdeskDirectoryWords')
  await db().directoryAccount.deleteMany()
  await db().directoryUnit.deleteMany()
  await db().directoryPass.deleteMany()
})

const UNITS = [
  { id: 'direct', tenantId: 'T', name: 'Direct', parentId: null },
  { id: 'resale', tenantId: 'T', name: 'resale', parentId: null },
  { id: 'north', tenantId: 'T', name: 'Ärmel North', parentId: 'resale' },
  { id: 'far', tenantId: 'T', name: null, parentId: 'north' },
  { id: 'other', tenantId: 'T2', name: 'Other', parentId: null },
]
const keepUnits = () =>
  db().directoryUnit.createMany({ data: UNITS.map((unit) => ({ ...unit, seenAt: new Date() })) })

/** Of every column some values, equal ones and none. */
async function keepSome() {
  await keepUnits()
  await keep({
    'Émile & Fils': {
      type: 'standard',
      unitId: 'north',
      createdOn: new Date('2024-03-01T23:59:59Z'),
      zones: 0,
      members: 2,
      plans: ['Pro', 'Free'],
      plansRead: true,
      twoFactor: true,
    },
    acme: {
      type: 'enterprise',
      unitId: 'direct',
      createdOn: new Date('2024-03-02T00:00:00Z'),
      zones: 12,
      members: 1,
      plans: ['Enterprise'],
      plansRead: true,
      twoFactor: false,
      attention: 2,
    },
    'Zürich 100%': {
      type: 'standard',
      unitId: 'far',
      createdOn: new Date('2020-01-01T00:00:00Z'),
      zones: 3,
      members: 2,
      plansRead: true,
      twoFactor: true,
    },
    "O'Brien_": { unitId: 'other', tenantId: 'T2', type: 'standard', zones: 3, members: 0 },
    מאפיית: { tenantId: null },
    'Gone with the wind': { goneAt: new Date(), type: 'standard', zones: 3, unitId: 'direct' },
  })
}

/** In the place of a name the mirror has the id. */
const UNNAMED = '0'.repeat(32)

describe('the order', () => {
  const EXPECTED: Record<(typeof ACCOUNT_SORTS)[number], [asc: string[], desc: string[]]> = {
    name: [
      ['acme', 'Émile & Fils', "O'Brien_", 'Zürich 100%', 'מאפיית'],
      ['מאפיית', 'Zürich 100%', "O'Brien_", 'Émile & Fils', 'acme'],
    ],
    type: [
      ['acme', 'Émile & Fils', "O'Brien_", 'Zürich 100%', 'מאפיית'],
      ['Zürich 100%', "O'Brien_", 'Émile & Fils', 'acme', 'מאפיית'],
    ],
    unit: [
      ['Émile & Fils', 'acme', "O'Brien_", 'Zürich 100%', 'מאפיית'],
      ["O'Brien_", 'acme', 'Émile & Fils', 'Zürich 100%', 'מאפיית'],
    ],
    created: [
      ['Zürich 100%', 'Émile & Fils', 'acme', "O'Brien_", 'מאפיית'],
      ['acme', 'Émile & Fils', 'Zürich 100%', "O'Brien_", 'מאפיית'],
    ],
    zones: [
      ['Émile & Fils', "O'Brien_", 'Zürich 100%', 'acme', 'מאפיית'],
      ['acme', 'Zürich 100%', "O'Brien_", 'Émile & Fils', 'מאפיית'],
    ],
    plan: [
      ['Zürich 100%', 'acme', 'Émile & Fils', "O'Brien_", 'מאפיית'],
      ['Émile & Fils', 'acme', 'Zürich 100%', "O'Brien_", 'מאפיית'],
    ],
    members: [
      ["O'Brien_", 'acme', 'Émile & Fils', 'Zürich 100%', 'מאפיית'],
      ['Zürich 100%', 'Émile & Fils', 'acme', "O'Brien_", 'מאפיית'],
    ],
    'two-factor': [
      ['acme', 'Émile & Fils', 'Zürich 100%', "O'Brien_", 'מאפיית'],
      ['Zürich 100%', 'Émile & Fils', 'acme', "O'Brien_", 'מאפיית'],
    ],
    attention: [
      ['Émile & Fils', "O'Brien_", 'Zürich 100%', 'מאפיית', 'acme'],
      ['acme', 'מאפיית', 'Zürich 100%', "O'Brien_", 'Émile & Fils'],
    ],
  }

  it.each(ACCOUNT_SORTS)('by %s, what is not known last in both directions', async (sort) => {
    await keepSome()
    const [asc, desc] = EXPECTED[sort]
    expect(await names({ sort })).toEqual(asc)
    expect(await names({ sort, direction: 'desc' })).toEqual(desc)
  })

  it.each(ACCOUNT_SORTS)('by %s is the same over pages and in an export', async (sort) => {
    await keepUnits()
    const pick = <T>(nth: number, values: T[]) => values[nth % values.length]
    const many = Array.from({ length: 57 }, (_, nth) => [
      `Customer ${(nth * 31) % 57}`,
      {
        type: pick(nth, ['standard', 'enterprise', null]),
        unitId: pick(nth, ['direct', 'north', 'far', 'gone', null]),
        createdOn: pick(nth, [null, new Date(2024, 0, 1 + (nth % 9), 0, 0, 0, nth)]),
        zones: pick(nth, [null, 0, 3, 12]),
        members: pick(nth, [1, null]),
        plans: pick(nth, [[], ['Pro'], ['Free']]),
        plansRead: nth % 4 > 0,
        twoFactor: pick(nth, [true, null, false]),
        attention: nth % 3,
      },
    ])
    await keep(Object.fromEntries(many))
    for (const direction of ['asc', 'desc'] as const) {
      const pages: (string | null)[] = []
      for (let page = 1; page <= 6; page++)
        pages.push(...(await names({ sort, direction, size: '10', page: String(page) })))
      expect(new Set(pages).size).toBe(57)
      const exported: (string | null)[] = []
      const query = DirectoryQuery.parse({ sort, direction })
      for await (const rows of everyDirectoryRow(query, 10)) {
        expect(rows.length).toBeLessThanOrEqual(10)
        exported.push(...rows.map(({ name }) => name))
      }
      expect(exported).toEqual(pages)
    }
  })

  it('has no page beyond the last, and says how many there are', async () => {
    await keepSome()
    expect(await list({ size: '10', page: '2' })).toEqual({ rows: [], totalCount: 5, asOf: null })
  })
})

describe('the filter', () => {
  const FILTERS: [params: Record<string, string>, found: string[]][] = [
    [{ name: 'emile fil' }, ['Émile & Fils']],
    [{ name: 'OBRIEN' }, ["O'Brien_"]],
    [{ name: '%' }, []],
    [{ name: '_' }, []],
    [{ name: '\\' }, []],
    [{ name: 'מאפ' }, ['מאפיית']],
    [{ name: "x' OR 1=1 --" }, []],
    [{ type: 'enterprise' }, ['acme']],
    [{ type: '-' }, ['מאפיית']],
    [{ unit: 'resale' }, ['Émile & Fils', 'Zürich 100%']],
    [{ unit: 'direct' }, ['acme']],
    [{ unit: '-' }, ['מאפיית']],
    [{ unit: 'nobody' }, []],
    [{ from: '2024-03-01', to: '2024-03-01' }, ['Émile & Fils']],
    [{ from: '2024-03-02' }, ['acme']],
    [{ to: '2020-01-01' }, ['Zürich 100%']],
    [{ minZones: '1' }, ['acme', "O'Brien_", 'Zürich 100%']],
    [{ maxZones: '0' }, ['Émile & Fils']],
    [{ minZones: '3', maxZones: '11' }, ["O'Brien_", 'Zürich 100%']],
    [{ minMembers: '2' }, ['Émile & Fils', 'Zürich 100%']],
    [{ maxMembers: '1' }, ['acme', "O'Brien_"]],
    [{ plan: 'Free' }, ['Émile & Fils']],
    [{ plan: '-' }, ['Zürich 100%']],
    [{ plan: "{'" }, []],
    [{ twoFactor: 'on' }, ['Émile & Fils', 'Zürich 100%']],
    [{ twoFactor: 'off' }, ['acme']],
    [{ twoFactor: 'unknown' }, ["O'Brien_", 'מאפיית']],
    [{ attention: '1' }, ['acme']],
    [{ gone: '1', minZones: '3' }, ['acme', 'Gone with the wind', "O'Brien_", 'Zürich 100%']],
    [{ type: 'standard', twoFactor: 'on', minZones: '1' }, ['Zürich 100%']],
    [{ from: 'yesterday', minZones: '-1', twoFactor: 'x', sort: 'x', size: '7', name: 'acme' }, ['acme']],
  ]

  it.each(FILTERS)('%o', async (params, found) => {
    await keepSome()
    const { rows, totalCount } = await list(params)
    expect(rows.map(({ name }) => name)).toEqual(found)
    expect(totalCount).toBe(found.length)
  })

  it('finds a part of signs as it is written', async () => {
    await keep({ '%_\\': {}, '***': {} })
    expect(await names({ name: '_\\' })).toEqual(['%_\\'])
    expect(await names({ name: '%' })).toEqual(['%_\\'])
  })

  it('keeps in the address what is not at its default', () => {
    const params = { name: 'a', minZones: '0', attention: '1', sort: 'zones', direction: 'desc', size: '50' }
    const address = directoryAddress(DirectoryQuery.parse(params))
    expect(Object.fromEntries(Object.entries(address).filter(([, value]) => value !== null))).toEqual({
      ...params,
      minZones: 0,
      size: 50,
    })
  })
})

it('is narrowed to the chosen tenant', async () => {
  await keepSome()
  expect(await names({ tenant: 'T2' })).toEqual(["O'Brien_"])
})

it('is open to every role, and to nobody else', async () => {
  await keepSome()
  for (const role of ['admin', 'operator', 'support', 'auditor'] as const) {
    staff.role = role
    expect((await list()).totalCount).toBe(5)
  }
  Object.assign(staff, { role: 'nobody' })
  await expect(list()).rejects.toThrow('forbidden')
  await expect(directoryChoices()).rejects.toThrow('forbidden')
})

it('tells what is not read from what there is none of, and whose it is as far as that is known', async () => {
  await keep({
    [UNNAMED]: { id: UNNAMED, plansRead: true, zones: 0, members: 0 },
    New: { tenantId: null, createdOn: new Date() },
    Old: { tenantId: null, createdOn: new Date('2020-01-01') },
  })
  await keepUnits()
  const before = await list()
  expect(before.rows).toMatchObject([
    { name: null, owned: true, plans: [], zones: 0, members: 0 },
    { name: 'New', owned: null, plans: null, zones: null, members: null },
    { name: 'Old', owned: null },
  ])
  await db().directoryPass.create({ data: { number: 1, listedAt: new Date() } })
  expect((await list()).rows.map(({ owned }) => owned)).toEqual([true, null, false])
})

it('offers what there is to filter by', async () => {
  await keepSome()
  expect(await directoryChoices()).toEqual({
    types: ['enterprise', 'standard'],
    plans: ['Enterprise', 'Free', 'Pro'],
    units: [
      { id: 'direct', name: 'Direct' },
      { id: 'other', name: 'Other' },
      { id: 'resale', name: 'resale' },
      { id: 'north', name: 'resale › Ärmel North' },
      { id: 'far', name: 'resale › Ärmel North › far' },
    ],
  })
  expect((await directoryChoices('T2')).units).toEqual([{ id: 'other', name: 'Other' }])
})
