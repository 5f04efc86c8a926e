import type { Metadata } from 'next'
import { ViewsOf } from '@/app/(desk)/views-of'
import { Counts, CountsSkeleton } from '@/components/accounts/counts'
import { LatestActivity } from '@/components/activity/latest-activity'
import { UnusualViews } from '@/components/staff/unusual-views'
import { LookState } from '@/components/today/look-state'
import { WorkFilters } from '@/components/today/work-filters'
import { WorkTable, WorkTableSkeleton } from '@/components/today/work-table'
import { Card } from '@/components/ui/card'
import { LinesSkeleton } from '@/components/ui/lines-skeleton'
import { PageHeader } from '@/components/ui/page-header'
import { Part } from '@/components/ui/part'
import { TextLink } from '@/components/ui/text-link'
import { overviewCounts } from '@/lib/accounts/queries'
import { latestActivity } from '@/lib/activity/queries'
import { ACTION_LABELS } from '@/lib/commands'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { unusualViews } from '@/lib/staff/queries'
import { colleagues, workList } from '@/lib/today/queries'
import { WorkQuery } from '@/lib/today/schema'

export const metadata: Metadata = { title: 'Today' }

export default async function TodayPage({ searchParams }: PageProps<'/'>) {
  const query = WorkQuery.parse(await searchParams)
  const staff = await requirePermission('accounts.read')
  const mayChange = may(staff.role, 'work.change')
  return (
    <>
      <PageHeader title="Today" breadcrumbs={[{ label: 'Today' }]} />
      <div className="space-y-6">
        {may(staff.role, 'staff.read') && (
          <Part
            failed="Who viewed personal data could not be read"
            fallback={null}
            read={() => reading(unusualViews)}
          >
            {(people) => <UnusualViews people={people} />}
          </Part>
        )}
        <div>
          <Part
            failed="The work list could not be read"
            fallback={<WorkTableSkeleton />}
            read={() =>
              reading(async () => ({
                list: await workList(query, ACTION_LABELS),
                people: mayChange ? await colleagues() : null,
              }))
            }
          >
            {({ list, people }) => (
              <>
                <LookState list={list} />
                <WorkFilters list={list} query={query} views={<ViewsOf list="/" />} />
                <WorkTable
                  list={list}
                  query={query}
                  colleagues={people}
                  mayExport={may(staff.role, 'customers.export')}
                />
              </>
            )}
          </Part>
        </div>
        <Part
          failed="The accounts could not be counted"
          fallback={<CountsSkeleton />}
          read={() => reading(() => overviewCounts(query.tenant))}
        >
          {(counts) => <Counts counts={counts} />}
        </Part>
        {may(staff.role, 'activity.read') && (
          <Part
            failed="The latest activity could not be read"
            fallback={<LinesSkeleton title="Latest activity" />}
            read={() => reading(() => latestActivity(query.tenant, 8))}
          >
            {(lines) => (
              <Card title="Latest activity" actions={<TextLink href="/activity">All activity</TextLink>}>
                <LatestActivity labels={ACTION_LABELS} path="/activity" lines={lines} withAccount />
              </Card>
            )}
          </Part>
        )}
      </div>
    </>
  )
}
