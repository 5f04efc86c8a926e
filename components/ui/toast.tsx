'use client'
import { Button } from '@cloudflare/kumo/components/button'
import { CheckCircleIcon } from '@phosphor-icons/react/dist/ssr/CheckCircle'
import { WarningCircleIcon } from '@phosphor-icons/react/dist/ssr/WarningCircle'
import { XIcon } from '@phosphor-icons/react/dist/ssr/X'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'

// Not Kumo's: 13 kB of script on every page, and a dialog would cover it.

type Toast = { id: number; tone: 'success' | 'danger'; title: string; detail?: string }

let toasts: Toast[] = []
let last = 0
const listeners = new Set<() => void>()
function set(next: Toast[]) {
  toasts = next
  listeners.forEach((listener) => listener())
}

/** Says in passing that something is done (or is not). What a person must not miss belongs in the page instead. */
export function toast(title: string, more: { detail?: string; tone?: Toast['tone'] } = {}) {
  // Three at most: older ones have had their time.
  set([...toasts.slice(-2), { id: ++last, title, tone: more.tone ?? 'success', detail: more.detail }])
}

const LIFE = 6000
const NONE: Toast[] = []

/**
 * Where toasts appear: the top middle, over the bar, where no page has buttons. In the top layer, so that a dialog
 * does not hide them. They wait while the pointer or the focus is on them.
 */
export function Toaster() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => toasts,
    () => NONE,
  )
  const [held, setHeld] = useState(false)
  const box = useRef<HTMLDivElement>(null)

  useEffect(() => {
    const element = box.current
    if (!element) return
    // Shown anew for each toast, so that it is above a dialog that opened in between.
    if (element.matches(':popover-open')) element.hidePopover()
    if (shown.length > 0) element.showPopover()
  }, [shown])

  useEffect(() => {
    if (held || shown.length === 0) return
    const timer = setTimeout(() => set(toasts.slice(1)), LIFE)
    return () => clearTimeout(timer)
  }, [held, shown])

  return (
    <div
      ref={box}
      popover="manual"
      role="region"
      aria-label="Notifications"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="inset-auto top-2 left-1/2 m-0 w-[min(26rem,calc(100vw-2rem))] -translate-x-1/2 overflow-visible bg-transparent"
    >
      {/* The role sits outside the list: on it, its items would belong to no list. */}
      <div role="status">
        <ol className="space-y-2">
          {shown.map(({ id, tone, title, detail }) => (
            <li
              key={id}
              className="flex items-start gap-2.5 rounded-lg bg-kumo-base py-2.5 pr-2 pl-3 text-kumo-default shadow-lg ring ring-kumo-line"
            >
              {tone === 'success' ? (
                <CheckCircleIcon
                  size={20}
                  weight="fill"
                  aria-hidden="true"
                  className="mt-0.5 shrink-0 text-kumo-success"
                />
              ) : (
                <WarningCircleIcon
                  size={20}
                  weight="fill"
                  aria-hidden="true"
                  className="mt-0.5 shrink-0 text-kumo-danger"
                />
              )}
              <div className="min-w-0 flex-1 py-0.5 wrap-anywhere">
                <p className="font-medium">{title}</p>
                {detail && <p className="text-sm text-kumo-subtle">{detail}</p>}
              </div>
              <Button
                variant="ghost"
                size="sm"
                shape="square"
                icon={<XIcon size={16} aria-hidden="true" />}
                aria-label="Dismiss"
                onClick={() => set(toasts.filter((other) => other.id !== id))}
                className="text-kumo-subtle"
              />
            </li>
          ))}
        </ol>
      </div>
    </div>
  )
}
