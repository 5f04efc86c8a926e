import 'server-only'
import { asciiDomain } from '@/lib/core/domains'
import type { AccountId } from '@/lib/core/ids'
import type { OnboardingStep } from '@/lib/db/generated/client'
import { byEmail } from '@/lib/members/lookup'
import { samePlan } from '@/lib/subscriptions/constants'
import { differencesFrom } from '@/lib/subscriptions/ordering'
import type { TenantApi } from '@/lib/tenant-api/client'
import { managedAccount } from '@/lib/tenants/access'
import type { Member } from '@/lib/tenant-api/members'
import type { Access, Order } from '@/lib/onboarding/schema'

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
  const { name, type, unitId } = order.customer
  if (account.name !== name)
    problems.push(`The account is called ${account.name ?? '(no name)'}, not ${name}.`)
  if (account.type !== null && account.type !== type)
    problems.push(`The account is of the type ${account.type}, not ${type}.`)
  if (account.unit && account.unit.id !== unitId)
    problems.push(
      `The account is in ${account.unit.name ?? account.unit.id}, not in the tenant unit that was chosen.`,
    )

  const { emails } = order.access
  if (emails.length > 0) {
    const { items, complete } = await tenant.members.all(account.id)
    for (const [index, email] of emails.entries()) {
      // Their address stays in the order.
      const who = `Person ${index + 1}`
      if (!due(`member:${index}`, who)) continue
      const member = byEmail(items, email)
      if (!member)
        problems.push(`${who} is ${complete ? 'not a member' : 'not among the members that could be read'}.`)
      else
        for (const lacks of lackingOf(member, order.access)) problems.push(`${who} does not have ${lacks}.`)
    }
  }
  if (order.zones.length > 0) {
    const { items, complete } = await tenant.zones.allByAccount(account.id)
    for (const { name, type, plan } of order.zones) {
      const zone = items.find((each) => asciiDomain(each.name ?? '') === name)
      if (due(`zone:${name}`, name)) {
        if (!zone)
          problems.push(`${name} is ${complete ? 'not there' : 'not among the zones that could be read'}.`)
        else if (zone.type !== null && zone.type !== type)
          problems.push(`${name} is of the type ${zone.type}, not ${type}.`)
      }
      if (plan && due(`plan:${name}`, `The plan of ${name}`) && zone) {
        const now = await tenant.zoneSubscriptions.get(zone.id)
        const differs = now ? differencesFrom(now, plan) : [`the plan Free, not ${plan.ratePlanId}`]
        for (const difference of differs) problems.push(`${name} has ${difference}.`)
      }
    }
  }
  if (order.subscriptions.length > 0) {
    const { items, complete } = await tenant.subscriptions.list(account.id)
    for (const wanted of order.subscriptions) {
      const what = `The subscription ${wanted.ratePlanId}`
      if (!due(`subscription:${wanted.ratePlanId}`, what)) continue
      const alike = items.filter((each) => samePlan(wanted.ratePlanId, each.ratePlan.id))
      const [fewest] = alike
        .map((each) => differencesFrom(each, wanted))
        .sort((one, other) => one.length - other.length)
      if (!fewest)
        problems.push(`${what} is ${complete ? 'not there' : 'not among those that could be read'}.`)
      else for (const difference of fewest) problems.push(`${what} has ${difference}.`)
    }
  }
  return problems
}

/** What of the chosen roles or permission groups a member does not have, by name. */
function lackingOf({ roles, policies }: Member, { grant, names }: Access): string[] {
  const groups = policies.flatMap(({ permissionGroups }) => permissionGroups)
  // Cloudflare tells a role as a group of a policy, too.
  const held = [...roles, ...groups]
  const has = (id: string) => held.some((each) => each.id === id || (each.name && each.name === names[id]))
  const wanted =
    grant?.kind === 'roles' ? grant.roles : (grant?.policies ?? []).flatMap((each) => each.permissionGroups)
  return [...new Set(wanted)].filter((id) => !has(id)).map((id) => names[id] ?? id)
}
