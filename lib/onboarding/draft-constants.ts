import type { FieldErrors } from '@/lib/core/errors'
import { EMPTY_KYC } from '@/lib/accounts/constants'
import type { DraftContent, TypedOrder } from './draft-schema'

// Apart from the schema, so that a page that only names these does not load what checks them.

/** The steps that hold something, in their order. */
export const STEPS = ['customer', 'access', 'zones', 'plans', 'subscriptions'] as const
export type Step = (typeof STEPS)[number]
/** The pages of a draft. */
export const PAGES = [...STEPS, 'review'] as const
export type DraftPage = (typeof PAGES)[number]

export const PAGE_LABELS: Record<DraftPage, string> = {
  customer: 'Customer',
  access: 'Access',
  zones: 'Zones',
  plans: 'Zone plans',
  subscriptions: 'Subscriptions',
  review: 'Review',
}

/** What is wrong in each step, by its fields. */
export type StepErrors = Record<Step, FieldErrors>

export const UNNAMED = 'New customer'

export const NO_ORDER: TypedOrder = { ratePlanId: '', frequency: '', components: {} }

export const EMPTY_DRAFT: DraftContent = {
  customer: {
    ...EMPTY_KYC,
    name: '',
    description: '',
    unitId: '',
    type: '',
    agreementOn: '',
    agreementBy: '',
    confirmDuplicate: false,
  },
  access: {
    text: '',
    grant: { kind: 'roles', roles: [] },
    likeAccountId: '',
    names: {},
    serviceUser: { wanted: false, email: '', roles: [] },
  },
  zones: { text: '', type: 'full', types: {} },
  plans: { each: false, all: NO_ORDER, by: {} },
  subscriptions: { orders: [] },
  left: [],
}

/** The steps in which two contents of one draft differ. */
export const differing = (one: DraftContent, other: DraftContent): Step[] =>
  STEPS.filter((step) => JSON.stringify(one[step]) !== JSON.stringify(other[step]))

/**
 * What two people made of one draft, where they changed different steps: nobody's work is lost. Null where both changed
 * the same one, unless it is said whose is taken there.
 */
export function merged(
  base: DraftContent,
  mine: DraftContent,
  theirs: DraftContent,
  whose: 'mine' | 'theirs',
): DraftContent
export function merged(base: DraftContent, mine: DraftContent, theirs: DraftContent): DraftContent | null
export function merged(
  base: DraftContent,
  mine: DraftContent,
  theirs: DraftContent,
  whose?: 'mine' | 'theirs',
): DraftContent | null {
  const [changed, unlike] = [differing(base, theirs), differing(mine, theirs)]
  const own = differing(base, mine)
  const both = own.filter((step) => changed.includes(step) && unlike.includes(step))
  if (both.length > 0 && !whose) return null
  const kept = whose === 'theirs' ? own.filter((step) => !both.includes(step)) : own
  return {
    ...theirs,
    ...Object.fromEntries(kept.map((step) => [step, mine[step]])),
    left: STEPS.filter((step) => theirs.left.includes(step) || mine.left.includes(step)),
  }
}

/** What of a draft is to be had again: without what is the customer's own. */
export function templateOf({ customer, access, zones, plans, subscriptions }: DraftContent): DraftContent {
  const { unitId, type } = customer
  return {
    customer: { ...EMPTY_DRAFT.customer, unitId, type },
    access: { ...access, text: '', serviceUser: { ...access.serviceUser, email: '' } },
    zones: { ...EMPTY_DRAFT.zones, type: zones.type },
    // Of plans by domain there is none to go by.
    plans: { ...EMPTY_DRAFT.plans, all: plans.each ? NO_ORDER : plans.all },
    subscriptions,
    left: [],
  }
}
