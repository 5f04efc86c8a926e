'use client'
import { Dialog } from '@cloudflare/kumo/components/dialog'
import { XIcon } from '@phosphor-icons/react/dist/ssr/X'
import type { ReactNode } from 'react'
import { cx } from './cx'

type DialogPanelProps = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  /** `alert` cannot be dismissed by a click beside it; `side` is a drawer. */
  kind?: 'alert' | 'side'
  children: ReactNode
}

/** Kumo's dialog (later classes win over its own) in the two shapes we use. Loaded on demand with ConfirmDialog and Drawer: import those, not this. */
export default function DialogPanel({
  open,
  onOpenChange,
  title,
  kind = 'alert',
  children,
}: DialogPanelProps) {
  const side = kind === 'side'
  // The first control in the order of the document gets the focus: in a question that is not the way out.
  const close = (
    <Dialog.Close
      aria-label="Close"
      className="absolute top-3.5 right-3.5 inline-flex size-8 items-center justify-center rounded-md text-kumo-subtle hover:bg-kumo-tint hover:text-kumo-default"
    >
      <XIcon size={18} aria-hidden="true" />
    </Dialog.Close>
  )
  return (
    <Dialog.Root
      role={side ? 'dialog' : 'alertdialog'}
      open={open}
      onOpenChange={(next: boolean) => onOpenChange(next)}
    >
      <Dialog
        size="lg"
        className={cx(
          'flex flex-col',
          side
            ? 'top-0 right-0 left-auto h-dvh w-full max-w-full translate-x-0 rounded-none data-ending-style:scale-100 data-starting-style:scale-100 sm:top-0 sm:w-xl'
            : 'max-h-[calc(100dvh-4rem)]',
        )}
      >
        <Dialog.Title className="py-4 pr-14 pl-5 text-lg font-semibold wrap-anywhere">{title}</Dialog.Title>
        {side && close}
        <div className="min-h-0 flex-1 overflow-y-auto px-5 pt-1 pb-5">{children}</div>
        {!side && close}
      </Dialog>
    </Dialog.Root>
  )
}
