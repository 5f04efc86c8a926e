import 'server-only'
import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { recordEvent, type Actor, type RecordedCall } from '@/lib/audit/record'
import { defineEvent } from '@/lib/audit/remember'
import { SKEW_MS } from '@/lib/core/settle'
import { db } from '@/lib/db/client'
import type { AccountAttempt } from '@/lib/db/generated/client'
import { missingPlanOf, noteWanted } from '@/lib/subscriptions/wanted'
import type { Account } from '@/lib/tenant-api/accounts'
import type { TenantApi } from '@/lib/tenant-api/client'
import { forgetOwned } from '@/lib/tenants/ownership'
import { accountsNamed } from '@/lib/tenants/search'
import { closeAttempt, SENT_AT_MOST_MS, SETTLE_WITHIN_MS } from './attempts'
import { describeAccount } from './description'
import { ourOwn, toTwin } from './namesakes'
import type { AttemptState } from './schema'

/**
 * Where one opened form stands, settling a lost answer by looking: an account is adopted only if its id was not there
 * before, its name and unit match and its creation time fits. Several candidates go to a person; none among all
 * accounts, after a while, means that it was not created. `actor` is who looked (null: only report, do not settle).
 */
export async function attemptState(
  tenant: TenantApi,
  attempt: AccountAttempt,
  actor: Actor | null,
): Promise<AttemptState> {
  const { status, sentAt } = attempt
  if (status === 'open' || status === 'failed') return { status }
  if (status === 'created') {
    const accountId = attempt.accountId!
    return { status, accountId, missingPlanId: await missingPlanOf(accountId) }
  }
  if (status === 'choose') {
    const { items } = await candidatesOf(tenant, attempt)
    return { status, name: attempt.name!, candidates: items.map(toTwin) }
  }
  const age = Date.now() - sentAt!.getTime()
  if (status === 'sent' && age < SENT_AT_MOST_MS) return { status }

  const settlesBy = sentAt!.getTime() + SETTLE_WITHIN_MS + (status === 'sent' ? SENT_AT_MOST_MS : 0)
  const unknown: AttemptState = {
    status: 'unknown',
    name: attempt.name!,
    sentAt: sentAt!.toISOString(),
    settlesBy: new Date(Math.max(settlesBy, attempt.updatedAt.getTime() + SETTLE_WITHIN_MS)).toISOString(),
  }
  if (!actor) return unknown

  const first = tenant.calls.length
  const calls = () => tenant.calls.slice(first)
  const { items: candidates, complete } = await candidatesOf(tenant, attempt)
  if (candidates.length === 1 && complete) return settle(attempt, actor, candidates[0]!, calls())
  if (candidates.length > 0) {
    await closeAttempt(attempt, { status: 'choose', candidateIds: candidates.map((each) => each.id) })
    return { status: 'choose', name: attempt.name!, candidates: candidates.map(toTwin) }
  }
  // What was not looked at may hold it.
  if (!complete || Date.now() < Date.parse(unknown.settlesBy)) return unknown
  if (await closeAttempt(attempt, { status: 'failed' })) await recordSettled(attempt, actor, null, calls())
  return { status: 'failed' }
}

/** The accounts that a form may have made, by all that is known of it. */
export async function candidatesOf(tenant: TenantApi, attempt: AccountAttempt) {
  const { items: named, complete } = await accountsNamed(tenant, attempt.name!)
  const own = await ourOwn(tenant, named)
  const adopted = await db().accountAttempt.findMany({
    where: { accountId: { in: own.map((each) => each.id) } },
    select: { accountId: true },
  })
  const taken = new Set([...attempt.idsBefore, ...adopted.map((each) => each.accountId)])
  const from = attempt.sentAt!.getTime() - SKEW_MS
  const items = own.filter(
    (each) =>
      !taken.has(each.id) &&
      (!each.unit || !attempt.unitId || each.unit.id === attempt.unitId) &&
      (!each.createdOn || Date.parse(each.createdOn) >= from),
  )
  return { items, complete }
}

/**
 * Records an account as the one that a form has made, with what was wanted beside it; false when the form was closed
 * before.
 */
export async function adoptAccount(attempt: AccountAttempt, found: Account): Promise<boolean> {
  if (!(await closeAttempt(attempt, { status: 'created', accountId: found.id }))) return false
  forgetOwned()
  if (attempt.description) await describeAccount(found.id, attempt.description)
  if (attempt.ratePlanId)
    await noteWanted(
      found.id,
      attempt.ratePlanId,
      'The answer to the creation was lost, so the subscription was not sent.',
    )
  return true
}

async function settle(
  attempt: AccountAttempt,
  actor: Actor,
  found: Account,
  upstream: RecordedCall[],
): Promise<AttemptState> {
  if (await adoptAccount(attempt, found)) await recordSettled(attempt, actor, found, upstream)
  return { status: 'created', accountId: found.id, missingPlanId: attempt.ratePlanId }
}

export const creationSettled = defineEvent({
  name: 'account.create.settle',
  label: 'Resolve account creation',
  target: 'account',
  remember: {
    request: z.object({ name: z.string().nullable(), unitId: z.string().nullable() }),
    after: z.object({
      id: z.string(),
      name: z.string().nullable(),
      unitId: z.string().nullable(),
    }),
  },
})

async function recordSettled(
  attempt: AccountAttempt,
  actor: Actor,
  found: Account | null,
  upstream: RecordedCall[],
): Promise<void> {
  await recordEvent(
    {
      operationId: attempt.operationId ?? randomUUID(),
      requestId: randomUUID(),
      act: creationSettled,
      actor,
      target: {
        id: found?.id ?? null,
        name: attempt.name,
        accountId: found?.id ?? null,
        accountName: attempt.name,
      },
      request: { name: attempt.name, unitId: attempt.unitId },
    },
    {
      phase: found ? 'succeeded' : 'failed',
      errorCode: found ? null : 'not_found',
      errorText: found ? null : 'Checked for the account: it was not created.',
      after: found ? { ...found } : { found: false },
      upstream,
    },
  )
}
