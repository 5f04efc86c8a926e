import type { Metadata } from 'next'
import { Invitation } from '@/components/members/invitation'
import { MemberAccess } from '@/components/members/member-access'
import { MemberFacts, MemberFactsSkeleton } from '@/components/members/member-facts'
import { RemoveMember } from '@/components/members/remove-member'
import { ErrorState } from '@/components/ui/error-state'
import { Part } from '@/components/ui/part'
import { TextLink } from '@/components/ui/text-link'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { memberDetails, roleChoices } from '@/lib/members/queries'

export const metadata: Metadata = { title: 'Member' }

export default async function MemberPage({ params }: PageProps<'/accounts/[accountId]/members/[memberId]'>) {
  const { accountId, memberId } = await params
  const { role } = await requirePermission('members.read')
  const mayChange = may(role, 'members.change')
  return (
    <Part
      failed="The member could not be read"
      fallback={<MemberFactsSkeleton />}
      read={() =>
        reading(() =>
          Promise.all([
            memberDetails(accountId, memberId),
            mayChange ? reading(() => roleChoices(accountId)) : null,
          ]),
        )
      }
    >
      {([member, roles]) => (
        <div className="max-w-4xl space-y-6">
          <div>
            <p className="text-sm">
              <TextLink href={`/accounts/${accountId}/members`}>All members</TextLink>
            </p>
            <h2 className="mt-1 text-xl font-semibold wrap-anywhere">{member.email ?? member.id}</h2>
          </div>
          {mayChange && member.status !== 'accepted' && member.status !== null && (
            <Invitation accountId={accountId} member={member} />
          )}
          <MemberFacts member={member} withAccess={!mayChange} />
          {roles?.ok && (
            <MemberAccess
              key={JSON.stringify(member.grant)}
              accountId={accountId}
              member={member}
              roles={roles.data}
            />
          )}
          {roles && !roles.ok && <ErrorState title="The roles could not be read" {...roles.error} />}
          {may(role, 'members.remove') && <RemoveMember accountId={accountId} member={member} />}
        </div>
      )}
    </Part>
  )
}
