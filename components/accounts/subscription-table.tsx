import { Card } from '@/components/ui/card'
import { DataTable, DataTableSkeleton, type Column } from '@/components/ui/data-table'
import { EmptyState } from '@/components/ui/empty-state'
import { money } from '@/components/ui/money'
import { StatusBadge } from '@/components/ui/status-badge'
import { stateTone, type SubscriptionRow } from '@/lib/subscriptions/schema'

const LABEL = 'Account Subscriptions'

/** An account's subscriptions as Cloudflare lists them. */
export function SubscriptionTable({ subscriptions }: { subscriptions: SubscriptionRow[] }) {
  return (
    <Card title={LABEL} flush>
      <DataTable
        label={LABEL}
        columns={COLUMNS}
        rows={subscriptions.map((row, index) => ({ ...row, key: row.id ?? `${row.planId}-${index}` }))}
        rowKey={({ key }) => key}
        empty={<EmptyState title="No subscriptions">The account has none at Cloudflare.</EmptyState>}
      />
    </Card>
  )
}

export function SubscriptionTableSkeleton() {
  return (
    <Card title={LABEL} flush>
      <DataTableSkeleton label={LABEL} columns={COLUMNS} rows={2} />
    </Card>
  )
}

const COLUMNS: Column<SubscriptionRow>[] = [
  {
    id: 'plan',
    header: 'Product and plan',
    wrap: true,
    cell: ({ product, plan, planId, zoneName }) => {
      const [title = '—', ...rest] = [product, plan, planId].filter((text) => text !== null)
      return (
        <>
          <span className="block font-medium">{title}</span>
          {(rest.length > 0 || zoneName) && (
            <span className="block text-sm text-kumo-subtle">
              {[...new Set(rest.filter((text) => text !== title)), zoneName && `for ${zoneName}`]
                .filter(Boolean)
                .join(' · ')}
            </span>
          )}
        </>
      )
    },
  },
  {
    id: 'state',
    header: 'State',
    width: '20%',
    cell: ({ state }) => (state ? <StatusBadge tone={stateTone(state)}>{state}</StatusBadge> : '—'),
  },
  { id: 'frequency', header: 'Frequency', width: '20%', cell: ({ frequency }) => frequency ?? '—' },
  {
    id: 'price',
    header: 'Price',
    width: '16%',
    align: 'end',
    cell: ({ price, currency }) => <span className="tabular-nums">{money(price, currency) ?? '—'}</span>,
  },
]
