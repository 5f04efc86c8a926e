'use client'
import { FormError } from '@/components/ui/form-error'
import { TextArea } from '@/components/ui/form-field'
import { useRouter } from '@/components/ui/link'
import { SubmitButton } from '@/components/ui/submit-button'
import { toast } from '@/components/ui/toast'
import { useCommand } from '@/components/ui/use-command'
import { useCommandForm } from '@/components/ui/use-command-form'
import { addNote } from '@/lib/notes/actions'
import { NOTE_MAX } from '@/lib/notes/constants'

/** Writes a note about an account. What is typed survives a reload. */
export function NewNote({ accountId }: { accountId: string }) {
  const router = useRouter()
  const command = useCommand(addNote, {
    unanswered: 'Tenantdesk did not answer. Reload the page; if the note is not there, add it again.',
  })
  const form = useCommandForm<{ text: string }>({
    command,
    start: { text: '' },
    schema: async () => (await import('@/lib/notes/schema')).NoteForm,
    mode: 'onSubmit',
    draft: { name: `note:${accountId}`, idle: ({ text }) => text.trim() === '' },
    onValid: ({ text }) =>
      void command.send(
        { accountId, text },
        {
          done: () => {
            form.forgetDraft()
            form.reset({ text: '' })
            toast('The note was added')
            router.refresh()
          },
        },
      ),
  })
  return (
    <form {...form.attributes} aria-label="Add a note" className="space-y-3">
      <TextArea
        label="New note"
        hint="Markdown; HTML stays text."
        counter={NOTE_MAX}
        {...form.field('text')}
      />
      <FormError error={form.shown ? null : command.error} deed="The note was added" />
      <SubmitButton command={command} variant="secondary">
        Add note
      </SubmitButton>
    </form>
  )
}
