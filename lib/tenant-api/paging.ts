import 'server-only'
import { z } from 'zod'
import { TenantApiError } from './errors'
import { count, many, maybe, type Answer } from './shape'

export type Page<T> = { items: T[]; page: number; perPage: number; totalCount: number | null }

/** All items of a list, and whether they are: a list that is longer than we are ready to read is cut. */
export type Whole<T> = T[] & { complete: boolean }

const ResultInfo = maybe(z.object({ page: count, per_page: count, total_count: count }))

/** Reads a page-style list. Page and page size are as upstream states them, else as asked. */
export function pageOf<T extends z.ZodType>(
  schema: T,
  answer: Answer,
  asked: { page: number; perPage: number },
): Page<z.output<T>> {
  const info = ResultInfo.parse(answer.info)
  return {
    items: many(schema, answer),
    page: info?.page || asked.page,
    perPage: info?.per_page || asked.perPage,
    totalCount: info?.total_count ?? null,
  }
}

/** Takes a page that was asked for; returns it, without items where upstream refuses one beyond the end of the list. */
export function pageOrNone<T>(
  asked: { page: number; perPage: number },
  found: Promise<Page<T>>,
): Promise<Page<T>> {
  return found.catch((error: unknown) => {
    if (!isBeyondEnd(error, asked.page)) throw error
    return { items: [], ...asked, totalCount: null }
  })
}

/**
 * Takes a way to fetch page n; gives the items page by page, each id once, and returns whether they were all. Stops at
 * total_count and at an empty page, which are the end; at a page that brings nothing new (upstreams that ignore `page`
 * would be asked for ever, tenant-api §4.5), at one that is refused while the total is not known and at the cap, which
 * may not be: after a full page there may be more.
 */
export async function* eachPage<T>(
  fetchPage: (page: number) => Promise<Page<T>>,
  idOf: (item: T) => string,
  cap: number,
): AsyncGenerator<T[], boolean> {
  const seen = new Set<string>()
  let last: Page<T> | null = null
  for (let page = 1; seen.size < cap; page++) {
    try {
      last = await fetchPage(page)
    } catch (error) {
      if (!last || last.totalCount !== null || !isBeyondEnd(error, page)) throw error
      return last.items.length < last.perPage
    }
    const { items, totalCount } = last
    const fresh: T[] = []
    const room = cap - seen.size
    for (const item of items) {
      const id = idOf(item)
      if (!seen.has(id)) fresh.push(item)
      seen.add(id)
    }
    if (fresh.length > 0) yield fresh.slice(0, room)
    if (fresh.length > room) return false
    if (items.length === 0 || (totalCount !== null && seen.size >= totalCount)) return true
    if (fresh.length === 0) return totalCount === null
  }
  return false
}

/** As `eachPage`, all pages in one list, which says whether it is complete. */
export async function allPages<T>(...asked: Parameters<typeof eachPage<T>>): Promise<Whole<T>> {
  const pages = eachPage(...asked)
  const found: T[] = []
  for (;;) {
    const { done, value } = await pages.next()
    if (done) return Object.assign(found, { complete: value })
    found.push(...value)
  }
}

/** Some upstreams refuse a page that the list does not have, instead of sending an empty one. */
function isBeyondEnd(error: unknown, page: number): boolean {
  return page > 1 && error instanceof TenantApiError && error.kind === 'invalid' && error.status === 400
}

/** Brings a page size within the API's bounds for page-style lists (5 to 50). */
export function pageSize(asked: number): number {
  return Math.min(50, Math.max(5, Math.trunc(asked) || 20))
}
