import { expect, test } from 'vitest'
import { absolute, clock, relative } from './moment'

const now = new Date('2026-11-22T12:00:00Z')

test.each([
  ['2026-11-22T11:59:31Z', 'just now'],
  ['2026-11-22T11:58:00Z', '2 minutes ago'],
  ['2026-11-22T12:05:00Z', 'in 5 minutes'],
  ['2026-11-21T11:00:00Z', '1 day ago'],
  ['2026-11-24T11:00:00Z', 'in 2 days'],
  ['2026-12-12T06:00:00Z', 'in 20 days'],
  ['2026-12-21T12:00:00Z', 'in 29 days'],
  ['2027-01-06T12:00:00Z', 'in 45 days'],
  ['2027-02-21T12:00:00Z', 'in 3 months'],
  ['2028-05-22T12:00:00Z', 'in 18 months'],
  ['2024-11-01T00:00:00Z', '2 years ago'],
])('%s is %s', (value, words) => {
  expect(relative(new Date(value), now)).toBe(words)
})

test('exact times are UTC wherever they are drawn', () => {
  expect(absolute(new Date('2026-01-05T23:04:05+02:00'))).toBe('5 Jan 2026, 21:04:05 UTC')
  expect(clock(new Date('2026-01-05T01:02:03Z'))).toBe('01:02:03 UTC')
})
