import { DateTime } from '@/components/ui/date-time'
import { counted, countedOf, GlanceCard, GlanceText } from '@/components/ui/glance-card'
import { StatusBadge } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'
import type { MembersGlance as Glance } from '@/lib/members/schema'
import { accessNames, statusOf } from './labels'

/** Who is in the account, open invitations first. */
export function MembersGlance({
  path,
  members: { rows, totalCount },
  since = {},
  asOf,
}: {
  path: string
  members: Glance
  /** When an invitation was first seen open, by the member's id. */
  since?: Record<string, string>
  asOf?: string
}) {
  const by = (wanted: string) => rows.filter(({ status }) => status === wanted).length
  const withoutTwoFactor = rows.filter(
    ({ status, twoFactor }) => status === 'accepted' && twoFactor === false,
  ).length
  return (
    <GlanceCard
      title="Members"
      href={`${path}/members`}
      asOf={asOf}
      facts={[
        ...countedOf(totalCount, rows.length, 'member', 'members'),
        ...counted(by('pending'), 'open invitation', 'open invitations'),
        ...counted(by('rejected'), 'rejected invitation', 'rejected invitations'),
        ...(rows.length === totalCount
          ? counted(withoutTwoFactor, 'without two-factor', 'without two-factor')
          : []),
      ]}
      rows={rows}
      rowKey={({ id }) => id}
      row={({ id, email, status, ...member }) => (
        <>
          <GlanceText title={<TextLink href={`${path}/members/${id}`}>{email ?? id}</TextLink>}>
            {accessNames(member).few}
            {status === 'pending' && since[id] && (
              <>
                {' '}
                · first seen <DateTime value={since[id]} />
              </>
            )}
          </GlanceText>
          {status && <StatusBadge tone={statusOf(status).tone}>{statusOf(status).label}</StatusBadge>}
        </>
      )}
      none={
        totalCount === null
          ? 'Cloudflare reports members here but returned none.'
          : 'This account has no members.'
      }
    />
  )
}
