import * as z from 'zod'

const Id = z.string().min(1).max(64)

/** What is ordered of one plan. An empty frequency, and components left out, are Cloudflare's to choose. */
export const PlanOrder = z.object({
  ratePlanId: z.string().min(1, 'Choose a plan.').max(100),
  frequency: z.string().max(40),
  componentValues: z
    .array(
      z.object({
        name: z.string().min(1).max(100),
        // What was typed is whole; what is there already may be anything.
        value: z.number().min(-1_000_000_000).max(1_000_000_000),
      }),
    )
    .max(50),
})
export type PlanOrder = z.infer<typeof PlanOrder>

// What a plan was when a form was opened is compared at sending, not validated: it came from upstream. Null for none.
const Loaded = z
  .object({
    ratePlanId: z.string().max(1000),
    frequency: z.string().max(1000),
    /** A value that is there and cannot be read is null. */
    componentValues: z.array(z.object({ name: z.string().max(1000), value: z.number().nullable() })).max(500),
    /** They are all that there are. */
    told: z.boolean(),
  })
  .nullable()
export type LoadedPlan = z.infer<typeof Loaded>

export const SetZonePlan = PlanOrder.extend({
  accountId: Id,
  zoneId: Id,
  /** Left out where it does not matter what the plan is now. */
  loaded: Loaded.optional(),
})
export type SetZonePlan = z.infer<typeof SetZonePlan>

export const AddSubscription = PlanOrder.extend({ accountId: Id, confirmDuplicate: z.boolean() })
export type AddSubscription = z.infer<typeof AddSubscription>

export const ChangeSubscription = PlanOrder.extend({ accountId: Id, subscriptionId: Id, loaded: Loaded })
export type ChangeSubscription = z.infer<typeof ChangeSubscription>

export const PlanOfAccount = PlanOrder.pick({ ratePlanId: true }).extend({ accountId: Id })

export const OneSubscription = z.object({ accountId: Id, subscriptionId: Id })

/** What sending an order ends in, where it does not fail. */
export type OrderAnswer =
  | { status: 'done' }
  /** Somebody else changed it since the form was opened: nothing was sent. */
  | { status: 'changed'; theirs: LoadedPlan }
  /**
   * The account has a subscription to this plan already (not `sure`: may have one, since not all could be read): another
   * one wants a deliberate tick.
   */
  | { status: 'duplicate'; subscriptionId: string | null; sure: boolean }

export type Component = { name: string; value: number | null; default: number | null; price: number | null }

/** A subscription as the screens show it; ids, states and frequencies as they come (tenant-api §2.9). */
export type SubscriptionRow = {
  id: string | null
  /** The product's own name, or null. */
  product: string | null
  plan: string | null
  planId: string | null
  components: Component[]
  state: string | null
  frequency: string | null
  price: number | null
  currency: string | null
  periodStart: string | null
  periodEnd: string | null
  createdOn: string | null
  cancelAtPeriodEnd: boolean
  /** A change that is due at the end of the period. */
  next: { name: string | null; id: string | null } | null
  /** Set for the plan of a zone. */
  zoneName: string | null
}

export const SUBSCRIPTION_SORTS = ['plan', 'state', 'frequency', 'period', 'price'] as const

/** What the list's address says; no sort is the order in which Cloudflare lists them. */
export const SubscriptionsQuery = z.object({
  sort: z.enum(SUBSCRIPTION_SORTS).or(z.literal('')).catch(''),
  direction: z.enum(['asc', 'desc']).catch('asc'),
})
export type SubscriptionsQuery = z.infer<typeof SubscriptionsQuery>

/** Of all subscriptions, since the API does not sort. What is not known comes last either way. */
export function sortSubscriptions(
  rows: SubscriptionRow[],
  { sort, direction }: SubscriptionsQuery,
): SubscriptionRow[] {
  if (!sort) return rows
  const by: Record<(typeof SUBSCRIPTION_SORTS)[number], (row: SubscriptionRow) => string | number | null> = {
    plan: (row) => row.product ?? row.plan ?? row.planId,
    state: (row) => row.state,
    frequency: (row) => row.frequency || null,
    period: (row) => row.periodEnd,
    price: (row) => row.price,
  }
  const sign = direction === 'asc' ? 1 : -1
  return rows.toSorted((one, other) => {
    const [a, b] = [by[sort](one), by[sort](other)]
    if (a === null || b === null) return Number(a === null) - Number(b === null)
    return (
      sign *
      (typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en'))
    )
  })
}

/** How a state is to be understood; undefined for one that nobody has told us of. */
export function stateTone(state: string | null): 'success' | 'info' | 'warning' | 'danger' | undefined {
  switch (state?.toLowerCase()) {
    case 'paid':
    case 'provisioned':
      return 'success'
    case 'trial':
      return 'info'
    case 'awaitingpayment':
    case 'unpaid':
    case 'cancelled':
    case 'expired':
      return 'warning'
    case 'failed':
      return 'danger'
  }
}

/** What a plan holds in numbers, as far as it is known before it is bought. */
export type OfferedComponent = { name: string; default: number | null; unitPrice: number | null }

export type OfferedPlan = {
  id: string
  label: string
  description: string | null
  components: OfferedComponent[]
  currency: string | null
  /** Cloudflare's own price for the tier, where it tells one; the partner's may differ. */
  listPrice: { amount: number; currency: string | null; frequency: string | null } | null
  /** Set when Cloudflare has refused it to this tenant. */
  refusal: { code: number; reason: string; at: string } | null
}
export type OfferedProduct = { name: string; description: string | null; plans: OfferedPlan[] }

export type Offer = {
  /** All that Cloudflare offers could be read. */
  complete: boolean
  products: OfferedProduct[]
  frequencies: { value: string; label: string }[]
  /** Where the list is from, and of when. */
  source: string
  date: string
}

/** What the form holds: components as typed, by name; an empty one is Cloudflare's to choose. */
export const OrderForm = z.object({
  ratePlanId: PlanOrder.shape.ratePlanId,
  frequency: PlanOrder.shape.frequency,
  components: z.record(
    z.string(),
    z
      .string()
      .trim()
      .regex(/^\d{0,9}$/, 'Enter a whole number, or leave it empty.'),
  ),
})
export type OrderForm = z.infer<typeof OrderForm>
