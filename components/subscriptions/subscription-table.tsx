import { PackageIcon } from '@phosphor-icons/react/dist/ssr/Package'
import { Breakable } from '@/components/ui/breakable'
import { ButtonLink } from '@/components/ui/button-link'
import { DataTable, DataTableSkeleton, type Column, type Sort } from '@/components/ui/data-table'
import { DateTime } from '@/components/ui/date-time'
import { EmptyState } from '@/components/ui/empty-state'
import { hrefWith } from '@/components/ui/href'
import { LinkPending } from '@/components/ui/link-pending'
import { NotAll } from '@/components/ui/not-all'
import { money } from '@/components/ui/money'
import { numberOf } from '@/components/ui/pagination'
import type { Whole } from '@/lib/core/paging'
import type { SubscriptionRow, SubscriptionsQuery } from '@/lib/subscriptions/schema'
import { componentLabel } from '@/lib/subscriptions/constants'
import { SubscriptionState } from './subscription-state'
import { frequencyName } from './labels'

const LABEL = 'Subscriptions'
const ID = 'subscriptions'

/** An account's subscriptions as Cloudflare lists them. */
export function SubscriptionTable({
  accountId,
  subscriptions: { items, complete },
  query,
  mayAdd,
  mayExport,
}: {
  accountId: string
  subscriptions: Whole<SubscriptionRow>
  query: SubscriptionsQuery
  mayAdd: boolean
  mayExport: boolean
}) {
  const path = `/accounts/${accountId}/subscriptions`
  return (
    <>
      <DataTable
        label={LABEL}
        columns={COLUMNS}
        rows={items.map((row, index) => ({ ...row, key: row.id ?? `${row.planId}-${index}` }))}
        rowKey={({ key }) => key}
        id={ID}
        summary={complete ? numberOf(items.length, 'subscriptions') : undefined}
        selectable={({ id, product, plan, planId }) => id && (product ?? plan ?? planId ?? id)}
        exportHref={
          mayExport ? hrefWith(`/api/accounts/${accountId}/subscriptions/export`, addressOf(query)) : null
        }
        sort={sortOf(path, query)}
        rowHref={({ id, zoneName }) => (id && !zoneName ? `${path}/${id}` : null)}
        empty={
          <EmptyState
            icon={<PackageIcon />}
            title="This account has no subscriptions"
            actions={
              mayAdd && (
                <ButtonLink href={`${path}/new`} variant="primary">
                  Add a subscription
                </ButtonLink>
              )
            }
          >
            Products other than zone plans are listed here.
          </EmptyState>
        }
      />
      {!complete && <NotAll of="subscriptions" />}
    </>
  )
}

export function SubscriptionTableSkeleton({ query }: { query: SubscriptionsQuery }) {
  return (
    <DataTableSkeleton id={ID} selectable label={LABEL} columns={COLUMNS} sort={sortOf('', query)} rows={3} />
  )
}

// What is at its default stays out of the address.
function addressOf({ sort, direction }: SubscriptionsQuery) {
  return { sort, direction: direction === 'asc' ? null : direction }
}

function sortOf(path: string, query: SubscriptionsQuery): Sort {
  return {
    by: query.sort,
    direction: query.direction,
    href: (sort, direction) => hrefWith(path, { sort, direction: direction === 'asc' ? null : direction }),
  }
}

const COLUMNS: Column<SubscriptionRow>[] = [
  {
    id: 'plan',
    header: 'Product and plan',
    sortable: true,
    wrap: true,
    cell: ({ product, plan, planId, zoneName }) => {
      const [title = '—', ...rest] = new Set([product, plan, planId].filter((text) => text !== null))
      return (
        <>
          <span className="block">
            <Breakable>{title}</Breakable> <LinkPending />
          </span>
          {(rest.length > 0 || zoneName) && (
            <span className="block text-sm font-normal text-kumo-subtle">
              <Breakable>{[...rest, zoneName && `for ${zoneName}`].filter(Boolean).join(' · ')}</Breakable>
            </span>
          )}
        </>
      )
    },
  },
  {
    id: 'components',
    header: 'Components',
    width: '21%',
    hideBelow: 'lg',
    wrap: true,
    cell: ({ components }) =>
      components.length === 0 ? (
        '—'
      ) : (
        <span className="text-sm">
          {components.map(({ name, value }) => (
            <span key={name} className="block">
              {componentLabel(name)}: {value === null ? 'not known' : value.toLocaleString('en')}
            </span>
          ))}
        </span>
      ),
  },
  {
    id: 'state',
    header: 'State',
    sortable: true,
    width: '19%',
    wrap: true,
    cell: ({ state, next, cancelAtPeriodEnd, periodEnd }) => (
      <span>
        {state ? <SubscriptionState state={state} /> : '—'}
        {next && (
          <span className="block text-sm text-kumo-subtle">
            Changes to {next.name ?? next.id}
            {periodEnd && (
              <>
                {' '}
                <DateTime value={periodEnd} />
              </>
            )}
          </span>
        )}
        {cancelAtPeriodEnd && <span className="block text-sm text-kumo-subtle">Ends at period end</span>}
      </span>
    ),
  },
  {
    id: 'frequency',
    header: 'Frequency',
    sortable: true,
    width: '7.5rem',
    cell: ({ frequency }) => (frequency ? frequencyName(frequency) : '—'),
  },
  {
    id: 'period',
    header: 'Period ends',
    sortable: true,
    width: '8.5rem',
    wrap: true,
    hideBelow: 'md',
    cell: ({ periodEnd }) => (periodEnd ? <DateTime value={periodEnd} /> : '—'),
  },
  {
    id: 'price',
    header: 'Price',
    sortable: true,
    width: '6.5rem',
    align: 'end',
    cell: ({ price, currency }) => <span className="tabular-nums">{money(price, currency) ?? '—'}</span>,
  },
]
