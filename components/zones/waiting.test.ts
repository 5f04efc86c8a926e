import { expect, it } from 'vitest'
import { waitsFor } from './waiting'

const now = new Date('2026-11-30T12:00:00Z')
const said = (status: string | null, since: string | null, plan: string | null) =>
  waitsFor({ status, since, plan }, now)

it.each([
  ['pending', '2026-11-30T11:59:00Z', '', 'Pending, day 1 of 28'],
  ['pending', '2026-11-29T12:00:00Z', '', 'Pending, day 2 of 28'],
  ['pending', '2026-11-03T12:00:01Z', 'Free Website', 'Pending, day 27 of 28'],
  ['pending', '2026-10-01T12:00:00Z', '', 'Pending for more than 28 days'],
  // Whoever pays has time, and so may have one whose plan nobody knows.
  ['pending', '2026-10-01T12:00:00Z', 'PARTNERS_PRO', 'Pending, day 61'],
  ['pending', '2026-11-28T12:00:00Z', null, 'Pending, day 3'],
  ['moved', '2026-11-28T11:00:00Z', 'PARTNERS_PRO', 'Moved, day 3 of 7'],
  ['moved', '2026-11-01T12:00:00Z', null, 'Moved for more than 7 days'],
  // A clock that is ahead of ours.
  ['pending', '2026-12-01T12:00:00Z', '', 'Pending, day 1 of 28'],
  ['active', '2026-11-28T12:00:00Z', '', null],
  ['pending', null, '', null],
  [null, '2026-11-28T12:00:00Z', '', null],
])('says how long a zone waits: %s since %s on “%s”', (status, since, plan, words) => {
  expect(said(status, since, plan)).toBe(words)
})
