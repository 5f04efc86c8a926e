import 'server-only'
import { z } from 'zod'
import { asId, type AccountId, type SubscriptionId } from '@/lib/core/ids'
import type { Whole } from '@/lib/core/paging'
import type { Send } from './client'
import type { Sdk } from './sdk'
import { amount, flag, list, many, maybe, moment, one, raw, text } from './shape'

export type RatePlan = {
  id: string | null
  name: string | null
  currency: string | null
  scope: string | null
  externallyManaged: boolean | null
  isContract: boolean | null
}

export type ComponentValue = {
  name: string
  value: number | null
  default: number | null
  price: number | null
}

/** States and frequencies are passed on unchanged: the published lists and the real values differ (tenant-api §2.9). */
export type Subscription = {
  id: SubscriptionId | null
  ratePlan: RatePlan
  product: { name: string | null; publicName: string | null } | null
  state: string | null
  frequency: string | null
  price: number | null
  currency: string | null
  currentPeriodStart: string | null
  currentPeriodEnd: string | null
  createdOn: string | null
  componentValues: ComponentValue[]
  /** Whether `componentValues` is complete. */
  componentsTold: boolean
  cancelAtPeriodEnd: boolean | null
  /** The plan it changes to at the end of the period. */
  nextRatePlan: RatePlan | null
  zone: { id: string; name: string | null } | null
}

export type NewSubscription = {
  ratePlanId: string
  frequency?: string
  componentValues?: { name: string; value: number }[]
}

/** Subscriptions of an account (tenant-api §2.9). */
export type SubscriptionsApi = {
  list(id: AccountId): Promise<Whole<Subscription>>
  get(id: AccountId, subscription: SubscriptionId): Promise<Subscription>
  create(id: AccountId, subscription: NewSubscription): Promise<Subscription>
  /** Replaces plan, frequency and components. */
  change(id: AccountId, subscription: SubscriptionId, change: NewSubscription): Promise<Subscription>
  /** Upstream also reports success for an unknown id. */
  cancel(id: AccountId, subscription: SubscriptionId): Promise<void>
  /** Cancels downgrades that are due at the end of the period. */
  cancelDowngrade(id: AccountId, subscriptions: SubscriptionId[]): Promise<void>
}

export function subscriptionsApi(send: Send): SubscriptionsApi {
  return {
    list: (id) =>
      send({
        operation: 'GET /accounts/{account_id}/subscriptions',
        call: (sdk, options) => sdk.accounts.subscriptions.get({ account_id: id }, options),
        read: (answer) => many(SubscriptionRecord, answer),
        seen: ({ items }) => ({ kind: 'subscriptions', accountId: id, items }),
      }),
    create: (id, subscription) =>
      send({
        operation: 'POST /accounts/{account_id}/subscriptions',
        call: (sdk, options) =>
          sdk.accounts.subscriptions.create(
            { account_id: id, ...wireSubscription(subscription) } as CreateParams,
            options,
          ),
        read: (answer) => one(SubscriptionRecord, answer),
        seen: (item) => ({ kind: 'subscriptions', accountId: id, items: [item] }),
      }),
    get: (id, subscription) =>
      send({
        operation: 'GET /accounts/{account_id}/subscriptions/{subscription_id}',
        call: (sdk, options) =>
          sdk.accounts.subscriptions.getByIdentifier(subscription, { account_id: id }, options),
        read: (answer) => one(SubscriptionRecord, answer),
        seen: (item) => ({ kind: 'subscriptions', accountId: id, items: [item] }),
      }),
    change: (id, subscription, change) =>
      send({
        operation: 'PUT /accounts/{account_id}/subscriptions/{subscription_id}',
        call: (sdk, options) =>
          sdk.accounts.subscriptions.update(
            subscription,
            { account_id: id, ...wireSubscription(change) } as UpdateParams,
            options,
          ),
        read: (answer) => one(SubscriptionRecord, answer),
        seen: (item) => ({ kind: 'subscriptions', accountId: id, items: [item] }),
      }),
    cancel: (id, subscription) =>
      send({
        operation: 'DELETE /accounts/{account_id}/subscriptions/{subscription_id}',
        call: (sdk, options) => sdk.accounts.subscriptions.delete(subscription, { account_id: id }, options),
        read: () => undefined,
        // It may go on until its period ends.
        seen: () => ({ kind: 'changed', accountId: id }),
      }),
    cancelDowngrade: (id, subscriptions) =>
      send({
        operation: 'POST /accounts/{account_id}/subscriptions/cancel-downgrade',
        call: (sdk, options) =>
          sdk.accounts.subscriptions.cancelDowngrade(
            { account_id: id, subscription_ids: subscriptions },
            options,
          ),
        read: () => undefined,
      }),
  }
}

type CreateParams = Parameters<Sdk['accounts']['subscriptions']['create']>[0]
type UpdateParams = Parameters<Sdk['accounts']['subscriptions']['update']>[1]

/** The body of a subscription. The SDK's types know neither the partner plan ids nor the components (tenant-api §2.8). */
export function wireSubscription({ ratePlanId, frequency, componentValues }: NewSubscription) {
  return { rate_plan: { id: ratePlanId }, frequency, component_values: componentValues }
}

const RatePlanRecord = z
  .object({
    id: text,
    public_name: text,
    currency: text,
    scope: text,
    externally_managed: flag,
    is_contract: flag,
  })
  .transform((wire): RatePlan => ({
    id: wire.id,
    name: wire.public_name,
    currency: wire.currency,
    scope: wire.scope,
    externallyManaged: wire.externally_managed,
    isContract: wire.is_contract,
  }))
const NO_PLAN = RatePlanRecord.parse({})

const ComponentRecord = z.object({ name: z.string().min(1), value: amount, default: amount, price: amount })

/** A subscription of an account or a zone. Unreadable when it has neither an id nor a plan. */
export const SubscriptionRecord = z
  .object({
    id: raw,
    rate_plan: maybe(RatePlanRecord),
    product: maybe(z.object({ name: text, public_name: text })),
    state: text,
    frequency: text,
    price: amount,
    currency: text,
    current_period_start: moment,
    current_period_end: moment,
    created_date: moment,
    component_values: raw,
    cancel_at_period_end: flag,
    next_rate_plan: maybe(RatePlanRecord),
    zone: maybe(z.object({ id: z.string().min(1), name: text })),
  })
  .transform((wire, context): Subscription => {
    const id = asId<SubscriptionId>(wire.id)
    if (!id && !wire.rate_plan?.id) {
      context.addIssue({ code: 'custom', message: 'neither id nor plan' })
      return z.NEVER
    }
    const components: unknown[] = Array.isArray(wire.component_values) ? wire.component_values : []
    const componentValues = list(ComponentRecord).parse(components)
    return {
      id,
      ratePlan: wire.rate_plan ?? NO_PLAN,
      product: wire.product && { name: wire.product.name, publicName: wire.product.public_name },
      state: wire.state,
      frequency: wire.frequency,
      price: wire.price,
      currency: wire.currency,
      currentPeriodStart: wire.current_period_start,
      currentPeriodEnd: wire.current_period_end,
      createdOn: wire.created_date,
      componentValues,
      componentsTold: Array.isArray(wire.component_values) && componentValues.length === components.length,
      cancelAtPeriodEnd: wire.cancel_at_period_end,
      nextRatePlan: wire.next_rate_plan,
      zone: wire.zone,
    }
  })
