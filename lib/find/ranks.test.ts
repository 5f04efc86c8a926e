import { describe, expect, it } from 'vitest'
import { foldTerm, type TermKind } from '@/lib/directory/terms'
import { marksOf, RANK, rankOf, squeeze, wanted } from './ranks'

const rank = (query: string, text: string, kind: TermKind = 'account') => {
  const found = rankOf({ kind, ...foldTerm(text, kind) }, wanted(query))
  return found === null ? null : Object.keys(RANK).find((name) => RANK[name as keyof typeof RANK] === found)
}

it.each([
  ['orchard', 'Orchard', 'name'],
  ['ORCHÀRD', 'Orchard!', 'name'],
  ['orchard jewellers', 'OrchardJewellers', 'name'],
  ['orch', 'Orchard', 'prefix'],
  ['jewel', 'Orchard Jewellers', 'word'],
  ['jewellers orchard', 'Orchard Jewellers', 'word'],
  ['chard', 'Orchard', 'part'],
  ['chard ell', 'Orchard Jewellers', 'part'],
  ['strasse', 'Straße', 'name'],
  ['🌮 taco', '🌮 Taco Tempo', 'prefix'],
  ['pear', 'Orchard', null],
])('ranks %j in %j as %s', (query, text, expected) => {
  expect(rank(query, text)).toBe(expected)
})

it.each([
  ['orchard.com', 'orchard.com', 'name'],
  ['orchard', 'orchard.com', 'prefix'],
  ['shop', 'orchard-shop.com', 'word'],
  ['münchen', 'xn--mnchen-3ya.de', 'prefix'],
  ['munchen.de', 'xn--mnchen-3ya.de', 'name'],
  ['xn--mnch', 'xn--mnchen-3ya.de', 'part'],
  ['xn--mnchen-3ya.de', 'xn--mnchen-3ya.de', 'name'],
])('ranks %j in the domain %j as %s', (query, text, expected) => {
  expect(rank(query, text, 'zone')).toBe(expected)
})

it('never ranks a note as a name', () => {
  expect(rank('call', 'Call back', 'note')).toBe('word')
})

describe('what is marked', () => {
  it.each([
    ['Crème Brûlée', ['creme'], [[0, 5]]],
    ['Orchard-Jewellers', ['orchardjew'], [[0, 11]]],
    [
      'STRASSE und Straße',
      ['und', 'strasse'],
      [
        [0, 7],
        [8, 11],
      ],
    ],
    ['🌮 Taco', ['taco'], [[3, 7]]],
    ['ﬁne', ['fi'], [[0, 1]]],
    ['<b>x</b>', ['pear'], []],
  ] as [string, string[], number[][]][])('%j, of %j', (text, tokens, marks) => {
    expect(
      marksOf(
        text,
        tokens.map((token) => squeeze(token)),
      ),
    ).toEqual(marks)
  })
})
