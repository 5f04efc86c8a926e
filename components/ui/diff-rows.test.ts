import { expect, test } from 'vitest'
import { diffRows } from './diff-rows'

test('changed, added, removed and unchanged keys, nested ones by path', () => {
  expect(
    diffRows(
      { name: 'A', kyc: { email: 'x', phone: '1' } },
      { name: 'B', kyc: { email: 'x', city: 'Lyon' } },
    ),
  ).toEqual([
    { key: 'name', before: 'A', after: 'B', changed: true },
    { key: 'kyc.email', before: 'x', after: 'x', changed: false },
    { key: 'kyc.phone', before: '1', after: null, changed: true },
    { key: 'kyc.city', before: null, after: 'Lyon', changed: true },
  ])
})

test('a side that was not there at all', () => {
  expect(diffRows(null, { on: true })).toEqual([{ key: 'on', before: null, after: 'true', changed: true }])
  expect(diffRows(undefined, null)).toEqual([])
})

test('a null value is a value, a list is compared whole', () => {
  expect(diffRows({ a: null, b: [1] }, { a: 'x', b: [1, 2] })).toEqual([
    { key: 'a', before: 'null', after: 'x', changed: true },
    { key: 'b', before: '[1]', after: '[1,2]', changed: true },
  ])
})
