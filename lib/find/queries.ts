import 'server-only'
import type { Labels } from '@/lib/audit/schema'
import { requireStaff } from '@/lib/auth/session'
import { defineQuery } from '@/lib/entry/query'
import type { Recent } from '@/lib/views/schema'
import { countLookup } from './counting'
import { findAll, startingPoints } from './finding'
import type { FindAnswer, FindKind, FindPage } from './schema'

/** Of a kind, where all kinds are shown. */
const OF_A_KIND = 20
const PAGE_SIZE = 25

/**
 * What matches a text that somebody typed or pasted, best first: the first of each kind. Of an empty one, what they
 * opened lately (`recent`), and where to go.
 */
export const find = defineQuery({
  permission: 'accounts.read',
  run: async (query: string, labels: Labels, recent: () => Promise<Recent[]>): Promise<FindAnswer> => {
    const staff = await requireStaff()
    if (query.trim() === '') return startingPoints(staff, await recent())
    const answer = await findAll(query, { ...staff, labels })
    countLookup(answer)
    const shown = new Map<FindKind, number>()
    const results = answer.results.filter(({ kind }) => {
      const count = (shown.get(kind) ?? 0) + 1
      shown.set(kind, count)
      return count <= OF_A_KIND
    })
    return { ...answer, results }
  },
})

/** All that matches of one kind, a page at a time. */
export const findOfKind = defineQuery({
  permission: 'accounts.read',
  run: async (query: string, kind: FindKind, page: number, labels: Labels): Promise<FindPage> => {
    const { results, ...answer } = await findAll(query, { ...(await requireStaff()), labels })
    const all = results.filter((result) => result.kind === kind)
    return {
      ...answer,
      results: all.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE),
      page,
      pageSize: PAGE_SIZE,
      total: all.length,
    }
  },
})
