import { Card } from '@/components/ui/card'
import { DateTime } from '@/components/ui/date-time'
import type { NoteView } from '@/lib/notes/schema'
import { Markdown } from './markdown'
import { NewNote } from './new-note'
import { NoteActions } from './note-actions'

/** What colleagues wrote about an account, the newest first. */
export function NotesCard({
  accountId,
  notes,
  mayChange,
}: {
  accountId: string
  notes: NoteView[]
  mayChange: boolean
}) {
  return (
    <Card title="Notes" description="For your team. The customer and Cloudflare do not see them.">
      <div className="space-y-5">
        {mayChange && <NewNote accountId={accountId} />}
        {notes.length === 0 && !mayChange && <p className="text-kumo-subtle">No notes yet.</p>}
        {notes.length > 0 && (
          <ul className="space-y-4">
            {notes.map((note) => (
              <li
                key={note.id}
                className="border-kumo-hairline not-last:border-b not-last:pb-4"
                aria-label={`Note by ${note.by}`}
              >
                <NoteActions
                  accountId={accountId}
                  note={note}
                  mayChange={mayChange}
                  said={<Said note={note} />}
                >
                  <Markdown text={note.text} />
                </NoteActions>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  )
}

function Said({ note: { by, at, changed } }: { note: NoteView }) {
  return (
    <p className="min-w-0 flex-1 text-sm text-kumo-subtle wrap-anywhere">
      <bdi>{by}</bdi>, <DateTime value={at} />
      {changed && (
        <>
          ; changed by <bdi>{changed.by}</bdi>, <DateTime value={changed.at} />
        </>
      )}
    </p>
  )
}
