'use client'
import type { ErrorView } from '@/lib/core/errors'
import { lazy, Suspense, useEffect, useState, type FormEvent, type ReactNode } from 'react'
import { Button } from '@cloudflare/kumo/components/button'
import { FormError } from './form-error'
import { TextField } from './form-field'
import { SubmitButton } from './submit-button'
import { useFaultFocus } from './use-fault-focus'

const load = () => import('./dialog-panel')
const DialogPanel = lazy(load)

/**
 * Asks before something that matters. With `typed`, the button waits until that text is typed in full; an error's
 * `typed` is told at that field.
 * It stays open while `pending` and when `error` comes; close it on success. Focus returns to where it was.
 */
export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  children,
  confirm,
  danger = false,
  typed,
  pending = false,
  error,
  onConfirm,
}: {
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
  pending?: boolean
  error?: ErrorView | null
  onConfirm: () => void
}) {
  const [text, setText] = useState('')
  const [wanted, setWanted] = useState(false)
  const form = useFaultFocus(error)
  useEffect(() => void load(), [])
  if (open && !wanted) setWanted(true)
  if (!open && text) setText('')
  if (!wanted) return null

  const ready = !typed || text === typed.text
  const wrong = typed && error?.fields.typed
  function submit(event: FormEvent) {
    event.preventDefault()
    // A form it is asked from is another one, though React takes the one for the parent of the other.
    event.stopPropagation()
    if (ready && !pending) onConfirm()
  }
  return (
    <Suspense>
      <DialogPanel open={open} onOpenChange={(next) => !pending && onOpenChange(next)} title={title}>
        <form ref={form} onSubmit={submit} className="space-y-4">
          <div className="space-y-3 wrap-anywhere">{children}</div>
          {typed && (
            <TextField
              label={typed.label}
              hint={
                <>
                  Type{' '}
                  <strong className="font-semibold wrap-anywhere text-kumo-default select-all">
                    {typed.text}
                  </strong>{' '}
                  to confirm.
                </>
              }
              value={text}
              onChange={(event) => setText(event.target.value)}
              error={ready ? undefined : wrong}
              spellCheck={false}
            />
          )}
          <FormError error={wrong ? null : error} />
          <div className="flex flex-wrap justify-end gap-2 pt-1">
            <Button onClick={() => onOpenChange(false)} disabled={pending}>
              Cancel
            </Button>
            <SubmitButton variant={danger ? 'destructive' : 'primary'} pending={pending} disabled={!ready}>
              {confirm}
            </SubmitButton>
          </div>
        </form>
      </DialogPanel>
    </Suspense>
  )
}
