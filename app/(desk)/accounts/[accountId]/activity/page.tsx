import type { Metadata } from 'next'
import { Suspense } from 'react'
import { ActivityFilters } from '@/components/activity/activity-filters'
import { ActivityTable, ActivityTableSkeleton } from '@/components/activity/activity-table'
import { EventDrawer } from '@/components/activity/event-drawer'
import { ExportActivity } from '@/components/activity/export-activity'
import { ErrorState } from '@/components/ui/error-state'
import { accountOverview } from '@/lib/accounts/queries'
import { accountActivityEvent, accountActivityPage, accountActivityPeople } from '@/lib/activity/queries'
import { addressOf, readActivityQuery, type ActivityQuery } from '@/lib/audit/schema'
import { ACTION_LABELS } from '@/lib/commands'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import type { AccountId } from '@/lib/core/ids'
import { reading } from '@/lib/core/read'

export const metadata: Metadata = { title: 'Activity' }

export default async function AccountActivityPage({
  params,
  searchParams,
}: PageProps<'/accounts/[accountId]/activity'>) {
  const staff = await requirePermission('activity.read-account')
  const { accountId } = await params
  const account = await reading(() => accountOverview(accountId))
  if (!account.ok) return <ErrorState title="The account could not be read" {...account.error} />
  const { id } = account.data
  const query = readActivityQuery({ ...(await searchParams), account: '' }, ACTION_LABELS)
  const people = await reading(() => accountActivityPeople(id))
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-lg font-semibold">Activity</h2>
        {may(staff.role, 'activity.export') && <ExportActivity filter={query.filter} accountId={id} />}
      </div>
      <ActivityFilters
        labels={ACTION_LABELS}
        people={people.ok ? people.data : []}
        unreadable={query.unreadable}
        withAccount={false}
      />
      <Suspense fallback={<ActivityTableSkeleton withAccount={false} />}>
        <Lines accountId={id} query={query} />
      </Suspense>
      {query.event && (
        <Suspense>
          <Event accountId={id} id={query.event} query={query} />
        </Suspense>
      )}
    </>
  )
}

async function Lines({ accountId, query }: { accountId: AccountId; query: ActivityQuery }) {
  const page = await reading(() => accountActivityPage(accountId, query))
  if (!page.ok) return <ErrorState title="The activity cannot be shown" {...page.error} />
  return (
    <ActivityTable
      labels={ACTION_LABELS}
      page={page.data}
      path={`/accounts/${accountId}/activity`}
      query={addressOf(query)}
      withAccount={false}
    />
  )
}

async function Event({ accountId, id, query }: { accountId: AccountId; id: string; query: ActivityQuery }) {
  const event = await reading(() => accountActivityEvent(accountId, id))
  return (
    <EventDrawer
      labels={ACTION_LABELS}
      event={event}
      path={`/accounts/${accountId}/activity`}
      query={addressOf(query)}
    />
  )
}
