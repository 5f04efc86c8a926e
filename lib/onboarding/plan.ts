import 'server-only'
import { domainToUnicode } from 'node:url'
import { readKey } from './results'
import type { Order, StepKind } from './schema'

type PlannedStep = {
  /** Unique in the run, and the same however often the order is planned. */
  key: string
  kind: StepKind
  /** What is made, for people: a name, an address, a domain, a plan. */
  subject: string
  /** How many calls it makes at most, unless Cloudflare asks for more tries. */
  calls: number
}

const CALLS: Record<StepKind, number> = {
  account: 6,
  member: 5,
  zone: 5,
  plan: 8,
  subscription: 5,
  'read-back': 6,
  'service-user': 0,
}

/** The steps that make an order, in their order. */
export function planOf(order: Order): PlannedStep[] {
  const { customer, access, zones, subscriptions } = order
  const step = (key: string, subject: string): PlannedStep => {
    const { kind } = readKey(key)
    return { key, kind, subject, calls: CALLS[kind] }
  }
  const ordered = zones.flatMap(({ name, plan }) => (plan ? [{ name, plan }] : []))
  return [
    step('account', customer.name),
    // Addresses stay out of the key, which is kept in clear.
    ...access.emails.map((email, index) => step(`member:${index}`, email)),
    ...zones.map(({ name }) => step(`zone:${name}`, domainToUnicode(name) || name)),
    ...ordered.map(({ name, plan }) =>
      step(`plan:${name}`, `${domainToUnicode(name) || name}: ${plan.ratePlanId}`),
    ),
    ...subscriptions.map(({ ratePlanId }) => step(`subscription:${ratePlanId}`, ratePlanId)),
    {
      ...step('read-back', 'Compare with what was ordered'),
      calls: CALLS['read-back'] + ordered.length,
    },
    ...(access.serviceUser ? [step('service-user', access.serviceUser.email)] : []),
  ]
}
