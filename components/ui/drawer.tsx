'use client'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { useRouter } from './link'

const DialogPanel = lazy(() => import('./dialog-panel'))

/**
 * A panel at the side whose being open is an address: the page renders it when its parameter is there,
 * and closing goes to `closeHref`, or calls `onClose` where the browser holds it. Focus returns to the link that opened it.
 */
export function Drawer({
  title,
  closeHref,
  onClose,
  children,
}: {
  title: string
  children: ReactNode
} & ({ closeHref: string; onClose?: undefined } | { closeHref?: undefined; onClose: () => void })) {
  const router = useRouter()
  const [open, setOpen] = useState(true)
  function close() {
    setOpen(false)
    if (onClose) onClose()
    else router.push(closeHref, { scroll: false })
  }
  return (
    <Suspense>
      <DialogPanel kind="side" open={open} onOpenChange={(next) => !next && close()} title={title}>
        {children}
      </DialogPanel>
    </Suspense>
  )
}
