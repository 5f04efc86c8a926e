'use client'
import { ArrowDownIcon } from '@phosphor-icons/react/dist/ssr/ArrowDown'
import { ArrowUpIcon } from '@phosphor-icons/react/dist/ssr/ArrowUp'
import { lazy, type CSSProperties, type KeyboardEventHandler, type ReactNode, type Ref } from 'react'
import { cx } from './cx'
import { Link } from './link'
import { PendingInPlace } from './link-pending'

/** A column as it crosses to the browser: without functions. */
export type Head = {
  id: string
  header: string
  align?: 'start' | 'end'
  width?: string
  hideBelow?: 'md' | 'lg' | 'xl' | '2xl' | '3xl'
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

/** Which rows are selected, and how to select them. */
export type Selection = {
  has: (key: string) => boolean
  all: boolean
  some: boolean
  /** `upTo` selects all from the one before. */
  toggle: (key: string, upTo: boolean) => void
  toggleAll: (selected: boolean) => void
  /** Whether there are boxes to press yet. */
  boxes: boolean
}

export const loadBox = () => import('./table-box')
export const TableBox = lazy(loadBox)

const HIDE = {
  md: 'hide-below-md',
  lg: 'hide-below-lg',
  xl: 'hide-below-xl',
  '2xl': 'hide-below-2xl',
  '3xl': 'hide-below-3xl',
}

/**
 * How a table looks (`data-table` in app/globals.css): a table where it has 640 px, a list of cards where it has less. It
 * takes its cells drawn, so that a page sends each once, as what it is.
 */
export function TableView({
  ref,
  label,
  heads,
  rows,
  inPlace,
  compact = false,
  waiting,
  bar,
  selection,
  onKeyDown,
}: {
  ref?: Ref<HTMLTableElement>
  label: string
  heads: Head[]
  rows: ViewRow[]
  /** A row opens over this page, which keeps its place. */
  inPlace?: boolean
  compact?: boolean
  /** How many rows are on their way: bars in their place. */
  waiting?: number
  /** What stands over the table, in its frame. */
  bar?: ReactNode
  selection?: Selection
  onKeyDown?: KeyboardEventHandler
}) {
  const looks = heads.map(
    (head) =>
      cx(
        head.wrap && 'data-wrap',
        head.align === 'end' && '@table:text-right',
        head.hideBelow && HIDE[head.hideBelow],
      ) || undefined,
  )
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
        data-dense={compact ? '' : undefined}
        className={cx(
          'data-table @table:[&_:is(td,th):first-child]:pl-4 @table:[&_:is(td,th):last-child]:pr-4',
          selection && '@table:[&_:is(td,th):nth-child(2)]:pl-0',
        )}
      >
        <thead role="rowgroup" className="sr-only @table:not-sr-only @table:table-header-group">
          <tr role="row">
            {selection && <HeadCheck selection={selection} />}
            {heads.map((head) => (
              <th
                key={head.id}
                role="columnheader"
                aria-sort={head.sorted ? (head.sorted === 'asc' ? 'ascending' : 'descending') : undefined}
                style={{ width: head.width }}
                className={
                  cx(head.align === 'end' && 'text-right', head.hideBelow && HIDE[head.hideBelow]) ||
                  undefined
                }
              >
                {head.sortHref ? (
                  <Link
                    href={head.sortHref}
                    scroll={false}
                    className={cx(
                      'inline-flex items-center gap-1 rounded-xs hover:underline',
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
                ) : head.headerHidden ? (
                  <span className="sr-only">{head.header}</span>
                ) : (
                  head.header
                )}
              </th>
            ))}
          </tr>
        </thead>
        {waiting ? (
          <tbody role="rowgroup" className="data-waiting" style={{ '--rows': waiting } as CSSProperties}>
            <tr role="row">
              {selection && <td role="cell" className="data-check" />}
              {heads.map((head, index) => (
                <td key={head.id} role={index > 0 ? 'cell' : 'rowheader'} className={looks[index]} />
              ))}
            </tr>
          </tbody>
        ) : (
          <tbody role="rowgroup">
            {rows.map((row) => (
              <tr
                key={row.key}
                role="row"
                data-key={row.key}
                data-selected={selection?.has(row.key) ? '' : undefined}
              >
                {selection && <RowCheck row={row} selection={selection} />}
                {heads.map((head, index) => {
                  const content = row.cells[head.id]
                  if (index > 0)
                    return (
                      <td
                        key={head.id}
                        role="cell"
                        data-column={head.id}
                        data-label={head.headerHidden ? '' : head.header}
                        className={looks[index]}
                      >
                        {content}
                      </td>
                    )
                  return (
                    <td key={head.id} role="rowheader" data-column={head.id} className={looks[index]}>
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
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        )}
      </table>
    </div>
  )
}

function HeadCheck({ selection: { boxes, all, some, toggleAll } }: { selection: Selection }) {
  return (
    // Not a heading over the names of the boxes below it.
    <th role="cell" className="data-check w-12 @max-table:hidden">
      {boxes && (
        <TableBox label="Select all rows" checked={all} indeterminate={some && !all} onChange={toggleAll} />
      )}
    </th>
  )
}

function RowCheck({
  row: { key, name },
  selection: { boxes, has, toggle },
}: {
  row: ViewRow
  selection: Selection
}) {
  if (name == null) return <td role="cell" className="@max-table:hidden" />
  return (
    <td role="cell" className="data-check">
      {boxes && (
        <TableBox label={`Select ${name}`} checked={has(key)} onChange={(_, upTo) => toggle(key, upTo)} />
      )}
    </td>
  )
}
