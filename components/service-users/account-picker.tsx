import type { Column } from '@/components/ui/data-table'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkPending } from '@/components/ui/link-pending'
import { PlainTable, PlainTableSkeleton } from '@/components/ui/plain-table'
import type { AccountRow } from '@/lib/accounts/schema'

const LABEL = 'Accounts to choose from'

/** The account that a new service user is for: each row leads to its form. */
export function AccountPicker({ accounts }: { accounts: AccountRow[] }) {
  return (
    <PlainTable
      label={LABEL}
      columns={COLUMNS}
      rows={accounts.filter(({ owned }) => owned)}
      rowKey={({ id }) => id}
      rowHref={({ id }) => `/service-users/new?account=${id}`}
      empty={<EmptyState title="No account has this in its name" />}
    />
  )
}

export function AccountPickerSkeleton() {
  return <PlainTableSkeleton label={LABEL} columns={COLUMNS} rows={10} />
}

const COLUMNS: Column<AccountRow>[] = [
  {
    id: 'name',
    header: 'Name',
    wrap: true,
    cell: ({ id, name }) => (
      <>
        <bdi>{name ?? id}</bdi> <LinkPending />
      </>
    ),
  },
  {
    id: 'unit',
    header: 'Tenant Unit',
    width: '30%',
    cell: ({ unitName }) => <bdi>{unitName ?? '—'}</bdi>,
  },
]
