import { Button } from '@cloudflare/kumo/components/button'
import { useId, type ReactNode } from 'react'

/** A small panel under a button of the top bar: the browser's own popover, so it works before any script has. */
export function Menu({ label, button, children }: { label: string; button: ReactNode; children: ReactNode }) {
  const id = useId()
  return (
    <>
      <Button
        variant="ghost"
        shape="circle"
        icon={button}
        popoverTarget={id}
        aria-label={label}
        title={label}
        className="text-kumo-subtle"
      />
      <div
        id={id}
        popover="auto"
        role="group"
        aria-label={label}
        className="inset-auto top-14 right-4 m-0 w-64 max-w-[calc(100vw-2rem)] rounded-xl bg-kumo-base p-1.5 text-kumo-default shadow-lg ring ring-kumo-line lg:right-8"
      >
        {children}
      </div>
    </>
  )
}

export const MENU_ITEM =
  'flex h-9 w-full items-center gap-2.5 rounded-lg px-2.5 text-left hover:bg-kumo-tint focus-visible:-outline-offset-2'
