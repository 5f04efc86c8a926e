import type { ReactNode } from 'react'
import { TableDesk } from './table-desk'
import { TableView, type Head, type ViewRow } from './table-view'

export type Column<Row> = {
  id: string
  header: string
  cell: (row: Row) => ReactNode
  align?: 'start' | 'end'
  /** A CSS width on wide screens, such as '12rem' or '20%'; columns without one share the rest. */
  width?: string
  /**
   * Left out where the table itself is narrower than 704, 864 or 960 px; on cards it shows. Each column that a person
   * leaves out makes room for one of these.
   */
  hideBelow?: 'md' | 'lg' | 'xl'
  /** Long content wraps instead of ending in an ellipsis. */
  wrap?: boolean
  /** The heading's text is for screen readers only, as over a column of buttons. */
  headerHidden?: boolean
  sortable?: boolean
}

export type Sort = {
  by: string
  direction: 'asc' | 'desc'
  /** The address that sorts by a column in a direction. */
  href: (column: string, direction: 'asc' | 'desc') => string
}

type Frame<Row> = {
  /** The table's name for screen readers. */
  label: string
  columns: Column<Row>[]
  sort?: Sort
  /** Names the table among all: with it, a person can choose columns and density, and go through the rows by keyboard. */
  id?: string
}

/**
 * A table where it has 640 px, a list of cards where it has less. The first column names the row and carries its link.
 * Server pages call it with functions; what a person may change about it crosses to the browser without them. Put it in
 * a flush Card or on its own.
 */
export function DataTable<Row>({
  label,
  columns,
  sort,
  id,
  rows,
  rowKey,
  rowHref,
  rowInPlace = false,
  summary,
  selectable,
  copies = COPIES,
  exportHref,
  bulk,
  empty,
}: Frame<Row> & {
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** Where the first column's link leads; on a card, a tap anywhere. */
  rowHref?: (row: Row) => string | null
  /** The row opens over this page, as in a drawer: the page keeps its place. */
  rowInPlace?: boolean
  /** How many there are, such as "62 zones". For tables with an id. */
  summary?: string
  /** Takes a row; returns its name for its checkbox, null where it cannot be selected. */
  selectable?: (row: Row) => string | null
  /** What can be copied of what is selected: the keys, as IDs, unless said otherwise. */
  copies?: { one: string; many: string; of?: (row: Row) => string }
  /** The CSV of all that is filtered, for those who may; with `?ids=` in the place of its query, of what is selected. */
  exportHref?: string | null
  /** More that can be done with what is selected; see `useSelected`. */
  bulk?: ReactNode
  /** Shown in place of rows, usually an EmptyState. */
  empty: ReactNode
}) {
  if (rows.length === 0) {
    return (
      <div data-frame className="rounded-xl bg-kumo-base shadow-xs ring ring-kumo-line">
        {empty}
      </div>
    )
  }
  const view = {
    label,
    heads: columns.map((column) => toHead(column, sort)),
    rows: rows.map((row): ViewRow => ({
      key: rowKey(row),
      href: rowHref?.(row),
      name: selectable?.(row),
      copy: copies.of?.(row),
      cells: Object.fromEntries(columns.map((column) => [column.id, column.cell(row)])),
    })),
    inPlace: rowInPlace,
  }
  if (!id) return <TableView {...view} />
  return (
    <TableDesk
      {...view}
      id={id}
      summary={summary}
      selectable={Boolean(selectable)}
      copies={{ one: copies.one, many: copies.many }}
      exportHref={exportHref}
      bulk={bulk}
    />
  )
}

const COPIES = { one: 'ID', many: 'IDs', of: undefined }

/** The same table while its rows are on their way. */
export function DataTableSkeleton<Row>({
  label,
  columns,
  sort,
  id,
  selectable = false,
  rows = 8,
}: Frame<Row> & { selectable?: boolean; rows?: number }) {
  const view = {
    label,
    heads: columns.map((column) => ({ ...toHead(column, sort), sortHref: undefined })),
    rows: Array.from({ length: rows }, (_, row): ViewRow => ({
      key: String(row),
      cells: Object.fromEntries(
        columns.map(({ id }, index) => [
          id,
          <span
            key={id}
            className="skeleton-bar my-[0.21875rem] inline-block h-3.5 max-w-full align-top"
            style={{ width: index === 0 ? `${9 + ((row * 5) % 7)}rem` : '5rem' }}
          />,
        ]),
      ),
    })),
  }
  return (
    <div role="status" aria-busy="true">
      <span className="sr-only">Loading {label}</span>
      <div aria-hidden="true" inert>
        {id ? <TableDesk {...view} id={id} selectable={selectable} waiting /> : <TableView {...view} />}
      </div>
    </div>
  )
}

function toHead<Row>({ cell: _, sortable, ...column }: Column<Row>, sort?: Sort): Head {
  if (!sort) return column
  const sorted = sort.by === column.id ? sort.direction : null
  return {
    ...column,
    sorted,
    sortHref: sortable ? sort.href(column.id, sorted === 'asc' ? 'desc' : 'asc') : undefined,
  }
}
