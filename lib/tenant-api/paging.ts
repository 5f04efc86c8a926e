import 'server-only'
import { z } from 'zod'
import { count, many, maybe, type Answer } from './shape'

export type Page<T> = { items: T[]; page: number; perPage: number; totalCount: number | null }

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

/**
 * Takes a way to fetch page n; returns all items, each id once. Stops at total_count, at an empty page, at a page that
 * brings nothing new (upstreams that ignore `page` would be asked for ever, tenant-api §4.5), and at the cap.
 */
export async function allPages<T>(
  fetchPage: (page: number) => Promise<Page<T>>,
  idOf: (item: T) => string,
  cap: number,
): Promise<T[]> {
  const found = new Map<string, T>()
  for (let page = 1; found.size < cap; page++) {
    const { items, totalCount } = await fetchPage(page)
    const before = found.size
    for (const item of items) if (!found.has(idOf(item))) found.set(idOf(item), item)
    if (found.size === before || (totalCount !== null && found.size >= totalCount)) break
  }
  return [...found.values()].slice(0, cap)
}

/** Brings a page size within the API's bounds for page-style lists (5 to 50). */
export function pageSize(asked: number): number {
  return Math.min(50, Math.max(5, Math.trunc(asked) || 20))
}
