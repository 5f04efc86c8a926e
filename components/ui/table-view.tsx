'use client'
import { Table } from '@cloudflare/kumo/components/table'
import { ArrowDownIcon } from '@phosphor-icons/react/dist/ssr/ArrowDown'
import { ArrowUpIcon } from '@phosphor-icons/react/dist/ssr/ArrowUp'
import type { KeyboardEventHandler, ReactNode, Ref } from 'react'
import { cx } from './cx'
import { useHydrated } from './hydrated'
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

/** Which rows are selected, and how to select them. */
export type Selection = {
  has: (key: string) => boolean
  all: boolean
  some: boolean
  /** `upTo` selects all from the one before. */
  toggle: (key: string, upTo: boolean) => void
  toggleAll: (selected: boolean) => void
}

const HIDE = {
  md: '@max-table-md:@table:hidden',
  lg: '@max-table-lg:@table:hidden',
  xl: '@max-table-xl:@table:hidden',
}

/**
 * How a table looks: Kumo's where it has 640 px, a list of cards where it has less. It takes its cells drawn, so that a
 * page sends each once, as what it is.
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
  /** The rows are on their way: bars in their place. */
  waiting?: boolean
  /** What stands over the table, in its frame. */
  bar?: ReactNode
  selection?: Selection
  onKeyDown?: KeyboardEventHandler
}) {
  const looks = heads.map((head, index) =>
    cx(
      index === 0 ? 'data-name' : 'data-cell',
      head.wrap ? '@table:wrap-anywhere' : '@table:truncate',
      head.align === 'end' && '@table:text-right',
      head.hideBelow && HIDE[head.hideBelow],
    ),
  )
  return (
    <div
      data-frame
      className="@container w-full overflow-clip rounded-xl bg-kumo-base shadow-xs ring ring-kumo-line"
    >
      {bar}
      {/* Explicit roles: browsers drop a table's own once CSS turns its rows into cards. */}
      <Table
        ref={ref}
        role="table"
        aria-label={label}
        onKeyDown={onKeyDown}
        layout="fixed"
        className={cx(
          'block @table:table [&_td]:px-0 [&_td]:py-0.5 @table:[&_td]:px-3',
          compact ? '@table:[&_td]:h-9 @table:[&_td]:py-1' : '@table:[&_td]:h-11.5 @table:[&_td]:py-2',
          compact && '@max-table:[&_.data-check]:top-0.5 @max-table:[&_tbody_tr]:py-2',
          '@table:[&_:is(td,th):first-child]:pl-4 @table:[&_:is(td,th):last-child]:pr-4',
          selection && '@table:[&_:is(td,th):nth-child(2)]:pl-0',
        )}
      >
        <Table.Header
          role="rowgroup"
          variant={compact ? 'compact' : 'default'}
          className="sr-only @table:not-sr-only @table:table-header-group"
        >
          <Table.Row role="row">
            {selection && <HeadCheck selection={selection} waiting={waiting} />}
            {heads.map((head) => (
              <Table.Head
                key={head.id}
                role="columnheader"
                aria-sort={head.sorted ? (head.sorted === 'asc' ? 'ascending' : 'descending') : undefined}
                style={{ width: head.width }}
                className={cx(
                  'truncate',
                  head.align === 'end' && 'text-right',
                  head.hideBelow && HIDE[head.hideBelow],
                )}
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
                ) : (
                  <span className={cx(head.headerHidden && 'sr-only')}>{head.header}</span>
                )}
              </Table.Head>
            ))}
          </Table.Row>
        </Table.Header>
        <Table.Body role="rowgroup" className={cx('block @table:table-row-group', waiting && 'data-waiting')}>
          {rows.map((row) => (
            <Table.Row
              key={row.key}
              role="row"
              data-key={row.key}
              variant={selection?.has(row.key) ? 'selected' : 'default'}
              className="data-row"
            >
              {selection && <RowCheck row={row} selection={selection} waiting={waiting} />}
              {heads.map((head, index) => {
                const content = row.cells[head.id]
                if (index > 0)
                  return (
                    <Table.Cell
                      key={head.id}
                      role="cell"
                      data-column={head.id}
                      data-label={head.headerHidden ? '' : head.header}
                      className={looks[index]}
                    >
                      {content}
                    </Table.Cell>
                  )
                return (
                  <Table.Cell key={head.id} role="rowheader" data-column={head.id} className={looks[index]}>
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
                  </Table.Cell>
                )
              })}
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
    </div>
  )
}

// Nothing can be selected until the page's script is there, and a box that cannot be pressed is one that the server need
// not make: in rows by the hundred they were most of its work.

function HeadCheck({ selection, waiting }: { selection: Selection; waiting: boolean }) {
  if (!useHydrated() || waiting) return <Table.Head role="cell" className="w-12 @max-table:hidden" />
  return (
    <Table.CheckHead
      // Not a heading over the names of the boxes below it.
      role="cell"
      label="Select all rows"
      checked={selection.all}
      indeterminate={selection.some && !selection.all}
      onCheckedChange={selection.toggleAll}
      className="w-12 @max-table:hidden"
    />
  )
}

function RowCheck({
  row: { key, name },
  selection,
  waiting,
}: {
  row: ViewRow
  selection: Selection
  waiting: boolean
}) {
  const hydrated = useHydrated()
  if (!waiting && name == null) return <Table.Cell role="cell" className="@max-table:hidden" />
  if (!hydrated || waiting) return <Table.Cell role="cell" className="data-check" />
  return (
    <Table.CheckCell
      role="cell"
      label={`Select ${name}`}
      checked={selection.has(key)}
      onCheckedChange={(_, details) => selection.toggle(key, (details?.event as MouseEvent).shiftKey)}
      className="data-check"
    />
  )
}
