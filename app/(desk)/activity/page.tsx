import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ActivityFilters } from '@/components/activity/activity-filters'
import { ActivityTable, ActivityTableSkeleton } from '@/components/activity/activity-table'
import { EventDrawer } from '@/components/activity/event-drawer'
import { ExportActivity } from '@/components/activity/export-activity'
import { ErrorState } from '@/components/ui/error-state'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { TextLink } from '@/components/ui/text-link'
import { activityEvent, activityPage, activityPeople } from '@/lib/activity/queries'
import { addressOf, readActivityQuery, type ActivityQuery } from '@/lib/audit/schema'
import { ACTION_LABELS } from '@/lib/commands'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { ChosenTenantQuery } from '@/lib/tenants/schema'
import { ViewsOf } from '@/app/(desk)/views-of'

export const metadata: Metadata = { title: 'Activity' }

const PATH = '/activity'

export default async function ActivityPage({ searchParams }: PageProps<'/activity'>) {
  const staff = await requirePermission('activity.read')
  const params = await searchParams
  const query = readActivityQuery(params, ACTION_LABELS)
  const { tenant } = ChosenTenantQuery.parse(params)
  const people = await reading(activityPeople)
  return (
    <>
      <PageHeader
        title="Activity"
        description="What was done in this console, by whom, and with what result. Entries cannot be changed or removed."
        breadcrumbs={[{ label: 'Activity' }]}
        actions={may(staff.role, 'activity.export') && <ExportActivity filter={query.filter} />}
      />
      <ActivityFilters
        labels={ACTION_LABELS}
        people={people.ok ? people.data : []}
        unreadable={query.unreadable}
        withAccount
        actions={<ViewsOf list="/activity" />}
      />
      <Suspense fallback={<ActivityTableSkeleton withAccount />}>
        <Lines query={query} tenant={tenant} />
      </Suspense>
      {query.event && (
        <Suspense>
          <Event id={query.event} query={query} />
        </Suspense>
      )}
    </>
  )
}

async function Lines({ query, tenant }: { query: ActivityQuery; tenant: string | undefined }) {
  const page = await reading(() => activityPage(query, tenant))
  if (!page.ok) return <ErrorState title="The activity cannot be shown" {...page.error} />
  const { tenantName } = page.data
  return (
    <>
      {tenantName && (
        <div className="mb-4">
          <Notice>
            Only what concerns accounts of <bdi>{tenantName}</bdi>. What concerns none, such as sign-ins,
            staff and settings, is in{' '}
            <TextLink href={`${PATH}?tenant=`}>the activity of all tenants</TextLink>.
          </Notice>
        </div>
      )}
      <ActivityTable
        labels={ACTION_LABELS}
        page={page.data}
        path={PATH}
        query={addressOf(query)}
        withAccount
      />
    </>
  )
}

async function Event({ id, query }: { id: string; query: ActivityQuery }) {
  const event = await reading(() => activityEvent(id))
  return <EventDrawer labels={ACTION_LABELS} event={event} path={PATH} query={addressOf(query)} />
}
