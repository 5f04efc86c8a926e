'use client'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import { useRouter } from './link'

const DialogPanel = lazy(() => import('./dialog-panel'))

/**
 * A panel at the side whose being open is an address: the page renders it when its parameter is there,
 * and closing goes to `closeHref`. Focus returns to the link that opened it.
 */
export function Drawer({
  title,
  closeHref,
  children,
}: {
  title: string
  closeHref: string
  children: ReactNode
}) {
  const router = useRouter()
  const [open, setOpen] = useState(true)
  function close() {
    setOpen(false)
    router.push(closeHref, { scroll: false })
  }
  return (
    <Suspense>
      <DialogPanel kind="side" open={open} onOpenChange={(next) => !next && close()} title={title}>
        {children}
      </DialogPanel>
    </Suspense>
  )
}
