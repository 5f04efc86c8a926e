import { expect, test } from 'vitest'
import { word, worth } from './labels'

test.each([
  [true, 'Yes'],
  [false, 'No'],
  [0, 'None'],
  [1500, 'Up to 1,500'],
  [null, null],
])('an entitlement of %s reads %s', (value, said) => {
  expect(worth({ value })).toBe(said)
})

test('unknown words are shown as they come', () => {
  expect(word('reseller')).toBe('Reseller')
  expect(word('ON_HOLD')).toBe('ON_HOLD')
})
