import 'server-only'
import { requireStaff } from '@/lib/auth/session'
import { defineQuery } from '@/lib/entry/query'
import { findAll } from './finding'
import type { FindAnswer, FindKind } from './schema'

/** What a screen shows of a kind at once. */
const OF_A_KIND = 20

/** What matches a text that somebody typed or pasted, best first: the first of each kind. */
export const find = defineQuery({
  permission: 'accounts.read',
  run: async (query: string): Promise<FindAnswer> => {
    const answer = await findAll(query, await requireStaff())
    const shown = new Map<FindKind, number>()
    const results = answer.results.filter(({ kind }) => {
      const count = (shown.get(kind) ?? 0) + 1
      shown.set(kind, count)
      return count <= OF_A_KIND
    })
    return { ...answer, results }
  },
})
