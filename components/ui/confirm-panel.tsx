'use client'
import { Button } from '@cloudflare/kumo/components/button'
import { useState, type FormEvent } from 'react'
import type { Confirmation } from './confirm-dialog'
import DialogPanel from './dialog-panel'
import { FormError } from './form-error'
import { TextField } from './form-field'
import { useRouter } from './link'
import { SubmitButton } from './submit-button'
import { useFaultFocus } from './use-fault-focus'

const IDLE = { pending: false, waiting: false, error: null }

/** Loaded on demand by ConfirmDialog: import that, not this. */
export default function ConfirmPanel({
  open,
  onOpenChange,
  title,
  children,
  confirm,
  danger = false,
  typed,
  command: { pending, waiting, error } = IDLE,
  deed,
  onConfirm,
}: Confirmation) {
  const [text, setText] = useState('')
  const form = useFaultFocus(error)
  const router = useRouter()
  if (!open && text) setText('')

  const ready = !typed || text === typed.text
  const wrong = typed && error?.fields.typed
  // What may have been done is not cancelled by leaving: the page then shows what is there.
  const mayBeDone = error?.effect === 'unknown'
  function change(next: boolean) {
    if (pending) return
    onOpenChange(next)
    if (!next && mayBeDone) router.refresh()
  }
  function submit(event: FormEvent) {
    event.preventDefault()
    // A form it is asked from is another one, though React takes the one for the parent of the other.
    event.stopPropagation()
    if (ready && !pending && !waiting) onConfirm()
  }
  return (
    <DialogPanel open={open} onOpenChange={change} title={title}>
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
        <FormError error={wrong ? null : error} deed={deed} />
        <div className="flex flex-wrap justify-end gap-2 pt-1">
          <Button onClick={() => change(false)} disabled={pending}>
            {mayBeDone ? 'Close' : 'Cancel'}
          </Button>
          <SubmitButton
            variant={danger ? 'destructive' : 'primary'}
            pending={pending}
            waiting={waiting}
            disabled={!ready}
          >
            {confirm}
          </SubmitButton>
        </div>
      </form>
    </DialogPanel>
  )
}
