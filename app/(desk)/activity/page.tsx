import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ActivityFilters } from '@/components/activity/activity-filters'
import { ActivityTable, ActivityTableSkeleton } from '@/components/activity/activity-table'
import { EventDrawer } from '@/components/activity/event-drawer'
import { ExportLink } from '@/components/activity/export-link'
import { ErrorState } from '@/components/ui/error-state'
import { Notice } from '@/components/ui/notice'
import { PageHeader } from '@/components/ui/page-header'
import { activityEvent, activityPage, activityPeople } from '@/lib/audit/queries'
import { addressOf, readActivityQuery, type ActivityQuery } from '@/lib/audit/schema'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { ChosenTenantQuery } from '@/lib/tenants/schema'

export const metadata: Metadata = { title: 'Activity' }

const PATH = '/activity'

export default async function ActivityPage({ searchParams }: PageProps<'/activity'>) {
  const staff = await requirePermission('activity.read')
  const params = await searchParams
  const query = readActivityQuery(params)
  const { tenant } = ChosenTenantQuery.parse(params)
  const people = await reading(activityPeople)
  return (
    <>
      <PageHeader
        title="Activity"
        description="What was done in this console, by whom, and what came of it. Nothing here can be changed or removed."
        breadcrumbs={[{ label: 'Activity' }]}
        actions={may(staff.role, 'activity.export') && <ExportLink filter={query.filter} />}
      />
      {tenant && (
        <div className="mb-4">
          <Notice>
            This is the activity of all tenants. Sign-ins, staff changes and deleted accounts belong to none,
            so that a list of one tenant would leave part of the record out.
          </Notice>
        </div>
      )}
      <ActivityFilters people={people.ok ? people.data : []} unreadable={query.unreadable} withAccount />
      <Suspense fallback={<ActivityTableSkeleton withAccount />}>
        <Lines query={query} />
      </Suspense>
      {query.event && (
        <Suspense>
          <Event id={query.event} query={query} />
        </Suspense>
      )}
    </>
  )
}

async function Lines({ query }: { query: ActivityQuery }) {
  const page = await reading(() => activityPage(query))
  if (!page.ok) return <ErrorState title="The activity cannot be shown" {...page.error} />
  return <ActivityTable page={page.data} path={PATH} query={addressOf(query)} withAccount />
}

async function Event({ id, query }: { id: string; query: ActivityQuery }) {
  const event = await reading(() => activityEvent(id))
  return <EventDrawer event={event} path={PATH} query={addressOf(query)} />
}
