import { expect, it } from 'vitest'
import type { InviteResult } from '@/lib/members/schema'
import { resultsHeading } from './labels'

it.each<[InviteResult['status'][], string]>([
  [['invited'], 'The invitation was sent'],
  [['invited', 'invited'], 'All 2 invitations were sent'],
  [['failed'], 'The invitation was not sent'],
  [['unknown'], 'It is not known whether the invitation was sent'],
  [['invited', 'failed', 'member'], '1 of 3 were invited'],
  [['unknown', 'unsent'], '1 of 2 may have been invited'],
  [['invited', 'unknown', 'failed'], '1 of 3 were invited, and 1 more may have been'],
])('heads %j with what is known of them', (statuses, heading) => {
  expect(resultsHeading(statuses.map((status) => ({ status })))).toBe(heading)
})
