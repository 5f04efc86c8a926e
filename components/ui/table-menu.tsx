'use client'
import { lazy, Suspense, useId, useRef, useState, type ReactNode } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import type { TablePreference } from './table-preferences'
import type { Head } from './table-view'

const load = () => import('./table-options')
const TableOptions = lazy(load)
const preload = () => void load().catch(() => {})

/** What a person can choose about a table: the browser's own popover under its button. */
export function TableMenu({
  label,
  icon,
  heads,
  hidden,
  dense,
  selectable,
  keys = true,
  isShown,
  choose,
}: {
  label: string
  icon: ReactNode
  heads: Pick<Head, 'id' | 'header'>[]
  hidden: string[]
  dense: boolean
  selectable: boolean
  /** Its rows can be gone through by keyboard. */
  keys?: boolean
  /** Whether the column is on screen: a narrow table leaves some out. */
  isShown: (column: string) => boolean
  choose: (preference: TablePreference) => void
}) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const [squeezed, setSqueezed] = useState<string[]>([])

  function place(panel: HTMLElement) {
    const { bottom, right } = button.current!.getBoundingClientRect()
    // In the top layer, absolute means of the page: the panel scrolls with its button.
    panel.style.top = `${bottom + window.scrollY + 4}px`
    panel.style.right = `${document.documentElement.clientWidth - right}px`
  }
  const find = () => setSqueezed(heads.map((head) => head.id).filter((each) => !isShown(each)))
  function change(preference: TablePreference) {
    choose(preference)
    // Once it is drawn: one column less may be room for another.
    requestAnimationFrame(find)
  }

  return (
    <>
      <Button
        ref={button}
        size="sm"
        variant="ghost"
        icon={icon}
        popoverTarget={id}
        onPointerEnter={preload}
        onFocus={preload}
        aria-label={`View options of ${label}`}
      >
        View
      </Button>
      <div
        id={id}
        popover="auto"
        role="group"
        aria-label={`View options of ${label}`}
        onBeforeToggle={(event) => {
          if (event.newState === 'open') {
            place(event.currentTarget)
            find()
          }
        }}
        onToggle={(event) => setOpen(event.newState === 'open')}
        className="absolute inset-auto m-0 w-64 max-w-[calc(100vw-2rem)] rounded-xl bg-kumo-base p-1.5 text-base text-kumo-default shadow-lg ring ring-kumo-line"
      >
        {open && (
          <Suspense>
            <TableOptions
              heads={heads}
              hidden={hidden}
              dense={dense}
              selectable={selectable}
              keys={keys}
              squeezed={squeezed}
              change={change}
            />
          </Suspense>
        )}
      </div>
    </>
  )
}
