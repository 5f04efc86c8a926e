import * as z from 'zod'
import { honestName, plainName, wholeText } from '@/lib/core/names'
import { ALIAS_MAX, NOTE_MAX, TAG_MAX } from './constants'

const AccountId = z.string().min(1).max(64)

export const NoteText = z
  .string()
  .trim()
  .min(1, 'Write something.')
  .max(NOTE_MAX, `Use at most ${NOTE_MAX.toLocaleString('en')} characters.`)
  .superRefine(wholeText)

export const AddNote = z.object({ accountId: AccountId, text: NoteText })
export const ChangeNote = z.object({
  accountId: AccountId,
  noteId: z.uuid(),
  /** What the person has seen of it. */
  version: z.number().int().min(1),
  text: NoteText,
})
export const RemoveNote = ChangeNote.omit({ text: true })

/** What is typed in the form of a note. */
export const NoteForm = z.object({ text: NoteText })

const name = (noun: string, max: number) =>
  z
    .string()
    .transform((text) => text.replace(/\s+/gu, ' ').trim())
    .pipe(
      z
        .string()
        .min(1, `Enter ${noun}.`)
        .max(max, `Use at most ${max} characters.`)
        .superRefine(honestName)
        .refine((text) => plainName(text) !== '', 'Use at least one visible character.'),
    )

export const TagName = name('a tag', TAG_MAX)
export const AliasName = name('a name', ALIAS_MAX)

export const AddTag = z.object({ accountId: AccountId, name: TagName })
export const AddAlias = z.object({ accountId: AccountId, name: AliasName })
export const RemoveLabel = z.object({ accountId: AccountId, labelId: z.uuid() })

export type NoteView = {
  id: string
  text: string
  version: number
  /** Who wrote it, by name. */
  by: string
  at: string
  /** Who changed it last, where that was later. */
  changed: { by: string; at: string } | null
}

export type LabelView = { id: string; name: string }

/** What the team knows of an account: notes, the newest first, and tags and aliases by name. */
export type TeamKnowledge = { notes: NoteView[]; tags: LabelView[]; aliases: LabelView[] }
