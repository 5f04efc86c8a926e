/** Subscriptions of accounts and of zones (tenant-api §2.8, §2.9, §3). */
import { z } from 'zod'
import { findPlan, type Plan } from './plans'
import { type Account, newId, type Subscription } from './state'
import { body, type Ctx, forbidden, ok, pathAccount, Refusal, type Route, state } from './wire'
import { pathZone } from './zones'

const LOG = { product: 'billing', type: 'subscription' }

export const subscriptions: Route[] = [
  {
    path: '/accounts/:account_id/subscriptions',
    scheme: 'any',
    area: 'Billing',
    on: { GET: list, POST: create },
    log: LOG,
  },
  {
    path: '/accounts/:account_id/subscriptions/cancel-downgrade',
    scheme: 'any',
    area: 'Billing',
    on: { POST: cancelDowngrade },
    log: LOG,
  },
  {
    path: '/accounts/:account_id/subscriptions/:subscription_id',
    scheme: 'any',
    area: 'Billing',
    on: { GET: (c) => ok(c, show(c, pathSubscription(c))), PUT: change, DELETE: cancel },
    log: LOG,
  },
  {
    path: '/accounts/:account_id/subscriptions/:subscription_id/cancel-reason',
    scheme: 'any',
    area: 'Billing',
    on: { GET: (c) => ok(c, pathSubscription(c).cancelReason), POST: giveReason },
    log: LOG,
  },
  {
    path: '/accounts/:account_id/subscriptions/*',
    scheme: 'any',
    area: 'Billing',
    on: { GET: noRoute, POST: noRoute, PUT: noRoute },
  },
  {
    path: '/zones/:zone_id/subscription',
    scheme: 'any',
    area: 'Billing',
    on: { GET: zonePlan, POST: createZonePlan, PUT: changeZonePlan },
    log: LOG,
  },
]

// The docs' example and a production consumer send `annual`, which no published list has.
const FREQUENCIES = ['weekly', 'monthly', 'quarterly', 'yearly', 'annual'] as const

const Order = z.strictObject({
  rate_plan: z.looseObject({ id: z.string().min(1) }),
  component_values: z
    .array(
      z.strictObject({
        name: z.string(),
        value: z.number().int().min(0),
        default: z.number().optional(),
        price: z.number().optional(),
      }),
    )
    .optional(),
  frequency: z.enum(FREQUENCIES).optional(),
})

interface Ordered {
  plan: Plan
  components: Record<string, number>
  frequency: string
}

/** Reads and checks an order in the order the real service does: decode, resolve, agreement, components. */
async function readOrder(c: Ctx, scope: Plan['scope']): Promise<Ordered> {
  const raw = await body(c).catch(() => undefined)
  const parsed = Order.safeParse(raw)
  if (!parsed.success) throw new Refusal(400, 1198, 'Unable to decode the request body')
  const { rate_plan, component_values = [], frequency = 'monthly' } = parsed.data
  const plan = findPlan(rate_plan.id)
  if (!plan || plan.scope !== scope)
    throw new Refusal(400, 1204, `Unable to resolve rate plan ${rate_plan.id}`)
  if (!state(c).settings.agreement.includes(plan.id)) {
    throw new Refusal(403, 1225, `The product ${plan.id} is not available to this partner`)
  }
  const components: Record<string, number> = {}
  for (const { name, value } of component_values) {
    const known = plan.components.find((part) => part.name === name)
    if (!known || value > (known.max ?? 1_000_000)) {
      throw new Refusal(400, 1001, `Invalid component value ${name} for ${plan.id}`, {
        pointer: '/component_values',
      })
    }
    components[name] = value
  }
  return { plan, components, frequency }
}

function list(c: Ctx): Response {
  const account = pathAccount(c)
  return ok(
    c,
    state(c)
      .subscriptions.filter((row) => row.account === account.id && !row.zone)
      .map((row) => show(c, row)),
  )
}

function pathSubscription(c: Ctx): Subscription {
  const account = pathAccount(c)
  const id = c.req.param('subscription_id')
  const found = state(c).subscriptions.find((row) => row.id === id && row.account === account.id && !row.zone)
  if (!found) throw new Refusal(404, 1207, 'Subscription not found')
  return found
}

async function create(c: Ctx): Promise<Response> {
  const account = pathAccount(c)
  const order = await readOrder(c, 'account')
  checkPayment(account, order.plan)
  const row = subscribe(order, account, null)
  state(c).subscriptions.push(row)
  return ok(c, show(c, row))
}

function checkPayment(account: Account, plan: Plan): void {
  if (plan.payAsYouGo && !account.paymentMethod) {
    throw new Refusal(400, 1203, 'A payment method must be added to the account before subscribing')
  }
}

function subscribe(
  { plan, components, frequency }: Ordered,
  account: Account,
  zone: string | null,
): Subscription {
  const now = new Date()
  const end = new Date(now)
  if (frequency === 'weekly') end.setUTCDate(end.getUTCDate() + 7)
  else end.setUTCMonth(end.getUTCMonth() + ({ quarterly: 3, yearly: 12, annual: 12 }[frequency] ?? 1))
  return {
    id: newId(),
    account: account.id,
    zone,
    plan: plan.id,
    frequency,
    state: 'Paid',
    components,
    created_date: now.toISOString(),
    current_period_start: now.toISOString(),
    current_period_end: end.toISOString(),
    nextPlan: null,
    cancelReason: null,
  }
}

async function change(c: Ctx): Promise<Response> {
  const row = pathSubscription(c)
  const order = await readOrder(c, 'account')
  const { plan, components, frequency } = order
  checkPayment(c.var.account!, plan)
  const current = findPlan(row.plan)
  if (current && current.family !== plan.family) {
    throw new Refusal(400, 1204, `Unable to resolve rate plan ${plan.id}: not a plan of this product`)
  }
  if (current && plan.tier < current.tier) {
    // A downgrade waits for the end of the period that is paid for.
    row.nextPlan = { id: plan.id, components, frequency, on: row.current_period_end }
  } else {
    Object.assign(row, { plan: plan.id, components, frequency, nextPlan: null })
  }
  return ok(c, show(c, row))
}

function cancel(c: Ctx): Response {
  const account = pathAccount(c)
  const id = c.req.param('subscription_id')
  const all = state(c)
  const found = all.subscriptions.find((row) => row.id === id && row.account === account.id && !row.zone)
  if (!found) return ok(c, null)
  if (all.settings.cancellation === 'at-period-end') found.endsWithPeriod = true
  else all.subscriptions = all.subscriptions.filter((row) => row !== found)
  return ok(c, { subscription_id: found.id })
}

async function cancelDowngrade(c: Ctx): Promise<Response> {
  const account = pathAccount(c)
  const parsed = z.strictObject({ subscription_ids: z.array(z.string()).min(1) }).safeParse(await body(c))
  if (!parsed.success) throw new Refusal(400, 1198, 'Unable to decode the request body')
  const rows = parsed.data.subscription_ids.map((id) =>
    state(c).subscriptions.find((row) => row.id === id && row.account === account.id),
  )
  if (rows.some((row) => !row?.nextPlan)) throw new Refusal(400, 1207, 'No pending downgrade to cancel')
  for (const row of rows) row!.nextPlan = null
  return ok(c, null)
}

async function giveReason(c: Ctx): Promise<Response> {
  const row = pathSubscription(c)
  const Reason = z.strictObject({ reason_code: z.array(z.string()).min(1), other: z.string().default('') })
  const parsed = Reason.safeParse(await body(c))
  if (!parsed.success) throw new Refusal(400, 1198, 'Unable to decode the request body')
  row.cancelReason = parsed.data
  return ok(c, row.cancelReason)
}

function noRoute(): Response {
  throw new Refusal(404, 1199, 'Route not found')
}

function ofZone(c: Ctx): Subscription | undefined {
  const zone = pathZone(c)
  return state(c).subscriptions.find((row) => row.zone === zone.id)
}

const noCore = () => new Refusal(404, 1207, 'The zone does not have a core subscription')

function zonePlan(c: Ctx): Response {
  const row = ofZone(c)
  if (!row) throw noCore()
  return ok(c, show(c, row))
}

async function createZonePlan(c: Ctx): Promise<Response> {
  const existing = ofZone(c)
  const age = Date.now() - Date.parse(c.var.zone!.created_on)
  if (age < state(c).settings.zonePlanDelayMs) throw forbidden()
  const order = await readOrder(c, 'zone')
  if (existing) throw new Refusal(400, 1205, 'The zone already has a core subscription')
  const row = subscribe(order, c.var.account!, c.var.zone!.id)
  state(c).subscriptions.push(row)
  return ok(c, show(c, row))
}

async function changeZonePlan(c: Ctx): Promise<Response> {
  const row = ofZone(c)
  const { plan, components, frequency } = await readOrder(c, 'zone')
  if (!row) throw noCore()
  Object.assign(row, { plan: plan.id, components, frequency })
  return ok(c, show(c, row))
}

function show(c: Ctx, row: Subscription) {
  const { zones, settings } = state(c)
  const plan = findPlan(row.plan)
  const zone = zones.find((entry) => entry.id === row.zone)
  const enterprise = row.plan === 'PARTNERS_ENT'
  const amount = (value: number) => (settings.amounts === 'text' ? String(value) : value)
  const price = plan ? priceOf(plan, row.components) : 0
  const values = (plan?.components ?? []).map((part) => ({
    name: part.name,
    value: amount(row.components[part.name] ?? part.default),
    default: amount(part.default),
    price: amount(part.unit_price),
  }))
  return {
    id: row.id,
    state: row.state,
    price: settings.amounts === 'text' ? price.toFixed(2) : price,
    currency: 'USD',
    // Enterprise plans take a frequency and answer that there is none; they also answer another plan id.
    frequency: enterprise ? 'not-applicable' : row.frequency,
    rate_plan: ratePlan(enterprise ? 'enterprise' : row.plan, plan),
    ...(settings.componentValues !== 'absent' && {
      component_values: settings.componentValues === 'null' ? null : values,
    }),
    ...(zone && { zone: { id: zone.id, name: zone.name } }),
    product: {
      name: plan?.family ?? row.plan,
      public_name: plan?.name ?? row.plan,
      period: row.frequency,
      billing: plan?.payAsYouGo ? 'self-serve' : 'contract',
      duration: 1,
    },
    current_period_start: row.current_period_start,
    current_period_end: row.current_period_end,
    created_date: row.created_date,
    cancel_at_period_end: row.endsWithPeriod ?? false,
    entitled: true,
    ...(row.nextPlan && {
      next_rate_plan: ratePlan(row.nextPlan.id, findPlan(row.nextPlan.id)),
      downgrade_date: row.nextPlan.on,
    }),
  }
}

function ratePlan(id: string, plan: Plan | undefined) {
  return {
    id,
    public_name: plan?.name ?? id,
    currency: 'USD',
    scope: plan?.scope ?? 'account',
    externally_managed: false,
    is_contract: !plan?.payAsYouGo,
    sets: null,
  }
}

function priceOf(plan: Plan, components: Record<string, number>): number {
  return plan.components.reduce(
    (sum, part) =>
      sum + Math.max(0, (components[part.name] ?? part.default) - part.default) * part.unit_price,
    plan.price,
  )
}
