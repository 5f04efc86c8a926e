import { ListChecksIcon } from '@phosphor-icons/react/dist/ssr/ListChecks'
import { ButtonLink } from '@/components/ui/button-link'
import { DataTable, DataTableSkeleton, type Column } from '@/components/ui/data-table'
import { DateTime } from '@/components/ui/date-time'
import { Email } from '@/components/ui/email'
import { EmptyState } from '@/components/ui/empty-state'
import { hrefWith } from '@/components/ui/href'
import { LinkPending } from '@/components/ui/link-pending'
import { Missing } from '@/components/ui/missing'
import { NoSuchPage } from '@/components/ui/no-such-page'
import { Pagination } from '@/components/ui/pagination'
import { OPEN, runHref, RUNS_PAGE } from '@/lib/onboarding/run-constants'
import { RUN_FILTER_NAMES, type RunList, type RunsQuery } from '@/lib/onboarding/run-schema'
import type { RunRow } from '@/lib/onboarding/schema'
import { BulkRuns } from './bulk'
import { NextLook } from './next-look'
import { RunBadge } from './run-badge'

const PATH = '/onboarding/runs'
const FRAME = { id: 'onboarding-runs', label: 'Runs', columns: columns() }

/** One page of runs. `mayAct`: to continue and stop those that have not ended. */
export function RunTable({
  runs: { rows, totalCount, openCount },
  query,
  mayAct,
  mayExport,
}: {
  runs: RunList
  query: RunsQuery
  mayAct: boolean
  mayExport: boolean
}) {
  return (
    <>
      <DataTable
        {...FRAME}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ id }) => runHref(id)}
        summary={totalCount === 1 ? '1 run' : `${totalCount.toLocaleString('en')} runs`}
        selectable={mayAct ? ({ title, status }) => (OPEN.includes(status) ? title : null) : undefined}
        bulk={mayAct && <BulkRuns titles={titlesOf(rows)} openCount={openCount} query={addressOf(query)} />}
        exportHref={mayExport ? hrefWith('/api/onboarding/runs/export', addressOf(query)) : null}
        empty={<NoRows totalCount={totalCount} query={query} />}
      />
      {totalCount > (query.page > 1 ? 0 : RUNS_PAGE) && (
        <Pagination
          path={PATH}
          query={addressOf(query)}
          page={query.page}
          pageSize={RUNS_PAGE}
          total={totalCount}
          noun="runs"
        />
      )}
    </>
  )
}

export function RunTableSkeleton() {
  return <DataTableSkeleton {...FRAME} selectable />
}

function NoRows({ totalCount, query }: { totalCount: number; query: RunsQuery }) {
  if (totalCount > 0)
    return (
      <NoSuchPage
        path={PATH}
        query={addressOf(query)}
        page={query.page}
        size={RUNS_PAGE}
        total={totalCount}
      />
    )
  const filtered = RUN_FILTER_NAMES.some((name) => query[name] !== '')
  return (
    <EmptyState
      icon={<ListChecksIcon />}
      title={filtered ? 'No runs match these filters' : 'Nothing was provisioned yet'}
      actions={filtered && <ButtonLink href={PATH}>Clear filters</ButtonLink>}
    >
      {filtered
        ? 'Days are in UTC, and both the first and the last day are included.'
        : 'Every customer that is provisioned, by the wizard or an import, is listed here with what became of it.'}
    </EmptyState>
  )
}

function columns(): Column<RunRow>[] {
  return [
    {
      id: 'title',
      header: 'Customer',
      wrap: true,
      cell: ({ title }) => (
        <>
          <bdi>{title}</bdi>
          <LinkPending />
        </>
      ),
    },
    { id: 'state', header: 'State', width: '12.5rem', cell: (run) => <RunBadge {...run} /> },
    {
      id: 'steps',
      header: 'Steps',
      width: '6rem',
      cell: ({ done, of }) => (
        <span className="tabular-nums">
          {done} of {of}
        </span>
      ),
    },
    { id: 'reason', header: 'Reason', width: '26%', wrap: true, hideBelow: 'lg', cell: Reason },
    {
      id: 'person',
      header: 'Started by',
      width: '18%',
      wrap: true,
      hideBelow: 'xl',
      cell: ({ startedBy }) => <Email address={startedBy} />,
    },
    {
      id: 'started',
      header: 'Started',
      width: '9rem',
      cell: ({ createdAt }) => <DateTime value={createdAt} />,
    },
  ]
}

function Reason({ status, reason, wakeAt }: RunRow) {
  if (!OPEN.includes(status) || !(reason || wakeAt)) return <Missing what="Nothing" />
  return (
    <span>
      {reason} {status === 'waiting' && wakeAt && <NextLook at={wakeAt} />}
    </span>
  )
}

const titlesOf = (rows: RunRow[]) =>
  Object.fromEntries(rows.filter(({ status }) => OPEN.includes(status)).map(({ id, title }) => [id, title]))
const addressOf = ({ page: _, ...query }: RunsQuery) => query
