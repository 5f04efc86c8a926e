import 'server-only'
import type * as z from 'zod'
import { createAccount } from '@/lib/accounts/commands/create-account'
import { AppError, type FieldErrors } from '@/lib/core/errors'
import type { AccountId, ZoneId } from '@/lib/core/ids'
import type { OnboardingRun, OnboardingStep } from '@/lib/db/generated/client'
import type { Command } from '@/lib/entry/command'
import { performOnce, type Ended, type Told } from '@/lib/entry/once'
import type { ByRun, Performer } from '@/lib/entry/perform'
import { inviteMember } from '@/lib/members/commands/invite-member'
import { addSubscription } from '@/lib/subscriptions/adding'
import { setZonePlan } from '@/lib/subscriptions/commands/set-zone-plan'
import { LONGEST_CHANGE_MS, openTenantApi, type TenantApi } from '@/lib/tenant-api/client'
import { managedTenants } from '@/lib/tenants/tenancy'
import { unitPaths } from '@/lib/tenants/units'
import { LEASE_MS } from '@/lib/workflows/engine'
import { addZone } from '@/lib/zones/commands'
import { zoneOfAccount } from '@/lib/zones/lookup'
import { resultOf, type StepResult } from '@/lib/onboarding/results'
import type { Order, StepKind } from '@/lib/onboarding/schema'
import { madeFor } from './attending'
import { readBack } from './read-back'

/** Whoever made an attempt cannot be at it any more after so long, frozen or alive. */
export const LONGEST_ATTEMPT_MS = LEASE_MS + LONGEST_CHANGE_MS

/** One step of a run, with all that doing it takes. */
export type Doing = {
  run: OnboardingRun
  order: Order
  step: OnboardingStep
  /** All steps of the run. */
  steps: OnboardingStep[]
  /** The part of the key that says which of its kind it is. */
  which: string
  performer: Performer
  requestId: string
  byRun: ByRun
}

/** How a step ended. `waiting` is for a person who has to do it. */
export type Done =
  | { state: 'done'; targetId: string | null; result: object }
  | ({ state: 'unknown' | 'failed' } & Told)
  | { state: 'waiting'; message: string }

export const DO: Record<StepKind, (doing: Doing) => Promise<Done>> = {
  account: async (doing) => {
    const { run, order } = doing
    const { agreementOn: _, agreementBy: __, ...customer } = order.customer
    const ended = await once(doing, createAccount, {
      ...customer,
      attemptKey: run.id,
      ratePlanId: '',
      confirmDuplicate: order.confirmDuplicate,
    })
    if (ended.phase !== 'succeeded') return notDone(ended)
    const created = async (accountId: string): Promise<Done> => {
      const { name, unitId } = customer
      const result = { accountId, name, unitId, unitPath: await unitPathOf(doing, unitId) }
      return { state: 'done', targetId: accountId, result: result satisfies StepResult<'account'> }
    }
    const { data, target } = ended
    if (!data) return created(target.accountId ?? target.id!)
    switch (data.status) {
      case 'created':
        return created(data.accountId)
      case 'duplicate':
        return refused(doing, `An account called ${customer.name} exists already.`, {
          confirmDuplicate: 'Select the box to create another account with this name.',
        })
      case 'choose':
        // It may be one of them: nothing that makes another may be offered.
        return {
          ...unknown(doing),
          message: 'The answer was lost, and several accounts could be the one that was created.',
        }
      case 'unknown':
      case 'sent':
        return unknown(doing)
      default:
        return refused(doing, 'The account was not created.')
    }
  },

  member: async (doing) => {
    const { order, which } = doing
    const email = order.access.emails[Number(which)]!
    const accountId = accountOf(doing)
    const { grant, names } = order.access
    if (!grant)
      return refused(doing, 'Choose what these people may do.', { grant: 'Choose at least one role.' })
    const ended = await once(doing, inviteMember, { accountId, email, grant, names })
    if (ended.phase !== 'succeeded') return notDone(ended)
    const { data, target } = ended
    const memberId = data?.memberId ?? target.id ?? null
    return {
      state: 'done',
      targetId: memberId,
      result: { memberId, status: data?.status ?? null } satisfies StepResult<'member'>,
    }
  },

  zone: async (doing) => {
    const { order, which } = doing
    const accountId = accountOf(doing)
    const { type } = order.zones.find(({ name }) => name === which)!
    const ended = await once(doing, addZone, { accountId, name: which, type })
    if (ended.phase !== 'succeeded') return notDone(ended)
    // Where its answer was lost, its facts are read.
    const added = ended.data
    const zone = added
      ? { id: added.zoneId, ...added.facts }
      : await zoneOfAccount(readerFor(doing), accountId, which)
    if (!zone) return refused(doing, 'The zone was added, and is not there any more.')
    return {
      state: 'done',
      targetId: zone.id,
      result: {
        zoneId: zone.id,
        name: which,
        status: zone.status,
        type: zone.type,
        nameServers: zone.nameServers,
        verificationKey: zone.verificationKey,
        createdOn: zone.createdOn,
      } satisfies StepResult<'zone'>,
    }
  },

  plan: async (doing) => {
    const { order, steps, which } = doing
    const accountId = accountOf(doing)
    const zoneId = resultOf('zone', steps.find(({ key }) => key === `zone:${which}`)?.result)?.zoneId
    if (!zoneId) return refused(doing, 'The domain was not added, so it can have no plan.')
    const plan = order.zones.find(({ name }) => name === which)!.plan!
    // Whatever plan it has by now: an earlier try may have arrived, whatever became of its answer.
    const ended = await once(doing, setZonePlan, { accountId, zoneId, ...plan })
    // A new zone's plan is nobody else's to change: one that is not what was ordered was not set.
    if (ended.phase === 'unknown' && ended.looked) return notDone({ ...ended, phase: 'failed' })
    if (ended.phase !== 'succeeded') return notDone(ended)
    const now = await readerFor(doing).zoneSubscriptions.get(zoneId as ZoneId)
    return {
      state: 'done',
      targetId: zoneId,
      result: {
        plan: now?.ratePlan.id ?? plan.ratePlanId,
        frequency: now?.frequency ?? null,
        price: now?.price ?? null,
        currency: now?.currency ?? null,
      } satisfies StepResult<'plan'>,
    }
  },

  subscription: async (doing) => {
    const { order, which } = doing
    const accountId = accountOf(doing)
    const wanted = order.subscriptions.find(({ ratePlanId }) => ratePlanId === which)!
    const ended = await once(doing, addSubscription, { accountId, ...wanted, confirmDuplicate: false })
    if (ended.phase !== 'succeeded') return notDone(ended)
    const { data, target } = ended
    if (data?.status === 'duplicate' && !data.sure)
      return refused(
        doing,
        'Not all subscriptions of the account could be read, so this one may be there already.',
      )
    const subscriptionId = data?.status === 'duplicate' ? data.subscriptionId : (target.id ?? null)
    return {
      state: 'done',
      targetId: subscriptionId,
      result: { subscriptionId, plan: which } satisfies StepResult<'subscription'>,
    }
  },

  'read-back': async (doing) => {
    const problems = await readBack(readerFor(doing), accountOf(doing), doing)
    return {
      state: 'done',
      targetId: null,
      result: { problems } satisfies StepResult<'read-back'>,
    }
  },

  'service-user': async (doing) => {
    const made = await madeFor(accountOf(doing))
    if (!made)
      return {
        state: 'waiting',
        message: 'Create the service user: its API key is shown once, so a person has to be there.',
      }
    if (!made.memberId)
      return {
        state: 'waiting',
        message: 'The service user was created, and is not a member of the account yet: make it one.',
      }
    return {
      state: 'done',
      targetId: made.userId,
      result: { serviceUserId: made.id } satisfies StepResult<'service-user'>,
    }
  },
}

function once<I extends z.ZodType, T>(
  { run, step, performer, requestId, byRun }: Doing,
  command: Command<I, T>,
  input: z.input<I>,
): Promise<Ended<T>> {
  return performOnce(command, performer, input, {
    ...byRun,
    operationId: run.operationId,
    requestId,
    longest: LONGEST_ATTEMPT_MS,
    notBefore: step.nextLookAt,
  })
}

/** For what a step has to know before or after its change. */
function readerFor({ byRun }: Doing): TenantApi {
  return openTenantApi(byRun.caller, byRun.mayStillSend)
}

/** For the hand-over sheet; null where it cannot be read now, which must not cost what was made. */
async function unitPathOf(doing: Doing, unitId: string): Promise<string | null> {
  try {
    const { items } = await managedTenants(readerFor(doing))
    return unitPaths(items.flatMap(({ units }) => units)).get(unitId) ?? null
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

function accountOf({ run }: Doing): AccountId {
  if (run.accountId) return run.accountId as AccountId
  throw new AppError('conflict', 'There is no account yet.')
}

function notDone({ phase, ...told }: Exclude<Ended<unknown>, { phase: 'succeeded' }>): Done {
  return { state: phase, ...told }
}

const unknown = ({ requestId }: Doing) => ({
  state: 'unknown' as const,
  message: 'The answer was lost, so it is not known whether this was done.',
  code: 'unknown' as const,
  fields: {},
  retryAt: null,
  requestId,
  ray: null,
})

const refused = ({ requestId }: Doing, message: string, fields: FieldErrors = {}): Done => ({
  state: 'failed',
  message,
  code: 'conflict',
  fields,
  retryAt: null,
  requestId,
  ray: null,
})
