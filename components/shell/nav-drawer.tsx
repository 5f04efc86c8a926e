'use client'
import { Button } from '@cloudflare/kumo/components/button'
import { usePathname } from 'next/navigation'
import { useEffect, useRef, useState, type MouseEvent, type ReactNode } from 'react'
import { flushSync } from 'react-dom'
import { useChosenTenant } from '@/components/ui/link'

/** The navigation on narrow screens. The browser's own dialog: it traps and returns focus, and closes on Escape. */
export function NavDrawer({
  brand,
  openIcon,
  closeIcon,
  children,
}: {
  brand: ReactNode
  /** Drawn on the server: an icon component would bring all its weights along. */
  openIcon: ReactNode
  closeIcon: ReactNode
  children: ReactNode
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  // The page has a navigation already: this one is drawn when it is first wanted.
  const [wanted, setWanted] = useState(false)
  const pathname = usePathname()
  const tenant = useChosenTenant()
  useEffect(() => dialog.current?.close(), [pathname, tenant])

  function open() {
    flushSync(() => setWanted(true))
    dialog.current?.showModal()
  }

  function closeBeside(event: MouseEvent) {
    const target = event.target as Element
    if (target === dialog.current || target.closest('a')) dialog.current?.close()
  }
  return (
    <>
      <Button
        variant="ghost"
        shape="square"
        icon={openIcon}
        aria-label="Open navigation"
        aria-haspopup="dialog"
        onClick={open}
        className="-ml-2 lg:hidden"
      />
      <dialog
        ref={dialog}
        aria-label="Navigation"
        onClick={closeBeside}
        className="h-dvh max-h-none w-72 max-w-[85vw] bg-kumo-base text-kumo-default shadow-xl backdrop:bg-black/40 lg:hidden"
      >
        {wanted && (
          <div className="flex min-h-full flex-col">
            <div className="flex h-14 shrink-0 items-center justify-between pr-3 pl-5">
              {brand}
              <Button
                variant="ghost"
                shape="square"
                icon={closeIcon}
                aria-label="Close navigation"
                onClick={() => dialog.current?.close()}
                className="text-kumo-subtle"
              />
            </div>
            {children}
          </div>
        )}
      </dialog>
    </>
  )
}
