import { ArrowDownIcon } from '@phosphor-icons/react/dist/ssr/ArrowDown'
import { ArrowUpIcon } from '@phosphor-icons/react/dist/ssr/ArrowUp'
import type { ReactNode } from 'react'
import { cx } from './cx'
import { Link } from './link'

export type Column<Row> = {
  id: string
  header: string
  cell: (row: Row) => ReactNode
  align?: 'start' | 'end'
  /** A CSS width on wide screens, such as '12rem' or '20%'; columns without one share the rest. */
  width?: string
  /** Left out where the table itself is narrower than 704, 864 or 960 px; on cards it shows. */
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
}

const HIDE = {
  md: '@max-table-md:@table:hidden',
  lg: '@max-table-lg:@table:hidden',
  xl: '@max-table-xl:@table:hidden',
}

/**
 * A table where it has 640 px, a list of cards where it has less. The first column names the row and carries its link.
 * It holds no state and no hooks, so that a server page can give it functions; put it in a flush Card or on its own.
 */
export function DataTable<Row>({
  label,
  columns,
  sort,
  rows,
  rowKey,
  rowHref,
  rowInPlace = false,
  empty,
}: Frame<Row> & {
  rows: readonly Row[]
  rowKey: (row: Row) => string
  /** Where the first column's link leads; on a card, a tap anywhere. */
  rowHref?: (row: Row) => string | null
  /** The row opens over this page, as in a drawer: the page keeps its place. */
  rowInPlace?: boolean
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
  return (
    <TableFrame label={label} columns={columns} sort={sort}>
      {rows.map((row) => {
        const href = rowHref?.(row)
        return (
          <tr role="row" key={rowKey(row)} className={ROW}>
            {columns.map((column, index) => {
              const content = column.cell(row)
              const className = cx(cellLook(column, index), href && index > 0 && INNER)
              const inner =
                index === 0 && href ? (
                  <Link
                    href={href}
                    prefetch={false}
                    scroll={!rowInPlace}
                    className="rounded-xs font-medium text-kumo-link hover:underline @max-table:after:absolute @max-table:after:inset-0"
                  >
                    {content}
                  </Link>
                ) : (
                  content
                )
              return index === 0 ? (
                <th key={column.id} role="rowheader" scope="row" className={className}>
                  {inner}
                </th>
              ) : (
                <td
                  key={column.id}
                  role="cell"
                  data-label={column.headerHidden ? '' : column.header}
                  className={className}
                >
                  {inner}
                </td>
              )
            })}
          </tr>
        )
      })}
    </TableFrame>
  )
}

/** The same table while its rows are on their way. */
export function DataTableSkeleton<Row>({ label, columns, sort, rows = 8 }: Frame<Row> & { rows?: number }) {
  return (
    <div role="status" aria-busy="true">
      <span className="sr-only">Loading {label}</span>
      <div aria-hidden="true">
        <TableFrame label={label} columns={columns} sort={sort} inert>
          {Array.from({ length: rows }, (_, row) => (
            <tr role="row" key={row} className={ROW}>
              {columns.map((column, index) => (
                <td
                  key={column.id}
                  role="cell"
                  data-label={column.headerHidden ? '' : column.header}
                  className={cellLook(column, index)}
                >
                  <span
                    className="skeleton-bar my-[0.21875rem] inline-block h-3.5 max-w-full align-top"
                    style={{ width: index === 0 ? `${9 + ((row * 5) % 7)}rem` : '5rem' }}
                  />
                </td>
              ))}
            </tr>
          ))}
        </TableFrame>
      </div>
    </div>
  )
}

// Explicit roles: browsers drop a table's own once CSS turns its rows into cards.
function TableFrame<Row>({
  label,
  columns,
  sort,
  inert,
  children,
}: Frame<Row> & { inert?: boolean; children: ReactNode }) {
  return (
    <div
      data-frame
      className="@container w-full overflow-hidden rounded-xl bg-kumo-base shadow-xs ring ring-kumo-line"
    >
      <table
        role="table"
        aria-label={label}
        className="block w-full text-left @table:table @table:table-fixed"
      >
        <thead role="rowgroup" className="sr-only @table:not-sr-only @table:table-header-group">
          <tr role="row" className="@table:border-b @table:border-kumo-line">
            {columns.map((column) => {
              const sorted = sort?.by === column.id ? sort.direction : null
              return (
                <th
                  key={column.id}
                  role="columnheader"
                  scope="col"
                  aria-sort={sorted ? (sorted === 'asc' ? 'ascending' : 'descending') : undefined}
                  style={{ width: column.width }}
                  className={cx(
                    'truncate px-3 py-2.5 text-sm font-medium text-kumo-subtle first:pl-4 last:pr-4',
                    column.align === 'end' && 'text-right',
                    column.hideBelow && HIDE[column.hideBelow],
                  )}
                >
                  {column.sortable && sort && !inert ? (
                    <Link
                      href={sort.href(column.id, sorted === 'asc' ? 'desc' : 'asc')}
                      scroll={false}
                      className="inline-flex items-center gap-1 rounded-xs hover:text-kumo-default"
                    >
                      {column.header}
                      <span aria-hidden="true" className={cx('size-3', !sorted && 'opacity-0')}>
                        {sorted === 'desc' ? <ArrowDownIcon size={12} /> : <ArrowUpIcon size={12} />}
                      </span>
                    </Link>
                  ) : (
                    <span className={cx(column.headerHidden && 'sr-only')}>{column.header}</span>
                  )}
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody role="rowgroup" className="block @table:table-row-group">
          {children}
        </tbody>
      </table>
    </div>
  )
}

const ROW = 'relative block border-kumo-hairline px-4 py-3 not-last:border-b @table:table-row @table:p-0'

// On a card the row's link covers all; what else can be pressed lies above it.
const INNER = '[&_a]:relative [&_button]:relative [&_input]:relative'

function cellLook<Row>(column: Column<Row>, index: number): string {
  return cx(
    index === 0
      ? 'block pb-1 text-base font-normal wrap-anywhere'
      : 'flex min-h-7 items-center gap-3 before:w-28 before:shrink-0 before:text-sm before:text-kumo-subtle before:content-[attr(data-label)] data-[label=""]:before:hidden @table:before:hidden *:min-w-0 @max-table:wrap-anywhere',
    '@table:table-cell @table:h-11.5 @table:px-3 @table:py-2 @table:align-middle @table:first:pl-4 @table:last:pr-4',
    column.wrap ? '@table:wrap-anywhere' : '@table:truncate',
    column.align === 'end' && '@table:text-right',
    column.hideBelow && HIDE[column.hideBelow],
  )
}
