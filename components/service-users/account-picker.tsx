import type { Column } from '@/components/ui/data-table'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkPending } from '@/components/ui/link-pending'
import { NoSuchPage } from '@/components/ui/no-such-page'
import { Pagination } from '@/components/ui/pagination'
import { PartsSearched } from '@/components/ui/parts-searched'
import { PlainTable, PlainTableSkeleton } from '@/components/ui/plain-table'
import { StatusBadge } from '@/components/ui/status-badge'
import { PAGE_SIZES, type AccountChoice, type AccountPage, type ListQuery } from '@/lib/accounts/schema'

const LABEL = 'Accounts to choose from'
const PATH = '/service-users/new'

/** One page of the accounts that a new service user may be for: each row of the tenant's own leads to its form. */
export function AccountPicker({
  accounts,
  query: { name, page, size },
}: {
  accounts: Omit<AccountPage, 'rows'> & { rows: AccountChoice[] }
  query: ListQuery
}) {
  const { rows, totalCount } = accounts
  const address = { name, size: size === 20 ? null : size }
  return (
    <>
      <PlainTable
        label={LABEL}
        columns={COLUMNS}
        rows={rows}
        rowKey={({ id }) => id}
        // Whether it is ours where the list cannot tell, the form asks.
        rowHref={({ id, owned }) => (owned === false ? null : `${PATH}?account=${id}`)}
        empty={
          page > 1 || accounts.doubtful !== null ? (
            <NoSuchPage
              path={PATH}
              query={address}
              page={page}
              size={size}
              total={totalCount}
              list={accounts}
            />
          ) : (
            <EmptyState
              title={name ? `No account found for “${name}”` : 'There are no managed accounts yet'}
            />
          )
        }
      />
      {(rows.length > 0 || page > 1) && (
        <Pagination
          path={PATH}
          query={address}
          page={page}
          pageSize={size}
          list={accounts}
          sizes={[...PAGE_SIZES]}
          noun="accounts"
        />
      )}
      <PartsSearched among={accounts.searched} />
    </>
  )
}

export function AccountPickerSkeleton({ rows }: { rows: number }) {
  return <PlainTableSkeleton label={LABEL} columns={COLUMNS} rows={rows} />
}

const COLUMNS: Column<AccountChoice>[] = [
  {
    id: 'name',
    header: 'Name',
    wrap: true,
    cell: ({ id, name, owned }) => (
      <>
        <bdi>{name ?? id}</bdi> {owned !== false && <LinkPending />}
        {!owned && <StatusBadge>{owned === null ? 'Owner not known' : 'Outside tenant'}</StatusBadge>}
      </>
    ),
  },
  {
    id: 'unit',
    header: 'Tenant Unit',
    width: '30%',
    cell: ({ unitName, owned }) => <bdi>{(owned && unitName) || '—'}</bdi>,
  },
]
