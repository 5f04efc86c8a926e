'use client'
import { useState, type ReactNode } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { ConfirmDialog } from './confirm-dialog'
import type { Deed } from './deed'
import { useStayFor } from './leaving'
import { useRouter } from './link'
import { toast } from './toast'
import { useCommand, type Action } from './use-command'

/** A button that asks first, acts, says so, and shows the page as it then is. */
export function ConfirmButton<I, T>({
  label,
  size,
  variant = 'secondary',
  title,
  confirm,
  children,
  action,
  input,
  brings,
  said,
  deed,
  onDone,
}: {
  label: ReactNode
  size?: 'sm' | 'base'
  variant?: 'secondary' | 'primary' | 'secondary-destructive'
  title: string
  /** The label of the button that does it. */
  confirm: string
  /** What will happen, in sentences. */
  children: ReactNode
  action: Action<I, T>
  input: I
  /** What its answer alone brings, such as "The one-time link": the page is held until it is there. */
  brings?: string
  /** The toast afterwards. */
  said?: string
  /** What it does, as if it were done: heads the error. */
  deed?: Deed
  /** Instead of reading the page anew. */
  onDone?: (data: T) => void
}) {
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const { send, pending, waiting, error, clear } = useCommand(action)
  useStayFor(brings ?? '', pending && brings !== undefined)
  return (
    <>
      <Button size={size} variant={variant} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={(next) => {
          setOpen(next)
          clear()
        }}
        title={title}
        confirm={confirm}
        danger={variant === 'secondary-destructive'}
        command={{ pending, waiting, error }}
        deed={deed}
        onConfirm={() =>
          void send(input, {
            done: (data) => {
              setOpen(false)
              if (said) toast(said)
              if (onDone) onDone(data)
              else router.refresh()
            },
          })
        }
      >
        {children}
      </ConfirmDialog>
    </>
  )
}
