import { expect, test } from 'vitest'
import { toggled } from './selection'

const ALL = ['a', 'b', 'c', 'd', 'e']

test.each([
  ['one', [], 'b', null, 'b'],
  ['one of two away', ['a', 'b'], 'b', null, 'a'],
  ['from one down to another', ['b'], 'd', 'b', 'bcd'],
  ['from one up to another', ['d', 'e'], 'b', 'd', 'bcde'],
  ['from one to another away', ['a', 'b', 'c', 'd'], 'd', 'b', 'a'],
  ['from one that has gone: that one alone', ['a'], 'c', 'z', 'ac'],
])('selects %s', (_, selected, key, from, then) => {
  expect(
    toggled(ALL, selected as string[], key, from)
      .sort()
      .join(''),
  ).toBe(then)
})
