import 'server-only'
import { managedAccount } from '@/lib/tenants/access'
import { asId, type SubscriptionId } from '@/lib/core/ids'
import type { Whole } from '@/lib/core/paging'
import { foundIn } from '@/lib/core/settle'
import type { AuditEvent } from '@/lib/db/generated/client'
import { openTenantApi } from '@/lib/tenant-api/client'
import type { Subscription } from '@/lib/tenant-api/subscriptions'
import { managedZone } from '@/lib/zones/access'
import type { Finding } from '@/lib/workflows/sweep'
import { facts, ifOrdered, isEnded } from './orders'
import type { PlanOrder } from './schema'

type Look = (open: AuditEvent) => Promise<Finding | null>
type Seen = { phase: Finding['phase']; says: string; there: Subscription | null }

/** For the sweeper: by action, what looking upstream tells of an attempt whose outcome was never recorded. */
export const ORDER_EYES: Record<string, Look> = {
  'zone.plan': looking(async ({ tenant, account, open, order }) => {
    const zone = await managedZone(tenant, account, open.targetId ?? '')
    return asOrdered(await tenant.zoneSubscriptions.get(zone.id), order, 'plan')
  }),
  'subscription.change': looking(async ({ present, order }) => asOrdered(present, order, 'subscription')),
  'subscription.cancel': looking(async ({ present: there }) =>
    isEnded(there)
      ? { phase: 'succeeded', says: `the subscription is ${there ? 'cancelled' : 'gone'}`, there }
      : { phase: 'failed', says: 'the subscription is there', there },
  ),
  'subscription.undo-downgrade': looking(async ({ present: there }) =>
    there && !there.nextRatePlan
      ? { phase: 'succeeded', says: 'no downgrade is pending', there }
      : { phase: 'failed', says: 'the downgrade is still pending', there },
  ),
}

// What differs may have been changed again since, so only a match is telling.
function asOrdered(now: Subscription | null, order: PlanOrder, noun: string): Seen {
  return ifOrdered(now, order)
    ? { phase: 'succeeded', says: `the ${noun} is what was ordered`, there: now }
    : { phase: 'unknown', says: `the ${noun} is not what was ordered, or not any more`, there: now }
}

type About = {
  open: AuditEvent
  order: PlanOrder
  tenant: ReturnType<typeof openTenantApi>
  account: Awaited<ReturnType<typeof managedAccount>>
  list: Whole<Subscription>
  present: Subscription | null
}

function looking(see: (about: About) => Promise<Seen>): Look {
  return async (open) => {
    const tenant = openTenantApi({ work: 'background' })
    const account = await managedAccount(tenant, open.accountId ?? '')
    const ofAccount = open.action.startsWith('subscription.')
    const list = ofAccount
      ? await tenant.subscriptions.list(account.id)
      : Object.assign([], { complete: true })
    const id = asId<SubscriptionId>(open.targetId)
    const present = id && foundIn(list, (each) => each.id === id)
    const order = { ...NO_ORDER, ...(open.request as Partial<PlanOrder> | null) }
    const { phase, says, there } = await see({ open, order, tenant, account, list, present })
    return {
      phase,
      says: `The outcome was not recorded at the time. Checked later: ${says}.`,
      ...(open.action === 'subscription.create' && there && { target: { id: there.id } }),
      after: there ? { ...facts(there), found: true } : { found: false },
      upstream: tenant.calls,
    }
  }
}

const NO_ORDER: PlanOrder = { ratePlanId: '', frequency: '', componentValues: [] }
