import { UsersIcon } from '@phosphor-icons/react/dist/ssr/Users'
import { Suspense } from 'react'
import { ButtonLink } from '@/components/ui/button-link'
import { DataTable, DataTableSkeleton, type Column, type Sort } from '@/components/ui/data-table'
import { DateTime } from '@/components/ui/date-time'
import { Email } from '@/components/ui/email'
import { EmptyState } from '@/components/ui/empty-state'
import { hrefWith } from '@/components/ui/href'
import { LinkPending } from '@/components/ui/link-pending'
import { Missing } from '@/components/ui/missing'
import { NoSuchPage } from '@/components/ui/no-such-page'
import { numberOf, Pagination } from '@/components/ui/pagination'
import { Skeleton } from '@/components/ui/skeleton'
import { StatusBadge } from '@/components/ui/status-badge'
import { PAGE_SIZES, type MemberRow, type MembersPage, type MembersQuery } from '@/lib/members/schema'
import { accessNames, statusOf, twoFactorName } from './labels'

const LABEL = 'Members'
const ID = 'members'

/** One page of an account's members; each leads to its own page. */
export function MemberTable({
  accountId,
  members,
  query,
  mayExport,
}: {
  accountId: string
  members: MembersPage
  query: MembersQuery
  mayExport: boolean
}) {
  const path = `/accounts/${accountId}/members`
  const { rows, totalCount, invitedOn } = members
  return (
    <>
      <DataTable
        label={LABEL}
        columns={columns(invitedOn)}
        sort={sortOf(path, query)}
        rows={rows}
        rowKey={(row) => row.id}
        id={ID}
        summary={totalCount === null ? undefined : numberOf(totalCount, 'members')}
        selectable={({ id, email }) => email ?? id}
        exportHref={
          mayExport ? hrefWith(`/api/accounts/${accountId}/members/export`, addressOf(query)) : null
        }
        rowHref={(row) => `${path}/${row.id}`}
        empty={<NoRows path={path} query={query} members={members} />}
      />
      {(rows.length > 0 || query.page > 1) && (
        <Pagination
          path={path}
          query={addressOf(query)}
          page={query.page}
          pageSize={query.size}
          list={members}
          sizes={[...PAGE_SIZES]}
          noun="members"
        />
      )}
    </>
  )
}

/** The same page while it is on its way. */
export function MemberTableSkeleton({ query }: { query: MembersQuery }) {
  return (
    <>
      <DataTableSkeleton
        id={ID}
        selectable
        label={LABEL}
        columns={columns(Promise.resolve({}))}
        rows={5}
        sort={sortOf('', query)}
      />
      <div className="mt-4 flex h-8 items-center">
        <Skeleton className="w-32" />
      </div>
    </>
  )
}

function columns(invitedOn: MembersPage['invitedOn']): Column<MemberRow>[] {
  return [
    {
      id: 'email',
      header: 'Email',
      sortable: true,
      wrap: true,
      cell: ({ email, id, self }) => (
        <>
          {email ? <Email address={email} /> : id} {self && <StatusBadge>This console</StatusBadge>}{' '}
          <LinkPending />
        </>
      ),
    },
    {
      id: 'last-name',
      header: 'Name',
      sortable: true,
      width: '18%',
      cell: ({ name }) => (name ? <bdi>{name}</bdi> : <Missing what="No name yet" />),
    },
    {
      id: 'status',
      header: 'Status',
      sortable: true,
      width: '19%',
      cell: ({ id, status }) =>
        status ? (
          <span className="inline-flex max-w-full flex-wrap items-center gap-x-2">
            <StatusBadge tone={statusOf(status).tone}>{statusOf(status).label}</StatusBadge>
            {status === 'pending' && (
              <Suspense>
                <Invited id={id} on={invitedOn} />
              </Suspense>
            )}
          </span>
        ) : (
          <Missing />
        ),
    },
    {
      id: 'access',
      header: 'Roles or policies',
      width: '24%',
      wrap: true,
      cell: (member) => {
        const { all, few } = accessNames(member)
        return all ? <span title={few === all ? undefined : all}>{few}</span> : <Missing />
      },
    },
    {
      id: 'two-factor',
      header: 'Two-factor',
      width: '11%',
      hideBelow: 'lg',
      cell: ({ twoFactor }) =>
        twoFactor ? <StatusBadge tone="success">Enabled</StatusBadge> : twoFactorName(twoFactor),
    },
  ]
}

async function Invited({ id, on }: { id: string; on: MembersPage['invitedOn'] }) {
  const at = (await on)[id]
  return (
    at && (
      <span className="text-sm text-kumo-subtle">
        <span className="sr-only">invited </span>
        <DateTime value={at} />
      </span>
    )
  )
}

function NoRows({ path, query, members }: { path: string; query: MembersQuery; members: MembersPage }) {
  if ((query.page > 1 && members.totalCount !== 0) || members.doubtful !== null)
    return (
      <NoSuchPage
        path={path}
        query={addressOf(query)}
        page={query.page}
        size={query.size}
        total={members.totalCount}
        list={members}
      />
    )
  if (query.status)
    return (
      <EmptyState
        icon={<UsersIcon />}
        title={`No member is ${query.status}`}
        actions={<ButtonLink href={hrefWith(path, addressOf(query), { status: null })}>Show all</ButtonLink>}
      />
    )
  return <EmptyState icon={<UsersIcon />} title="This account has no members" />
}

function addressOf({ status, order, direction, size }: MembersQuery) {
  return {
    status,
    order: order === 'email' ? null : order,
    direction: direction === 'asc' ? null : direction,
    size: size === 20 ? null : size,
  }
}

function sortOf(path: string, query: MembersQuery): Sort {
  return {
    by: query.order,
    direction: query.direction,
    href: (column, direction) =>
      hrefWith(path, addressOf(query), {
        order: column === 'email' ? null : column,
        direction: direction === 'asc' ? null : direction,
        page: null,
      }),
  }
}
