import { DataTable, type Column } from '@/components/ui/data-table'
import { Card } from '@/components/ui/card'
import { DateTime } from '@/components/ui/date-time'
import { EmptyState } from '@/components/ui/empty-state'
import { LinkPending } from '@/components/ui/link-pending'
import { Missing } from '@/components/ui/missing'
import { Pagination } from '@/components/ui/pagination'
import { StatusBadge } from '@/components/ui/status-badge'
import { TextLink } from '@/components/ui/text-link'
import { statusOf } from '@/components/members/labels'
import { MEMBERSHIPS_PAGE, personHref, removalHref } from '@/lib/people/constants'
import type { Membership, PersonDetails } from '@/lib/people/schema'
import { RemovalBadge } from './removal-badge'
import { accessOf } from './labels'

const FRAME = { id: 'memberships', label: 'Accounts', columns: columns() }

/** Where one person is a member, which tokens they made, and what was removed. */
export function PersonPage({ person, page }: { person: PersonDetails; page: number }) {
  const { email, memberships, totalCount, tokens, removals } = person
  return (
    <div className="space-y-6">
      <Card
        title="Accounts"
        description="Since when is when the directory first saw it: it may be older."
        flush
      >
        <DataTable
          {...FRAME}
          rows={memberships}
          rowKey={({ memberId }) => memberId}
          rowHref={({ accountId, memberId }) => `/accounts/${accountId}/members/${memberId}`}
          summary={totalCount === 1 ? '1 account' : `${totalCount.toLocaleString('en')} accounts`}
          empty={
            <EmptyState title="A member of none of your accounts">
              As far as the directory has read.
            </EmptyState>
          }
        />
        {totalCount > (page > 1 ? 0 : MEMBERSHIPS_PAGE) && (
          <div className="px-4 pb-4">
            <Pagination
              path={personHref(email)}
              page={page}
              pageSize={MEMBERSHIPS_PAGE}
              total={totalCount}
              noun="accounts"
            />
          </div>
        )}
      </Card>
      {tokens.length > 0 && (
        <Card
          title="API tokens they made"
          description="Tokens that accounts own. They stay when their maker is removed."
        >
          <ul className="-my-2.5">
            {tokens.map(({ id, accountId, accountName, name, status, issuedOn }) => (
              <li
                key={id}
                className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-kumo-hairline py-2.5 not-last:border-b"
              >
                <div className="min-w-0 flex-1 basis-48 wrap-anywhere">
                  <TextLink href={`/accounts/${accountId}/tokens/${id}`}>
                    <bdi>{name ?? id}</bdi>
                  </TextLink>
                  <p className="text-sm text-kumo-subtle">
                    <bdi>{accountName}</bdi>
                    {issuedOn && (
                      <>
                        , <DateTime value={issuedOn} />
                      </>
                    )}
                  </p>
                </div>
                {status && (
                  <StatusBadge tone={status === 'active' ? 'success' : 'neutral'}>{status}</StatusBadge>
                )}
              </li>
            ))}
          </ul>
        </Card>
      )}
      {removals.length > 0 && (
        <Card title="Removals from accounts">
          <ul className="-my-2.5">
            {removals.map(({ id, status, startedBy, createdAt }) => (
              <li
                key={id}
                className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-kumo-hairline py-2.5 not-last:border-b"
              >
                <span className="min-w-0 wrap-anywhere">
                  <TextLink href={removalHref(id)}>
                    <DateTime value={createdAt} exact />
                  </TextLink>
                  , by <bdi>{startedBy}</bdi>
                </span>
                <RemovalBadge status={status} />
              </li>
            ))}
          </ul>
        </Card>
      )}
    </div>
  )
}

function columns(): Column<Membership>[] {
  return [
    {
      id: 'account',
      header: 'Account',
      wrap: true,
      cell: ({ accountName }) => (
        <>
          <bdi>{accountName}</bdi>
          <LinkPending />
        </>
      ),
    },
    { id: 'access', header: 'Access', width: '38%', wrap: true, cell: (row) => <bdi>{accessOf(row)}</bdi> },
    {
      id: 'status',
      header: 'Status',
      width: '8rem',
      cell: ({ status }) =>
        status ? (
          <StatusBadge tone={statusOf(status).tone}>{statusOf(status).label}</StatusBadge>
        ) : (
          <Missing />
        ),
    },
    {
      id: 'since',
      header: 'First seen',
      width: '9rem',
      cell: ({ firstSeen }) => <DateTime value={firstSeen} />,
    },
  ]
}
