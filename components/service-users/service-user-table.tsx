import { RobotIcon } from '@phosphor-icons/react/dist/ssr/Robot'
import { ButtonLink } from '@/components/ui/button-link'
import { DataTable, DataTableSkeleton, type Column, type Sort } from '@/components/ui/data-table'
import { DateTime } from '@/components/ui/date-time'
import { Email } from '@/components/ui/email'
import { EmptyState } from '@/components/ui/empty-state'
import { hrefWith } from '@/components/ui/href'
import { NoSuchPage } from '@/components/ui/no-such-page'
import { Pagination } from '@/components/ui/pagination'
import { StatusBadge } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'
import {
  DIRECTIONS,
  PAGE_SIZE,
  type ServiceUserRow,
  type ServiceUsersPage,
  type ServiceUsersQuery,
} from '@/lib/service-users/schema'
import { RetryMembership } from './retry-membership'

const LABEL = 'Service Users'
const ID = 'service-users'
const PATH = '/service-users'

/** What we remember of the service users made here. */
export function ServiceUserTable({
  users: { rows, totalCount },
  query,
  mayCreate,
  mayExport,
}: {
  users: ServiceUsersPage
  query: ServiceUsersQuery
  mayCreate: boolean
  mayExport: boolean
}) {
  return (
    <>
      <DataTable
        label={LABEL}
        columns={columns(mayCreate)}
        rows={rows}
        rowKey={({ id }) => id}
        id={ID}
        summary={totalCount === 1 ? '1 service user' : `${totalCount} service users`}
        selectable={({ email }) => email}
        copies={{ one: 'email', many: 'emails', of: ({ email }) => email }}
        exportHref={mayExport ? hrefWith('/api/service-users/export', addressOf(query)) : null}
        sort={sortOf(query)}
        empty={<NoRows totalCount={totalCount} query={query} mayCreate={mayCreate} />}
      />
      {totalCount > (query.page > 1 ? 0 : PAGE_SIZE) && (
        <Pagination
          path={PATH}
          query={addressOf(query)}
          page={query.page}
          pageSize={PAGE_SIZE}
          total={totalCount}
          noun="service users"
        />
      )}
    </>
  )
}

export function ServiceUserTableSkeleton({ query }: { query: ServiceUsersQuery }) {
  return (
    <DataTableSkeleton
      id={ID}
      selectable
      label={LABEL}
      columns={columns(false)}
      sort={sortOf(query)}
      rows={5}
    />
  )
}

function NoRows({
  totalCount,
  query,
  mayCreate,
}: {
  totalCount: number
  query: ServiceUsersQuery
  mayCreate: boolean
}) {
  const { q, page, tenant } = query
  if (totalCount > 0)
    return <NoSuchPage path={PATH} query={addressOf(query)} page={page} size={PAGE_SIZE} total={totalCount} />
  if (q) return <EmptyState icon={<RobotIcon />} title={`No service user matches “${q}”`} />
  return (
    <EmptyState
      icon={<RobotIcon />}
      title={`No service user was created here yet${tenant ? ' for an account of this tenant' : ''}`}
      actions={
        mayCreate && (
          <ButtonLink href="/service-users/new" variant="primary">
            Create Service User
          </ButtonLink>
        )
      }
    >
      A service user has an API key of its own, so that each customer’s traffic uses its own request
      allowance.
    </EmptyState>
  )
}

// What is at its default stays out of the address.
function addressOf({ q, sort, direction }: ServiceUsersQuery) {
  return {
    q,
    sort: sort === 'created' ? null : sort,
    direction: direction === DIRECTIONS[sort] ? null : direction,
  }
}

function sortOf(query: ServiceUsersQuery): Sort {
  return {
    by: query.sort,
    direction: query.direction,
    href: (column, direction) => {
      const sort = column as ServiceUsersQuery['sort']
      return hrefWith(PATH, addressOf({ ...query, sort, direction }))
    },
  }
}

function columns(mayCreate: boolean): Column<ServiceUserRow>[] {
  return [
    {
      id: 'email',
      header: 'Email',
      sortable: true,
      wrap: true,
      cell: ({ email }) => (
        <strong>
          <Email address={email} />
        </strong>
      ),
    },
    {
      id: 'account',
      header: 'Account',
      sortable: true,
      width: '22%',
      wrap: true,
      cell: ({ accountId, accountName }) => (
        <TextLink href={`/accounts/${accountId}/members`}>
          <bdi>{accountName ?? accountId}</bdi>
        </TextLink>
      ),
    },
    {
      id: 'state',
      header: 'State',
      width: '11.5rem',
      wrap: true,
      cell: ({ id, status, membership, accountName, email, accountId }) =>
        status === 'sent' ? (
          <StatusBadge tone="info">Being created</StatusBadge>
        ) : status === 'unknown' ? (
          <span title="The answer was lost, and Cloudflare has no way to look up a service user.">
            <StatusBadge tone="warning">Not known</StatusBadge>
          </span>
        ) : membership.there ? (
          <StatusBadge tone="success">Member of the account</StatusBadge>
        ) : (
          <span className="block space-y-1.5">
            <StatusBadge tone="warning">
              {membership.effect === 'unknown' ? 'Member: not known' : 'Not a member yet'}
            </StatusBadge>
            <span className="block text-sm text-kumo-subtle">{membership.message}</span>
            {mayCreate && <RetryMembership id={id} email={email} accountName={accountName ?? accountId} />}
          </span>
        ),
    },
    {
      id: 'key',
      header: 'API key',
      width: '15%',
      wrap: true,
      cell: ({ status, keySavedAt }) =>
        status === 'sent' ? (
          '—'
        ) : keySavedAt ? (
          <span>
            Saved <DateTime value={keySavedAt} />
          </span>
        ) : status === 'unknown' ? (
          'Lost, if there was one'
        ) : (
          'Not confirmed as saved'
        ),
    },
    {
      id: 'created',
      header: 'Created',
      sortable: true,
      width: '18%',
      hideBelow: 'lg',
      wrap: true,
      cell: ({ createdAt, createdBy }) => (
        <span>
          <DateTime value={createdAt} />{' '}
          <span className="block text-sm text-kumo-subtle">
            <Email address={createdBy} />
          </span>
        </span>
      ),
    },
  ]
}
