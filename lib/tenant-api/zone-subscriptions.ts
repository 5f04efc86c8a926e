import 'server-only'
import type { ZoneId } from '@/lib/core/ids'
import type { Send } from './client'
import type { Sdk } from './sdk'
import { TenantApiError } from './errors'
import { tell } from './sightings'
import { one } from './shape'
import {
  SubscriptionRecord,
  wireSubscription,
  type NewSubscription,
  type Subscription,
} from './subscriptions'

/** The plan of a zone (tenant-api §2.8, §3.5). There is no deleting it: change to the free plan instead. */
export type ZoneSubscriptionsApi = {
  /** Null where the zone has no subscription (404 with code 1207): it is on the Free plan. */
  get(id: ZoneId): Promise<Subscription | null>
  /** Sets the first plan. */
  create(id: ZoneId, subscription: NewSubscription): Promise<Subscription>
  /** Changes plan or components, the way down to free included. */
  change(id: ZoneId, subscription: NewSubscription): Promise<Subscription>
}

export function zoneSubscriptionsApi(send: Send): ZoneSubscriptionsApi {
  return {
    get: async (zone) => {
      const asked = new Date()
      try {
        return await send({
          operation: 'GET /zones/{zone_id}/subscription',
          call: (sdk, options) => sdk.zones.subscriptions.get({ zone_id: zone }, options),
          read: (answer) => one(SubscriptionRecord, answer),
          seen: (plan) => ({ kind: 'zone-plan', zoneId: zone, plan }),
        })
      } catch (error) {
        if (error instanceof TenantApiError && error.codes.includes(1207)) {
          await tell({ kind: 'zone-plan', zoneId: zone, plan: null }, asked)
          return null
        }
        throw error
      }
    },
    create: (zone, subscription) =>
      send({
        operation: 'POST /zones/{zone_id}/subscription',
        call: (sdk, options) => sdk.zones.subscriptions.create(params(zone, subscription), options),
        read: (answer) => one(SubscriptionRecord, answer),
        seen: (plan) => ({ kind: 'zone-plan', zoneId: zone, plan }),
      }),
    change: (zone, subscription) =>
      send({
        operation: 'PUT /zones/{zone_id}/subscription',
        call: (sdk, options) => sdk.zones.subscriptions.update(params(zone, subscription), options),
        read: (answer) => one(SubscriptionRecord, answer),
        seen: (plan) => ({ kind: 'zone-plan', zoneId: zone, plan }),
      }),
  }
}

type Params = Parameters<Sdk['zones']['subscriptions']['create']>[0] &
  Parameters<Sdk['zones']['subscriptions']['update']>[0]

function params(zone: ZoneId, subscription: NewSubscription): Params {
  return { zone_id: zone, ...wireSubscription(subscription) } as Params
}
