import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import type { Whole } from '@/lib/core/paging'
import { SubscriptionsQuery, type SubscriptionRow } from '@/lib/subscriptions/schema'
import { SubscriptionTable } from './subscription-table'
import { SubscriptionsGlance } from './subscriptions-glance'

const row: SubscriptionRow = {
  id: 's',
  product: 'Workers',
  plan: 'Workers Paid',
  planId: 'WORKERS_PAID',
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
}
const query = SubscriptionsQuery.parse({})
const table = (subscriptions: Whole<SubscriptionRow>) =>
  renderToStaticMarkup(
    <SubscriptionTable accountId="a" {...{ subscriptions, query }} mayAdd={false} mayExport={false} />,
  )
const rows = (complete: boolean) => ({ items: [row], complete })

it('the list says when not all subscriptions could be read, and counts none then', () => {
  expect(table(rows(true))).toContain('1 subscription')
  expect(table(rows(true))).not.toContain('could be read')
  expect(table(rows(false))).toContain('Not all subscriptions could be read')
  expect(table(rows(false))).not.toContain('1 subscription<')
})

it('so does the card of the overview', () => {
  const card = (complete: boolean) =>
    renderToStaticMarkup(<SubscriptionsGlance path="/a" subscriptions={rows(complete)} />)
  expect(card(true)).toContain('>1 subscription<')
  expect(card(false)).toContain('1 subscription or more')
})
