import { CheckCircleIcon } from '@phosphor-icons/react/dist/ssr/CheckCircle'
import { ButtonLink } from '@/components/ui/button-link'
import { DataTable, DataTableSkeleton, type Column } from '@/components/ui/data-table'
import { DateTime } from '@/components/ui/date-time'
import { EmptyState } from '@/components/ui/empty-state'
import { hrefWith } from '@/components/ui/href'
import { LinkPending } from '@/components/ui/link-pending'
import { Missing } from '@/components/ui/missing'
import { NoSuchPage } from '@/components/ui/no-such-page'
import { numberOf, Pagination } from '@/components/ui/pagination'
import { StatusBadge } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'
import { URGENCY_LABELS, WORK_FILTER_NAMES, WORK_PAGE } from '@/lib/today/constants'
import type { Urgency, WorkPage, WorkQuery, WorkRow } from '@/lib/today/schema'
import { BulkWork, type Colleague } from './bulk'
import { Refresh } from './refresh'
import { Take } from './take'

const PATH = '/'
const TONES = { now: 'danger', soon: 'warning', later: 'neutral' } as const satisfies Record<Urgency, string>

/** One page of the work list. `colleagues`: to whom it can be handed over, null for whoever may only look. */
export function WorkTable({
  list,
  query,
  colleagues,
  mayExport,
}: {
  list: WorkPage
  query: WorkQuery
  colleagues: Colleague[] | null
  mayExport: boolean
}) {
  const { rows, totalCount } = list
  const { page: _, ...filters } = query
  const address = { ...filters, show: query.show === 'open' ? null : query.show }
  return (
    <>
      <DataTable
        {...frame(query.show, colleagues !== null)}
        rows={rows}
        rowKey={({ id }) => id}
        rowHref={({ next }) => next?.href ?? null}
        summary={numberOf(totalCount, 'items')}
        selectable={colleagues && query.show !== 'done' ? nameOf : undefined}
        bulk={
          colleagues &&
          query.show !== 'done' && <BulkWork colleagues={colleagues} snoozed={query.show === 'snoozed'} />
        }
        exportHref={mayExport ? hrefWith('/api/today/export', address) : null}
        empty={<NoRows list={list} query={query} address={address} />}
      />
      {totalCount > (query.page > 1 ? 0 : WORK_PAGE) && (
        <Pagination
          path={PATH}
          query={address}
          page={query.page}
          pageSize={WORK_PAGE}
          total={totalCount}
          noun="items"
        />
      )}
    </>
  )
}

export function WorkTableSkeleton() {
  return <DataTableSkeleton {...frame('open', true)} selectable />
}

function NoRows({
  list: { totalCount, lookedAt },
  query,
  address,
}: {
  list: WorkPage
  query: WorkQuery
  address: Record<string, string | null | undefined>
}) {
  if (totalCount > 0)
    return <NoSuchPage path={PATH} query={address} page={query.page} size={WORK_PAGE} total={totalCount} />
  const filtered = WORK_FILTER_NAMES.some((name) => query[name] !== '')
  if (filtered)
    return (
      <EmptyState
        title="Nothing matches these filters"
        actions={<ButtonLink href={hrefWith(PATH, { show: address.show })}>Clear filters</ButtonLink>}
      />
    )
  if (query.show === 'snoozed') return <EmptyState title="Nothing is snoozed" />
  if (query.show === 'done') return <EmptyState title="Nothing was done in the last 30 days" />
  if (!lookedAt)
    return (
      <EmptyState title="Nobody has looked yet">
        Tenantdesk looks at all customers about once a minute. The first look is under way.
      </EmptyState>
    )
  return (
    <EmptyState icon={<CheckCircleIcon />} title="Nothing needs you today.">
      As of <DateTime value={lookedAt} />.
    </EmptyState>
  )
}

function frame(show: WorkQuery['show'], mayChange: boolean) {
  return { id: 'today', label: 'Work list', columns: columns(show, mayChange) }
}

function columns(show: WorkQuery['show'], mayChange: boolean): Column<WorkRow>[] {
  return [
    {
      id: 'what',
      header: 'What',
      wrap: true,
      cell: ({ kind, subject }) => (
        <>
          {kind}
          {subject && (
            <>
              : <bdi>{subject}</bdi>
            </>
          )}
          <LinkPending />
        </>
      ),
    },
    {
      id: 'detail',
      header: 'Detail',
      width: '27%',
      wrap: true,
      hideBelow: 'lg',
      cell: (row) => (
        <span className="text-sm text-kumo-subtle">
          <bdi>{row.detail}</bdi>
          {row.snoozed && <Snoozed {...row.snoozed} />}
        </span>
      ),
    },
    { id: 'account', header: 'Customer', width: '17%', wrap: true, cell: Customer },
    show === 'done'
      ? {
          id: 'solved',
          header: 'Done',
          width: '8rem',
          cell: ({ solvedAt }: WorkRow) => (solvedAt ? <DateTime value={solvedAt} /> : <Missing />),
        }
      : { id: 'until', header: 'When', width: '9.75rem', wrap: true, cell: When },
    {
      id: 'owner',
      header: 'Who',
      width: '5.5rem',
      wrap: true,
      cell: (row) =>
        row.owner ? (
          <bdi>{row.owner.me ? 'You' : row.owner.name}</bdi>
        ) : mayChange && show === 'open' ? (
          <Take id={row.id} what={nameOf(row)} />
        ) : (
          <Missing what="Nobody" />
        ),
    },
    ...(show === 'done'
      ? []
      : [
          {
            id: 'next',
            header: 'Next step',
            width: '10rem',
            wrap: true,
            cell: (row: WorkRow) => (
              <span className="flex flex-wrap items-center gap-1">
                {row.next && (
                  <ButtonLink size="sm" href={row.next.href}>
                    {row.next.label}
                  </ButtonLink>
                )}
                {mayChange && <Refresh id={row.id} what={nameOf(row)} />}
              </span>
            ),
          },
        ]),
  ]
}

function Customer({ account, unitName }: WorkRow) {
  if (!account) return <Missing what="No customer" />
  const name = <bdi>{account.name ?? account.id}</bdi>
  return (
    <>
      {account.id ? <TextLink href={`/accounts/${encodeURIComponent(account.id)}`}>{name}</TextLink> : name}
      {unitName && (
        <span className="block text-sm text-kumo-subtle">
          <bdi>{unitName}</bdi>
        </span>
      )}
    </>
  )
}

function When({ urgency, since, until, overdue }: WorkRow) {
  return (
    <span className="block text-sm text-kumo-subtle">
      <StatusBadge tone={TONES[urgency]}>{URGENCY_LABELS[urgency]}</StatusBadge>
      <span className="block">
        began <DateTime value={since} />
      </span>
      {until && (
        <span className="block">
          {overdue ? (
            'ends any moment'
          ) : (
            <>
              ends <DateTime value={until} />
            </>
          )}
        </span>
      )}
    </span>
  )
}

function Snoozed({ until, reason, by, wholeKind }: NonNullable<WorkRow['snoozed']>) {
  return (
    <span className="block">
      Snoozed by <bdi>{by}</bdi> {wholeKind && 'for all of this kind '}until <DateTime value={until} exact />:{' '}
      <bdi>{reason}</bdi>
    </span>
  )
}

const nameOf = ({ kind, subject }: WorkRow) => [kind, subject].filter(Boolean).join(' ')
