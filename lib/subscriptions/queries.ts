import 'server-only'
import { tierOf } from '@/lib/core/plan-tiers'
import { defineQuery } from '@/lib/entry/query'
import { cache } from 'react'
import { accountOf, inAccount, readInside } from '@/lib/tenants/access'
import { defineDownload, yesNo, ofAccount } from '@/lib/entry/download'
import type { TenantId } from '@/lib/core/ids'
import type { Whole } from '@/lib/core/paging'
import { orNotFound } from '@/lib/core/read'
import type { Subscription } from '@/lib/tenant-api/subscriptions'
import type { AvailablePlan, AvailableRatePlan } from '@/lib/tenant-api/zones'
import { zoneOf } from '@/lib/tenants/zones'
import type { Catalogue, CatalogueProduct } from './catalogue'
import { catalogue } from './catalogue-file'
import { managedSubscription } from './lookup'
import { loadedOf } from './ordering'
import { refusalsFor, type Refusal } from './refusals'
import {
  sortSubscriptions,
  SubscriptionsQuery,
  type LoadedPlan,
  type Offer,
  type OfferedPlan,
  type OfferedProduct,
  type SubscriptionRow,
} from './schema'
import { componentLabel, samePlan } from './constants'

/** Those of the account's zones too, where upstream lists them. */
export const accountSubscriptions = defineQuery({
  permission: 'subscriptions.read',
  run: async (
    rawId: string,
    query: SubscriptionsQuery = SubscriptionsQuery.parse({}),
  ): Promise<Whole<SubscriptionRow>> => {
    const { items, complete } = await readInside(rawId, (tenant, id) => tenant.subscriptions.list(id))
    return { items: sortSubscriptions(items.map(toRow), query), complete }
  },
})

export const exportSubscriptions = defineDownload<SubscriptionRow>({
  name: 'subscriptions.export',
  label: 'Export subscriptions',
  target: 'account',
  permission: 'customers.export',
  file: 'subscriptions',
  targetOf: ofAccount,
  plan: (params) => {
    const query = SubscriptionsQuery.parse(params)
    return {
      filter: query.sort ? query : {},
      idOf: ({ id }) => id,
      columns: {
        Product: (row) => row.product,
        Plan: (row) => row.plan,
        'Plan ID': (row) => row.planId,
        Zone: (row) => row.zoneName,
        Components: (row) =>
          row.components
            .map(({ name, value }) => `${componentLabel(name)}: ${value ?? 'not known'}`)
            .join('; '),
        State: (row) => row.state,
        Frequency: (row) => row.frequency,
        Price: (row) => row.price,
        Currency: (row) => row.currency,
        'Period starts': (row) => row.periodStart,
        'Period ends': (row) => row.periodEnd,
        'Changes to': (row) => row.next && (row.next.name ?? row.next.id),
        'Ends at period end': (row) => yesNo(row.cancelAtPeriodEnd),
        'Subscription ID': (row) => row.id,
      },
      open: (report) =>
        inAccount(params.accountId, report, async function* (tenant, { id }) {
          const { items, complete } = await tenant.subscriptions.list(id)
          yield sortSubscriptions(items.map(toRow), query)
          return complete
        }),
    }
  },
})

/** What can be added to the account. */
export const subscriptionOffer = defineQuery({
  permission: 'subscriptions.change',
  run: async (rawId: string): Promise<Offer> => {
    const { account } = await accountOf(rawId)
    return offer(productsOf('account'), { refusals: await refusalsFor(account), now: null })
  },
})

/** Unknown and foreign ids end in the 404 page. */
export const subscriptionDetails = defineQuery({
  permission: 'subscriptions.read',
  run: async (rawAccountId: string, rawId: string): Promise<SubscriptionRow> => {
    return toRow((await subscriptionOf(rawAccountId, rawId)).subscription)
  },
})

/** What the subscription can be changed to (the plans of its product). */
export const changeOffer = defineQuery({
  permission: 'subscriptions.change',
  run: async (rawAccountId: string, rawId: string): Promise<{ loaded: LoadedPlan; offer: Offer }> => {
    const { account, subscription } = await subscriptionOf(rawAccountId, rawId)
    const id = subscription.ratePlan.id ?? ''
    const products = productsOf('account').filter(({ plans }) => plans.some((plan) => samePlan(plan.id, id)))
    return {
      loaded: loadedOf(subscription),
      offer: offer(products, { refusals: await refusalsFor(account), now: subscription }),
    }
  },
})

/** Null where the zone has no subscription, which is Free. */
export const zonePlan = defineQuery({
  permission: 'zones.read',
  run: async (rawAccountId: string, rawZoneId: string): Promise<SubscriptionRow | null> => {
    const { tenant, zone } = await zoneOf(rawAccountId, rawZoneId)
    const subscription = await tenant.zoneSubscriptions.get(zone.id)
    return subscription && toRow(subscription)
  },
})

/**
 * What the zone's plan is and can be. What Cloudflare tells of components and prices is added where it does; without it
 * the catalogue alone is offered.
 */
export const zonePlanOffer = defineQuery({
  permission: 'zones.change',
  run: async (rawAccountId: string, rawZoneId: string): Promise<{ loaded: LoadedPlan; offer: Offer }> => {
    const { account, tenant, zone } = await zoneOf(rawAccountId, rawZoneId)
    const [now, rates, prices, refusals] = await Promise.all([
      tenant.zoneSubscriptions.get(zone.id),
      tenant.zones.availableRatePlans(zone.id).catch(notTold),
      tenant.zones.availablePlans(zone.id).catch(notTold),
      refusalsFor(account),
    ])
    return { loaded: loadedOf(now), offer: offer(productsOf('zone'), { refusals, now, rates, prices }) }
  },
})

/** What can be ordered for an account that is not there yet, or for its zones. `tenantId`: where it will be, if known. */
export const offerAhead = defineQuery({
  permission: 'subscriptions.change',
  run: async (scope: CatalogueProduct['scope'], tenantId: TenantId | null): Promise<Offer> =>
    offer(productsOf(scope), { refusals: tenantId ? await refusalsFor({ tenantId }) : new Map(), now: null }),
})

/** Returns what "Create Account" offers besides the account. */
export const accountProducts = defineQuery({
  permission: 'accounts.create',
  run: async (): Promise<CatalogueProduct[]> => {
    return productsOf('account')
  },
})

const notTold = () => ({ items: [], complete: false })

const subscriptionOf = cache(async (rawAccountId: string, rawId: string) => {
  const { account, tenant } = await accountOf(rawAccountId)
  return { account, subscription: await orNotFound(managedSubscription(tenant, account, rawId)) }
})

const productsOf = (scope: CatalogueProduct['scope']) =>
  catalogue().products.filter((product) => product.scope === scope)

const NONE: Whole<never> = { items: [], complete: true }

type Known = {
  refusals: Map<string, Refusal>
  now: Subscription | null
  rates?: Whole<AvailableRatePlan>
  prices?: Whole<AvailablePlan>
}

function offer(
  products: Catalogue['products'],
  { refusals, now, rates = NONE, prices = NONE }: Known,
): Offer {
  const { source, date, frequencies } = catalogue()
  const rateOf = (id: string) => rates.items.find((rate) => rate.id.toLowerCase() === id.toLowerCase())
  const plan = (id: string, product: CatalogueProduct | null): OfferedPlan => {
    const rate = rateOf(id)
    const listed = product?.plans.find((each) => each.id === id)
    const present = now && samePlan(id, now.ratePlan.id) ? now : null
    const price = prices.items.find(({ legacyId, name }) => {
      const tier = tierOf(legacyId) ?? name
      return tier !== null && tier === tierOf(id)
    })
    return {
      id,
      label: listed?.label ?? rate?.name ?? present?.ratePlan.name ?? id,
      description: listed?.description ?? null,
      components: rate
        ? rate.components
        : present && present.componentValues.length > 0
          ? present.componentValues.map((each) => ({ ...each, unitPrice: each.price }))
          : (product?.components ?? []).map((name) => ({ name, default: null, unitPrice: null })),
      currency: rate?.currency ?? present?.currency ?? null,
      listPrice:
        // A price of nothing for a plan that is not free is one that is agreed on.
        price && price.price !== null && (price.price > 0 || tierOf(id) === 'Free')
          ? { amount: price.price, currency: price.currency, frequency: price.frequency || null }
          : null,
      refusal: refusals.get(id.toLowerCase()) ?? null,
    }
  }
  const offered: OfferedProduct[] = products.map((product) => ({
    name: product.name,
    description: product.description ?? null,
    plans: product.plans.map(({ id }) => plan(id, product)),
  }))
  const known = (id: string) => offered.some(({ plans }) => plans.some((each) => samePlan(each.id, id)))
  const more = rates.items.filter(({ id }) => !known(id))
  if (more.length > 0)
    offered.push({
      name: 'Offered by Cloudflare for this zone',
      description: 'Not in this console’s plan list.',
      plans: more.map(({ id }) => plan(id, null)),
    })
  // Whatever it is, what is there now can be kept and its components changed.
  const nowId = now?.ratePlan.id
  if (nowId && !known(nowId))
    offered.unshift({
      name: 'Current plan',
      description: 'Not in this console’s plan list.',
      plans: [plan(nowId, null)],
    })
  const told = rates.items.every(({ componentsTold }) => componentsTold)
  const complete = rates.complete && prices.complete && told
  return { products: offered, frequencies, source, date, complete }
}

function toRow(subscription: Subscription): SubscriptionRow {
  const { id, product, ratePlan, nextRatePlan, zone, currency } = subscription
  return {
    id,
    product: product?.publicName ?? product?.name ?? null,
    plan: ratePlan.name,
    planId: ratePlan.id,
    components: subscription.componentValues,
    state: subscription.state,
    frequency: subscription.frequency,
    price: subscription.price,
    currency: currency ?? ratePlan.currency,
    periodStart: subscription.currentPeriodStart,
    periodEnd: subscription.currentPeriodEnd,
    createdOn: subscription.createdOn,
    cancelAtPeriodEnd: subscription.cancelAtPeriodEnd ?? false,
    next: nextRatePlan && { name: nextRatePlan.name, id: nextRatePlan.id },
    zoneName: zone ? (zone.name ?? zone.id) : null,
  }
}
