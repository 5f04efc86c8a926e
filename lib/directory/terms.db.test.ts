import { beforeEach, describe, expect, it } from 'vitest'
import { db } from '@/lib/db/client'
import { dropTerms, foldTerm, putTerms, type Term } from './terms'

const term = (of: Partial<Term>): Term => ({
  kind: 'account',
  subjectId: 'a1',
  accountId: 'a1',
  text: 'Orchard',
  ...of,
})
const kept = () =>
  db().$queryRaw<{ subject_id: string; text: string; norm: string; squeezed: string; version: string }[]>`
    SELECT subject_id, text, norm, squeezed, xmin::text AS version FROM directory_term ORDER BY kind, subject_id`
const words = async () => (await db().directoryWord.findMany()).map(({ word }) => word).sort()

beforeEach(async () => {
  await db().directoryTerm.deleteMany()
  await db().directoryWord.deleteMany()
})

describe('how a term is folded', () => {
  it.each([
    ['account', 'Crème Brûlée, S.A.', 'creme brulee sa', 'cremebruleesa'],
    ['account', 'shop.example.com', 'shopexamplecom', 'shopexamplecom'],
    ['account', '!!!', '!!!', '!!!'],
    ['zone', 'Shop-1.Example.com', 'shop-1.example.com', 'shop1examplecom'],
    ['zone', 'xn--mnchen-3ya.de', 'munchen.de', 'munchende xn--mnchen-3ya.de'],
    ['member', 'Jane.Doe+x@Example.com', 'jane.doe+x@example.com', 'janedoexexamplecom'],
    ['member', 'no address', 'no address', 'noaddress'],
  ] as const)('%s %j', (kind, text, norm, squeezed) => {
    expect(foldTerm(text, kind)).toMatchObject({ norm, squeezed })
  })

  it('gives the words that somebody may mistype', () => {
    expect(foldTerm('Smørrebrød.dk & Søn, 2024', 'account').words).toEqual([
      'smorrebroddk',
      'son',
      'smorrebrod',
    ])
    expect(foldTerm('jane.doe@shop-example.com', 'member').words).toEqual([
      'jane',
      'doe',
      'shop',
      'example',
      'com',
    ])
  })

  it('stays within what an index takes', () => {
    for (const kind of ['account', 'zone', 'member'] as const) {
      const { norm, squeezed } = foldTerm('ﷺ'.repeat(1000), kind)
      expect(Buffer.byteLength(norm)).toBeLessThanOrEqual(2_000)
      expect(Buffer.byteLength(squeezed)).toBeLessThanOrEqual(2_000)
    }
  })
})

it('writes only what has changed', async () => {
  await putTerms(db(), [term({}), term({ subjectId: 'a2', accountId: 'a2', text: 'Pear' })])
  const [orchard, pear] = await kept()
  await putTerms(db(), [term({}), term({ subjectId: 'a2', accountId: 'a2', text: 'Plum' })])
  const after = await kept()
  expect(after[0]).toEqual(orchard)
  expect(after[1]).toMatchObject({ text: 'Plum', norm: 'plum' })
  expect(after[1]!.version).not.toBe(pear!.version)
  expect(await words()).toEqual(['orchard', 'pear', 'plum'])
})

it('takes the last of two terms of one subject, thousands at once, and whatever names hold', async () => {
  const many = Array.from({ length: 5_000 }, (_, n) => term({ subjectId: `a${n}`, text: `Customer ${n}` }))
  await putTerms(db(), [...many, term({ subjectId: 'a7', text: 'O\'Neill\0 \uD83C "{,}\\ 🍐' })])
  expect(await db().directoryTerm.count()).toBe(5_000)
  const seven = await db().directoryTerm.findFirstOrThrow({ where: { subjectId: 'a7' } })
  expect(seven.text).toBe('O\'Neill\uFFFD \uFFFD "{,}\\ 🍐')
  await putTerms(db(), [])
})

it('finds all of a long note, and forgets it whole', async () => {
  const note = (length: number): Term =>
    term({ kind: 'note', subjectId: 'n_1', text: `${'word '.repeat(length)}end` })
  await putTerms(db(), [note(400), { ...note(100), subjectId: 'nx1' }])
  expect((await kept()).filter(({ norm }) => norm.endsWith('end'))).toHaveLength(2)
  await putTerms(db(), [note(100)])
  expect((await kept()).map((row) => row.subject_id)).toEqual(['n_1', 'n_1~2', 'nx1', 'nx1~2'])
  await dropTerms(db(), 'note', ['n_1'])
  expect((await kept()).map((row) => row.subject_id)).toEqual(['nx1', 'nx1~2'])
})

it('is put by two at once in any order', async () => {
  const many = Array.from({ length: 500 }, (_, n) => term({ subjectId: `a${n}`, text: `Customer w${n}x` }))
  await Promise.all([
    db().$transaction((tx) => putTerms(tx, many)),
    db().$transaction((tx) => putTerms(tx, many.toReversed())),
  ])
  expect(await db().directoryTerm.count()).toBe(500)
})
