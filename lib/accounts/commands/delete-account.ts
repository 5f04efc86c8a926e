import 'server-only'
import { isTyped } from '@/lib/core/names'
import * as z from 'zod'
import { AppError } from '@/lib/core/errors'
import { defineCommand, defineStep, type Finding, type Step } from '@/lib/entry/command'
import { endOf } from '@/lib/entry/lost'
import { CHECK_FIRST, TenantApiError } from '@/lib/tenant-api/errors'
import { isGone, managedAccount, type ManagedAccount } from '@/lib/tenants/access'
import { type DeletionStep } from '../constants'
import { allowsDeletion, nameToType, whatGoes } from '../deletable'
import { claimRun, finishGone, finishRun, keepAlive, markStep, stepsOf } from '../deletion-runs'
import { accountOfAttempt, ACCOUNT_GONE, stillThere } from '../lookup'
import { targetOf } from '../recorded'
import { DeleteAccount, type DeletionStepState, type DeletionView } from '../schema'

/** One step is a call or more for each zone. */
const LONGEST_MS = 60 * 60_000

const Result = z.object({ result: z.enum(['done', 'nothing']) })
type Result = z.infer<typeof Result>['result']
const DONE = 'done' as Result

const NOT_LOOKED_FOR = {
  says: 'No outcome was recorded. Whoever continues the deletion does this step again, which removes what is left.',
}

export const removeLogpushJobs = defineStep({
  name: 'account.delete.logpush',
  label: 'Remove Logpush jobs',
  target: 'account',
  longest: LONGEST_MS,
  remember: { after: Result.extend({ jobs: z.number() }) },
  targetOf: (account: ManagedAccount) => targetOf(account),
  run: async ({ tenant }, { id }) => {
    let jobs = 0
    for (const job of await tenant.logpush.accountJobs(id)) {
      await tenant.logpush.deleteAccountJob(id, job.id)
      jobs++
    }
    const { items: zones, complete } = await tenant.zones.allByAccount(id, { cap: Infinity })
    for (const zone of zones)
      for (const job of await tenant.logpush.zoneJobs(zone.id)) {
        await tenant.logpush.deleteZoneJob(zone.id, job.id)
        jobs++
      }
    // A job in a zone that was not looked into would go on delivering after the account is gone.
    if (!complete)
      throw new AppError(
        'unavailable',
        `Only ${zones.length.toLocaleString('en')} of the account’s zones could be listed, so Logpush jobs may be left. Delete zones first, then continue.`,
      )
    const result = jobs > 0 ? DONE : 'nothing'
    return { data: result, after: { result, jobs } }
  },
  look: NOT_LOOKED_FOR,
})

export const removeGateway = defineStep({
  name: 'account.delete.gateway',
  label: 'Remove Zero Trust Gateway',
  target: 'account',
  longest: LONGEST_MS,
  remember: { after: Result },
  targetOf: (account: ManagedAccount) => targetOf(account),
  run: async ({ tenant }, { id }) => {
    const result = await tenant.zeroTrust.deleteGateway(id)
    return { data: result, after: { result } }
  },
  look: NOT_LOOKED_FOR,
})

export const removeAccess = defineStep({
  name: 'account.delete.access',
  label: 'Remove Zero Trust Access',
  target: 'account',
  longest: LONGEST_MS,
  remember: { after: Result },
  targetOf: (account: ManagedAccount) => targetOf(account),
  run: async ({ tenant }, { id }) => {
    const result = await tenant.zeroTrust.deleteAccessOrganization(id)
    return { data: result, after: { result } }
  },
  look: NOT_LOOKED_FOR,
})

export const removeAccount = defineStep({
  name: 'account.delete.account',
  label: 'Remove the account itself',
  target: 'account',
  longest: LONGEST_MS,
  remember: { after: Result.extend({ name: z.string().nullable() }) },
  targetOf: (account: ManagedAccount) => targetOf(account),
  run: async ({ tenant }, { id, name }) => {
    try {
      await tenant.accounts.delete(id)
    } catch (error) {
      // Somebody else may have deleted it in the meantime.
      const none = error instanceof TenantApiError && error.kind === 'not_found'
      if (!none || (await stillThere(tenant, id))) throw error
    }
    return { data: DONE, after: { result: DONE, name } }
  },
  look: async ({ tenant }, { target }) => {
    const account = await accountOfAttempt(tenant, target)
    if (account) return { ...STILL_THERE, target: targetOf(account) }
    await finishGone(target.accountId ?? '')
    return {
      phase: 'succeeded',
      says: 'the account is gone.',
      data: DONE,
      after: { result: DONE, name: target.name ?? null, found: false },
    }
  },
})

const STEPS: Record<DeletionStep, Step<ManagedAccount, Result>> = {
  logpush: removeLogpushJobs,
  gateway: removeGateway,
  access: removeAccess,
  account: removeAccount,
}

/**
 * Deletes an account in the order that leaves nothing behind (tenant-api §2.11): Logpush jobs, Gateway, Access, then
 * the account. A stopped run goes on from its first step that is not done. Throws the fault of the step that failed;
 * `AppError('conflict')` while another run is under way.
 */
export const deleteAccount = defineCommand({
  name: 'account.delete',
  label: 'Delete account',
  target: 'account',
  permission: 'accounts.delete',
  effect: 'remote',
  longest: LONGEST_MS,
  input: DeleteAccount,
  remember: {
    before: z.object({
      id: z.string(),
      name: z.string().nullable(),
      members: z.number().nullable(),
      subscriptions: z.number().nullable(),
      zones: z.number().nullable(),
    }),
    after: z.object({ steps: z.array(z.string()), found: z.boolean().optional() }),
  },
  // As it was typed until it is read: a deletion that is cut off is known by its customer.
  targetOf: ({ accountId, typedName }) => ({
    id: accountId,
    name: typedName,
    accountId,
    accountName: typedName,
  }),
  run: async ({ tenant, staff, operationId, step }, { accountId, typedName }) => {
    const account = await managedAccount(tenant, accountId).catch(async (error: unknown) => {
      const run = isGone(error) ? await finishGone(accountId) : null
      if (!run) throw error
      return run
    })
    if ('steps' in account)
      return {
        data: account,
        target: targetOf({ id: account.accountId, name: account.accountName }),
        after: { found: false, steps: account.steps.map(stepText) },
      }
    if (!(await allowsDeletion(tenant, account)))
      throw new AppError(
        'refused',
        'Cloudflare does not allow accounts of this tenant to be deleted. Ask your Cloudflare partner manager to allow it.',
      )
    // The form sends nothing before the name it shows is typed, so it shows an older one.
    if (!isTyped(typedName, nameToType(account)))
      throw new AppError('invalid', `The account is now called ${nameToType(account)}.`, {
        fields: { typedName: 'Type the name that it has now.' },
      })

    const run = await claimRun(account, staff.email, operationId)
    const mine = { id: run.id, operationId }
    const steps = stepsOf(run)
    const counts = await whatGoes(tenant, account)
    for (const state of steps) {
      if (state.status === 'done' || state.status === 'nothing') continue
      if (!(await markStep(mine, steps, state, { status: 'running', error: null, ray: null })))
        throw new AppError('conflict', 'Somebody else continued this deletion.')
      try {
        const status = await keepAlive(mine, () => step(STEPS[state.step], account))
        await markStep(mine, steps, state, { status })
      } catch (error) {
        await markStep(mine, steps, state, faultOf(error), 'stopped')
        throw error
      }
    }
    await finishRun(account.id, steps)
    const data: DeletionView = {
      accountId: account.id,
      accountName: account.name ?? '',
      status: 'done',
      steps,
    }
    return {
      data,
      target: targetOf(account),
      before: { id: account.id, name: account.name, ...counts },
      after: { steps: steps.map(stepText) },
    }
  },
  look: async ({ tenant }, { operationId, target, input }) => {
    // For whoever still waits, its last step has looked.
    if (input) return null
    const account = await accountOfAttempt(tenant, target)
    if (account) return { ...STILL_THERE, target: targetOf(account) }
    // One that never came to its last step did not remove the account.
    if ((await endOf(removeAccount, { tenant, operationId })) === null) return ACCOUNT_GONE
    const run = await finishGone(target.accountId ?? '')
    return {
      phase: 'succeeded',
      says: 'the account is gone.',
      target: run ? targetOf({ id: run.accountId, name: run.accountName }) : undefined,
      after: { found: false },
    }
  },
})

// Cloudflare may queue a deletion, so an account that is there says nothing for certain.
const STILL_THERE = {
  phase: 'unknown',
  says: 'the account is there; whether this change was made is not known.',
  after: { found: true },
} satisfies Finding

const stepText = ({ step, status }: DeletionStepState) => `${step}: ${status}`

function faultOf(error: unknown): Partial<DeletionStepState> {
  return {
    status: error instanceof AppError && error.effect === 'unknown' ? 'unknown' : 'failed',
    // A step may be tried again as it is.
    error:
      error instanceof AppError
        ? error.message.replace(CHECK_FIRST, '')
        : 'Something went wrong on our side.',
    ray: error instanceof TenantApiError ? error.ray : null,
  }
}
