import { Card } from '@/components/ui/card'
import { CopyText } from '@/components/ui/copy-text'
import { DateTime } from '@/components/ui/date-time'
import { DetailList } from '@/components/ui/detail-list'
import { Loading, Skeleton } from '@/components/ui/skeleton'
import { StatusBadge } from '@/components/ui/status-badge'
import type { MemberDetails, PolicyView } from '@/lib/members/schema'
import { accessName, statusOf, twoFactorName } from './labels'

/** Who a member is, and what they may do where that cannot be edited. */
export function MemberFacts({ member, withAccess }: { member: MemberDetails; withAccess: boolean }) {
  const { id, name, status, invitedOn, twoFactor, apiAccess, self, lastSuper, roles, policies } = member
  return (
    <Card title="Member">
      <DetailList
        items={[
          { label: 'Name', value: name && <bdi>{name}</bdi>, none: 'No name yet' },
          {
            label: 'Status',
            value: status && (
              <span className="inline-flex flex-wrap items-center gap-2">
                <StatusBadge tone={statusOf(status).tone}>{statusOf(status).label}</StatusBadge>
                {invitedOn && (
                  <span>
                    invited <DateTime value={invitedOn} />
                  </span>
                )}
              </span>
            ),
          },
          { label: 'Two-factor authentication', value: twoFactorName(twoFactor) },
          ...(apiAccess === null ? [] : [{ label: 'API access', value: apiAccess ? 'Enabled' : 'Disabled' }]),
          { label: 'Member ID', value: <CopyText label="Member ID" value={id} /> },
          ...(self ? [{ label: 'This console', value: 'Uses the credentials of this member.' }] : []),
          ...(lastSuper
            ? [{ label: 'Super Administrator', value: 'The only one of this account who has accepted.' }]
            : []),
          ...(withAccess
            ? [
                { label: 'Roles', value: roles.map(({ id, name }) => name ?? id).join(', ') },
                ...(policies.length > 0
                  ? [{ label: 'Policies', value: <PolicyList policies={policies} /> }]
                  : []),
              ]
            : []),
        ]}
      />
    </Card>
  )
}

export function MemberFactsSkeleton() {
  return (
    <Card title="Member">
      <Loading label="Loading the member">
        <div className="space-y-4">
          <Skeleton className="w-64 max-w-full" />
          <Skeleton className="w-40" />
          <Skeleton className="w-48" />
          <Skeleton className="w-72 max-w-full" />
        </div>
      </Loading>
    </Card>
  )
}

function PolicyList({ policies }: { policies: PolicyView[] }) {
  const named = (groups: { id: string; name: string | null }[]) =>
    groups.map(({ id, name }) => name ?? id).join(', ')
  return (
    <ul className="space-y-1">
      {policies.map(({ access, permissionGroups, resourceGroups }, index) => (
        <li key={index}>
          <span className="font-medium">{accessName(access)}</span> {named(permissionGroups)}{' '}
          <span className="text-kumo-subtle">on</span> {named(resourceGroups)}
        </li>
      ))}
    </ul>
  )
}
