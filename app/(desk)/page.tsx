import type { Metadata } from 'next'
import { Counts, CountsSkeleton } from '@/components/accounts/counts'
import { QuickSearch } from '@/components/accounts/quick-search'
import { WaitingList } from '@/components/accounts/waiting-list'
import { LatestActivity } from '@/components/activity/latest-activity'
import { UnusualViews } from '@/components/staff/unusual-views'
import { Card } from '@/components/ui/card'
import { LinesSkeleton } from '@/components/ui/lines-skeleton'
import { PageHeader } from '@/components/ui/page-header'
import { Part } from '@/components/ui/part'
import { TextLink } from '@/components/ui/text-link'
import { overviewCounts, whatWaits } from '@/lib/accounts/queries'
import { latestActivity } from '@/lib/activity/queries'
import { ACTION_LABELS } from '@/lib/commands'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { reading } from '@/lib/core/read'
import { unusualViews } from '@/lib/staff/queries'
import { ChosenTenantQuery } from '@/lib/tenants/schema'

export const metadata: Metadata = { title: 'Overview' }

export default async function OverviewPage({ searchParams }: PageProps<'/'>) {
  const { tenant } = ChosenTenantQuery.parse(await searchParams)
  const staff = await requirePermission('accounts.read')
  return (
    <>
      <PageHeader title="Overview" breadcrumbs={[{ label: 'Overview' }]} />
      <div className="space-y-6">
        <QuickSearch />
        {may(staff.role, 'staff.read') && (
          <Part
            failed="Who viewed personal data could not be read"
            fallback={null}
            read={() => reading(unusualViews)}
          >
            {(people) => <UnusualViews people={people} />}
          </Part>
        )}
        <Part
          failed="The accounts could not be counted"
          fallback={<CountsSkeleton />}
          read={() => reading(() => overviewCounts(tenant))}
        >
          {(counts) => <Counts counts={counts} />}
        </Part>
        <div className="grid items-start gap-6 xl:grid-cols-2">
          <Part
            failed="What needs attention could not be read"
            fallback={<LinesSkeleton title="Needs attention" />}
            read={() => reading(() => whatWaits(tenant))}
          >
            {(items) => (
              <Card title="Needs attention">
                <WaitingList labels={ACTION_LABELS} items={items} ofTenant={tenant !== undefined} />
              </Card>
            )}
          </Part>
          {may(staff.role, 'activity.read') && (
            <Part
              failed="The latest activity could not be read"
              fallback={<LinesSkeleton title="Latest activity" />}
              read={() => reading(() => latestActivity(tenant, 8))}
            >
              {(lines) => (
                <Card title="Latest activity" actions={<TextLink href="/activity">All activity</TextLink>}>
                  <LatestActivity labels={ACTION_LABELS} path="/activity" lines={lines} withAccount />
                </Card>
              )}
            </Part>
          )}
        </div>
      </div>
    </>
  )
}
