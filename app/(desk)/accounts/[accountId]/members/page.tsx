import { UserPlusIcon } from '@phosphor-icons/react/dist/ssr/UserPlus'
import type { Metadata } from 'next'
import { MemberTable, MemberTableSkeleton } from '@/components/members/member-table'
import { statusOf } from '@/components/members/labels'
import { ButtonLink } from '@/components/ui/button-link'
import { FilterBar, SelectFilter } from '@/components/ui/filter-bar'
import { Part } from '@/components/ui/part'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { listMembers } from '@/lib/members/queries'
import { MembersQuery, STATUSES } from '@/lib/members/schema'

export const metadata: Metadata = { title: 'Members' }

export default async function MembersPage({
  params,
  searchParams,
}: PageProps<'/accounts/[accountId]/members'>) {
  const { accountId } = await params
  const query = MembersQuery.parse(await searchParams)
  const staff = await requirePermission('members.read')
  return (
    <>
      <FilterBar
        actions={
          <>
            {may(staff.role, 'service-users.create') && (
              <ButtonLink href={`/service-users/new?account=${accountId}`}>Create Service User</ButtonLink>
            )}
            {may(staff.role, 'members.change') && (
              <ButtonLink
                href={`/accounts/${accountId}/members/invite`}
                variant="primary"
                icon={<UserPlusIcon size={16} aria-hidden="true" />}
              >
                Invite members
              </ButtonLink>
            )}
          </>
        }
      >
        <SelectFilter
          name="status"
          label="Status"
          all="All statuses"
          options={STATUSES.map((status) => ({ value: status, label: statusOf(status).label }))}
        />
        <SelectFilter
          name="order"
          label="Sort by"
          all="Email"
          options={[
            { value: 'first-name', label: 'First name' },
            { value: 'last-name', label: 'Last name' },
            { value: 'status', label: 'Status' },
          ]}
        />
      </FilterBar>
      <Part
        failed="The members could not be listed"
        fallback={<MemberTableSkeleton query={query} />}
        read={() => reading(() => listMembers(accountId, query))}
      >
        {(members) => (
          <MemberTable
            accountId={accountId}
            members={members}
            query={query}
            mayExport={may(staff.role, 'customers.export')}
          />
        )}
      </Part>
    </>
  )
}
