import { UsersIcon } from '@phosphor-icons/react/dist/ssr/Users'
import { ButtonLink } from '@/components/ui/button-link'
import { DataTable, DataTableSkeleton, type Column } from '@/components/ui/data-table'
import { Email } from '@/components/ui/email'
import { EmptyState } from '@/components/ui/empty-state'
import { hrefWith } from '@/components/ui/href'
import { LinkPending } from '@/components/ui/link-pending'
import { NoSuchPage } from '@/components/ui/no-such-page'
import { Pagination } from '@/components/ui/pagination'
import { PEOPLE_PAGE, personHref } from '@/lib/people/constants'
import { PEOPLE_FILTERS, type PeoplePage, type PeopleQuery, type PersonRow } from '@/lib/people/schema'
import { powersOf, twoFactorName } from './labels'

const PATH = '/people'
const FRAME = { id: 'people', label: 'People', columns: columns() }

/** One page of everyone over all customers. */
export function PeopleTable({
  people: { rows, totalCount },
  query,
  mayExport,
}: {
  people: PeoplePage
  query: PeopleQuery
  mayExport: boolean
}) {
  return (
    <>
      <DataTable
        {...FRAME}
        rows={rows}
        rowKey={({ email }) => email}
        rowHref={({ email }) => personHref(email)}
        sort={{
          by: query.sort,
          direction: query.direction,
          href: (sort, direction) => hrefWith(PATH, addressOf(query), { sort, direction }),
        }}
        summary={totalCount === 1 ? '1 person' : `${totalCount.toLocaleString('en')} people`}
        exportHref={mayExport ? hrefWith('/api/people/export', addressOf(query)) : null}
        empty={<NoRows totalCount={totalCount} query={query} />}
      />
      {totalCount > (query.page > 1 ? 0 : PEOPLE_PAGE) && (
        <Pagination
          path={PATH}
          query={addressOf(query)}
          page={query.page}
          pageSize={PEOPLE_PAGE}
          total={totalCount}
          noun="people"
        />
      )}
    </>
  )
}

export function PeopleTableSkeleton() {
  return <DataTableSkeleton {...FRAME} />
}

function NoRows({ totalCount, query }: { totalCount: number; query: PeopleQuery }) {
  if (totalCount > 0)
    return (
      <NoSuchPage
        path={PATH}
        query={addressOf(query)}
        page={query.page}
        size={PEOPLE_PAGE}
        total={totalCount}
      />
    )
  const filtered = PEOPLE_FILTERS.some((name) => query[name] !== '')
  return (
    <EmptyState
      icon={<UsersIcon />}
      title={filtered ? 'Nobody matches these filters' : 'Nobody was read yet'}
      actions={filtered && <ButtonLink href={PATH}>Clear filters</ButtonLink>}
    >
      {!filtered && 'The directory reads the members of every account; Settings shows how far it is.'}
    </EmptyState>
  )
}

function columns(): Column<PersonRow>[] {
  return [
    {
      id: 'email',
      header: 'Email',
      wrap: true,
      sortable: true,
      cell: ({ email, name }) => (
        <>
          <Email address={email} />
          <LinkPending />
          {name && <bdi className="block text-sm font-normal text-kumo-subtle">{name}</bdi>}
        </>
      ),
    },
    {
      id: 'accounts',
      header: 'Accounts',
      width: '7rem',
      align: 'end',
      sortable: true,
      cell: ({ accounts }) => <span className="tabular-nums">{accounts.toLocaleString('en')}</span>,
    },
    {
      id: 'power',
      header: 'Access',
      width: '38%',
      wrap: true,
      hideBelow: 'md',
      cell: ({ powers }) => <bdi>{powersOf(powers)}</bdi>,
    },
    {
      id: 'two-factor',
      header: 'Two-factor',
      width: '8rem',
      cell: ({ twoFactor }) => twoFactorName(twoFactor),
    },
    {
      id: 'pending',
      header: 'Pending',
      width: '7rem',
      align: 'end',
      sortable: true,
      cell: ({ pending }) => <span className="tabular-nums">{pending.toLocaleString('en')}</span>,
    },
  ]
}

const addressOf = ({ page: _, tenant: __, sort, direction, ...query }: PeopleQuery) => ({
  ...query,
  sort: sort === 'email' ? null : sort,
  direction: direction === 'asc' ? null : direction,
})
