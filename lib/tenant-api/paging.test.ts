import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { TenantApiError } from './errors'
import { allPages, countOf, glanced, onePage, pageOf, type Page } from './paging'
import { id } from './shape'

const Row = z.object({ id: id() })
const ids = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from) }, (_, nth) => ({ id: `r${from + nth}` }))
const read = (result: unknown[], info: unknown, asked = { page: 1, perPage: 20 }) =>
  pageOf(Row, { status: 200, result, info }, asked)

describe('a page, where rows and numbers', () => {
  test.each([
    ['agree', 1, ids(0, 20), { total_count: 75 }, { totalCount: 75, doubtful: null, more: true }],
    [
      'agree at the end',
      4,
      ids(60, 75),
      { total_count: 75 },
      { totalCount: 75, doubtful: null, more: false },
    ],
    ['agree in text', 1, ids(0, 20), { total_count: '75', page: '1' }, { totalCount: 75, more: true }],
    ['agree on nothing', 1, [], { total_count: 0 }, { totalCount: 0, doubtful: null, more: false }],
    ['agree beyond the end', 9, [], { total_count: 75 }, { totalCount: 75, doubtful: null, more: false }],
    ['agree, more than asked for', 1, ids(0, 75), { total_count: 75 }, { totalCount: 75, more: false }],
    ['are not both there', 1, ids(0, 20), {}, { totalCount: null, doubtful: null, more: true }],
    ['are not both there at the end', 1, ids(0, 3), null, { totalCount: null, doubtful: null, more: false }],
    ['differ: none', 1, ids(0, 20), { total_count: 0 }, { totalCount: null, doubtful: 0, more: true }],
    ['differ: too few', 3, ids(40, 60), { total_count: 41 }, { totalCount: null, doubtful: 41, more: true }],
    ['differ: too many', 1, ids(0, 18), { total_count: 75 }, { totalCount: null, doubtful: 75, more: true }],
    ['differ: no rows', 1, [], { total_count: 75 }, { totalCount: null, doubtful: 75, more: false }],
    [
      'differ: no number',
      1,
      ids(0, 20),
      { total_count: -1 },
      { totalCount: null, doubtful: null, more: true },
    ],
  ])('%s (page %i)', (_, page, result, info, facts) => {
    expect(read(result, info, { page, perPage: 20 })).toMatchObject(facts)
  })

  test('counts a row that cannot be read, and says that it came', () => {
    const page = read([...ids(0, 4), { name: 'no id' }], { total_count: 5 })
    expect(page).toMatchObject({ totalCount: 5, doubtful: null, unread: 1, more: false })
    expect(page.items).toHaveLength(4)
  })

  test('numbers its rows by the size that upstream keeps to', () => {
    const page = read(ids(10, 20), { per_page: 10, total_count: 35 }, { page: 2, perPage: 20 })
    expect(page).toMatchObject({ perPage: 10, totalCount: 35, more: true })
    expect(read(ids(0, 20), { per_page: 10, total_count: 35 })).toMatchObject({ perPage: 20, totalCount: 35 })
  })

  test('a glance counts what it has where no number fits', () => {
    expect(glanced(read(ids(0, 3), { total_count: 1 }))).toBe(3)
    expect(glanced(read(ids(0, 3), { total_count: 9 }))).toBeNull()
    expect(glanced(read(ids(0, 20), {}))).toBeNull()
    expect(glanced(read([...ids(0, 3), null], {}))).toBeNull()
    expect(glanced(read([], null))).toBe(0)
  })
})

describe('one page for a screen', () => {
  const key = (row: z.infer<typeof Row>) => row.id as string
  let list = 0
  const screen = (answer: (page: number) => Page<z.infer<typeof Row>>, of: unknown = list++, page = 2) => {
    const asked: number[] = []
    const fetchPage = async (page: number) => {
      asked.push(page)
      return answer(page)
    }
    return { asked, found: onePage({ page, perPage: 20 }, of, fetchPage, key) }
  }

  test('is asked for once where upstream confirms it', async () => {
    const info = (page: number) => ({ page, total_count: 75 })
    const answer = (page: number) => read(ids((page - 1) * 20, page * 20), info(page), { page, perPage: 20 })
    const { asked, found } = screen(answer, 'confirmed')
    expect(await found).toMatchObject({ repeated: false, totalCount: 75 })
    expect(asked, 'the first page beside it, since nobody knows how that begins').toEqual([2, 1])
    const again = screen(answer, 'confirmed', 3)
    expect(await again.found).toMatchObject({ repeated: false, totalCount: 75 })
    expect(again.asked).toEqual([3])
  })

  test('does not fail with the first one beside it', async () => {
    const { found } = screen((page) => {
      if (page === 1) throw new Error('down')
      return read(ids(20, 40), { page, total_count: 75 }, { page, perPage: 20 })
    })
    expect(await found).toMatchObject({ repeated: false, totalCount: 75 })
  })

  test.each([
    ['a constant answer', { page: 1, total_count: 75 }],
    ['one without numbers', undefined],
    ['one without a page', { total_count: 75 }],
  ])('is none where the first came again: %s', async (_, info) => {
    const { found } = screen((page) => read(ids(0, 20), info, { page, perPage: 20 }))
    expect(await found).toMatchObject({ items: [], repeated: true, more: false, totalCount: null })
  })

  test('is none where the first came again with the numbers of this one', async () => {
    const lying = (page: number) => read(ids(0, 20), { page, total_count: 75 }, { page, perPage: 20 })
    await screen(lying, 'lying', 1).found
    expect(await screen(lying, 'lying').found).toMatchObject({ items: [], repeated: true, more: false })
    expect(await screen(lying, 'another').found).toMatchObject({ items: [], repeated: true })
  })

  test('is itself where what the first began with has moved onto it', async () => {
    const moved = (page: number) =>
      read(page === 1 ? ids(80, 100) : ids(0, 20), { page, total_count: 40 }, { page, perPage: 20 })
    await screen(() => read(ids(0, 20), { page: 1, total_count: 20 }), 'moved', 1).found
    expect(await screen(moved, 'moved').found).toMatchObject({ repeated: false, totalCount: 40 })
  })

  test('is another one although nothing confirms it', async () => {
    const { found } = screen((page) => read(ids((page - 1) * 20, page * 20), null, { page, perPage: 20 }))
    const { items, repeated } = await found
    expect(repeated).toBe(false)
    expect(items[0]).toEqual({ id: 'r20' })
  })
})

/** An upstream with `there` rows that lies as told. */
type Liar = {
  there: number
  total: unknown
  statedSize: unknown
  statedPage: unknown
  /** It gives no more than so many at once. */
  most: number
  ignoresPage: boolean
  refusesBeyond: boolean
  broken: boolean
}

function liar({ there, most, ignoresPage, refusesBeyond, broken, ...says }: Liar) {
  let calls = 0
  const fetchPage = async (page: number) => {
    calls++
    const size = Math.min(50, most)
    const from = ignoresPage ? 0 : (page - 1) * size
    if (refusesBeyond && from > 0 && from >= there)
      throw new TenantApiError('invalid', 'no such page', { status: 400, codes: [1001] })
    const rows: unknown[] = ids(from, Math.min(there, from + size))
    if (broken && from === 0 && rows.length > 1) rows[1] = { id: '' }
    const info = { total_count: says.total, per_page: says.statedSize, page: says.statedPage }
    return read(rows, info, { page, perPage: 50 })
  }
  return { fetchPage, calls: () => calls }
}

test('whatever the numbers say, all rows that can be had come, and "all" is said of all alone', async () => {
  const numberLike = fc.oneof(
    fc.constantFrom<unknown>(undefined, null, 0, 1, '7', 'many', -1, 1e300, 1.5, true, [], {}),
    fc.integer({ min: 0, max: 400 }),
  )
  const arbitrary: fc.Arbitrary<Liar> = fc.record({
    there: fc.integer({ min: 0, max: 260 }),
    total: numberLike,
    statedSize: numberLike,
    statedPage: numberLike,
    most: fc.constantFrom(20, 50, 100),
    ignoresPage: fc.boolean(),
    refusesBeyond: fc.boolean(),
    broken: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(arbitrary, async (upstream) => {
      const { fetchPage, calls } = liar(upstream)
      // A total that equals what came at the end of a later page is the one number that is believed.
      const size = Math.min(50, upstream.most)
      const believed =
        Number(upstream.total) < upstream.there &&
        Number(upstream.total) > 0 &&
        Number(upstream.total) % size === 0
      // Nor can it be told that a short page is a full one, where nothing says so and none follows.
      fc.pre(!believed && !(upstream.ignoresPage && upstream.most < 50))
      const whole = await allPages(fetchPage, (row) => row.id as string, 5000).catch((error) => error)
      if (whole instanceof Error) {
        // Only where rows are still announced.
        expect(Number(upstream.total)).toBeGreaterThan(upstream.there - 1)
        return
      }
      const readable = upstream.there - Number(upstream.broken && upstream.there > 1)
      if (!upstream.ignoresPage && upstream.most >= 50) expect(whole.items).toHaveLength(readable)
      if (whole.complete) expect(whole.items).toHaveLength(upstream.there)
      expect(new Set(whole.items.map((row: { id: unknown }) => row.id)).size).toBe(whole.items.length)
      expect(calls()).toBeLessThanOrEqual(upstream.there / size + 2)
    }),
    { numRuns: 500 },
  )
})

test('an upstream that gives a row a call is not asked for ever', async () => {
  const { fetchPage, calls } = liar({
    there: 1e9,
    most: 1,
    total: 1e9,
    statedSize: 1,
    statedPage: 1,
    ignoresPage: false,
    refusesBeyond: false,
    broken: false,
  })
  const whole = await allPages(fetchPage, (row) => row.id as string, 5000)
  expect(whole.complete).toBe(false)
  expect(calls()).toBeLessThan(300)
})

test('a count that its rows contradict is counted anew, or not known', async () => {
  const counting = async (total: unknown, there: number) => {
    const { fetchPage } = liar({
      there,
      total,
      most: 50,
      statedSize: 50,
      statedPage: 1,
      ignoresPage: false,
      refusesBeyond: false,
      broken: false,
    })
    const first = Promise.resolve(
      read(ids(0, Math.min(5, there)), { total_count: total }, { page: 1, perPage: 5 }),
    )
    return countOf(first, () => allPages(fetchPage, (row) => row.id as string, 5000))
  }
  expect(await counting(31, 31)).toBe(31)
  expect(await counting(3, 75)).toBe(75)
  expect(await counting(0, 75)).toBe(75)
  expect(await counting(undefined, 75)).toBe(75)
  expect(await counting(31, 2)).toBeNull()
})
