import 'server-only'
import { domainToUnicode } from 'node:url'
import type { OnboardingStep } from '@/lib/db/generated/client'
import { tierOf } from '@/lib/core/plan-tiers'
import { readKey, resultOf, type StepResult } from './results'
import { PENDING_DAYS } from './run-constants'
import type { Addresses } from './ordered'
import type { Sheet, SheetZone } from './run-schema'
import type { StepKind } from './schema'

/** What a run has made, for the customer; null where it has made no account. */
export function sheetOf(steps: OnboardingStep[], addresses: Addresses): Sheet | null {
  const account = made('account', steps)[0]?.result
  if (!account) return null
  const plans = made('plan', steps)
  return {
    account: { id: account.accountId, name: account.name, unit: account.unitPath },
    at: new Date().toISOString(),
    people: made('member', steps).map(({ which, result }) => ({
      email: addresses.shown ? (addresses.people[Number(which)] ?? null) : null,
      status: result.status,
    })),
    hidden: addresses.shown ? null : addresses.why,
    zones: made('zone', steps).map(({ which, result, step }) =>
      toZone(result, step, plans.find((plan) => plan.which === which)?.result ?? null),
    ),
    subscriptions: made('subscription', steps).map(({ which, result }) => result.plan ?? which),
    serviceUser: made('service-user', steps).length > 0,
    problems: problemsOf(steps),
  }
}

/** What is not there as it was ordered. The service user comes after everything was compared. */
export function problemsOf(steps: OnboardingStep[]): string[] {
  const left = steps.some(({ key, state }) => key === 'service-user' && state === 'skipped')
  return [
    ...made('read-back', steps).flatMap(({ result }) => result.problems),
    ...(left ? ['The service user was skipped.'] : []),
  ]
}

function toZone(zone: StepResult<'zone'>, step: OnboardingStep, plan: StepResult<'plan'> | null): SheetZone {
  const { name, status, type, nameServers, verificationKey } = zone
  const unicode = domainToUnicode(name)
  const since = Date.parse(zone.createdOn ?? '') || step.endedAt?.getTime()
  // A zone without a plan of its own is Free (tenant-api §3.5).
  const free = plan === null || tierOf(plan.plan) === 'Free'
  const waits = status === null || ['pending', 'initializing'].includes(status)
  return {
    name,
    unicode: unicode && unicode !== name ? unicode : null,
    type,
    status,
    nameServers,
    verificationKey,
    plan: plan ? plan.plan : 'Free',
    frequency: plan?.frequency ?? null,
    price: plan?.price == null ? null : { amount: plan.price, currency: plan.currency },
    deletedOn: free && waits && since ? new Date(since + PENDING_DAYS * DAY_MS).toISOString() : null,
  }
}

const DAY_MS = 24 * 60 * 60_000

/** The steps of a kind that are done, with what they have left. */
function made<K extends StepKind>(kind: K, steps: OnboardingStep[]) {
  return steps.flatMap((step) => {
    const { kind: own, which } = readKey(step.key)
    const result = own === kind && step.state === 'done' ? resultOf(kind, step.result) : null
    return result ? [{ which, result, step }] : []
  })
}
