import 'server-only'
import { db } from '@/lib/db/client'
import { defineQuery } from '@/lib/entry/query'
import { readInside } from '@/lib/tenants/access'
import type { LabelKind } from './constants'
import type { NoteView, TeamKnowledge } from './schema'

const SUGGESTED_AT_MOST = 100

/** What the team wrote about an account of ours. */
export const teamKnowledge = defineQuery({
  permission: 'accounts.read',
  run: async (rawId: string): Promise<TeamKnowledge> => {
    const [notes, labels] = await readInside(rawId, (_, accountId) =>
      Promise.all([
        db().note.findMany({ where: { accountId }, orderBy: { createdAt: 'desc' } }),
        db().accountLabel.findMany({ where: { accountId }, orderBy: { norm: 'asc' } }),
      ]),
    )
    const authors = await db().staff.findMany({
      where: { id: { in: notes.flatMap(({ createdBy, updatedBy }) => [createdBy, updatedBy]) } },
      select: { id: true, name: true },
    })
    const nameOf = (id: string) => authors.find((each) => each.id === id)?.name ?? 'Somebody'
    const of = (kind: LabelKind) =>
      labels.filter((label) => label.kind === kind).map(({ id, name }) => ({ id, name }))
    return {
      notes: notes.map(({ id, text, version, createdBy, createdAt, updatedBy, updatedAt }): NoteView => ({
        id,
        text,
        version,
        by: nameOf(createdBy),
        at: createdAt.toISOString(),
        changed: version > 1 ? { by: nameOf(updatedBy), at: updatedAt.toISOString() } : null,
      })),
      tags: of('tag'),
      aliases: of('alias'),
    }
  },
})

/** The tags that are in use, the most used first: to choose one again instead of writing it in another way. */
export const tagsInUse = defineQuery({
  permission: 'accounts.read',
  run: async (): Promise<string[]> => {
    const tags = await db().accountLabel.groupBy({
      by: ['norm'],
      where: { kind: 'tag' },
      _count: true,
      _min: { name: true },
      orderBy: [{ _count: { norm: 'desc' } }, { norm: 'asc' }],
      take: SUGGESTED_AT_MOST,
    })
    return tags.map(({ norm, _min }) => _min.name ?? norm)
  },
})
