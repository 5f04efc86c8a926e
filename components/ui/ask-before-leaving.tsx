'use client'
import { useRef, useState, type ReactNode } from 'react'
import { ConfirmDialog } from './confirm-dialog'
import { useAskBeforeUnload, useLeaving } from './leaving'
import { useRouter } from './link'

/** While `on`, whoever leaves the page is asked first, by what is inside; closing the tab, the browser asks. */
export function AskBeforeLeaving({
  on,
  title,
  within,
  children,
}: {
  on: boolean
  title: string
  /** Pages whose address begins so are not left for: they keep what is typed. */
  within?: string
  /** What would be lost, in sentences. */
  children: ReactNode
}) {
  const [target, setTarget] = useState<string | null>(null)
  const letGo = useRef(false)
  const router = useRouter()

  useLeaving((href) => {
    if (!on || letGo.current || (within && href.startsWith(within))) return true
    setTarget(href)
    return false
  })
  useAskBeforeUnload(on)

  function leave() {
    letGo.current = true
    router.push(target!)
  }
  return (
    <ConfirmDialog
      open={target !== null}
      onOpenChange={() => setTarget(null)}
      title={title}
      confirm="Leave"
      danger
      onConfirm={leave}
    >
      {children}
    </ConfirmDialog>
  )
}
