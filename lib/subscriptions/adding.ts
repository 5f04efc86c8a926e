import 'server-only'
import * as z from 'zod'
import { AppError } from '@/lib/core/errors'
import type { AccountId } from '@/lib/core/ids'
import { foundIn, sendOrFind, SKEW_MS } from '@/lib/core/settle'
import { db } from '@/lib/db/client'
import { defineCommand, defineStep, type Finding, type Outcome } from '@/lib/entry/command'
import type { TenantApi } from '@/lib/tenant-api/client'
import type { Subscription } from '@/lib/tenant-api/subscriptions'
import { managedAccount, type ManagedAccount } from '@/lib/tenants/access'
import { samePlan } from './constants'
import { orderOf } from './ordering'
import { FoundState, foundState, stateOf, SubscriptionState, targetOf } from './recorded'
import { forgetRefusal, rememberingRefusal } from './refusals'
import { AddSubscription, PlanOfAccount, PlanOrder, type OrderAnswer } from './schema'
import { forgetWanted } from './wanted'

/**
 * Adds a subscription to an account, once: where there is one to the same plan, or may be one among those that cannot be
 * read, it wants a deliberate tick.
 */
export const addSubscription = defineCommand({
  name: 'subscription.create',
  label: 'Add account subscription',
  target: 'subscription',
  permission: 'subscriptions.change',
  effect: 'remote',
  input: AddSubscription,
  remember: { request: PlanOrder.extend({ confirmDuplicate: z.boolean() }), after: FoundState },
  targetOf: ({ accountId, ratePlanId }) => ({ name: ratePlanId, accountId }),
  run: async ({ tenant, staff }, input): Promise<Outcome<OrderAnswer, never, z.input<typeof FoundState>>> => {
    const account = await managedAccount(tenant, input.accountId)
    const order = orderOf(input)
    const { ratePlanId } = order
    const { items: before, complete } = await tenant.subscriptions.list(account.id)
    const twin = before.find(({ ratePlan }) => samePlan(ratePlanId, ratePlan.id))
    if ((twin || !complete) && !input.confirmDuplicate)
      return {
        data: {
          status: 'duplicate',
          subscriptionId: twin?.id ?? null,
          sure: twin !== undefined,
        },
        phase: 'failed',
        errorCode: 'conflict',
        target: targetOf(account, ratePlanId),
        after: twin ? { id: twin.id, found: true } : null,
      }
    // Looked for here, because only the run knows which were there before: a twin may be minutes old.
    const known = new Set(before.map(({ id }) => id))
    const { value: made, found } = await rememberingRefusal(account, { ratePlanId, by: staff.email }, () =>
      sendOrFind(
        () => tenant.subscriptions.create(account.id, order),
        () => findPlan(tenant, account.id, ratePlanId, (each) => !known.has(each.id)),
      ),
    )
    await forgetWaiting(account, ratePlanId)
    return {
      data: { status: 'done' },
      target: targetOf(account, ratePlanId, made.id),
      after: { ...stateOf(made), ...(found && { found }) },
    }
  },
  look: async ({ tenant }, { at, target, request: { ratePlanId = '' }, input }) => {
    // For whoever still waits, the run has looked.
    if (input) return null
    const account = await managedAccount(tenant, target.accountId ?? '')
    const from = at.getTime() - SKEW_MS
    return finding(
      account,
      ratePlanId,
      await findPlan(
        tenant,
        account.id,
        ratePlanId,
        ({ createdOn }) => !createdOn || Date.parse(createdOn) >= from,
      ),
    )
  },
})

/** Adds what was ordered with a new account, right after the account was created. */
export const addWithAccount = defineStep({
  name: 'account.create.subscription',
  label: 'Add the subscription ordered with the account',
  target: 'subscription',
  remember: { request: PlanOfAccount.pick({ ratePlanId: true }), after: SubscriptionState },
  targetOf: ({ account, ratePlanId }: { account: OfTenant; ratePlanId: string }) =>
    targetOf(account, ratePlanId),
  requestOf: ({ ratePlanId }) => ({ ratePlanId }),
  run: async ({ tenant, staff }, { account, ratePlanId }) => {
    const made = await rememberingRefusal(account, { ratePlanId, by: staff.email }, () =>
      tenant.subscriptions.create(account.id, { ratePlanId }),
    )
    await forgetWaiting(account, ratePlanId)
    return { data: null, target: targetOf(account, ratePlanId, made.id), after: stateOf(made) }
  },
  look: async ({ tenant }, { target, request: { ratePlanId = '' }, input }) => {
    // A new account may not be listed yet.
    const account = input?.account ?? (await managedAccount(tenant, target.accountId ?? ''))
    const found = finding(account, ratePlanId, await findPlan(tenant, account.id, ratePlanId))
    return { ...(await found), data: null }
  },
})

/** Adds what was ordered with an account when it was created, and is missing since. */
export const addWantedSubscription = defineCommand({
  name: 'subscription.create-wanted',
  label: 'Add a subscription that was to be added with the account',
  target: 'subscription',
  permission: 'subscriptions.change',
  effect: 'remote',
  input: PlanOfAccount,
  remember: { request: PlanOfAccount.pick({ ratePlanId: true }), after: SubscriptionState },
  targetOf: ({ accountId, ratePlanId }) => ({ name: ratePlanId, accountId }),
  run: async ({ tenant, staff }, { accountId, ratePlanId }) => {
    const account = await managedAccount(tenant, accountId)
    const wanted = await db().wantedSubscription.findUnique({
      where: { accountId_ratePlanId: { accountId: account.id, ratePlanId } },
    })
    if (!wanted) throw noLongerWanted()
    // The first call may have worked although its answer was lost: look before sending again.
    const subscription =
      (await findPlan(tenant, account.id, ratePlanId)) ??
      (await rememberingRefusal(account, { ratePlanId, by: staff.email }, () =>
        tenant.subscriptions.create(account.id, { ratePlanId }),
      ))
    await forgetWaiting(account, ratePlanId)
    return {
      data: null,
      target: targetOf(account, ratePlanId, subscription.id),
      after: stateOf(subscription),
    }
  },
  look: async ({ tenant }, { target, request: { ratePlanId = '' } }) => {
    const account = await managedAccount(tenant, target.accountId ?? '')
    const found = finding(account, ratePlanId, await findPlan(tenant, account.id, ratePlanId))
    return { ...(await found), data: null }
  },
})

export const dropWantedSubscription = defineCommand({
  name: 'subscription.unwant',
  label: 'Drop a subscription that was to be added with the account',
  target: 'subscription',
  permission: 'subscriptions.change',
  effect: 'local',
  input: PlanOfAccount,
  remember: { request: PlanOfAccount.pick({ ratePlanId: true }) },
  targetOf: ({ accountId, ratePlanId }) => ({ name: ratePlanId, accountId }),
  run: async ({ tx }, { accountId, ratePlanId }) => {
    const { count } = await tx.wantedSubscription.deleteMany({ where: { accountId, ratePlanId } })
    if (count === 0) throw noLongerWanted()
    const attempt = await tx.accountAttempt.findFirst({ where: { accountId }, select: { name: true } })
    return { data: null, target: { name: ratePlanId, accountId, accountName: attempt?.name ?? null } }
  },
})

type OfTenant = Pick<ManagedAccount, 'id' | 'name' | 'tenantId'>

async function findPlan(
  tenant: TenantApi,
  accountId: AccountId,
  ratePlanId: string,
  fits: (subscription: Subscription) => boolean = () => true,
): Promise<Subscription | null> {
  const list = await tenant.subscriptions.list(accountId)
  return foundIn(list, (each) => samePlan(ratePlanId, each.ratePlan.id) && fits(each))
}

async function finding(
  account: OfTenant,
  ratePlanId: string,
  there: Subscription | null,
): Promise<Finding<never, z.input<typeof FoundState>>> {
  if (!there) return { phase: 'failed', says: 'the subscription was not added.', after: { found: false } }
  await forgetWaiting(account, ratePlanId)
  return {
    phase: 'succeeded',
    says: 'the subscription was added.',
    target: { id: there.id },
    after: foundState(there),
  }
}

/** The plan is there: it neither waits any longer nor is refused to the tenant. */
async function forgetWaiting(account: OfTenant, ratePlanId: string): Promise<void> {
  await forgetWanted(account.id, [ratePlanId])
  await forgetRefusal(account, ratePlanId)
}

function noLongerWanted(): AppError {
  return new AppError('not_found', 'This subscription is no longer waiting to be added.')
}
