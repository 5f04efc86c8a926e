import { BuildingsIcon } from '@phosphor-icons/react/dist/ssr/Buildings'
import { MagnifyingGlassIcon } from '@phosphor-icons/react/dist/ssr/MagnifyingGlass'
import { ButtonLink } from '@/components/ui/button-link'
import { CopyText } from '@/components/ui/copy-text'
import { DataTable, DataTableSkeleton, type Column, type Sort } from '@/components/ui/data-table'
import { DateTime } from '@/components/ui/date-time'
import { EmptyState } from '@/components/ui/empty-state'
import { hrefWith } from '@/components/ui/href'
import { Missing } from '@/components/ui/missing'
import { NoSuchPage } from '@/components/ui/no-such-page'
import { numberOf, Pagination } from '@/components/ui/pagination'
import { StatusBadge } from '@/components/ui/status-badge'
import {
  ACCOUNT_FILTERS,
  ACCOUNT_PAGE_SIZES,
  directoryAddress,
  SORT_LABELS,
  type AccountSort,
  type DirectoryPage,
  type DirectoryQuery,
  type DirectoryRow,
} from '@/lib/directory/list-schema'
import { AccountNameCell, Ownership, TwoFactor } from './account-cells'
import { typeName } from './labels'

const LABEL = 'Managed Accounts'
const ID = 'accounts'
const PATH = '/accounts'

/** One page of the list as the directory has it, with what to do when it is empty. */
export function DirectoryTable({
  accounts: { rows, totalCount },
  query,
  mayCreate,
  mayExport,
}: {
  accounts: DirectoryPage
  query: DirectoryQuery
  mayCreate: boolean
  mayExport: boolean
}) {
  const address = directoryAddress(query)
  return (
    <>
      <DataTable
        id={ID}
        label={LABEL}
        columns={COLUMNS}
        sort={sortOf(query)}
        rows={rows}
        rowKey={(row) => row.id}
        summary={numberOf(totalCount, 'accounts')}
        selectable={({ id, name, owned, goneOn }) => (owned && !goneOn ? (name ?? id) : null)}
        exportHref={mayExport ? hrefWith('/api/accounts/export', address) : null}
        rowHref={({ id, owned }) => (owned === false ? null : `/accounts/${id}`)}
        empty={<NoRows totalCount={totalCount} query={query} mayCreate={mayCreate} />}
      />
      {(rows.length > 0 || query.page > 1) && (
        <Pagination
          path={PATH}
          query={address}
          page={query.page}
          pageSize={query.size}
          total={totalCount}
          sizes={[...ACCOUNT_PAGE_SIZES]}
          noun="accounts"
        />
      )}
      <Ownership of={rows} />
    </>
  )
}

/** The same page while it is on its way. */
export function DirectoryTableSkeleton({ query }: { query: DirectoryQuery }) {
  return (
    <DataTableSkeleton
      id={ID}
      label={LABEL}
      columns={COLUMNS}
      sort={sortOf(query)}
      rows={query.size}
      selectable
    />
  )
}

const sortOf = (query: DirectoryQuery): Sort => ({
  by: query.sort,
  direction: query.direction,
  href: (sort, direction) =>
    hrefWith(PATH, directoryAddress({ ...query, sort: sort as AccountSort, direction })),
})

const NotRead = () => <span className="text-kumo-subtle">Not read yet</span>

/** What is in an account, which of those outside the tenants is never read. */
function inside(row: DirectoryRow, value: React.ReactNode) {
  if (value !== null) return value
  return row.owned === false ? <Missing /> : <NotRead />
}

const column = (
  sort: AccountSort,
  rest: Omit<Column<DirectoryRow>, 'id' | 'header' | 'sortable'>,
): Column<DirectoryRow> => ({ id: sort, header: SORT_LABELS[sort], sortable: true, ...rest })

const COLUMNS: Column<DirectoryRow>[] = [
  column('name', {
    wrap: true,
    cell: ({ name, owned, goneOn }) => <AccountNameCell name={name} owned={owned} goneOn={goneOn} />,
  }),
  {
    id: 'id',
    header: 'Account ID',
    width: '7.5rem',
    hideBelow: '3xl',
    cell: ({ id }) => <CopyText label="Account ID" value={id} truncate />,
  },
  column('type', {
    width: '6.25rem',
    hideBelow: '2xl',
    cell: ({ type }) => (type ? typeName(type) : <Missing />),
  }),
  column('unit', {
    width: '7.75rem',
    hideBelow: 'md',
    cell: ({ unitName, owned }) => (unitName && owned ? <bdi title={unitName}>{unitName}</bdi> : <Missing />),
  }),
  column('created', {
    width: '7.5rem',
    hideBelow: '2xl',
    cell: ({ createdOn }) => (createdOn ? <DateTime value={createdOn} /> : <Missing />),
  }),
  column('zones', {
    width: '5.25rem',
    wrap: true,
    align: 'end',
    cell: (row) => inside(row, row.zones?.toLocaleString('en') ?? null),
  }),
  column('plan', {
    width: '6.75rem',
    wrap: true,
    hideBelow: 'lg',
    cell: (row) => inside(row, row.plans && <Plans plans={row.plans} />),
  }),
  column('members', {
    width: '6.75rem',
    wrap: true,
    align: 'end',
    hideBelow: 'lg',
    cell: (row) => inside(row, row.members?.toLocaleString('en') ?? null),
  }),
  column('two-factor', {
    width: '7.75rem',
    cell: ({ enforceTwoFactor }) => <TwoFactor enforced={enforceTwoFactor} />,
  }),
  column('attention', {
    width: '6.75rem',
    hideBelow: 'xl',
    align: 'end',
    cell: ({ attention }) =>
      attention > 0 ? (
        <StatusBadge tone="warning">{attention.toLocaleString('en')}</StatusBadge>
      ) : (
        <Missing what="Nothing needs attention" />
      ),
  }),
]

/** The highest, with how many there are besides. */
function Plans({ plans: [first, ...others] }: { plans: string[] }) {
  if (!first) return <Missing what="No plan" />
  return (
    <span title={[first, ...others].join(', ')}>
      <bdi>{first}</bdi>
      {others.length > 0 && <span className="text-kumo-subtle"> +{others.length}</span>}
    </span>
  )
}

function NoRows({
  totalCount,
  query,
  mayCreate,
}: {
  totalCount: number
  query: DirectoryQuery
  mayCreate: boolean
}) {
  const address = directoryAddress(query)
  const { name } = query
  if (query.page > 1)
    return <NoSuchPage path={PATH} query={address} page={query.page} size={query.size} total={totalCount} />
  const cleared = Object.fromEntries(ACCOUNT_FILTERS.map((filter) => [filter, null]))
  const others = ACCOUNT_FILTERS.some((filter) => filter !== 'name' && query[filter] !== undefined)
  if (name || others)
    return (
      <EmptyState
        icon={<MagnifyingGlassIcon />}
        title={name ? `No account found for “${name}”` : 'No account found with these filters'}
        actions={
          <>
            {/^[0-9a-f]{32}$/i.test(name) && (
              <ButtonLink href={`${PATH}/${name}`} variant="primary">
                Open the account with this ID
              </ButtonLink>
            )}
            <ButtonLink href={hrefWith(PATH, address, cleared)}>
              {others ? 'Clear the filters' : 'Clear the filter'}
            </ButtonLink>
          </>
        }
      />
    )
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
