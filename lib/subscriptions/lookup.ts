import 'server-only'
import type { Target } from '@/lib/audit/record'
import { AppError } from '@/lib/core/errors'
import { asId, type SubscriptionId } from '@/lib/core/ids'
import { foundIn } from '@/lib/core/settle'
import type { TenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import type { Subscription } from '@/lib/tenant-api/subscriptions'
import { managedAccount, type ManagedAccount } from '@/lib/tenants/access'
import { managedZone, namesOf } from '@/lib/tenants/zones'
import { targetOf } from './recorded'

/** Throws `not_found` for what is no subscription of the account. */
export async function managedSubscription(
  tenant: TenantApi,
  account: ManagedAccount,
  rawId: string,
): Promise<Subscription & { id: SubscriptionId }> {
  const id = asId<SubscriptionId>(rawId)
  if (!id) throw unknownSubscription()
  const found = await tenant.subscriptions.get(account.id, id).catch((error) => {
    throw error instanceof TenantApiError && error.kind === 'not_found' ? unknownSubscription() : error
  })
  return { ...found, id }
}

export async function subscriptionOf(
  tenant: TenantApi,
  { accountId, subscriptionId }: { accountId: string; subscriptionId: string },
) {
  const account = await managedAccount(tenant, accountId)
  const now = await managedSubscription(tenant, account, subscriptionId)
  return { account, now, target: targetOf(account, now.ratePlan.id, now.id) }
}

/** The subscription that an attempt was about; null where it is not in the account's list any more. */
export async function subscriptionAfter(tenant: TenantApi, { accountId, id }: Target) {
  const account = await managedAccount(tenant, accountId ?? '')
  const list = await tenant.subscriptions.list(account.id)
  return { account, there: foundIn(list, (each) => each.id !== null && each.id === id) }
}

export async function zonePlanOf(
  tenant: TenantApi,
  { accountId, zoneId }: { accountId: string; zoneId: string },
) {
  const account = await managedAccount(tenant, accountId)
  return { account, ...(await planOfZone(tenant, account, zoneId)) }
}

/** Throws `not_found` for what is no zone of the account. */
export async function planOfZone(tenant: TenantApi, account: ManagedAccount, zoneId: string) {
  const zone = await managedZone(tenant, account, zoneId)
  const now = await tenant.zoneSubscriptions.get(zone.id)
  return { zone, now, target: targetOf(account, namesOf(zone).name, zone.id) }
}

function unknownSubscription(): AppError {
  return new AppError('not_found', 'There is no subscription with this ID in the account.')
}
