'use client'
import { Checkbox } from '@cloudflare/kumo/components/checkbox'
import { SlidersHorizontalIcon } from '@phosphor-icons/react/dist/ssr/SlidersHorizontal'
import {
  columnVisibilityFeature,
  rowSelectionFeature,
  tableFeatures,
  useTable,
  type RowSelectionState,
} from '@tanstack/react-table'
import {
  createContext,
  use,
  useId,
  useMemo,
  useRef,
  useState,
  type ComponentProps,
  type KeyboardEvent,
  type ReactNode,
} from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { cx } from './cx'
import { ExportButton } from './export-button'
import { hrefWith } from './href'
import { useTableChoices } from './table-choices'
import { TableMenu } from './table-menu'
import { TableView, type Head, type Selection, type ViewRow } from './table-view'

const features = tableFeatures({ columnVisibilityFeature, rowSelectionFeature })

const Selected = createContext<{ ids: string[]; clear: () => void }>({ ids: [], clear: () => {} })

/** For a table's `bulk`: the ids of the rows that are selected on this page, and how to let go of them. */
export const useSelected = () => use(Selected)

/** A table with a person's choices: which columns, how dense, which rows; and the way through them by keyboard. */
export function TableDesk({
  id,
  heads,
  rows,
  summary,
  selectable = false,
  copies = { one: 'ID', many: 'IDs' },
  exportHref,
  bulk,
  waiting = false,
  ...view
}: Pick<ComponentProps<typeof TableView>, 'label' | 'inPlace'> & {
  id: string
  heads: Head[]
  rows: ViewRow[]
  summary?: string
  selectable?: boolean
  copies?: { one: string; many: string }
  exportHref?: string | null
  bulk?: ReactNode
  /** Nothing can be chosen yet. */
  waiting?: boolean
}) {
  const [{ hidden, dense }, choose] = useTableChoices(id)
  const [selection, setSelection] = useState<RowSelectionState>({})
  const body = useRef<HTMLTableElement>(null)
  const barId = useId()
  const [said, setSaid] = useState<{ of: string; text: string } | null>(null)

  const columns = useMemo(
    () => heads.map((head, index) => ({ id: head.id, enableHiding: index > 0 })),
    [heads],
  )
  const there: RowSelectionState = Object.fromEntries(
    rows.flatMap(({ key }) => (selection[key] ? [[key, true as const]] : [])),
  )
  const table = useTable({
    features,
    columns,
    data: rows,
    getRowId: (row) => row.key,
    enableRowSelection: ({ original }) => original.name != null,
    isRowRangeSelectionEvent: (event) => (event as { upTo: boolean }).upTo,
    state: {
      columnVisibility: Object.fromEntries(hidden.map((each) => [each, false])),
      rowSelection: there,
    },
    onRowSelectionChange: (change) => setSelection(typeof change === 'function' ? change(there) : change),
  })
  const shown = table.getVisibleLeafColumns().map((column) => heads.find((head) => head.id === column.id)!)
  const chosen = table.getSelectedRowModel().rows
  const ids = chosen.map((row) => row.id)

  async function copy() {
    const of = ids.join()
    try {
      await navigator.clipboard.writeText(chosen.map((row) => row.original.copy ?? row.id).join('\n'))
      setSaid({ of, text: `${ids.length === 1 ? copies.one : copies.many} copied` })
    } catch {
      setSaid({ of, text: 'copying is not allowed here' })
    }
  }

  const selected: Selection = {
    has: (key) => key in there,
    all: table.getIsAllRowsSelected(),
    some: table.getIsSomeRowsSelected(),
    toggle(key, upTo) {
      const row = table.getRow(key)
      row.getToggleSelectedHandler()({ target: { checked: !row.getIsSelected() }, upTo })
    },
    toggleAll: (on) => table.toggleAllRowsSelected(on),
  }

  const bar = (
    <div
      className={cx(
        'flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 border-b border-kumo-line py-1.5 pr-2 pl-4 text-sm',
        // What can be done with rows stays in sight while one goes on to choose them.
        ids.length > 0 && 'sticky top-0 z-20 rounded-t-xl bg-kumo-base',
      )}
    >
      {selectable && (
        <div className="flex h-8 items-center @table:hidden">
          <Checkbox
            aria-label="Select all rows"
            checked={selected.all}
            indeterminate={selected.some && !selected.all}
            disabled={waiting}
            onCheckedChange={selected.toggleAll}
          />
        </div>
      )}
      <p
        id={barId}
        role="status"
        className={ids.length > 0 ? 'font-medium' : 'text-kumo-subtle tabular-nums'}
      >
        {ids.length === 0
          ? summary
          : said?.of === ids.join()
            ? `${ids.length} selected, ${said.text}`
            : `${ids.length} selected`}
      </p>
      {ids.length > 0 && (
        <Selected value={{ ids, clear: () => table.resetRowSelection(true) }}>
          <div
            role="group"
            aria-labelledby={barId}
            className="flex flex-wrap items-center gap-1 @max-table:order-last @max-table:basis-full"
          >
            <Button size="sm" variant="ghost" onClick={() => void copy()}>
              Copy {ids.length === 1 ? copies.one : copies.many}
            </Button>
            {exportHref && (
              <ExportButton
                size="sm"
                variant="ghost"
                href={hrefWith(exportHref.split('?')[0]!, { ids: ids.join(',') })}
              >
                Export selected
              </ExportButton>
            )}
            {bulk}
            <Button size="sm" variant="ghost" onClick={() => table.resetRowSelection(true)}>
              Clear selection
            </Button>
          </div>
        </Selected>
      )}
      <div className="ml-auto flex flex-wrap items-center justify-end gap-1">
        {exportHref && ids.length === 0 && (
          <ExportButton size="sm" variant="ghost" href={exportHref}>
            Export CSV
          </ExportButton>
        )}
        <TableMenu
          label={view.label}
          icon={<SlidersHorizontalIcon size={16} aria-hidden="true" />}
          heads={heads}
          hidden={hidden}
          dense={dense}
          selectable={selectable}
          isShown={(column) => isShown(body.current, column)}
          choose={choose}
        />
      </div>
    </div>
  )

  return (
    <TableView
      {...view}
      ref={body}
      heads={withRoom(shown, heads.length - shown.length)}
      rows={rows}
      waiting={waiting}
      compact={dense}
      bar={bar}
      selection={selectable ? selected : undefined}
      onKeyDown={(event) => goThrough(event, selectable ? selected.toggle : undefined)}
    />
  )
}

const ORDER = ['md', 'lg', 'xl']

/** Each column that is left out by choice makes room for one that was left out for want of it. */
function withRoom(heads: Head[], room: number): Head[] {
  const first = heads
    .filter((head) => head.hideBelow)
    .sort((a, b) => ORDER.indexOf(a.hideBelow!) - ORDER.indexOf(b.hideBelow!))
    .slice(0, room)
  return heads.map((head) => (first.includes(head) ? { ...head, hideBelow: undefined } : head))
}

function isShown(table: HTMLTableElement | null, column: string): boolean {
  const cell = table?.querySelector(`[data-column="${column}"]`)
  return !cell || cell.getClientRects().length > 0
}

const BOX = '[role="checkbox"]'

/**
 * The keys of a table: they move the focus itself from row to row, so that Enter, Tab and screen readers go on as they
 * would anywhere. What is typed into a field, or pressed in a dialog over the row, is not for the table.
 */
function goThrough(event: KeyboardEvent, toggle?: Selection['toggle']) {
  const { target, currentTarget, key, shiftKey } = event
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return
  if (!(target instanceof HTMLElement) || !currentTarget.contains(target)) return
  const isBox = target.matches(BOX)
  if (target.closest('dialog, [popover], input, textarea, select, summary')) return

  const rows = [...(currentTarget as HTMLTableElement).tBodies[0]!.rows]
  const at = rows.findIndex((row) => row.contains(target))
  const to =
    key === 'j' || key === 'ArrowDown'
      ? Math.min(at + 1, rows.length - 1)
      : key === 'k' || key === 'ArrowUp'
        ? Math.max(at - 1, 0)
        : key === 'Home'
          ? 0
          : key === 'End'
            ? rows.length - 1
            : null
  if (to !== null) {
    event.preventDefault()
    if (to !== at) focusRow(rows[to]!, isBox)
    return
  }
  const row = rows[at]
  if (!row) return
  const space = key === ' ' && !isBox && !target.closest('button')
  if (toggle && (key.toLowerCase() === 'x' || space)) {
    event.preventDefault()
    if (row.querySelector(BOX)) toggle(row.dataset.key!, shiftKey)
  }
  // On a link Enter opens by itself.
  if (key === 'Enter' && (isBox || target === row)) row.querySelector<HTMLElement>('[data-open]')?.click()
}

function focusRow(row: HTMLTableRowElement, box: boolean) {
  const target =
    (box && row.querySelector<HTMLElement>(BOX)) ||
    row.querySelector<HTMLElement>('[data-open]') ||
    row.querySelector<HTMLElement>(`${BOX}, a, button`)
  if (!target) row.tabIndex = -1
  const element = target ?? row
  element.focus({ preventScroll: true })
  row.scrollIntoView({ block: 'nearest' })
}
