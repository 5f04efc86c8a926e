import 'server-only'
import * as z from 'zod'
import { AppError } from '@/lib/core/errors'
import type { Note, Prisma } from '@/lib/db/generated/client'
import { dropTerms, putTerms } from '@/lib/directory/terms'
import { defineCommand } from '@/lib/entry/command'
import { NOTES_AT_MOST } from '../constants'
import { accountToNote, accountTarget } from '../proving'
import { AddNote, ChangeNote, RemoveNote } from '../schema'

// The record holds that a note was written, changed or removed, never what it says: what is removed is to be gone.

export const addNote = defineCommand({
  name: 'note.add',
  label: 'Add a note',
  target: 'note',
  permission: 'notes.change',
  effect: 'local',
  input: AddNote,
  remember: {},
  targetOf: ({ accountId }) => ({ accountId }),
  prepare: async ({ staff }, { accountId, text }) => {
    const account = await accountToNote(staff, accountId)
    return async (tx) => {
      if ((await tx.note.count({ where: { accountId: account.id } })) >= NOTES_AT_MOST)
        throw new AppError(
          'conflict',
          `An account has at most ${NOTES_AT_MOST} notes. Remove one that is no longer needed.`,
        )
      const note = await tx.note.create({
        data: { accountId: account.id, text, createdBy: staff.id, updatedBy: staff.id },
      })
      await keepTerm(tx, note)
      return { data: { noteId: note.id }, target: { id: note.id, ...accountTarget(account) } }
    }
  },
})

/** Throws `conflict` where somebody changed it since it was opened. */
export const changeNote = defineCommand({
  name: 'note.change',
  label: 'Change a note',
  target: 'note',
  permission: 'notes.change',
  effect: 'local',
  input: ChangeNote,
  remember: {},
  targetOf: ({ accountId, noteId }) => ({ id: noteId, accountId }),
  prepare: async ({ staff }, { accountId, text, ...seen }) => {
    const account = await accountToNote(staff, accountId)
    return async (tx) => {
      const note = await seenNote(tx, account.id, seen)
      if (note.text !== text) {
        const data = { text, version: { increment: 1 }, updatedBy: staff.id }
        await keepTerm(tx, await tx.note.update({ where: { id: note.id }, data }))
      }
      return { data: null, target: accountTarget(account) }
    }
  },
})

/** Throws `conflict` where somebody changed it since the page was read. */
export const removeNote = defineCommand({
  name: 'note.remove',
  label: 'Remove a note',
  target: 'note',
  permission: 'notes.change',
  effect: 'local',
  input: RemoveNote,
  remember: {},
  targetOf: ({ accountId, noteId }) => ({ id: noteId, accountId }),
  prepare: async ({ staff }, { accountId, ...seen }) => {
    const account = await accountToNote(staff, accountId)
    return async (tx) => {
      const { id } = await seenNote(tx, account.id, seen)
      await tx.note.delete({ where: { id } })
      await dropTerms(tx, 'note', [id])
      return { data: null, target: accountTarget(account) }
    }
  },
})

function keepTerm(tx: Prisma.TransactionClient, { id, accountId, text }: Note): Promise<void> {
  return putTerms(tx, [{ kind: 'note', subjectId: id, accountId, text }])
}

/** Locks the note until the transaction ends, so that of two changes the second finds the first. */
async function seenNote(
  tx: Prisma.TransactionClient,
  accountId: string,
  { noteId, version }: Pick<z.output<typeof ChangeNote>, 'noteId' | 'version'>,
): Promise<Note> {
  await tx.$queryRaw`SELECT FROM note WHERE id = ${noteId}::uuid FOR UPDATE`
  const note = await tx.note.findFirst({ where: { id: noteId, accountId } })
  if (!note)
    throw new AppError(
      'not_found',
      'This note is not there any more. Reload the page to see the account’s notes.',
    )
  if (note.version !== version)
    throw new AppError(
      'conflict',
      'A colleague changed this note since you opened the page. Copy what you wrote, reload the page and try again.',
    )
  return note
}
