import type { ReactNode } from 'react'
import type { Column, Sort } from './data-table'
import { TableView, type Head, type ViewRow } from './table-view'

export type Frame<Row> = {
  /** The table's name for screen readers. */
  label: string
  columns: Column<Row>[]
  sort?: Sort
}

export type Rows<Row> = {
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** Where the first column's link leads; on a card, a tap anywhere. */
  rowHref?: (row: Row) => string | null
  /** The row opens over this page, as in a drawer: the page keeps its place. */
  rowInPlace?: boolean
  /** Opens a row without asking the server; `rowHref` stays the address of what it opens. */
  onRow?: (row: Row) => void
  /** Shown in place of rows, usually an EmptyState. */
  empty: ReactNode
}

/**
 * The table of a few rows within a page: there is nothing to choose about it, so it brings no choices. A file of its own,
 * because a page loads all that its files name, used or not. Lists are a DataTable.
 */
export function PlainTable<Row>({ label, columns, sort, rows, empty, ...of }: Frame<Row> & Rows<Row>) {
  if (rows.length === 0) return <NoRows>{empty}</NoRows>
  return (
    <TableView
      label={label}
      heads={toHeads(columns, sort)}
      rows={rows.map((row) => toViewRow(row, columns, of))}
      inPlace={of.rowInPlace}
    />
  )
}

/** The same table while its rows are on their way. */
export function PlainTableSkeleton<Row>({ rows = 8, ...frame }: Frame<Row> & { rows?: number }) {
  return (
    <Waiting label={frame.label}>
      <TableView label={frame.label} heads={waitingHeads(frame)} rows={[]} waiting={rows} />
    </Waiting>
  )
}

/** The frame of a table that has no rows. */
export function NoRows({ children }: { children: ReactNode }) {
  return (
    <div data-frame className="rounded-xl bg-kumo-base shadow-xs ring ring-kumo-line">
      {children}
    </div>
  )
}

/** Around a table whose rows are on their way. */
export function Waiting({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div role="status" aria-busy="true">
      <span className="sr-only">Loading {label}</span>
      <div aria-hidden="true" inert>
        {children}
      </div>
    </div>
  )
}

/** The heads hold no functions. */
export function toHeads<Row>(columns: Column<Row>[], sort?: Sort): Head[] {
  return columns.map(({ cell: _, sortable, ...column }) => {
    if (!sort) return column
    const sorted = sort.by === column.id ? sort.direction : null
    const other = sorted === 'asc' ? 'desc' : 'asc'
    return { ...column, sorted, sortHref: sortable ? sort.href(column.id, other) : undefined }
  })
}

/** Draws the row's cells. */
export function toViewRow<Row>(
  row: Row,
  columns: Column<Row>[],
  { rowKey, rowHref, onRow }: Pick<Rows<Row>, 'rowKey' | 'rowHref' | 'onRow'>,
): ViewRow {
  return {
    key: rowKey(row),
    href: rowHref?.(row),
    onOpen: onRow && (() => onRow(row)),
    cells: Object.fromEntries(columns.map((column) => [column.id, column.cell(row)])),
  }
}

/** The heads of a table that cannot be sorted yet. */
export function waitingHeads<Row>({ columns, sort }: Frame<Row>): Head[] {
  return toHeads(columns, sort).map((head) => ({ ...head, sortHref: undefined }))
}
