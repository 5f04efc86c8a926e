import { cx } from '@/components/ui/cx'
import { DataTable, type Column } from '@/components/ui/data-table'
import { EmptyState } from '@/components/ui/empty-state'
import { hrefWith } from '@/components/ui/href'
import { Link } from '@/components/ui/link'
import { Pagination } from '@/components/ui/pagination'
import { StatusBadge, type StatusTone } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'
import { IMPORTED_ROWS } from '@/lib/onboarding/import-constants'
import {
  ROW_STATES,
  type ImportedPage,
  type ImportedQuery,
  type ImportedRow,
  type RowState,
} from '@/lib/onboarding/import-schema'
import { stateLabel } from './labels'

/** What became of the rows of an import. */
export function ImportedTable({
  id,
  page: { rows, total },
  query: { state, at },
}: {
  id: string
  page: ImportedPage
  query: ImportedQuery
}) {
  const path = `/onboarding/imports/${id}`
  return (
    <section aria-label="Customers">
      <h2 className="mb-3 text-lg font-semibold">Customers</h2>
      <nav aria-label="Customers shown" className="mb-3 flex flex-wrap gap-2 text-sm">
        {[undefined, ...ROW_STATES].map((each) => (
          <Link
            key={each ?? 'all'}
            href={hrefWith(path, { state: each })}
            aria-current={each === state ? 'true' : undefined}
            className={cx(
              'rounded-md px-2.5 py-1 hover:bg-kumo-tint aria-[current]:bg-kumo-fill aria-[current]:font-medium',
            )}
          >
            {each ? stateLabel(each) : 'All'}
          </Link>
        ))}
      </nav>
      <DataTable
        label="Customers"
        columns={COLUMNS}
        rows={rows}
        rowKey={({ row }) => String(row)}
        rowHref={({ runId }) => runId && `/onboarding/runs/${runId}`}
        empty={<EmptyState title="No customer is in this state" />}
      />
      {total > IMPORTED_ROWS && (
        <Pagination
          path={path}
          query={{ state }}
          name="at"
          page={at}
          pageSize={IMPORTED_ROWS}
          noun="customers"
          total={total}
        />
      )}
    </section>
  )
}

const TONES: Record<RowState, StatusTone> = {
  waiting: 'neutral',
  running: 'info',
  completed: 'success',
  'completed with problems': 'warning',
  paused: 'warning',
  stopped: 'danger',
}

const COLUMNS: Column<ImportedRow>[] = [
  { id: 'name', header: 'Customer', cell: ({ name, row }) => name || `Row ${row}`, wrap: true },
  { id: 'row', header: 'Row', width: '5rem', align: 'end', cell: ({ row }) => row },
  {
    id: 'state',
    header: 'State',
    width: '13rem',
    cell: ({ state }) => <StatusBadge tone={TONES[state]}>{stateLabel(state)}</StatusBadge>,
  },
  { id: 'reason', header: 'Reason', width: '30%', wrap: true, cell: ({ reason }) => reason },
  {
    id: 'account',
    header: 'Account',
    width: '9rem',
    hideBelow: 'md',
    cell: ({ accountId }) => accountId && <TextLink href={`/accounts/${accountId}`}>Open account</TextLink>,
  },
]
