import { beforeEach, describe, expect, it } from 'vitest'
import { asId, type TenantId } from '@/lib/core/ids'
import { openTenantApi } from '@/lib/tenant-api/client'
import { ok, refused, upstream, type Received } from '@/lib/tenant-api/upstream.fixture'
import { accountsLike, accountsNamed, findAccounts, forgetListed } from './search'

const TENANT = asId<TenantId>('tenant')!
type Matching = 'whole' | 'parts' | 'none'

/** An upstream that has accounts of these names and finds them as told. */
async function given(names: string[], matching: Matching) {
  const accounts = names.map((name, index) => ({ id: String(index).padStart(32, '0'), name }))
  const { config, received } = await upstream(({ query }) => {
    const [name, page, size] = ['name', 'page', 'per_page'].map((key) => query.get(key)) as string[]
    const rows = accounts.filter((each) => {
      if (!name || matching === 'none') return true
      return matching === 'whole' ? each.name === name : each.name.toLowerCase().includes(name.toLowerCase())
    })
    const from = (Number(page) - 1) * Number(size)
    if (from > 0 && from >= rows.length) return refused(400, 1001, 'no such page')
    const info = { page: Number(page), per_page: Number(size), total_count: rows.length }
    return ok(rows.slice(from, from + Number(size)), info)
  })
  return { tenant: openTenantApi({ config }), received }
}
const named = (received: Received[]) => received.map(({ query }) => query.get('name'))
const called = (items: { name: string | null }[]) => items.map(({ name }) => name)

beforeEach(() => forgetListed())

describe.each<Matching>(['whole', 'parts', 'none'])('where upstream matches names as %s', (matching) => {
  it.each([null, TENANT])(
    'a part of a name finds every account that has it, page by page (%s)',
    async (of) => {
      const names = ['Birch', 'Orchard A', 'orchard B', 'The Órchard', 'Pear']
      const { tenant } = await given(names, matching)
      const first = await findAccounts(tenant, of, { name: 'ORCHARD', page: 1, perPage: 50 })
      expect(first.searched).toBeNull()
      expect(called(first.items)).toEqual(expect.arrayContaining(['Orchard A', 'orchard B']))
      expect(called(first.items)).not.toContain('Birch')
      const third = await findAccounts(tenant, of, {
        name: 'orchard',
        page: 1,
        perPage: 5,
        direction: 'desc',
      })
      expect(called(third.items)).toContain('Orchard A')
    },
  )

  it.each([
    'orchard jewellers',
    'Orchard Jewellers ',
    'Orchard  Jewellers',
    'Orchard\u00A0Jewellers',
    'Orchard Jewellers Ltd',
    'Orchard Jewellers LTD',
    'Orchard Jewellers, Limited',
  ])('%j warns of “Orchard Jewellers”', async (typed) => {
    const { tenant } = await given(['Birch', 'Orchard Jewellers', 'Orchard Jewellery'], matching)
    const found = await accountsLike(tenant, typed)
    expect(called(found.accounts)).toEqual(['Orchard Jewellers'])
    expect(found).toMatchObject({ complete: true, everySpelling: true })
  })

  it('a name is claimed to the letter', async () => {
    const { tenant } = await given(['Orchard', 'orchard', 'Orchard Ltd', 'Orchard '], matching)
    expect(called((await accountsNamed(tenant, 'Orchard')).items)).toEqual(['Orchard'])
  })
})

describe('where there are more accounts than are listed', () => {
  const many = [
    ...Array.from({ length: 600 }, (_, index) => `Customer ${index}`),
    'Orchard Ltd',
    'Pear Trees',
  ]

  it('asks for several spellings, and says that not every account was looked at', async () => {
    const { tenant, received } = await given(many, 'whole')
    const found = await accountsLike(tenant, 'Orchard, Limited')
    expect(called(found.accounts)).toEqual(['Orchard Ltd'])
    expect(found).toMatchObject({ complete: true, everySpelling: false })
    expect(new Set(named(received))).toEqual(
      new Set([
        null,
        'Orchard, Limited',
        'Orchard',
        'Orchard Ltd',
        'Orchard Limited',
        'Orchard Inc',
        'Orchard LLC',
        'Orchard GmbH',
      ]),
    )
  })

  it('does not list what is too much to list: a name costs nine calls, and eight within the minute', async () => {
    const { tenant, received } = await given(many, 'whole')
    await accountsLike(tenant, 'Orchard, Limited')
    expect(received.length).toBeLessThanOrEqual(9)
    const before = received.length
    await accountsLike(tenant, 'Pear Trees Co')
    expect(received.length - before).toBeLessThanOrEqual(8)
  })

  it('says among how many a part of a name was looked for', async () => {
    const { tenant } = await given(many, 'whole')
    expect(await findAccounts(tenant, null, { name: 'Pear', page: 1, perPage: 20 })).toMatchObject({
      items: [],
      searched: 500,
    })
    expect(await findAccounts(tenant, null, { name: 'Pear Trees', page: 1, perPage: 20 })).toMatchObject({
      items: [{ name: 'Pear Trees' }],
      searched: 500,
    })
    const second = await findAccounts(tenant, null, { name: 'customer', page: 3, perPage: 20 })
    expect(second).toMatchObject({ page: 3, totalCount: 500, searched: 500 })
    expect(second.items).toHaveLength(20)
  })

  it('leaves the search to an upstream that finds parts, once it has shown it', async () => {
    const { tenant, received } = await given(many, 'parts')
    const found = await findAccounts(tenant, null, { name: 'customer', page: 2, perPage: 20 })
    expect(found).toMatchObject({ page: 2, totalCount: 600, searched: null })
    received.length = 0
    expect(await findAccounts(tenant, null, { name: 'nobody', page: 1, perPage: 20 })).toMatchObject({
      items: [],
      searched: null,
    })
    expect(named(received)).toEqual(['nobody'])
  })

  it('lists them once for several searches', async () => {
    const { tenant, received } = await given(many, 'whole')
    for (const name of ['Pear', 'Orch', 'Birch'])
      await findAccounts(tenant, null, { name, page: 1, perPage: 20 })
    expect(named(received).filter((name) => name === null)).toHaveLength(10)
  })
})
