import { GlobeIcon } from '@phosphor-icons/react/dist/ssr/Globe'
import { MagnifyingGlassIcon } from '@phosphor-icons/react/dist/ssr/MagnifyingGlass'
import { ButtonLink } from '@/components/ui/button-link'
import { DataTable, DataTableSkeleton, type Column } from '@/components/ui/data-table'
import { EmptyState } from '@/components/ui/empty-state'
import { hrefWith } from '@/components/ui/href'
import { LinkPending } from '@/components/ui/link-pending'
import { Missing } from '@/components/ui/missing'
import { NoSuchPage } from '@/components/ui/no-such-page'
import { notAll } from '@/components/ui/not-all'
import { numberOf, Pagination } from '@/components/ui/pagination'
import { StatusBadge } from '@/components/ui/status-badge'
import { ZONE_PAGE_SIZES, type ZoneListQuery, type ZonePage, type ZoneRow } from '@/lib/zones/schema'
import { STATUS_TONES, typeName, word } from './labels'
import { ZoneName } from './zone-name'
import { ZonePlanCell } from './zone-plan'

const LABEL = 'Zones'
const ID = 'zones'

/** One page of an account's zones, with what to do when it is empty. Each plan is asked for by the browser. */
export function ZoneTable({
  accountId,
  zones,
  query,
  mayAdd,
  mayExport,
}: {
  accountId: string
  zones: ZonePage
  query: ZoneListQuery
  mayAdd: boolean
  mayExport: boolean
}) {
  const path = `/accounts/${accountId}/zones`
  const { rows, totalCount } = zones
  return (
    <>
      <DataTable
        label={LABEL}
        columns={columns(accountId)}
        rows={rows}
        rowKey={({ id }) => id}
        id={ID}
        summary={totalCount === null ? undefined : numberOf(totalCount, 'zones')}
        selectable={({ name }) => name}
        exportHref={mayExport ? hrefWith(`/api/accounts/${accountId}/zones/export`, addressOf(query)) : null}
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
        empty={<NoRows path={path} zones={zones} query={query} mayAdd={mayAdd} />}
      />
      {(rows.length > 0 || query.page > 1) && (
        <Pagination
          path={path}
          query={addressOf(query)}
          page={query.page}
          pageSize={query.size}
          list={zones}
          sizes={[...ZONE_PAGE_SIZES]}
          noun="zones"
        />
      )}
    </>
  )
}

/** The same page while it is on its way. */
export function ZoneTableSkeleton({ size }: { size: number }) {
  return <DataTableSkeleton id={ID} label={LABEL} columns={columns('')} rows={Math.min(size, 8)} selectable />
}

const columns = (accountId: string): Column<ZoneRow>[] => [
  {
    id: 'name',
    header: 'Name',
    wrap: true,
    sortable: true,
    cell: ({ name, unicode, paused }) => (
      <>
        <ZoneName name={name} unicode={unicode} /> {paused && <StatusBadge>Paused</StatusBadge>}{' '}
        <LinkPending />
      </>
    ),
  },
  {
    id: 'status',
    header: 'Status',
    width: '13%',
    sortable: true,
    cell: ({ status }) =>
      status ? <StatusBadge tone={STATUS_TONES[status]}>{word(status)}</StatusBadge> : <Missing />,
  },
  { id: 'type', header: 'Type', width: '11%', cell: ({ type }) => (type ? typeName(type) : <Missing />) },
  {
    id: 'plan',
    header: 'Plan',
    width: '22%',
    wrap: true,
    cell: ({ id, name }) => <ZonePlanCell accountId={accountId} zoneId={id} name={name} />,
  },
  {
    id: 'name-servers',
    header: 'Name servers',
    width: '24%',
    hideBelow: 'lg',
    wrap: true,
    cell: ({ nameServers, nameServersRead }) =>
      nameServers.length > 0 || !nameServersRead ? (
        <span className="text-sm">
          {nameServers.map((server) => (
            <span key={server} className="block">
              {server}
            </span>
          ))}
          {!nameServersRead && <span className="text-kumo-warning">{notAll('name servers')}</span>}
        </span>
      ) : (
        <Missing what="None" />
      ),
  },
]

function NoRows({
  path,
  zones,
  query,
  mayAdd,
}: {
  path: string
  zones: ZonePage
  query: ZoneListQuery
  mayAdd: boolean
}) {
  if (query.page > 1 || zones.doubtful !== null)
    return (
      <NoSuchPage
        path={path}
        query={addressOf(query)}
        page={query.page}
        size={query.size}
        total={zones.totalCount}
        list={zones}
      />
    )
  if (query.name || query.status || query.type)
    return (
      <EmptyState
        icon={<MagnifyingGlassIcon />}
        title="No zone matches these filters"
        actions={<ButtonLink href={path}>Clear filters</ButtonLink>}
      />
    )
  return (
    <EmptyState
      icon={<GlobeIcon />}
      title="This account has no zones yet"
      actions={
        mayAdd && (
          <ButtonLink href={`${path}/new`} variant="primary">
            Add a zone
          </ButtonLink>
        )
      }
    >
      A zone is a domain that Cloudflare serves for this customer.
    </EmptyState>
  )
}

// What is at its default stays out of the address.
function addressOf({ name, status, type, sort, direction, size }: ZoneListQuery) {
  return {
    name,
    status,
    type,
    sort: sort === 'name' ? null : sort,
    direction: direction === 'asc' ? null : direction,
    size: size === 20 ? null : size,
  }
}
