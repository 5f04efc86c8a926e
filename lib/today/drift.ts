import 'server-only'
import { asciiDomain } from '@/lib/core/domains'
import type { Prisma } from '@/lib/db/generated/client'
import type { Order } from '@/lib/onboarding/schema'
import { samePlan } from '@/lib/subscriptions/constants'

/** What the mirror has of some accounts. */
export type Mirrored = {
  accounts: Map<
    string,
    { name: string; type: string | null; unitId: string | null; readAt: Date | null; goneAt: Date | null }
  >
  members: Map<string, Member[]>
  zones: Map<string, { name: string; type: string | null; planId: string | null }[]>
  subscriptions: Map<string, { ratePlanId: string | null }[]>
}
type Member = { email: string | null; roles: unknown; policies: unknown }

/** Reads what orders are compared with. */
export async function mirrored(reader: Prisma.TransactionClient, accountIds: string[]): Promise<Mirrored> {
  const inside = { accountId: { in: accountIds }, goneAt: null }
  const [accounts, members, zones, subscriptions] = [
    await reader.directoryAccount.findMany({
      where: { id: { in: accountIds } },
      select: { id: true, name: true, type: true, unitId: true, readAt: true, goneAt: true },
    }),
    await reader.directoryMember.findMany({
      where: inside,
      select: { accountId: true, email: true, roles: true, policies: true },
    }),
    await reader.directoryZone.findMany({
      where: inside,
      select: { accountId: true, name: true, type: true, planId: true },
    }),
    await reader.directorySubscription.findMany({
      where: inside,
      select: { accountId: true, ratePlanId: true },
    }),
  ]
  return {
    accounts: new Map(accounts.map((each) => [each.id, each])),
    members: byAccount(members),
    zones: byAccount(zones),
    subscriptions: byAccount(subscriptions),
  }
}

/**
 * What an account has otherwise than it was ordered, a sentence each, as the mirror has it. `isDue`: whether what a step
 * of the run makes was to be there. Addresses of people stay in the order. What is not read yet is no difference.
 */
export function driftOf(
  accountId: string,
  order: Order,
  { accounts, members, zones, subscriptions }: Mirrored,
  isDue: (step: string) => boolean,
): string[] {
  const account = accounts.get(accountId)!
  const { name, type, unitId } = order.customer
  const found: string[] = []
  if (account.name !== name) found.push(`The account is called ${account.name}, not ${name}.`)
  if (account.type !== null && account.type !== type)
    found.push(`The account is of the type ${account.type}, not ${type}.`)
  if (account.unitId !== null && account.unitId !== unitId)
    found.push('The account is in another tenant unit.')

  for (const [index, email] of order.access.emails.entries()) {
    if (!isDue(`member:${index}`)) continue
    const member = members.get(accountId)?.find((each) => each.email === email.toLowerCase())
    if (!member) found.push(`Person ${index + 1} is not a member.`)
    else
      for (const lacks of lackingOf(member, order.access))
        found.push(`Person ${index + 1} does not have ${lacks}.`)
  }
  for (const ordered of order.zones) {
    const zone = zones.get(accountId)?.find((each) => asciiDomain(each.name) === ordered.name)
    if (isDue(`zone:${ordered.name}`)) {
      if (!zone) found.push(`${ordered.name} is not there.`)
      else if (zone.type !== null && zone.type !== ordered.type)
        found.push(`${ordered.name} is of the type ${zone.type}, not ${ordered.type}.`)
    }
    const { plan } = ordered
    if (
      plan &&
      zone?.planId != null &&
      isDue(`plan:${ordered.name}`) &&
      !samePlan(plan.ratePlanId, zone.planId)
    )
      found.push(`${ordered.name} has the plan ${zone.planId || 'Free'}, not ${plan.ratePlanId}.`)
  }
  for (const { ratePlanId } of order.subscriptions)
    if (
      isDue(`subscription:${ratePlanId}`) &&
      !subscriptions.get(accountId)?.some((each) => samePlan(ratePlanId, each.ratePlanId))
    )
      found.push(`The subscription ${ratePlanId} is not there.`)
  return found
}

/** What of the roles, or permission groups, that were ordered a member does not have, by name. */
function lackingOf({ roles, policies }: Member, { grant, names }: Order['access']): string[] {
  const held = roles as { id: string; name: string | null }[]
  const groups = (policies as { permissionGroups?: string[] }[]).flatMap(
    ({ permissionGroups }) => permissionGroups ?? [],
  )
  const has = (id: string) =>
    held.some((each) => each.id === id || each.name === names[id]) ||
    groups.some((each) => each === names[id] || each === id)
  const wanted =
    grant?.kind === 'roles' ? grant.roles : (grant?.policies ?? []).flatMap((each) => each.permissionGroups)
  // The mirror knows groups by name alone: one without a name cannot be told.
  return [...new Set(wanted)]
    .filter((id) => !has(id) && (grant?.kind === 'roles' || names[id] !== undefined))
    .map((id) => names[id] ?? id)
}

function byAccount<Row extends { accountId: string }>(rows: Row[]): Map<string, Row[]> {
  const found = new Map<string, Row[]>()
  for (const row of rows) found.set(row.accountId, [...(found.get(row.accountId) ?? []), row])
  return found
}
