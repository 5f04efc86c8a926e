import { CopyText } from '@/components/ui/copy-text'
import type { Column } from '@/components/ui/data-table'
import { DateTime } from '@/components/ui/date-time'
import { hrefWith, TENANT } from '@/components/ui/href'
import { NotAll } from '@/components/ui/not-all'
import { PlainTable } from '@/components/ui/plain-table'
import { StatusBadge } from '@/components/ui/status-badge'
import type { Whole } from '@/lib/core/paging'
import type { TenantRow } from '@/lib/tenants/schema'
import { NoTenant } from './no-tenant'
import { toneOf, word } from './labels'

/** The tenants of these credentials. Opening one chooses it, for the whole app. */
export function TenantTable({ tenants: { items, complete } }: { tenants: Whole<TenantRow> }) {
  return (
    <>
      <PlainTable
        label="Tenants"
        columns={COLUMNS}
        rows={items}
        rowKey={({ id }) => id}
        rowHref={({ id }) => hrefWith('/tenants', { [TENANT]: id })}
        empty={<NoTenant />}
      />
      {!complete && <NotAll of="tenants" />}
    </>
  )
}

const COLUMNS: Column<TenantRow>[] = [
  {
    id: 'name',
    header: 'Name',
    wrap: true,
    cell: ({ name }) => (name ? <bdi>{name}</bdi> : 'Unnamed tenant'),
  },
  {
    id: 'id',
    header: 'Tenant ID',
    width: '15rem',
    cell: ({ id }) => <CopyText label="Tenant ID" value={id} truncate />,
  },
  {
    id: 'status',
    header: 'Status',
    width: '8rem',
    cell: ({ status }) =>
      status ? <StatusBadge tone={toneOf(status)}>{word(status)}</StatusBadge> : 'Not known',
  },
  {
    id: 'units',
    header: 'Tenant Units',
    width: '8rem',
    align: 'end',
    cell: ({ units }) =>
      units === null ? 'Not known' : <span className="tabular-nums">{units.toLocaleString('en')}</span>,
  },
  {
    id: 'created',
    header: 'Created',
    width: '9rem',
    hideBelow: 'lg',
    cell: ({ createdOn }) => (createdOn ? <DateTime value={createdOn} /> : 'Not known'),
  },
]
