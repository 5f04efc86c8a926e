import { expect, it } from 'vitest'
import { EMPTY_DRAFT, merged, templateOf } from './draft-constants'
import { DraftContent, orderOfDraft } from './draft-schema'
import { Order } from './schema'

const whole: DraftContent = {
  customer: {
    ...EMPTY_DRAFT.customer,
    name: ' Bücher Nord GmbH ',
    unitId: 'unit',
    type: 'standard',
    businessEmail: 'kontakt@example.com',
    agreementOn: '2026-11-30',
  },
  access: {
    text: 'a@example.com; A@example.com, b@example.com',
    grant: { kind: 'roles', roles: ['role'] },
    likeAccountId: 'like',
    names: { role: 'Administrator' },
    serviceUser: { wanted: true, email: ' bot@example.com ', roles: ['role'] },
  },
  zones: { text: 'Bücher.example\nshop.example', type: 'full', types: { 'shop.example': 'partial' } },
  plans: {
    each: false,
    all: { ratePlanId: 'PARTNERS_BIZ', frequency: 'monthly', components: { page_rules: '30', other: '' } },
    by: {},
  },
  subscriptions: { orders: [{ ratePlanId: 'TEAMS_FREE', frequency: '', components: {} }] },
  left: [],
}

it('makes of what is typed an order that a run takes', () => {
  const { order, errors } = orderOfDraft(whole)
  expect(Object.values(errors).flatMap(Object.keys)).toEqual([])
  expect(Order.safeParse(order).success).toBe(true)
  const plan = {
    ratePlanId: 'PARTNERS_BIZ',
    frequency: 'monthly',
    componentValues: [{ name: 'page_rules', value: 30 }],
  }
  expect(order).toMatchObject({
    customer: { name: 'Bücher Nord GmbH' },
    access: {
      emails: ['a@example.com', 'b@example.com'],
      grant: { kind: 'roles', roles: ['role'] },
      likeAccountId: 'like',
      serviceUser: { email: 'bot@example.com', roles: ['role'] },
    },
    zones: [
      { name: 'xn--bcher-kva.example', type: 'full', plan },
      { name: 'shop.example', type: 'partial', plan },
    ],
    subscriptions: [{ ratePlanId: 'TEAMS_FREE' }],
  })
})

it('takes a customer without people, domains and subscriptions', () => {
  const { order } = orderOfDraft({ ...EMPTY_DRAFT, customer: whole.customer })
  expect(order).toMatchObject({ access: { emails: [], grant: null, serviceUser: null }, zones: [] })
  expect(Order.safeParse(order).success).toBe(true)
})

it('gives each domain its own plan, and leaves one without a plan as Cloudflare makes it', () => {
  const pro = { ratePlanId: 'PARTNERS_PRO', frequency: 'yearly', components: {} }
  const { order } = orderOfDraft({
    ...whole,
    plans: { each: true, all: whole.plans.all, by: { 'shop.example': pro } },
  })
  expect(order?.zones.map(({ plan }) => plan?.ratePlanId ?? null)).toEqual([null, 'PARTNERS_PRO'])
})

it('says of each step what is wrong at which field', () => {
  const { order, errors } = orderOfDraft({
    ...EMPTY_DRAFT,
    access: {
      ...EMPTY_DRAFT.access,
      text: 'nobody',
      serviceUser: { wanted: true, email: '', roles: [] },
    },
    zones: { text: 'https://example.com/', type: 'full', types: {} },
    subscriptions: { orders: [{ ratePlanId: 'X', frequency: '', components: { seats: 'many' } }] },
  })
  expect(order).toBeNull()
  expect(errors).toEqual({
    customer: {
      name: 'Enter an account name.',
      unitId: 'Choose a tenant unit.',
      type: 'Choose an account type.',
    },
    access: {
      text: 'Correct or remove: nobody',
      'grant.roles': 'Choose at least one role.',
      'serviceUser.email': expect.any(String),
      'serviceUser.roles': 'Choose at least one role.',
      likeAccountId: expect.any(String),
    },
    zones: { text: expect.stringMatching(/without https/) },
    plans: {},
    subscriptions: { 'orders.0.components.seats': expect.stringMatching(/whole number/) },
  })
})

it('says at the plan of which domain something is wrong', () => {
  const bad = { ratePlanId: 'X', frequency: '', components: { page_rules: '-' } }
  const { errors } = orderOfDraft({
    ...whole,
    plans: { each: true, all: whole.plans.all, by: { 'shop.example': bad } },
  })
  expect(errors.plans).toEqual({ 'by.shop.example.components.page_rules': expect.any(String) })
})

it('merges what two people changed in different steps, and nothing where both changed one', () => {
  const base = EMPTY_DRAFT
  const mine = { ...base, zones: whole.zones, left: ['zones' as const] }
  const theirs = { ...base, customer: whole.customer, left: ['customer' as const] }
  expect(merged(base, mine, theirs)).toEqual({
    ...base,
    zones: whole.zones,
    customer: whole.customer,
    left: ['customer', 'zones'],
  })
  expect(merged(base, mine, { ...base, zones: { ...whole.zones, text: 'other.example' } })).toBeNull()
  expect(merged(base, mine, { ...base, zones: whole.zones }), 'both the same').toMatchObject({
    zones: whole.zones,
  })
})

it('leaves in a template nothing of the customer', () => {
  const template = templateOf({
    ...whole,
    customer: { ...whole.customer, description: 'Their shop', agreementBy: 'Ada' },
    left: ['customer'],
  })
  expect(DraftContent.safeParse(template).success).toBe(true)
  const text = JSON.stringify(template)
  for (const own of ['Bücher', 'example', 'Ada', 'Their shop', '2026-11-30']) expect(text).not.toContain(own)
  expect(template).toMatchObject({
    customer: { unitId: 'unit', type: 'standard' },
    access: { grant: whole.access.grant, likeAccountId: 'like', serviceUser: { wanted: true } },
    plans: { all: whole.plans.all },
    subscriptions: whole.subscriptions,
  })
})
