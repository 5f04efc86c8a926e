'use client'
import { lazy, Suspense, useState, type ReactNode } from 'react'
import type { ErrorView } from '@/lib/core/errors'
import type { Deed } from './deed'
import type { Sending } from './use-command'
import { useLate } from './use-late'

const load = () => import('./confirm-panel')
const ConfirmPanel = lazy(load)

export type Confirmation = {
  open: boolean
  onOpenChange: (open: boolean) => void
  title: string
  /** What will happen, in sentences. */
  children: ReactNode
  /** The label of the button that does it. */
  confirm: string
  danger?: boolean
  /** `{ label: 'Account Name', text: 'Acme' }` */
  typed?: { label: string; text: string }
  command?: Sending & { error: ErrorView | null }
  /** What it does, as if it were done: heads the error. */
  deed?: Deed
  onConfirm: () => void
}

/**
 * Asks before something that matters. With `typed`, the button waits until that text is typed in full; an error's
 * `typed` is told at that field. It stays open while its command is under way and when that was refused: close it on
 * success. Focus returns to where it was. Closed while the outcome is unknown, it reads the page anew.
 */
export function ConfirmDialog(question: Confirmation) {
  const [wanted, setWanted] = useState(false)
  useLate(load)
  if (question.open && !wanted) setWanted(true)
  return (
    wanted && (
      <Suspense>
        <ConfirmPanel {...question} />
      </Suspense>
    )
  )
}
