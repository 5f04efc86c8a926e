import { expect, test } from 'vitest'
import type { MemberRow } from '@/lib/members/schema'
import type { SubscriptionRow } from '@/lib/subscriptions/schema'
import { concernsOf, uncheckedOf, type Glance } from './attention'

const member = (email: string, status: string): MemberRow => ({
  id: email,
  email,
  name: null,
  status,
  twoFactor: null,
  roles: [],
  policies: [],
  self: false,
})
const zone = (name: string, status: string) => ({
  id: name,
  name,
  unicode: null,
  status,
  paused: false,
  nameServers: [],
  createdOn: null,
  activatedOn: null,
})
const subscription = (changes: Partial<SubscriptionRow>): SubscriptionRow => ({
  id: 's1',
  product: 'Workers',
  plan: 'Workers Paid',
  planId: 'PARTNERS_WORKERS_SS',
  components: [],
  state: 'Paid',
  frequency: 'monthly',
  price: 5,
  currency: 'USD',
  periodStart: null,
  periodEnd: null,
  createdOn: null,
  cancelAtPeriodEnd: false,
  next: null,
  zoneName: null,
  ...changes,
})
const whole = (...rows: SubscriptionRow[]) => ({ items: rows, complete: true })
const calm: Glance = {
  members: { rows: [member('a@example.com', 'accepted')], totalCount: 1 },
  zones: { rows: [zone('example.com', 'active')], totalCount: 1 },
  subscriptions: whole(subscription({})),
  tokens: { total: 1, nearEnd: [], expired: 0, complete: true },
}
const texts = (glance: Partial<Glance>) => concernsOf({ ...calm, ...glance }).map(({ text }) => text)

test('nothing needs attention where all is well', () => {
  expect(concernsOf(calm)).toEqual([])
  expect(uncheckedOf(calm)).toEqual([])
})

test('one thing is called by its name, several are counted', () => {
  expect(texts({ zones: { rows: [zone('a.com', 'pending')], totalCount: 1 } })).toEqual([
    'a.com waits for its name servers to be set at the registrar',
  ])
  expect(
    texts({ zones: { rows: [zone('a.com', 'pending'), zone('b.com', 'pending')], totalCount: 2 } }),
  ).toEqual(['2 zones wait for their name servers to be set at the registrar'])
})

test('open and rejected invitations lead to their members', () => {
  const rows = [member('a@example.com', 'rejected'), member('b@example.com', 'pending')]
  expect(concernsOf({ ...calm, members: { rows, totalCount: 2 } })).toEqual([
    { tone: 'warning', tab: '/members?status=rejected', text: 'a@example.com has rejected the invitation' },
    {
      tone: 'info',
      tab: '/members?status=pending',
      text: 'b@example.com has not accepted the invitation yet',
    },
  ])
})

test('what could be read in part only is said', () => {
  const subscriptions = { items: [subscription({})], complete: false }
  const tokens = { total: 1, nearEnd: [], expired: 0, complete: false }
  expect(uncheckedOf({ ...calm, subscriptions, tokens })).toEqual(['some subscriptions', 'some API tokens'])
})

test('a subscription in trouble, one that changes and one that ends are named', () => {
  expect(
    texts({
      subscriptions: whole(
        subscription({ next: { id: 'FREE', name: 'Free' } }),
        subscription({ cancelAtPeriodEnd: true }),
        subscription({ state: 'Failed', zoneName: 'a.com' }),
        subscription({ state: 'SomethingNew' }),
      ),
    }),
  ).toEqual([
    'Workers Paid for a.com is in the state Failed',
    'Workers Paid changes to Free at the end of its period',
    'Workers Paid ends at the end of its period',
  ])
})

test('tokens near their end come before those that have ended, and lead to just those', () => {
  const nearEnd = [{ id: 't', name: 'Deploy', expiresOn: '2026-12-01' }]
  expect(concernsOf({ ...calm, tokens: { total: 3, expired: 2, nearEnd, complete: true } })).toEqual([
    {
      tone: 'warning',
      tab: '/tokens?status=ending',
      text: 'API token Deploy expires within 30 days',
    },
    { tone: 'info', tab: '/tokens?status=expired', text: '2 API tokens have expired' },
  ])
})

test('the gravest comes first', () => {
  const rows = [zone('a.com', 'pending'), zone('b.com', 'moved')]
  expect(concernsOf({ ...calm, zones: { rows, totalCount: 2 } }).map(({ tone }) => tone)).toEqual([
    'danger',
    'warning',
  ])
})

test('what could not be read is said, not taken for well', () => {
  expect(uncheckedOf({ ...calm, members: null, tokens: null })).toEqual(['members', 'API tokens'])
})

test('tokens that this console has no token to ask for are no concern', () => {
  const glance = { ...calm, tokens: 'no-token' as const }
  expect(concernsOf(glance)).toEqual([])
  expect(uncheckedOf(glance)).toEqual([])
})
