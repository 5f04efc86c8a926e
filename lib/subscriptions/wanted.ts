import 'server-only'
import type { AccountId } from '@/lib/core/ids'
import type { Whole } from '@/lib/core/paging'
import { db } from '@/lib/db/client'
import type { TenantApi } from '@/lib/tenant-api/client'
import type { Subscription } from '@/lib/tenant-api/subscriptions'
import { samePlan } from './constants'

/** Notes a plan that was ordered with a new account and was not added, with the reason for the account's page. */
export async function noteWanted(accountId: string, ratePlanId: string, reason: string): Promise<void> {
  await db().wantedSubscription.upsert({
    where: { accountId_ratePlanId: { accountId, ratePlanId } },
    create: { accountId, ratePlanId, reason },
    update: { reason },
  })
}

export async function forgetWanted(accountId: string, ratePlanIds: string[]): Promise<void> {
  if (ratePlanIds.length === 0) return
  await db().wantedSubscription.deleteMany({ where: { accountId, ratePlanId: { in: ratePlanIds } } })
}

/** What was wanted with an account, each with whether it is there: null where that cannot be told. */
export async function wantedFor(tenant: TenantApi, accountId: AccountId) {
  const wanted = await db().wantedSubscription.findMany({
    where: { accountId },
    select: { ratePlanId: true, reason: true },
    orderBy: { createdAt: 'asc' },
  })
  const list =
    wanted.length > 0 ? await tenant.subscriptions.list(accountId).catch(() => null) : NOTHING_WANTED
  return wanted.map(({ ratePlanId, reason }) => ({
    ratePlanId,
    reason,
    there:
      list &&
      (list.items.some((each) => samePlan(ratePlanId, each.ratePlan.id)) || (list.complete ? false : null)),
  }))
}

const NOTHING_WANTED: Whole<Subscription> = { items: [], complete: true }

/** The plan that was wanted with an account and is missing; null for none. */
export async function missingPlanOf(accountId: string): Promise<string | null> {
  const missing = await db().wantedSubscription.findFirst({ where: { accountId } })
  return missing?.ratePlanId ?? null
}
