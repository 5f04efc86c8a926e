import { describe, expect, it } from 'vitest'
import {
  OrderForm,
  sortSubscriptions,
  SubscriptionsQuery,
  type OfferedPlan,
  type SubscriptionRow,
} from './schema'
import { tierOf } from '@/lib/core/plan-tiers'
import { isUnread, planLine, planView, samePlan, toOrder } from './constants'

const plan: OfferedPlan = {
  id: 'PARTNERS_PRO',
  label: 'Pro',
  description: null,
  components: [
    { name: 'page_rules', default: 20, unitPrice: 1 },
    { name: 'dedicated_certificates', default: 0, unitPrice: 5 },
    { name: 'zones', default: null, unitPrice: null },
  ],
  currency: 'USD',
  listPrice: null,
  refusal: null,
}
const form = (components: Record<string, string>) => ({
  ratePlanId: plan.id,
  frequency: 'monthly',
  components,
})
const loaded = (values: Record<string, number | null>, told = true) => ({
  ratePlanId: plan.id,
  frequency: 'monthly',
  componentValues: Object.entries(values).map(([name, value]) => ({ name, value })),
  told,
})

describe('plans', () => {
  it.each([
    ['PARTNERS_BIZ', 'Business'],
    ['msp_biz', 'Business'],
    ['CF_PRO_20_20', 'Pro'],
    ['enterprise', 'Enterprise'],
    ['legacy_bundle_2019', null],
    ['', null],
  ])('%s is of the tier %s', (id, tier) => expect(tierOf(id)).toBe(tier))

  it('are the same whatever their case, and where the answer names the bare tier', () => {
    expect(samePlan('PARTNERS_PRO', 'partners_pro')).toBe(true)
    expect(samePlan('PARTNERS_ENT', 'enterprise')).toBe(true)
    expect(samePlan('PARTNERS_ENT', 'business')).toBe(false)
    expect(samePlan('PARTNERS_PRO', 'CF_PRO_20_20')).toBe(false)
    expect(samePlan('PARTNERS_PRO', null)).toBe(false)
  })

  it('show a zone without a subscription as Free, and an unknown id as it comes', () => {
    expect(planLine(planView(null))).toBe('Free')
    expect(planLine(planView({ ratePlan: { id: 'PARTNERS_PRO', name: 'Pro Website' } }))).toBe(
      'Pro (PARTNERS_PRO)',
    )
    expect(planLine(planView({ ratePlan: { id: 'legacy_bundle_2019', name: null } }))).toBe(
      'legacy_bundle_2019',
    )
  })
})

describe('an order', () => {
  const values = (typed: Record<string, string>, now: Record<string, number> | null = null) =>
    toOrder(form(typed), plan, now && loaded(now)).componentValues

  it('leaves to Cloudflare what is empty or at its default', () => {
    expect(values({})).toEqual([])
    expect(values({ page_rules: '20', dedicated_certificates: '0' })).toEqual([])
  })

  it('names what differs from the default, also where it is so already', () => {
    expect(values({ page_rules: '50' })).toEqual([{ name: 'page_rules', value: 50 }])
    expect(values({ page_rules: '50' }, { page_rules: 50 })).toEqual([{ name: 'page_rules', value: 50 }])
    expect(values({ zones: '3' })).toEqual([{ name: 'zones', value: 3 }])
  })

  it('names the default where it takes back a value', () => {
    expect(values({ page_rules: '20' }, { page_rules: 50 })).toEqual([{ name: 'page_rules', value: 20 }])
    expect(values({ page_rules: '' }, { page_rules: 50 })).toEqual([{ name: 'page_rules', value: 20 }])
  })

  it('names what was typed where nobody could read what is there, the default too', () => {
    const unread = (typed: Record<string, string>, now: ReturnType<typeof loaded>) =>
      toOrder(form(typed), plan, now).componentValues
    expect(unread({ page_rules: '20' }, loaded({ page_rules: null }))).toEqual([
      { name: 'page_rules', value: 20 },
    ])
    expect(unread({ page_rules: '20' }, loaded({}, false))).toEqual([{ name: 'page_rules', value: 20 }])
    expect(isUnread(loaded({ page_rules: null }), 'page_rules')).toBe(true)
    expect(isUnread(loaded({}, false), 'page_rules')).toBe(true)
    expect(isUnread(loaded({}), 'page_rules')).toBe(false)
    expect(isUnread(loaded({ page_rules: 50 }, false), 'page_rules')).toBe(false)
    expect(isUnread(null, 'page_rules')).toBe(false)
  })

  it('takes along what the plan has and is not offered', () => {
    expect(values({}, { custom_hostnames: 7 })).toEqual([{ name: 'custom_hostnames', value: 7 }])
    expect(
      toOrder(form({}), plan, { ...loaded({ custom_hostnames: 7 }), ratePlanId: 'other' }),
    ).toMatchObject({
      componentValues: [],
    })
  })

  it('forgets what was typed for another plan', () => {
    expect(values({ seats: '7' })).toEqual([])
  })

  it('takes whole numbers only', () => {
    for (const typed of ['-1', '1.5', 'many', '1e3'])
      expect(OrderForm.safeParse(form({ page_rules: typed })).success).toBe(false)
  })
})

describe('the order of subscriptions', () => {
  const rows = [
    { id: 'a', product: 'Workers', price: 250 },
    { id: 'b', product: 'Images', price: null },
    { id: 'c', product: null, plan: 'Argo', price: 30 },
  ] as SubscriptionRow[]
  const order = (params: Record<string, string>) =>
    sortSubscriptions(rows, SubscriptionsQuery.parse(params))
      .map(({ id }) => id)
      .join('')

  it('is Cloudflare’s, unless the address says otherwise in a way that makes sense', () => {
    expect(order({})).toBe('abc')
    expect(order({ sort: 'colour', direction: 'up' })).toBe('abc')
  })

  it('is by name or by number, and what is not known comes last either way', () => {
    expect(order({ sort: 'plan' })).toBe('cba')
    expect(order({ sort: 'plan', direction: 'desc' })).toBe('abc')
    expect(order({ sort: 'price' })).toBe('cab')
    expect(order({ sort: 'price', direction: 'desc' })).toBe('acb')
  })
})
