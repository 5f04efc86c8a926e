import { ArrowDownIcon } from '@phosphor-icons/react/dist/ssr/ArrowDown'
import { ArrowUpIcon } from '@phosphor-icons/react/dist/ssr/ArrowUp'
import type { KeyboardEventHandler, ReactNode, Ref } from 'react'
import { cx } from './cx'
import { Link } from './link'
import { PendingInPlace } from './link-pending'

/** A column as it crosses to the browser: without functions. */
export type Head = {
  id: string
  header: string
  align?: 'start' | 'end'
  width?: string
  hideBelow?: 'md' | 'lg' | 'xl'
  wrap?: boolean
  headerHidden?: boolean
  sorted?: 'asc' | 'desc' | null
  /** Sorts by this column; the other way round where it is sorted already. */
  sortHref?: string
}

export type ViewRow = {
  key: string
  href?: string | null
  /** Opens it in the place of going to its address. */
  onOpen?: () => void
  /** What its checkbox is called after; null for a row that cannot be selected. */
  name?: string | null
  /** What is copied of it, where that is not its key. */
  copy?: string
  cells: Record<string, ReactNode>
}

const HIDE = {
  md: '@max-table-md:@table:hidden',
  lg: '@max-table-lg:@table:hidden',
  xl: '@max-table-xl:@table:hidden',
}

/**
 * How a table looks: one where it has 640 px, a list of cards where it has less. It holds no state, so that the server
 * can draw it for good, and the browser can draw it with a person's choices.
 */
export function TableView({
  ref,
  label,
  heads,
  rows,
  inPlace,
  compact = false,
  waiting = false,
  bar,
  checkbox,
  selected,
  onKeyDown,
}: {
  ref?: Ref<HTMLTableElement>
  label: string
  heads: Head[]
  rows: ViewRow[]
  /** A row opens over this page, which keeps its place. */
  inPlace?: boolean
  compact?: boolean
  /** The rows are on their way: bars in their place. */
  waiting?: boolean
  /** What stands over the table, in its frame. */
  bar?: ReactNode
  /** The checkbox of a row, or of the head where it is given none. */
  checkbox?: (row: ViewRow | null) => ReactNode
  selected?: (key: string) => boolean
  onKeyDown?: KeyboardEventHandler
}) {
  return (
    <div
      data-frame
      className="@container w-full overflow-clip rounded-xl bg-kumo-base shadow-xs ring ring-kumo-line"
    >
      {bar}
      {/* Explicit roles: browsers drop a table's own once CSS turns its rows into cards. */}
      <table
        ref={ref}
        role="table"
        aria-label={label}
        onKeyDown={onKeyDown}
        className="block w-full text-left @table:table @table:table-fixed"
      >
        <thead role="rowgroup" className="sr-only @table:not-sr-only @table:table-header-group">
          <tr role="row" className="@table:border-b @table:border-kumo-line">
            {checkbox && (
              <td role="cell" className="w-12 @max-table:hidden">
                {checkbox(null)}
              </td>
            )}
            {heads.map((head, index) => (
              <th
                key={head.id}
                role="columnheader"
                scope="col"
                aria-sort={head.sorted ? (head.sorted === 'asc' ? 'ascending' : 'descending') : undefined}
                style={{ width: head.width }}
                className={cx(
                  'truncate text-sm font-medium text-kumo-subtle last:pr-4',
                  compact ? 'py-1.5' : 'py-2.5',
                  checkbox && index === 0 ? 'pr-3' : 'px-3 first:pl-4',
                  head.align === 'end' && 'text-right',
                  head.hideBelow && HIDE[head.hideBelow],
                )}
              >
                {head.sortHref ? (
                  <Link
                    href={head.sortHref}
                    scroll={false}
                    className={cx(
                      'inline-flex items-center gap-1 rounded-xs hover:text-kumo-default',
                      head.align === 'end' && 'flex-row-reverse',
                    )}
                  >
                    {head.header}
                    <PendingInPlace size={12}>
                      <span aria-hidden="true" className={cx('size-3', !head.sorted && 'opacity-0')}>
                        {head.sorted === 'desc' ? <ArrowDownIcon size={12} /> : <ArrowUpIcon size={12} />}
                      </span>
                    </PendingInPlace>
                  </Link>
                ) : (
                  <span className={cx(head.headerHidden && 'sr-only')}>{head.header}</span>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup" className={cx('block @table:table-row-group', waiting && 'data-waiting')}>
          {rows.map((row) => (
            <tr
              role="row"
              key={row.key}
              data-key={row.key}
              className={cx('data-row', compact ? 'py-2' : 'py-3', selected?.(row.key) && 'bg-kumo-tint')}
            >
              {checkbox && (
                <td
                  role="cell"
                  className={cx(
                    'absolute right-2 z-10 @table:static @table:table-cell @table:align-middle',
                    compact ? 'top-1' : 'top-2',
                  )}
                >
                  {checkbox(row)}
                </td>
              )}
              {heads.map((head, index) => {
                const content = row.cells[head.id]
                const look = cellLook(head, index, compact, Boolean(checkbox))
                if (index > 0)
                  return (
                    <td
                      key={head.id}
                      role="cell"
                      data-column={head.id}
                      data-label={head.headerHidden ? '' : head.header}
                      className={look}
                    >
                      {content}
                    </td>
                  )
                return (
                  <th key={head.id} role="rowheader" scope="row" data-column={head.id} className={look}>
                    {row.href ? (
                      <Link
                        href={row.href}
                        scroll={!inPlace}
                        onNavigate={
                          row.onOpen &&
                          ((event) => {
                            event.preventDefault()
                            row.onOpen!()
                          })
                        }
                        data-open
                        className="data-link"
                      >
                        {content}
                      </Link>
                    ) : (
                      content
                    )}
                  </th>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function cellLook(head: Head, index: number, compact: boolean, selectable: boolean): string {
  return cx(
    index === 0 ? 'data-name' : 'data-cell',
    index === 0 && selectable ? '@max-table:pr-8 @table:pr-3' : '@table:px-3 @table:first:pl-4',
    compact ? '@table:h-9 @table:py-1' : '@table:h-11.5 @table:py-2',
    head.wrap ? '@table:wrap-anywhere' : '@table:truncate',
    head.align === 'end' && '@table:text-right',
    head.hideBelow && HIDE[head.hideBelow],
  )
}
