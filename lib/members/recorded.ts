import 'server-only'
import * as z from 'zod'
import type { Target } from '@/lib/audit/record'
import type { Member } from '@/lib/tenant-api/members'
import type { ManagedAccount } from '@/lib/tenants/access'

/** A member as the record remembers it: names where there are any, ids where not. */
export const MemberState = z.object({
  email: z.string().nullable(),
  status: z.string().nullable(),
  roles: z.array(z.string()),
  policies: z.array(z.string()).optional(),
})

export function stateOf(member: Member): z.infer<typeof MemberState> {
  return {
    email: member.email,
    status: member.status,
    roles: member.roles.map(({ id, name }) => name ?? id),
    ...(member.roles.length === 0 && { policies: policyTexts(member.policies) }),
  }
}

export function targetOf(account: ManagedAccount, member: Member): Target {
  return {
    id: member.id,
    name: member.email ?? member.id,
    accountId: account.id,
    accountName: account.name,
  }
}

type Groups = { id: string; name: string | null }[]

export function policyTexts(
  policies: { access: string; permissionGroups: Groups; resourceGroups: Groups }[],
): string[] {
  const named = (groups: Groups) => groups.map(({ id, name }) => name ?? id).join(', ')
  return policies.map(
    ({ access, permissionGroups, resourceGroups }) =>
      `${access} ${named(permissionGroups)} on ${named(resourceGroups)}`,
  )
}
