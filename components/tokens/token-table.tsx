import { KeyIcon } from '@phosphor-icons/react/dist/ssr/Key'
import { MagnifyingGlassIcon } from '@phosphor-icons/react/dist/ssr/MagnifyingGlass'
import { ButtonLink } from '@/components/ui/button-link'
import { DataTable, DataTableSkeleton, type Column } from '@/components/ui/data-table'
import { DateTime } from '@/components/ui/date-time'
import { EmptyState } from '@/components/ui/empty-state'
import { hrefWith } from '@/components/ui/href'
import { LinkPending } from '@/components/ui/link-pending'
import { listed } from '@/components/ui/listed'
import { NoSuchPage } from '@/components/ui/no-such-page'
import { NotAll } from '@/components/ui/not-all'
import { numberOf, Pagination } from '@/components/ui/pagination'
import { resourceName } from '@/lib/tokens/catalogue'
import {
  TOKEN_PAGE_SIZES,
  type Resource,
  type TokenListQuery,
  type TokenPage,
  type TokenRow,
} from '@/lib/tokens/schema'
import { TokenStatus } from './token-status'
import { NOBODY } from './labels'

const LABEL = 'API tokens'
const ID = 'tokens'

/** One page of an account's tokens, with what to do when it is empty. */
export function TokenTable({
  accountId,
  tokens: { rows, matching, total, complete },
  query,
  mayCreate,
  mayExport,
}: {
  accountId: string
  tokens: TokenPage
  query: TokenListQuery
  mayCreate: boolean
  mayExport: boolean
}) {
  const path = `/accounts/${accountId}/tokens`
  return (
    <>
      <DataTable
        label={LABEL}
        columns={COLUMNS}
        rows={rows}
        rowKey={({ id }) => id}
        id={ID}
        summary={complete ? numberOf(matching, 'tokens') : undefined}
        selectable={({ id, name }) => name ?? id}
        exportHref={mayExport ? hrefWith(`/api${path}/export`, addressOf(query)) : null}
        rowHref={({ id }) => `${path}/${id}`}
        sort={{
          by: query.sort,
          direction: query.direction,
          href: (sort, direction) =>
            hrefWith(path, addressOf(query), {
              sort: sort === 'name' ? null : sort,
              direction: direction === 'asc' ? null : direction,
            }),
        }}
        empty={<NoRows {...{ path, matching, total, complete, query, mayCreate }} />}
      />
      {(rows.length > 0 || query.page > 1) && (
        <Pagination
          path={path}
          query={addressOf(query)}
          page={query.page}
          pageSize={query.size}
          total={matching}
          sizes={[...TOKEN_PAGE_SIZES]}
          noun="tokens"
        />
      )}
      {!complete && <NotAll of="API tokens" />}
    </>
  )
}

/** The same page while it is on its way. */
export function TokenTableSkeleton() {
  return <DataTableSkeleton id={ID} selectable label={LABEL} columns={COLUMNS} rows={5} />
}

const COLUMNS: Column<TokenRow>[] = [
  {
    id: 'name',
    header: 'Name',
    wrap: true,
    sortable: true,
    cell: ({ id, name }) => (
      <>
        {name ? <bdi>{name}</bdi> : <span className="font-mono text-sm">{id}</span>} <LinkPending />
      </>
    ),
  },
  {
    id: 'status',
    header: 'Status',
    width: '10.5rem',
    wrap: true,
    cell: (row) => (
      // One box: on a telephone the cell lays out what is in it side by side.
      <span>
        <TokenStatus {...row} />
        {row.reach === 'nobody' && <span className="block text-sm text-kumo-warning">{NOBODY}</span>}
      </span>
    ),
  },
  {
    id: 'permissions',
    header: 'Permissions',
    width: '32%',
    wrap: true,
    cell: ({ permissions, resources }) => (
      <span>
        <span className="block">{listed(permissions, 3) || '—'}</span>
        <span className="block text-sm text-kumo-subtle">{sentence(listed(placesOf(resources)))}</span>
      </span>
    ),
  },
  {
    id: 'last-used',
    header: 'Last used',
    width: '8.5rem',
    hideBelow: 'lg',
    sortable: true,
    cell: ({ lastUsedOn }) =>
      lastUsedOn ? <DateTime value={lastUsedOn} /> : <span className="text-kumo-subtle">Never</span>,
  },
  {
    id: 'expires',
    header: 'Expires',
    width: '8.5rem',
    hideBelow: 'md',
    sortable: true,
    cell: ({ expiresOn }) =>
      expiresOn ? <DateTime value={expiresOn} /> : <span className="text-kumo-subtle">Never</span>,
  },
]

/** Zones are counted, not named. */
function placesOf(resources: Resource[]): string[] {
  const zones = resources.filter(({ kind }) => kind === 'zone').length
  const rest = resources.filter(({ kind }) => kind !== 'zone').map(resourceName)
  return zones > 0 ? [...rest, zones === 1 ? '1 zone' : `${zones} zones`] : rest
}

const sentence = (words: string) => words.replace(/, (The|All) /g, (word) => word.toLowerCase())

function NoRows({
  path,
  matching,
  total,
  complete,
  query,
  mayCreate,
}: {
  path: string
  matching: number
  total: number
  complete: boolean
  query: TokenListQuery
  mayCreate: boolean
}) {
  if (matching > 0)
    return (
      <NoSuchPage path={path} query={addressOf(query)} page={query.page} size={query.size} total={matching} />
    )
  if (total > 0)
    return (
      <EmptyState
        icon={<MagnifyingGlassIcon />}
        title={
          complete
            ? 'No API token matches these filters'
            : 'No API token that could be read matches these filters'
        }
        actions={<ButtonLink href={path}>Clear filters</ButtonLink>}
      />
    )
  if (!complete) return <EmptyState icon={<KeyIcon />} title="No API token could be read" />
  return (
    <EmptyState
      icon={<KeyIcon />}
      title="This account has no API tokens yet"
      actions={
        mayCreate && (
          <ButtonLink href={`${path}/new`} variant="primary">
            Create token
          </ButtonLink>
        )
      }
    >
      A token lets a program work with this account, limited to the permissions you give it. It belongs to the
      account, so it stays when people leave.
    </EmptyState>
  )
}

// What is at its default stays out of the address.
function addressOf({ name, status, sort, direction, size }: TokenListQuery) {
  return {
    name,
    status,
    sort: sort === 'name' ? null : sort,
    direction: direction === 'asc' ? null : direction,
    size: size === 20 ? null : size,
  }
}
