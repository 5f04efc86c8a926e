import 'server-only'
import { createHash, randomUUID } from 'node:crypto'
import * as z from 'zod'
import { SYSTEM_ACTOR } from '@/lib/audit/record'
import { AppError } from '@/lib/core/errors'
import type { UnitId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { defineCommand, type Outcome } from '@/lib/entry/command'
import { addWithAccount } from '@/lib/subscriptions/adding'
import { noteWanted } from '@/lib/subscriptions/wanted'
import type { Account, NewAccount } from '@/lib/tenant-api/accounts'
import { forgetOwned } from '@/lib/tenants/ownership'
import { attemptState } from '../attempt-state'
import { claimAttempt, openAttempt } from '../attempts'
import { KYC_FIELDS } from '../constants'
import { unitToCreateIn } from '../creatable'
import { learningKyc } from '../demanded'
import { describeAccount } from '../description'
import { sameNameAccounts, toSameName } from '../namesakes'
import { MaskedKyc, targetOf } from '../recorded'
import { CreateAccount, type AttemptState, type CreateAnswer } from '../schema'

const Created = z.object({
  id: z.string(),
  name: z.string().nullable(),
  type: z.string().nullable(),
  unitId: z.string().nullable(),
  createdOn: z.string().nullable(),
  description: z.string().nullable(),
  /** Where nothing was created: who has the name already, or who may be the one. */
  candidateIds: z.array(z.string()),
})

/**
 * Creates one account from one opened form: at most one `POST /accounts` is under way for its key, and none follows
 * a success or an unknown answer. Answers where the form stands; throws with fields when the API refuses. A wanted
 * subscription is a step of its own; its failure leaves a note for the account's page.
 */
export const createAccount = defineCommand({
  name: 'account.create',
  label: 'Create account',
  target: 'account',
  permission: 'accounts.create',
  effect: 'remote',
  input: CreateAccount,
  remember: {
    request: z.object({
      name: z.string(),
      type: z.string(),
      unitId: z.string(),
      description: z.string(),
      ratePlanId: z.string(),
      confirmDuplicate: z.boolean(),
      ...MaskedKyc.shape,
    }),
    after: Created.partial(),
  },
  targetOf: ({ name }) => ({ name, accountName: name }),
  run: async ({ tenant, staff, operationId, step }, input) => {
    const { attemptKey: key, description, ratePlanId, confirmDuplicate, ...body } = input
    const attempt = await openAttempt(key, staff.id)
    if (attempt.status !== 'open' && attempt.status !== 'failed')
      return notAgain(await attemptState(tenant, attempt, null))
    const unit = await unitToCreateIn(tenant, input)

    const lookedAt = Date.now()
    const alike = await sameNameAccounts(tenant, input.name)
    const idsBefore = alike.accounts.map(({ id }) => id)
    if ((idsBefore.length > 0 || !alike.complete) && !confirmDuplicate)
      return {
        data: { status: 'duplicate', ...toSameName(input.name, alike) } as CreateAnswer,
        phase: 'failed',
        errorCode: 'conflict',
        after: { candidateIds: idsBefore },
      }

    const bodyHash = createHash('sha256').update(JSON.stringify(body)).digest('hex')
    const idempotencyKey =
      attempt.bodyHash && attempt.bodyHash !== bodyHash ? randomUUID() : attempt.idempotencyKey
    const claimed = await claimAttempt(key, staff.id, lookedAt, {
      status: 'sent',
      sentAt: new Date(),
      operationId,
      idempotencyKey,
      bodyHash,
      name: input.name,
      unitId: unit.id,
      ratePlanId: ratePlanId || null,
      description: description || null,
      idsBefore,
    })
    if (!claimed) return notAgain(await attemptState(tenant, await openAttempt(key, staff.id), null))

    let account: Account
    try {
      account = await learningKyc(unit.tenantId, input, () =>
        tenant.accounts.create(filled(body, unit.id), { idempotencyKey }),
      )
    } catch (error) {
      const lost = !(error instanceof AppError) || error.effect === 'unknown'
      await db().accountAttempt.update({ where: { key }, data: { status: lost ? 'unknown' : 'failed' } })
      if (!lost) throw error
      const data: CreateAnswer = await attemptState(tenant, await openAttempt(key, staff.id), null)
      return { data, phase: 'unknown', errorCode: 'unknown' }
    }

    const { id, name, type, unitId, createdOn } = account
    await db().accountAttempt.update({ where: { key }, data: { status: 'created', accountId: id } })
    forgetOwned()
    if (description) await describeAccount(id, description)
    let missingPlanId: string | null = null
    if (ratePlanId)
      try {
        await step(addWithAccount, { account: { ...account, tenantId: unit.tenantId }, ratePlanId })
      } catch (error) {
        const reason = error instanceof AppError ? error.message : 'The subscription could not be added.'
        await noteWanted(id, ratePlanId, reason)
        missingPlanId = ratePlanId
      }
    return {
      data: { status: 'created', accountId: id, missingPlanId } as CreateAnswer,
      target: targetOf({ id, name: name ?? input.name }),
      after: { id, name, type, unitId, createdOn, description: description || null },
    }
  },
  look: async ({ tenant }, { operationId }) => {
    const attempt = await db().accountAttempt.findFirst({ where: { operationId } })
    // Its form is marked before the call goes out, and marked anew only after the call is known to have made nothing.
    if (!attempt) return { phase: 'failed', says: 'this attempt created no account.' }
    const state = await attemptState(tenant, attempt, SYSTEM_ACTOR)
    switch (state.status) {
      case 'created': {
        const { accountId: id } = state
        return {
          phase: 'succeeded',
          says: 'the account was created.',
          target: { id, accountId: id },
          after: { id, found: true },
        }
      }
      case 'failed':
        return { phase: 'failed', says: 'the account was not created.', after: { found: false } }
      case 'choose':
        return {
          phase: 'unknown',
          says: 'several accounts could be the one, and a person has to choose.',
          after: { candidateIds: state.candidates.map(({ id }) => id) },
        }
      default:
        return null
    }
  },
})

// Nothing was sent: the form had already been.
function notAgain(state: AttemptState): Outcome<CreateAnswer, never, never> {
  return { data: state, phase: 'failed', errorCode: 'conflict' }
}

/** Leaves out what was not filled in: the API takes an empty text for a value. */
function filled(
  {
    unitId: _,
    ...body
  }: Omit<CreateAccount, 'attemptKey' | 'description' | 'ratePlanId' | 'confirmDuplicate'>,
  unitId: UnitId,
): NewAccount {
  const kyc = Object.fromEntries(KYC_FIELDS.flatMap((field) => (body[field] ? [[field, body[field]]] : [])))
  return { name: body.name, type: body.type, unitId, ...kyc }
}
