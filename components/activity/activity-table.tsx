import { ClockCounterClockwiseIcon } from '@phosphor-icons/react/dist/ssr/ClockCounterClockwise'
import { ButtonLink } from '@/components/ui/button-link'
import { DataTable, DataTableSkeleton, type Column } from '@/components/ui/data-table'
import { Email } from '@/components/ui/email'
import { EmptyState } from '@/components/ui/empty-state'
import { hrefWith, type Query } from '@/components/ui/href'
import { absolute } from '@/components/ui/moment'
import type { ActivityLine, ActivityPage, Labels } from '@/lib/audit/schema'
import { duration } from './duration'
import { ResultBadge } from './result-badge'

const ID = 'activity'

type Columns = { labels?: Labels; withAccount: boolean }

/** The list of lines with its neighbouring pages. `query` is the rest of the address: filters and page. */
export function ActivityTable({
  page,
  path,
  query,
  labels,
  withAccount,
}: Columns & { page: ActivityPage; path: string; query: Query }) {
  const filtered = Object.keys(query).length > 0
  const turn = (to: string | null) => hrefWith(path, query, { page: to })
  return (
    <>
      <DataTable
        id={ID}
        label="Activity"
        columns={columns({ labels, withAccount })}
        rows={page.lines}
        summary={query.page ? `${page.lines.length} on this page` : 'Newest first'}
        rowKey={(line) => line.id}
        rowHref={(line) => hrefWith(path, query, { event: line.id })}
        rowInPlace
        empty={
          <EmptyState
            icon={<ClockCounterClockwiseIcon />}
            title={filtered ? 'No activity matches these filters' : 'Nothing recorded yet'}
            actions={filtered && <ButtonLink href={path}>Clear filters</ButtonLink>}
          >
            {filtered
              ? 'Days are in UTC, and both the first and the last day are included.'
              : 'Everything that is done from now on is shown here, including refused and failed actions.'}
          </EmptyState>
        }
      />
      {(page.newer || page.older || query.page) && (
        <nav aria-label="Pages" className="mt-4 flex flex-wrap justify-end gap-2">
          {query.page && (
            <ButtonLink size="sm" variant="ghost" href={turn(null)}>
              Newest
            </ButtonLink>
          )}
          {page.newer && (
            <ButtonLink size="sm" href={turn(page.newer)} rel="prev">
              Newer
            </ButtonLink>
          )}
          {page.older && (
            <ButtonLink size="sm" href={turn(page.older)} rel="next">
              Older
            </ButtonLink>
          )}
        </nav>
      )}
    </>
  )
}

export function ActivityTableSkeleton({ withAccount }: Columns) {
  return <DataTableSkeleton id={ID} label="Activity" columns={columns({ withAccount })} rows={12} />
}

// Names come from customers: each is kept from turning the text around it.
function name(text: string | null) {
  if (!text) return <Nothing />
  return (
    <bdi title={text}>
      <Email address={text} />
    </bdi>
  )
}

function columns({ labels = {}, withAccount }: Columns): Column<ActivityLine>[] {
  const labelOf = ({ action }: ActivityLine) => labels[action] ?? action
  const all: (Column<ActivityLine> | false)[] = [
    {
      id: 'time',
      header: 'Time (UTC)',
      width: '11.75rem',
      cell: (line) => (
        <>
          <time dateTime={line.at} className="tabular-nums">
            {absolute(new Date(line.at)).replace(' UTC', '')}
          </time>
          <span className="sr-only">, {labelOf(line)}</span>
        </>
      ),
    },
    {
      id: 'person',
      header: 'Person',
      width: '18%',
      wrap: true,
      cell: (line) => name(line.person),
    },
    { id: 'action', header: 'Action', wrap: true, cell: labelOf },
    {
      id: 'target',
      header: 'Target',
      width: '16%',
      wrap: true,
      cell: (line) => name(line.target.name ?? line.target.id),
    },
    withAccount && {
      id: 'account',
      header: 'Account',
      hideBelow: 'xl',
      wrap: true,
      cell: (line) => name(line.account && (line.account.name ?? line.account.id)),
    },
    {
      id: 'result',
      header: 'Result',
      width: '7.75rem',
      cell: (line) => <ResultBadge result={line.result} />,
    },
    {
      id: 'duration',
      header: 'Duration',
      width: '6.5rem',
      align: 'end',
      hideBelow: 'xl',
      cell: (line) =>
        line.durationMs === null ? (
          <Nothing />
        ) : (
          <span className="tabular-nums">{duration(line.durationMs)}</span>
        ),
    },
  ]
  return all.filter((column) => column !== false)
}

const Nothing = () => <span className="text-kumo-subtle">—</span>
