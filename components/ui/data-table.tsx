import type { ReactNode } from 'react'
import {
  NoRows,
  PlainTable,
  PlainTableSkeleton,
  toHeads,
  toViewRow,
  Waiting,
  waitingHeads,
  type Frame,
  type Rows,
} from './plain-table'
import { TableControls } from './table-controls'

export type Column<Row> = {
  id: string
  header: string
  cell: (row: Row) => ReactNode
  align?: 'start' | 'end'
  /** A CSS width on wide screens, such as '12rem' or '20%'; columns without one share the rest. */
  width?: string
  /**
   * Left out where the table itself is narrower than 704, 864, 960, 1104 or 1280 px; on cards it shows. Each column that a person
   * leaves out makes room for one of these.
   */
  hideBelow?: 'md' | 'lg' | 'xl' | '2xl' | '3xl'
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

/** What a person may do with a table that has an id. */
type Choices<Row> = {
  /** Names the table among all: with it, a person can choose columns and density, and go through the rows by keyboard. */
  id?: string
  /** How many there are, such as "62 zones". */
  summary?: string
  /** The row's name for its checkbox, null where it cannot be selected. */
  selectable?: (row: Row) => string | null
  /** What can be copied of what is selected: the keys, as IDs, unless said otherwise. */
  copies?: { one: string; many: string; of?: (row: Row) => string }
  /** The CSV of all that is filtered, for those who may; with `?ids=` in the place of its query, of what is selected. */
  exportHref?: string | null
  /** What else can be done with what is selected, drawn also while nothing is; see `useSelected`. */
  bulk?: ReactNode
}

/**
 * A table where it has 640 px, a list of cards where it has less. The first column names the row and carries its link.
 * Server pages call it with functions; what a person may change about it crosses to the browser without them. Put it in
 * a flush Card or on its own.
 */
export function DataTable<Row>({
  id,
  summary,
  selectable,
  copies = COPIES,
  exportHref,
  bulk,
  ...table
}: Frame<Row> & Rows<Row> & Choices<Row>) {
  const { label, columns, sort, rows, rowInPlace, empty } = table
  if (!id) return <PlainTable {...table} />
  if (rows.length === 0) return <NoRows>{empty}</NoRows>
  return (
    <TableControls
      id={id}
      label={label}
      heads={toHeads(columns, sort)}
      rows={rows.map((row) => ({
        ...toViewRow(row, columns, table),
        name: selectable?.(row),
        copy: copies.of?.(row),
      }))}
      inPlace={rowInPlace}
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
  id,
  selectable,
  rows = 8,
  ...frame
}: Frame<Row> & { id?: string; selectable?: boolean; rows?: number }) {
  if (!id) return <PlainTableSkeleton {...frame} rows={rows} />
  return (
    <Waiting label={frame.label}>
      <TableControls
        id={id}
        label={frame.label}
        heads={waitingHeads(frame)}
        rows={[]}
        selectable={selectable}
        waiting={rows}
      />
    </Waiting>
  )
}
