'use client'
import { MagnifyingGlassIcon } from '@phosphor-icons/react/dist/ssr/MagnifyingGlass'
import { useEffect, useEffectEvent, useRef, useState, useSyncExternalStore, type MouseEvent } from 'react'
import { late } from '@/components/ui/late'
import { Link } from '@/components/ui/link'

const Palette = late(() => import('./palette'))

/**
 * Opens the palette, also by its keys on every page. Without a script it leads to the page that does the same.
 */
export function FindButton() {
  const [open, setOpen] = useState(false)
  // What is typed while the palette is on its way.
  const typed = useRef('')
  const there = useRef(false)
  const keys = useSyncExternalStore(
    never,
    () => (/Mac|iP/.test(navigator.platform) ? '⌘K' : 'Ctrl K'),
    () => 'Ctrl K',
  )

  function show() {
    typed.current = ''
    there.current = false
    setOpen(true)
  }

  const pressed = useEffectEvent((event: KeyboardEvent) => {
    // The first of its two keys. Fetched on every page, it would be a quarter of what that loads.
    if (event.key === 'Control' || event.key === 'Meta') Palette.fetchSoon()
    const plain = !event.metaKey && !event.ctrlKey && !event.altKey
    if (open) {
      if (!there.current && plain && event.key.length === 1) {
        event.preventDefault()
        typed.current += event.key
      }
      return
    }
    const called =
      (event.metaKey || event.ctrlKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === 'k'
    const slash = plain && event.key === '/' && !isField(event.target)
    if ((!called && !slash) || event.defaultPrevented || isAnswering()) return
    event.preventDefault()
    show()
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => pressed(event)
    document.addEventListener('keydown', listen)
    return () => document.removeEventListener('keydown', listen)
  }, [])

  function clicked(event: MouseEvent) {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    show()
  }
  return (
    <>
      <Link
        href="/find"
        onClick={clicked}
        onPointerEnter={Palette.fetchSoon}
        onFocus={Palette.fetchSoon}
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K /"
        className="flex h-9 items-center gap-2 rounded-lg px-2 text-kumo-subtle hover:bg-kumo-tint sm:ring sm:ring-kumo-line"
      >
        <MagnifyingGlassIcon size={18} aria-hidden="true" />
        <span className="max-sm:sr-only">Find</span>
        <kbd
          aria-hidden="true"
          className="rounded-md bg-kumo-fill px-1.5 py-0.5 font-mono text-xs max-sm:hidden"
        >
          {keys}
        </kbd>
      </Link>
      {open && (
        <Palette
          typed={() => {
            there.current = true
            return typed.current
          }}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  )
}

const never = () => () => {}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  )
}

/** A question stands in front of the page, and is to be answered first. */
function isAnswering(): boolean {
  return document.querySelector('dialog[open], [role="dialog"], [role="alertdialog"]') !== null
}
