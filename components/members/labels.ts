import type { StatusTone } from '@/components/ui/status-badge'
import { listed } from '@/components/ui/listed'
import type { Grant, InviteResult, MemberRow, Named } from '@/lib/members/schema'

const STATUSES: Record<string, { label: string; tone: StatusTone }> = {
  accepted: { label: 'Accepted', tone: 'success' },
  pending: { label: 'Pending', tone: 'warning' },
  rejected: { label: 'Rejected', tone: 'danger' },
}

/** Takes a member's status as it comes, unknown ones too; returns it as shown. */
export const statusOf = (status: string) =>
  (Object.hasOwn(STATUSES, status) && STATUSES[status]) || { label: status, tone: 'neutral' as const }

/** Takes whether a person has a second factor; returns it in words. */
export const twoFactorName = (twoFactor: boolean | null) =>
  twoFactor === null ? 'Not known' : twoFactor ? 'Enabled' : 'Disabled'

/** Takes a policy's effect as it comes; returns it as shown. */
export const accessName = (access: string) => access.charAt(0).toUpperCase() + access.slice(1)

/**
 * Takes what a member may do; returns the names of its roles and of its policies' permission groups, in all and with no
 * more than a few of them named.
 */
export function accessNames({ roles, policies }: Pick<MemberRow, 'roles' | 'policies'>) {
  const nameOf = ({ id, name }: Named) => name ?? id
  const names = [
    ...roles.map(nameOf),
    ...policies.flatMap(({ access, permissionGroups }) =>
      permissionGroups.map((group) =>
        access === 'allow' ? nameOf(group) : `${accessName(access)} ${nameOf(group)}`,
      ),
    ),
  ]
  const all = [...new Set(names)]
  return { all: listed(all), few: listed(all, 3) }
}

const UPPER = ['dns', 'ssl', 'waf', 'api', 'vpc', 'dex', 'ip']
const AREAS: Record<string, string> = {
  lb: 'Load balancing',
  organization: 'Account',
  auditlogs: 'Audit logs',
}

/** Takes an area of permissions as upstream names it (`dns_records`); returns it in words. */
export function areaName(area: string): string {
  if (AREAS[area]) return AREAS[area]
  const words = area.split(/[_.\s]+/).map((word) => (UPPER.includes(word) ? word.toUpperCase() : word))
  const text = words.join(' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** Takes what can be chosen and what is held; returns both, the held ones that are not offered by their id or name. */
export function withHeld(
  offered: { id: string; name: string; description: string | null }[],
  held: Named[],
): { value: string; label: string; description: string | null }[] {
  const missing = held.filter((each) => !offered.some(({ id }) => id === each.id))
  return [
    ...offered.map(({ id, name, description }) => ({ value: id, label: name, description })),
    ...[...new Map(missing.map((each) => [each.id, each])).values()].map(({ id, name }) => ({
      value: id,
      label: name ?? id,
      description: 'No longer offered by Cloudflare; kept unless you clear it.',
    })),
  ]
}

/** Takes a grant that was kept and what can be chosen now; returns it without the roles that nobody could untick. */
export function onlyOffered(grant: Grant, offered: { id: string }[]): Grant {
  if (grant.kind === 'policies') return grant
  return { ...grant, roles: grant.roles.filter((role) => offered.some(({ id }) => id === role)) }
}

/** An empty grant of a kind, to start from. */
export function emptyGrant(kind: Grant['kind']): Grant {
  return kind === 'roles'
    ? { kind, roles: [] }
    : { kind, policies: [{ access: 'allow', permissionGroups: [], resourceGroups: [] }] }
}

/** Takes what became of each invitation; returns the heading over them, which says no more than is known. */
export function resultsHeading(results: Pick<InviteResult, 'status'>[]): string {
  const count = (status: InviteResult['status']) => results.filter((each) => each.status === status).length
  const [all, invited, unknown] = [results.length, count('invited'), count('unknown')]
  if (invited === all) return all === 1 ? 'The invitation was sent' : `All ${all} invitations were sent`
  if (all === 1)
    return unknown ? 'It is not known whether the invitation was sent' : 'The invitation was not sent'
  if (unknown === 0) return `${invited} of ${all} were invited`
  if (invited === 0) return `${unknown} of ${all} may have been invited`
  return `${invited} of ${all} were invited, and ${unknown} more may have been`
}
