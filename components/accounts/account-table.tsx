import { BuildingsIcon } from '@phosphor-icons/react/dist/ssr/Buildings'
import { MagnifyingGlassIcon } from '@phosphor-icons/react/dist/ssr/MagnifyingGlass'
import { ButtonLink } from '@/components/ui/button-link'
import { CopyText } from '@/components/ui/copy-text'
import { DataTable, DataTableSkeleton, type Column } from '@/components/ui/data-table'
import { DateTime } from '@/components/ui/date-time'
import { EmptyState } from '@/components/ui/empty-state'
import { hrefWith } from '@/components/ui/href'
import { Missing } from '@/components/ui/missing'
import { NoSuchPage } from '@/components/ui/no-such-page'
import { numberOf, Pagination } from '@/components/ui/pagination'
import { PartsSearched } from '@/components/ui/parts-searched'
import { Skeleton } from '@/components/ui/skeleton'
import { PAGE_SIZES, type AccountPage, type AccountRow, type ListQuery } from '@/lib/accounts/schema'
import { AccountNameCell, Ownership, TwoFactor } from './account-cells'
import { typeName } from './labels'

const LABEL = 'Managed Accounts'
const ID = 'accounts'

/** One page of the list, with what to do when it is empty. */
export function AccountTable({
  accounts,
  query,
  mayCreate,
  mayExport = false,
}: {
  accounts: AccountPage
  query: ListQuery
  mayCreate: boolean
  mayExport?: boolean
}) {
  const { rows, totalCount } = accounts
  return (
    <>
      <DataTable
        label={LABEL}
        // A tenant's own list does not name the units.
        columns={rows.some(({ unitName }) => unitName) ? COLUMNS : COLUMNS.filter(({ id }) => id !== 'unit')}
        rows={rows}
        rowKey={(row) => row.id}
        id={ID}
        summary={totalCount === null ? undefined : numberOf(totalCount, 'accounts')}
        selectable={({ id, name, owned }) => (owned ? (name ?? id) : null)}
        exportHref={mayExport ? hrefWith('/api/accounts/export', addressOf(query)) : null}
        rowHref={(row) => (row.owned === false ? null : `/accounts/${row.id}`)}
        empty={<NoRows accounts={accounts} query={query} mayCreate={mayCreate} />}
      />
      {(rows.length > 0 || query.page > 1) && (
        <Pagination
          path="/accounts"
          query={addressOf(query)}
          page={query.page}
          pageSize={query.size}
          list={accounts}
          sizes={[...PAGE_SIZES]}
          noun="accounts"
        />
      )}
      <PartsSearched among={accounts.searched} />
      <Ownership of={rows} />
    </>
  )
}

/** The same page while it is on its way. */
export function AccountTableSkeleton({ size }: { size: number }) {
  return (
    <>
      <DataTableSkeleton id={ID} label={LABEL} columns={COLUMNS} rows={size} selectable />
      <div className="mt-4 flex h-8 items-center">
        <Skeleton className="w-32" />
      </div>
    </>
  )
}

const COLUMNS: Column<AccountRow>[] = [
  {
    id: 'name',
    header: 'Name',
    wrap: true,
    cell: ({ name, owned }) => <AccountNameCell name={name} owned={owned} />,
  },
  {
    id: 'id',
    header: 'Account ID',
    width: '11.5rem',
    cell: ({ id }) => <CopyText label="Account ID" value={id} truncate />,
  },
  {
    id: 'type',
    header: 'Type',
    width: '7.5rem',
    hideBelow: 'xl',
    cell: ({ type }) => (type ? typeName(type) : <Missing />),
  },
  {
    id: 'unit',
    header: 'Tenant Unit',
    width: '9.5rem',
    hideBelow: 'md',
    cell: ({ unitName, owned }) => (unitName && owned ? <bdi title={unitName}>{unitName}</bdi> : <Missing />),
  },
  {
    id: 'created',
    header: 'Created',
    width: '9rem',
    hideBelow: 'xl',
    cell: ({ createdOn }) => (createdOn ? <DateTime value={createdOn} /> : <Missing />),
  },
  {
    id: 'two-factor',
    header: 'Two-factor',
    width: '8.5rem',
    cell: ({ enforceTwoFactor }) => <TwoFactor enforced={enforceTwoFactor} />,
  },
]

function NoRows({
  accounts,
  query,
  mayCreate,
}: {
  accounts: AccountPage
  query: ListQuery
  mayCreate: boolean
}) {
  const address = addressOf(query)
  if (query.page > 1 || accounts.doubtful !== null)
    return (
      <NoSuchPage
        path="/accounts"
        query={address}
        page={query.page}
        size={query.size}
        total={accounts.totalCount}
        list={accounts}
      />
    )
  if (query.name) {
    return (
      <EmptyState
        icon={<MagnifyingGlassIcon />}
        title={`No account found for “${query.name}”`}
        actions={
          <>
            {isAccountId(query.name) && (
              <ButtonLink href={`/accounts/${query.name}`} variant="primary">
                Open the account with this ID
              </ButtonLink>
            )}
            <ButtonLink href={hrefWith('/accounts', address, { name: null })}>Clear the filter</ButtonLink>
          </>
        }
      />
    )
  }
  return (
    <EmptyState
      icon={<BuildingsIcon />}
      title="There are no managed accounts yet"
      actions={
        mayCreate && (
          <ButtonLink href="/accounts/new" variant="primary">
            Create Account
          </ButtonLink>
        )
      }
    >
      Accounts that you create for your customers appear here.
    </EmptyState>
  )
}

const isAccountId = (text: string) => /^[0-9a-f]{32}$/i.test(text)

// What is at its default stays out of the address.
function addressOf({ name, size, direction }: ListQuery) {
  return { name, size: size === 20 ? null : size, direction: direction === 'asc' ? null : direction }
}
