import 'server-only'
import * as z from 'zod'
import { AppError } from '@/lib/core/errors'
import { defineCommand } from '@/lib/entry/command'
import { adoptAccount, attemptState, candidatesOf } from '../attempt-state'
import { closeAttempt, openAttempt } from '../attempts'
import { targetOf } from '../recorded'
import { ChooseCandidate, type AttemptState } from '../schema'

/** Says which of several accounts a form has made whose answer was lost (null: none of them); answers where it then stands. */
export const chooseCandidate = defineCommand({
  name: 'account.create.choose',
  label: 'Choose the created account',
  target: 'account',
  permission: 'accounts.create',
  effect: 'read',
  input: ChooseCandidate,
  remember: {
    after: z
      .object({
        id: z.string(),
        name: z.string().nullable(),
        unitId: z.string().nullable(),
        found: z.boolean(),
      })
      .partial(),
  },
  targetOf: ({ accountId }) => ({ id: accountId, accountId }),
  run: async ({ tenant, staff }, { attemptKey, accountId }) => {
    const attempt = await openAttempt(attemptKey, staff.id)
    if (attempt.status !== 'choose') return { data: await attemptState(tenant, attempt, null) }
    if (accountId === null) {
      await closeAttempt(attempt, { status: 'failed' })
      const { name, unitId } = attempt
      const data: AttemptState = { status: 'failed' }
      return { data, target: { name }, after: { found: false, unitId } }
    }
    const chosen = (await candidatesOf(tenant, attempt)).items.find((each) => each.id === accountId)
    if (!chosen) throw new AppError('not_found', 'This account is no longer one of the candidates.')
    await adoptAccount(attempt, chosen)
    const { id, name, unitId } = chosen
    const data: AttemptState = { status: 'created', accountId: id, missingPlanId: attempt.ratePlanId }
    return { data, target: targetOf(chosen), after: { id, name, unitId } }
  },
})
