import type { Metadata } from 'next'
import { PeopleFilters } from '@/components/people/people-filters'
import { PeopleTable, PeopleTableSkeleton } from '@/components/people/people-table'
import { DateTime } from '@/components/ui/date-time'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { Part } from '@/components/ui/part'
import { ViewsOf } from '@/app/(desk)/views-of'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { listPeople } from '@/lib/people/queries'
import { PeopleQuery, type PeoplePage as People } from '@/lib/people/schema'

export const metadata: Metadata = { title: 'People' }

export default async function PeoplePage({ searchParams }: PageProps<'/people'>) {
  const staff = await requirePermission('members.read')
  const query = PeopleQuery.parse(await searchParams)
  return (
    <>
      <PageHeader
        title="People"
        description="Everyone who is a member of a managed account, as the directory last saw them."
        breadcrumbs={[{ label: 'Tenants' }, { label: 'People' }]}
      />
      <PeopleFilters actions={<ViewsOf list="/people" />} />
      <Part
        failed="The people could not be listed"
        fallback={<PeopleTableSkeleton />}
        read={() => reading(() => listPeople(query))}
      >
        {(people) => (
          <>
            <Freshness people={people} />
            <PeopleTable people={people} query={query} mayExport={may(staff.role, 'customers.export')} />
          </>
        )}
      </Part>
    </>
  )
}

/** How far the directory is: what it has not read is not shown as nobody. */
function Freshness({ people: { asOf, unread } }: { people: People }) {
  if (unread === 0 && asOf)
    return (
      <p className="mb-3 text-sm text-kumo-subtle">
        As of <DateTime value={asOf} />
      </p>
    )
  return (
    <div className="mb-4">
      <Notice>
        {asOf
          ? `The members of ${unread.toLocaleString('en')} ${unread === 1 ? 'account' : 'accounts'} have not been read yet, so people may be missing.`
          : 'The directory is being filled, so people are missing. Settings shows how far it is.'}
      </Notice>
    </div>
  )
}
