import { Card } from '@/components/ui/card'
import { CopyText } from '@/components/ui/copy-text'
import type { Column } from '@/components/ui/data-table'
import { Email } from '@/components/ui/email'
import { EmptyState } from '@/components/ui/empty-state'
import { notAll } from '@/components/ui/not-all'
import { PlainTable, PlainTableSkeleton } from '@/components/ui/plain-table'
import { StatusBadge } from '@/components/ui/status-badge'
import type { Whole } from '@/lib/core/paging'
import type { TenantMember, UnitRow, UnitRows } from '@/lib/tenants/schema'
import { toneOf, word } from './labels'

const UNITS = 'Tenant Units'
const MORE = 'Cloudflare returned more units that could not be read.'
const MEMBERS = 'Members'
const WHO = 'Who can manage the tenant. It cannot be changed here; ask Cloudflare to change it.'

/** The units of a tenant, in which accounts are created. */
export function UnitTable({ units: { rows, complete } }: { units: UnitRows }) {
  return (
    <Card title={UNITS} description={complete ? undefined : MORE} flush>
      <PlainTable
        label={UNITS}
        columns={UNIT_COLUMNS}
        rows={rows}
        rowKey={({ id }) => id}
        empty={<EmptyState title="The tenant has no units">Accounts are created in a unit.</EmptyState>}
      />
    </Card>
  )
}

export function UnitTableSkeleton() {
  return (
    <Card title={UNITS} flush>
      <PlainTableSkeleton label={UNITS} columns={UNIT_COLUMNS} rows={2} />
    </Card>
  )
}

/** The people who may act on a tenant. */
export function MemberTable({ members: { items, complete } }: { members: Whole<TenantMember> }) {
  return (
    <Card title={MEMBERS} description={complete ? WHO : `${notAll('members')} ${WHO}`} flush>
      <PlainTable
        label={MEMBERS}
        columns={MEMBER_COLUMNS}
        rows={items}
        rowKey={({ id, email, name }) => id ?? email ?? name ?? ''}
        empty={<EmptyState title="Cloudflare lists nobody" />}
      />
    </Card>
  )
}

export function MemberTableSkeleton() {
  return (
    <Card title={MEMBERS} description={WHO} flush>
      <PlainTableSkeleton label={MEMBERS} columns={MEMBER_COLUMNS} rows={3} />
    </Card>
  )
}

const UNIT_COLUMNS: Column<UnitRow>[] = [
  {
    id: 'name',
    header: 'Name',
    wrap: true,
    cell: ({ name, depth }) => (
      <div style={{ paddingInlineStart: `${depth * 1.25}rem` }}>
        {depth > 0 && <span aria-hidden>└ </span>}
        <strong className="font-medium">{name ? <bdi>{name}</bdi> : 'Unnamed unit'}</strong>
      </div>
    ),
  },
  {
    id: 'id',
    header: 'Unit ID',
    width: '13rem',
    cell: ({ id }) => <CopyText label="Unit ID" value={id} truncate />,
  },
  {
    id: 'status',
    header: 'Status',
    width: '7rem',
    cell: ({ status }) =>
      status ? <StatusBadge tone={toneOf(status)}>{word(status)}</StatusBadge> : <Silent />,
  },
  {
    id: 'members',
    header: 'Members',
    width: '36%',
    wrap: true,
    cell: ({ members, membersRead }) =>
      members === null ? (
        <Silent />
      ) : members.length === 0 && membersRead ? (
        'None'
      ) : (
        <ul>
          {members.map((member) => (
            <li key={member}>
              <Email address={member} />
            </li>
          ))}
          {!membersRead && <li className="text-kumo-warning">{notAll('members')}</li>}
        </ul>
      ),
  },
]

const MEMBER_COLUMNS: Column<TenantMember>[] = [
  {
    id: 'email',
    header: 'Email',
    wrap: true,
    cell: ({ email }) => (
      <strong className="font-medium">{email ? <Email address={email} /> : 'Not available'}</strong>
    ),
  },
  { id: 'name', header: 'Name', wrap: true, cell: ({ name }) => (name ? <bdi>{name}</bdi> : <Silent />) },
  {
    id: 'id',
    header: 'User ID',
    width: '38%',
    cell: ({ id }) => (id ? <CopyText label="User ID" value={id} truncate /> : <Silent />),
  },
]

function Silent() {
  return <span className="text-kumo-subtle">Not available</span>
}
