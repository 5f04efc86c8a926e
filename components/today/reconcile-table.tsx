import { ButtonLink } from '@/components/ui/button-link'
import { DataTable, DataTableSkeleton, type Column } from '@/components/ui/data-table'
import { DateTime } from '@/components/ui/date-time'
import { EmptyState } from '@/components/ui/empty-state'
import { FilterBar, SelectFilter } from '@/components/ui/filter-bar'
import { hrefWith } from '@/components/ui/href'
import { Link } from '@/components/ui/link'
import { LinkPending } from '@/components/ui/link-pending'
import { Missing } from '@/components/ui/missing'
import { NoSuchPage } from '@/components/ui/no-such-page'
import { Notice } from '@/components/ui/notice'
import { numberOf, Pagination } from '@/components/ui/pagination'
import { StatusBadge } from '@/components/ui/status-badge'
import {
  DRIFT_LABELS,
  RECONCILE_PAGE,
  RECONCILED_LABELS,
  RECONCILED_SAYS,
} from '@/lib/today/reconcile-constants'
import {
  DRIFTS,
  RECONCILED,
  type Drift,
  type Reconciled,
  type ReconcilePage,
  type ReconcileQuery,
  type ReconcileRow,
} from '@/lib/today/reconcile-schema'

const PATH = '/reconcile'
const TONES = {
  drifted: 'warning',
  'in-sync': 'success',
  'not-checked': 'neutral',
  unknown: 'neutral',
} as const

/** One part of the comparison, and the way to the others. */
export function ReconcileTable({
  list: { rows, totalCount, counts, asOf },
  query,
  mayExport,
}: {
  list: ReconcilePage
  query: ReconcileQuery
  mayExport: boolean
}) {
  const { page: _, ...address } = query
  return (
    <>
      <Parts shown={query.show} counts={counts} />
      <p className="mb-4 text-sm text-kumo-subtle">
        {RECONCILED_SAYS[query.show]}{' '}
        {asOf && (
          <>
            Listed at Cloudflare <DateTime value={asOf} />.
          </>
        )}
      </p>
      {!asOf && (
        <div className="mb-4">
          <Notice title="Not everything is listed yet">
            The accounts are still being listed for the first time, so customers are missing here.
          </Notice>
        </div>
      )}
      {query.show === 'drift' && (
        <FilterBar>
          <SelectFilter
            name="drift"
            label="State"
            all="All states"
            options={DRIFTS.map((value) => ({ value, label: DRIFT_LABELS[value] }))}
          />
        </FilterBar>
      )}
      <DataTable
        {...frame(query.show)}
        rows={rows}
        rowKey={({ key }) => key}
        rowHref={({ next }) => next?.href ?? null}
        summary={numberOf(totalCount, 'accounts')}
        exportHref={mayExport ? hrefWith('/api/reconcile/export', address) : null}
        empty={
          totalCount > 0 ? (
            <NoSuchPage
              path={PATH}
              query={address}
              page={query.page}
              size={RECONCILE_PAGE}
              total={totalCount}
            />
          ) : (
            <EmptyState title="No accounts">
              {query.like || query.account || query.drift
                ? 'Nothing matches these filters.'
                : RECONCILED_SAYS[query.show]}
            </EmptyState>
          )
        }
      />
      {totalCount > (query.page > 1 ? 0 : RECONCILE_PAGE) && (
        <Pagination
          path={PATH}
          query={address}
          page={query.page}
          pageSize={RECONCILE_PAGE}
          total={totalCount}
          noun="accounts"
        />
      )}
    </>
  )
}

export function ReconcileTableSkeleton() {
  return <DataTableSkeleton {...frame('cloudflare')} />
}

function Parts({ shown, counts }: { shown: Reconciled; counts: ReconcilePage['counts'] }) {
  return (
    <nav aria-label="Parts" className="mb-4 border-b border-kumo-line">
      <ul className="no-scrollbar -mb-px flex gap-5 overflow-x-auto pr-5">
        {RECONCILED.map((show) => (
          <li key={show} className="shrink-0">
            <Link
              href={hrefWith(PATH, { show })}
              aria-current={show === shown ? 'page' : undefined}
              className="block border-b-2 border-transparent pt-1 pb-2.5 text-kumo-subtle hover:text-kumo-default focus-visible:-outline-offset-2 aria-[current]:border-kumo-brand aria-[current]:font-medium aria-[current]:text-kumo-default"
            >
              {RECONCILED_LABELS[show]} ({counts[show].toLocaleString('en')})
              <LinkPending />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  )
}

const frame = (show: Reconciled) => ({
  id: `reconcile-${show}`,
  label: RECONCILED_LABELS[show],
  columns: columns(show),
})

function columns(show: Reconciled): Column<ReconcileRow>[] {
  return [
    {
      id: 'account',
      header: 'Customer',
      wrap: true,
      cell: ({ account }) => (
        <>
          <bdi>{account.name ?? account.id}</bdi>
          <LinkPending />
        </>
      ),
    },
    {
      id: 'unit',
      header: 'Tenant Unit',
      width: '14%',
      wrap: true,
      hideBelow: 'lg',
      cell: ({ unitName }) => (unitName ? <bdi>{unitName}</bdi> : <Missing />),
    },
    ...(show === 'drift'
      ? [
          {
            id: 'state',
            header: 'State',
            width: '8rem',
            cell: ({ drift }: ReconcileRow) => drift && <State drift={drift} />,
          },
        ]
      : []),
    {
      id: 'detail',
      header: 'Detail',
      width: '34%',
      wrap: true,
      cell: ({ says }) => (
        <ul className="text-sm text-kumo-subtle">
          {says.map((each) => (
            <li key={each}>
              <bdi>{each}</bdi>
            </li>
          ))}
        </ul>
      ),
    },
    {
      id: 'at',
      header: show === 'here' ? 'Gone' : show === 'drift' ? 'Provisioned' : 'Created',
      width: '8rem',
      hideBelow: 'md',
      cell: ({ at }) => (at ? <DateTime value={at} /> : <Missing />),
    },
    {
      id: 'next',
      header: 'Next step',
      width: '9rem',
      cell: ({ next }) =>
        next ? (
          <ButtonLink size="sm" href={next.href}>
            {next.label}
          </ButtonLink>
        ) : (
          <Missing what="Nothing" />
        ),
    },
  ]
}

function State({ drift }: { drift: Drift }) {
  return <StatusBadge tone={TONES[drift]}>{DRIFT_LABELS[drift]}</StatusBadge>
}
