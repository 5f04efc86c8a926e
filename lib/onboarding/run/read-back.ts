import 'server-only'
import { asciiDomain } from '@/lib/core/domains'
import type { AccountId } from '@/lib/core/ids'
import type { OnboardingStep } from '@/lib/db/generated/client'
import { sameEmail } from '@/lib/members/constants'
import { samePlan } from '@/lib/subscriptions/constants'
import { isOrdered } from '@/lib/subscriptions/ordering'
import type { TenantApi } from '@/lib/tenant-api/client'
import { managedAccount } from '@/lib/tenants/access'
import type { Order } from '@/lib/onboarding/schema'

/** Compares what is there with what was ordered; returns what differs, a sentence each. Skipped steps are among it. */
export async function readBack(
  tenant: TenantApi,
  accountId: AccountId,
  { order, steps }: { order: Order; steps: OnboardingStep[] },
): Promise<string[]> {
  const account = await managedAccount(tenant, accountId)
  const problems: string[] = []
  const skipped = new Set(steps.filter(({ state }) => state === 'skipped').map(({ key }) => key))
  /** Whether it was to be there; one that was skipped is a problem of its own. */
  const due = (key: string, what: string) => {
    if (skipped.has(key)) problems.push(`${what} was skipped.`)
    return steps.some((step) => step.key === key && step.state === 'done')
  }
  if (account.name !== order.customer.name)
    problems.push(`The account is called ${account.name ?? '(no name)'}, not ${order.customer.name}.`)

  const { emails } = order.access
  if (emails.length > 0) {
    const { items, complete } = await tenant.members.all(account.id)
    const there = new Set(items.flatMap(({ email }) => (email ? [sameEmail(email)] : [])))
    for (const [index, email] of emails.entries())
      if (due(`member:${index}`, `Person ${index + 1}`) && !there.has(sameEmail(email)))
        // Their address stays in the order.
        problems.push(
          `Person ${index + 1} is ${complete ? 'not a member' : 'not among the members that could be read'}.`,
        )
  }
  if (order.zones.length > 0) {
    const { items, complete } = await tenant.zones.allByAccount(account.id)
    for (const { name, plan } of order.zones) {
      const zone = items.find((each) => asciiDomain(each.name ?? '') === name)
      if (due(`zone:${name}`, name) && !zone)
        problems.push(`${name} is ${complete ? 'not there' : 'not among the zones that could be read'}.`)
      if (plan && due(`plan:${name}`, `The plan of ${name}`) && zone) {
        const now = await tenant.zoneSubscriptions.get(zone.id)
        if (!now || !isOrdered(now, plan))
          problems.push(`${name} has the plan ${now?.ratePlan.id ?? 'Free'}, not ${plan.ratePlanId}.`)
      }
    }
  }
  if (order.subscriptions.length > 0) {
    const { items, complete } = await tenant.subscriptions.list(account.id)
    for (const { ratePlanId } of order.subscriptions)
      if (
        due(`subscription:${ratePlanId}`, `The subscription ${ratePlanId}`) &&
        !items.some((each) => samePlan(ratePlanId, each.ratePlan.id))
      )
        problems.push(
          `The subscription ${ratePlanId} is ${complete ? 'not there' : 'not among those that could be read'}.`,
        )
  }
  return problems
}
