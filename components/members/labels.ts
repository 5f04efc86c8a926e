import type { StatusTone } from '@/components/ui/status-badge'
import { listed } from '@/components/ui/listed'
import type { Grant, InviteResult, MemberRow, Named } from '@/lib/members/schema'

const STATUSES: Record<string, { label: string; tone: StatusTone }> = {
  accepted: { label: 'Accepted', tone: 'success' },
  pending: { label: 'Pending', tone: 'warning' },
  rejected: { label: 'Rejected', tone: 'danger' },
}

/** Unknown statuses are shown as upstream calls them. */
export const statusOf = (status: string) =>
  (Object.hasOwn(STATUSES, status) && STATUSES[status]) || { label: status, tone: 'neutral' as const }

export const twoFactorName = (twoFactor: boolean | null) =>
  twoFactor === null ? 'Not known' : twoFactor ? 'Enabled' : 'Disabled'

export const accessName = (access: string) => access.charAt(0).toUpperCase() + access.slice(1)

/** The names of the roles and of the policies' permission groups: all of them, and with no more than a few named. */
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

/** An area of permissions as upstream names it (`dns_records`), in words. */
export function areaName(area: string): string {
  if (AREAS[area]) return AREAS[area]
  const words = area.split(/[_.\s]+/).map((word) => (UPPER.includes(word) ? word.toUpperCase() : word))
  const text = words.join(' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** What can be chosen, and what is held but not offered, by its id or name. */
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

/** Leaves out the roles that are no longer offered: nobody could untick them. */
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

/** The heading over the outcomes. It says no more than is known. */
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
