'use client'
import { SlidersHorizontalIcon } from '@phosphor-icons/react/dist/ssr/SlidersHorizontal'
import {
  createContext,
  use,
  useEffect,
  useId,
  startTransition,
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
import { whenIdle } from './idle'
import { useSelection } from './selection'
import { useTableChoices } from './table-choices'
import { TableMenu } from './table-menu'
import { loadBox, TableBox, TableView, type Head, type Selection, type ViewRow } from './table-view'

const Selected = createContext<{ ids: string[]; clear: () => void }>({ ids: [], clear: () => {} })

/** For a table's `bulk`: the ids of the rows that are selected on this page (there may be none), and how to let go of them. */
export const useSelected = () => use(Selected)

/** A table with a person's choices: which columns, how dense, which rows; and the way through them by keyboard. */
export function TableControls({
  id,
  heads,
  rows,
  summary,
  selectable = false,
  copies = { one: 'ID', many: 'IDs' },
  exportHref,
  bulk,
  waiting,
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
  /** How many rows are on their way: nothing can be chosen yet. */
  waiting?: number
}) {
  const [{ hidden, dense }, choose] = useTableChoices(id)
  const choosable = rows.flatMap(({ key, name }) => (name == null ? [] : [key]))
  const { selected: ids, toggle, toggleAll } = useSelection(choosable)
  const boxes = useBoxes(selectable && !waiting)
  const body = useRef<HTMLTableElement>(null)
  const barId = useId()
  const [said, setSaid] = useState<{ of: string; text: string } | null>(null)

  const shown = heads.filter(({ id }, index) => index === 0 || !hidden.includes(id))
  const some = ids.length > 0
  const selected: Selection = {
    has: (key) => ids.includes(key),
    all: some && rows.every(({ key, name }) => name == null || ids.includes(key)),
    some,
    toggle,
    toggleAll,
    boxes,
  }

  // By key also before there are boxes.
  function toggleRow(key: string, upTo: boolean) {
    if (choosable.includes(key)) toggle(key, upTo)
  }

  async function copy() {
    const of = ids.join()
    try {
      await navigator.clipboard.writeText(
        rows
          .filter(({ key }) => ids.includes(key))
          .map(({ key, copy }) => copy ?? key)
          .join('\n'),
      )
      setSaid({ of, text: `${ids.length === 1 ? copies.one : copies.many} copied` })
    } catch {
      setSaid({ of, text: 'copying is not allowed here' })
    }
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
          {boxes && (
            <TableBox
              label="Select all rows"
              checked={selected.all}
              indeterminate={some && !selected.all}
              onChange={toggleAll}
            />
          )}
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
      <Selected value={{ ids, clear: () => toggleAll(false) }}>{bulk}</Selected>
      {ids.length > 0 && (
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
          <Button size="sm" variant="ghost" onClick={() => toggleAll(false)}>
            Clear selection
          </Button>
        </div>
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
      onKeyDown={(event) => goThrough(event, selectable ? toggleRow : undefined)}
    />
  )
}

/**
 * Whether there are boxes: once the browser has nothing else to do. They cannot be pressed before the page's script is
 * there, so neither the server makes them nor a page loads first what draws them.
 */
function useBoxes(wanted: boolean): boolean {
  const [there, setThere] = useState(false)
  useEffect(() => {
    if (!wanted) return
    return whenIdle(() => {
      loadBox().then(
        () => startTransition(() => setThere(true)),
        // Without a connection there are none.
        () => {},
      )
    })
  }, [wanted])
  return there
}

const ORDER = ['md', 'lg', 'xl', '2xl', '3xl']

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
    toggle(row.dataset.key!, shiftKey)
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
