import { DataTable, type Column } from '@/components/ui/data-table'
import { DateTime } from '@/components/ui/date-time'
import { Email } from '@/components/ui/email'
import { StatusBadge } from '@/components/ui/status-badge'
import type { Person } from '@/lib/staff/schema'
import { STATUS, titled } from './labels'

type Row = Person & { sessions: number }

const columns: Column<Row>[] = [
  {
    id: 'name',
    header: 'Name',
    wrap: true,
    cell: ({ name, email }) => (
      <>
        <span className="block">{name}</span>
        <span className="block text-sm font-normal text-kumo-subtle">
          <Email address={email} />
        </span>
      </>
    ),
  },
  { id: 'role', header: 'Role', cell: ({ role }) => titled(role), width: '6.5rem' },
  {
    id: 'status',
    header: 'Status',
    cell: ({ status }) => <StatusBadge tone={STATUS[status].tone}>{STATUS[status].label}</StatusBadge>,
    width: '9.5rem',
  },
  {
    id: 'lastSignInAt',
    header: 'Last sign-in',
    cell: ({ lastSignInAt }) => (lastSignInAt ? <DateTime value={lastSignInAt} /> : 'Never'),
    width: '8.5rem',
  },
  {
    id: 'sessions',
    header: 'Sessions',
    cell: ({ sessions }) => sessions,
    align: 'end',
    width: '6.5rem',
    hideBelow: 'md',
  },
]

/** The partner's own people. */
export function StaffTable({ people }: { people: Row[] }) {
  return (
    <DataTable
      id="staff"
      summary={people.length === 1 ? '1 person' : `${people.length} people`}
      label="Staff"
      columns={columns}
      rows={people}
      rowKey={({ id }) => id}
      rowHref={({ id }) => `/staff/${id}`}
      empty={null}
    />
  )
}
