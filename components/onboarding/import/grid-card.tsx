import { cx } from '@/components/ui/cx'
import { EmptyState } from '@/components/ui/empty-state'
import { hrefWith } from '@/components/ui/href'
import { Link } from '@/components/ui/link'
import { PendingInPlace } from '@/components/ui/link-pending'
import { Pagination } from '@/components/ui/pagination'
import { GRID_ROWS } from '@/lib/onboarding/import-constants'
import type { Grid, GRID_FILTERS } from '@/lib/onboarding/import-schema'
import { RowGrid } from './row-grid'
import { TwinsAtOnce } from './twins-at-once'

/** What of the rows is shown, the rows, and the way through them. `path`, `query`: of the page that it is on. */
export function GridCard({
  importId,
  grid,
  path,
  query = {},
}: {
  importId: string
  grid: Grid
  path: string
  query?: Record<string, string>
}) {
  const { rows, columns, counts, show, page, total } = grid
  return (
    <section aria-label="Check the rows" className="space-y-4">
      <nav aria-label="Rows shown" className="flex flex-wrap gap-2 text-sm">
        {SHOWN.filter(([name]) => name === 'all' || counts[name] > 0).map(([name, label]) => (
          <Link
            key={name}
            href={hrefWith(path, { ...query, show: name === 'all' ? null : name })}
            aria-current={name === show ? 'true' : undefined}
            className={cx(
              'rounded-md px-2.5 py-1 hover:bg-kumo-tint aria-[current]:bg-kumo-fill aria-[current]:font-medium',
              (name === 'errors' || name === 'failed') && 'text-kumo-danger',
            )}
          >
            {label} <PendingInPlace>{counts[name].toLocaleString('en')}</PendingInPlace>
          </Link>
        ))}
      </nav>
      {counts.twins > 0 && show === 'twins' && <TwinsAtOnce importId={importId} count={counts.twins} />}
      {rows.length === 0 ? (
        <EmptyState title="No row is left to check" />
      ) : (
        // Another page is another set of fields.
        <RowGrid key={`${show} ${page}`} importId={importId} rows={rows} columns={columns} />
      )}
      {total > GRID_ROWS && (
        <Pagination
          path={path}
          query={{ ...query, show: show === 'all' ? null : show }}
          page={page}
          pageSize={GRID_ROWS}
          noun="rows"
          total={total}
        />
      )}
    </section>
  )
}

const SHOWN: [(typeof GRID_FILTERS)[number], string][] = [
  ['all', 'All rows'],
  ['failed', 'Not created'],
  ['errors', 'With errors'],
  ['twins', 'Customers that may exist already'],
  ['ready', 'Ready'],
]
