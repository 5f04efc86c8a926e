import 'server-only'
import { db } from '@/lib/db/client'
import type { DirectoryMember, DirectoryZone } from '@/lib/db/generated/client'
import { defineQuery } from '@/lib/entry/query'
import type { MemberRow } from '@/lib/members/schema'
import { accountOf } from '@/lib/tenants/access'
import { namesOf } from '@/lib/tenants/zones'
import type { CustomerSeen } from './schema'

/** As many as a glance asks Cloudflare for. */
const SHOWN = 50

/** What the mirror has of an account of ours, without a call for it; null where it has not seen the account yet. */
export const customerSeen = defineQuery({
  permission: 'accounts.read',
  run: async (rawId: string): Promise<CustomerSeen | null> => {
    const { account } = await accountOf(rawId)
    const there = { accountId: account.id, goneAt: null }
    const [seen, zones, members] = await Promise.all([
      db().directoryAccount.findUnique({ where: { id: account.id } }),
      db().directoryZone.findMany({ where: there, orderBy: { name: 'asc' } }),
      db().directoryMember.findMany({ where: there, orderBy: { email: 'asc' } }),
    ])
    if (!seen) return null
    return {
      asOf: (seen.readAt ?? seen.seenAt).toISOString(),
      zones: { rows: zones.sort(waitingFirst).slice(0, SHOWN).map(zoneRow), totalCount: seen.zones },
      zoneSeen: Object.fromEntries(
        zones.map(({ id, status, statusSince, planId, planName }) => [
          id,
          { status, since: statusSince?.toISOString() ?? null, plan: planName ?? planId },
        ]),
      ),
      members: { rows: members.sort(openFirst).slice(0, SHOWN).map(memberRow), totalCount: seen.members },
      memberSince: Object.fromEntries(
        members.map(({ id, statusSince, firstSeenAt }) => [id, (statusSince ?? firstSeenAt).toISOString()]),
      ),
      plans: seen.plansRead ? seen.plans : null,
    }
  },
})

const waitingFirst = (a: DirectoryZone, b: DirectoryZone) =>
  Number(a.status === 'active') - Number(b.status === 'active')
const openFirst = (a: DirectoryMember, b: DirectoryMember) =>
  Number(a.status === 'accepted') - Number(b.status === 'accepted')

function zoneRow(zone: DirectoryZone): CustomerSeen['zones']['rows'][number] {
  const { id, status, paused, nameServers, createdOn, activatedOn } = zone
  return {
    id,
    ...namesOf(zone),
    status,
    paused,
    nameServers,
    createdOn: createdOn?.toISOString() ?? null,
    activatedOn: activatedOn?.toISOString() ?? null,
  }
}

function memberRow({ id, email, name, status, twoFactor, ...power }: DirectoryMember): MemberRow {
  const roles = power.roles as MemberRow['roles']
  const policies = power.policies as {
    access: string
    permissionGroups: string[]
    resourceGroups: string[]
  }[]
  const named = (names: string[]) => names.map((each) => ({ id: each, name: each }))
  return {
    ...{ id, email, name, status, twoFactor, roles },
    policies: policies.map(({ access, permissionGroups, resourceGroups }) => ({
      access,
      permissionGroups: named(permissionGroups),
      resourceGroups: named(resourceGroups),
    })),
    self: false,
  }
}
