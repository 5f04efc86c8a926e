import 'server-only'
import * as z from 'zod'
import { defineCommand } from '@/lib/entry/command'
import type { LabelKind } from '../constants'
import { giveLabel, takeLabel } from '../labels'
import { accountToNote, accountTarget } from '../proving'
import { AddAlias, AddTag, RemoveLabel } from '../schema'

const Named = z.object({ name: z.string() })

export const addTag = adding('tag', 'Add a tag', AddTag)
export const removeTag = removing('tag', 'Remove a tag')
export const addAlias = adding('alias', 'Add an alias', AddAlias)
export const removeAlias = removing('alias', 'Remove an alias')

function adding(kind: LabelKind, label: string, input: typeof AddTag) {
  return defineCommand({
    name: `${kind}.add`,
    label,
    target: kind,
    permission: 'notes.change',
    effect: 'local',
    input,
    remember: { request: Named },
    targetOf: ({ accountId, name }) => ({ name, accountId }),
    prepare: async ({ staff }, { accountId, name }) => {
      const account = await accountToNote(staff, accountId)
      return async (tx) => {
        const id = await giveLabel(tx, { kind, accountId: account.id, name, createdBy: staff.id })
        return { data: null, target: { id, ...accountTarget(account) } }
      }
    },
  })
}

function removing(kind: LabelKind, label: string) {
  return defineCommand({
    name: `${kind}.remove`,
    label,
    target: kind,
    permission: 'notes.change',
    effect: 'local',
    input: RemoveLabel,
    remember: { before: Named },
    targetOf: ({ accountId, labelId }) => ({ id: labelId, accountId }),
    prepare: async ({ staff }, { accountId, labelId }) => {
      const account = await accountToNote(staff, accountId)
      return async (tx) => {
        const name = await takeLabel(tx, { id: labelId, kind, accountId: account.id })
        return { data: null, target: { name, ...accountTarget(account) }, before: { name } }
      }
    },
  })
}
