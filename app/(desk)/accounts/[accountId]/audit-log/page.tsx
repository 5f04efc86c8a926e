import type { Metadata } from 'next'
import { NuqsAdapter } from 'nuqs/adapters/next/app'
import { LABELS, LogFilters } from '@/components/cloudflare-log/log-filters'
import { LogDrawer } from '@/components/cloudflare-log/log-drawer'
import { LogList } from '@/components/cloudflare-log/log-list'
import { LogTableSkeleton } from '@/components/cloudflare-log/log-table'
import { DateTime } from '@/components/ui/date-time'
import { EmptyState } from '@/components/ui/empty-state'
import { hrefWith } from '@/components/ui/href'
import { LiveData } from '@/components/ui/live-data'
import { Part } from '@/components/ui/part'
import { may } from '@/lib/auth/permissions'
import { requirePermission } from '@/lib/auth/session'
import { firstLogPage, productGroups } from '@/lib/cloudflare-log/queries'
import { EXPORT_ROWS, readLogQuery, setFilters, type FilterName } from '@/lib/cloudflare-log/schema'
import { reading } from '@/lib/core/read'

export const metadata: Metadata = { title: 'Audit Log' }

export default async function AuditLogPage({
  params,
  searchParams,
}: PageProps<'/accounts/[accountId]/audit-log'>) {
  const staff = await requirePermission('cloudflare-log.read')
  const { accountId } = await params
  const now = new Date()
  const query = readLogQuery(await searchParams, now)
  const filters = setFilters(query.filter)
  const mayExport = may(staff.role, 'cloudflare-log.export')
  const wrong = Object.entries(query.errors) as [FilterName, string][]
  return (
    <NuqsAdapter>
      <LiveData>
        <div className="mb-4">
          <h2 className="text-lg font-semibold">Audit Log</h2>
          <p className="max-w-2xl text-kumo-subtle">
            What Cloudflare itself recorded for this account: every change, whoever made it. Most reads are
            not recorded; a few are, such as viewing a token’s value. Cloudflare keeps entries for 18 months.
          </p>
        </div>
        <LogFilters query={query} products={reading(() => productGroups(accountId))} now={now} />
        {wrong.length > 0 ? (
          <div className="rounded-xl bg-kumo-base shadow-xs ring ring-kumo-line">
            <EmptyState title="The search was not started">
              {wrong.map(([name, message]) => (
                <p key={name}>
                  {LABELS[name]}: {message}
                </p>
              ))}
            </EmptyState>
          </div>
        ) : (
          <>
            <p className="mb-3 text-sm text-kumo-subtle">
              From <DateTime value={query.since} exact /> to <DateTime value={query.before} exact />.
              {mayExport && ` An export contains at most ${EXPORT_ROWS.toLocaleString('en')} rows.`}
            </p>
            <Part
              failed="Cloudflare’s log could not be read"
              fallback={<LogTableSkeleton />}
              read={() => reading(() => firstLogPage(accountId, query))}
            >
              {(first) => (
                <LogList
                  accountId={accountId}
                  filters={filters}
                  first={first}
                  exportHref={
                    mayExport ? hrefWith(`/api/accounts/${accountId}/audit-log/export`, filters) : null
                  }
                />
              )}
            </Part>
          </>
        )}
        <LogDrawer accountId={accountId} mayReadActivity={may(staff.role, 'activity.read-account')} />
      </LiveData>
    </NuqsAdapter>
  )
}
