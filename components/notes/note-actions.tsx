'use client'
import { Button } from '@cloudflare/kumo/components/button'
import { useState, type ReactNode } from 'react'
import { ConfirmButton } from '@/components/ui/confirm-button'
import { FormError } from '@/components/ui/form-error'
import { TextArea } from '@/components/ui/form-field'
import { useRouter } from '@/components/ui/link'
import { SubmitButton } from '@/components/ui/submit-button'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { useCommandForm } from '@/components/ui/use-command-form'
import { changeNote, removeNote } from '@/lib/notes/actions'
import { NOTE_MAX } from '@/lib/notes/constants'
import type { NoteView } from '@/lib/notes/schema'

type Of = { accountId: string; note: Pick<NoteView, 'id' | 'text' | 'version' | 'by'> }

/** A note with what can be done to it; `said` is who wrote it, and the children are its text. */
export function NoteActions({
  accountId,
  note,
  mayChange,
  said,
  children,
}: Of & { mayChange: boolean; said: ReactNode; children: ReactNode }) {
  const [editing, setEditing] = useState(false)
  if (editing) return <EditNote accountId={accountId} note={note} onEnd={() => setEditing(false)} />
  return (
    <>
      <div className="mb-2 flex flex-wrap items-center gap-2">
        {said}
        {mayChange && (
          <>
            <Button size="sm" variant="ghost" onClick={() => setEditing(true)}>
              Edit<span className="sr-only"> the note by {note.by}</span>
            </Button>
            <ConfirmButton
              label={
                <>
                  Remove<span className="sr-only"> the note by {note.by}</span>
                </>
              }
              size="sm"
              variant="secondary-destructive"
              title="Remove this note?"
              confirm="Remove note"
              action={removeNote}
              input={{ accountId, noteId: note.id, version: note.version }}
              deed="The note was removed"
              said="The note was removed"
            >
              <p>Nobody can bring it back. Activity keeps that it was removed, not what it said.</p>
            </ConfirmButton>
          </>
        )}
      </div>
      {children}
    </>
  )
}

function EditNote({ accountId, note: { id, text, version }, onEnd }: Of & { onEnd: () => void }) {
  const router = useRouter()
  const command = useCommand(changeNote, {
    // Saving again is safe: a note that was changed meanwhile is not written over.
    unanswered: 'Tenantdesk did not answer, so it is not known whether the note was changed. Save it again.',
  })
  const form = useCommandForm<{ text: string }>({
    command,
    start: { text },
    schema: async () => (await import('@/lib/notes/schema')).NoteForm,
    mode: 'onSubmit',
    draft: { name: `note-change:${id}:${version}`, idle: (typed) => typed.text === text },
    onValid: (typed) =>
      void command.send(
        { accountId, noteId: id, version, text: typed.text },
        {
          done: () => {
            form.forgetDraft()
            onEnd()
            toast('The note was changed')
            router.refresh()
          },
        },
      ),
  })
  return (
    <form {...form.attributes} aria-label="Change the note" className="space-y-3">
      <TextArea label="Note" counter={NOTE_MAX} autoFocus {...form.field('text')} />
      <FormError error={form.shown ? null : command.error} deed="The note was changed" refresh />
      <div className="flex flex-wrap gap-2">
        <SubmitButton command={command}>Save note</SubmitButton>
        <Button
          variant="ghost"
          onClick={() => {
            form.forgetDraft()
            onEnd()
          }}
        >
          Cancel
        </Button>
      </div>
    </form>
  )
}
