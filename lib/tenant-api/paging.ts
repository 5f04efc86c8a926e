import 'server-only'
import { z } from 'zod'
import type { PageFacts, Whole } from '@/lib/core/paging'
import { TenantApiError } from './errors'
import { count, maybe, rows, type Answer } from './shape'

/** `confirmed`: upstream reports the page number that was asked for, and its totals fit. */
export type Page<T> = PageFacts & { items: T[]; page: number; confirmed: boolean }

type Asked = { page: number; perPage: number }

const ResultInfo = maybe(z.object({ page: count, per_page: count, total_count: count }))

/** Page and size are those that upstream reports; the size only where it is smaller than the one asked for. */
export function pageOf<T extends z.ZodType>(schema: T, answer: Answer, asked: Asked): Page<z.output<T>> {
  const info = ResultInfo.parse(answer.info)
  const { items, unread } = rows(schema, answer)
  const came = items.length + unread
  const stated = info?.per_page || asked.perPage
  const perPage = stated < asked.perPage && came <= stated ? stated : asked.perPage
  const before = (asked.page - 1) * perPage
  const total = info?.total_count ?? null
  const expected = total === null ? null : Math.min(perPage, Math.max(0, total - before))
  // More rows than asked for may still be all that there are.
  const fits = came === expected || (came > 0 && before + came === total)
  return {
    items,
    unread,
    perPage,
    page: info?.page || asked.page,
    confirmed: fits && info?.page === asked.page,
    totalCount: fits ? total : null,
    doubtful: fits ? null : total,
    more: came > 0 && (fits ? before + came < total! : came >= perPage || before + came < (total ?? 0)),
    repeated: false,
  }
}

/**
 * The first row of each list's first page as last read, to recognise it on a later page. On globalThis because pages
 * share it.
 */
const firsts = ((globalThis as { tenantdeskFirstRows?: Map<string, string> }).tenantdeskFirstRows ??=
  new Map())
const FIRSTS_KEPT = 500

/**
 * One page for a screen. It has no items where upstream refuses a page beyond the end, or sends its first page again.
 * That is checked where upstream does not confirm the page, where the page begins with the row that the first page began
 * with when it was last read, and where this process has not read the first page yet.
 */
export async function onePage<T>(
  asked: Asked,
  list: unknown,
  fetchPage: (page: number) => Promise<Page<T>>,
  idOf: (item: T) => string,
): Promise<Page<T>> {
  const none = { ...NO_ROWS, ...asked, items: [] }
  const found = await fetchPage(asked.page).catch((error: unknown) => {
    if (!isBeyondEnd(error, asked.page)) throw error
    return none
  })
  const [row] = found.items
  if (row === undefined) return found
  const key = JSON.stringify([list, asked.perPage])
  if (asked.page === 1) {
    remember(key, idOf(row))
    return found
  }
  const known = firsts.get(key)
  if (found.confirmed && known !== undefined && known !== idOf(row)) return found
  const begins = await fetchPage(1).catch((error: unknown) => {
    if (!found.confirmed) throw error
    return none
  })
  const [first] = begins.items
  if (first === undefined) return found
  remember(key, idOf(first))
  return idOf(first) === idOf(row) ? { ...none, repeated: true } : found
}

function remember(key: string, first: string): void {
  firsts.delete(key)
  firsts.set(key, first)
  if (firsts.size > FIRSTS_KEPT) firsts.delete(firsts.keys().next().value!)
}

/** What a screen needs besides the rows. */
export function factsOf<T>({
  items: _items,
  page: _page,
  confirmed: _confirmed,
  ...facts
}: Page<T>): PageFacts {
  return facts
}

/** The number of items, from the only page that a summary card reads; null where that is not known. */
export function glanced<T>({ totalCount, doubtful, more, unread, items }: Page<T>): number | null {
  return totalCount ?? (more || unread > 0 || (doubtful ?? 0) > items.length ? null : items.length)
}

const NO_ROWS = {
  confirmed: false,
  totalCount: null,
  doubtful: null,
  more: false,
  unread: 0,
  repeated: false,
}

/** Upstream may send shorter pages than asked for, but not forever: this many are read before a list is cut off. */
const SHORT_PAGE = 20

/**
 * Yields the items page by page, each id once, and returns whether the list is complete. The end is an empty page, or a
 * total that equals the number of items received; a total that differs proves nothing. A page that brings nothing new
 * (some upstreams ignore `page` and would be asked forever, tenant-api §4.5) and a page that is refused also end the
 * list: after a full page, or with fewer rows than the total, it is not complete. Neither is it at the cap, or where a
 * row cannot be read.
 */
export async function* eachPage<T>(
  fetchPage: (page: number) => Promise<Page<T>>,
  idOf: (item: T) => string,
  cap: number,
): AsyncGenerator<T[], boolean> {
  const seen = new Set<string>()
  let unread = 0
  let last: Page<T> | null = null
  const short = () => last !== null && last.items.length + last.unread < last.perPage
  for (let page = 1; seen.size < cap && page <= cap / SHORT_PAGE + 1; page++) {
    try {
      last = await fetchPage(page)
    } catch (error) {
      if (!last || !isBeyondEnd(error, page) || (totalOf(last) ?? 0) > seen.size + unread) throw error
      return short() && unread === 0
    }
    const { items } = last
    unread += last.unread
    const fresh: T[] = []
    const room = cap - seen.size
    for (const item of items) {
      const id = idOf(item)
      if (!seen.has(id)) fresh.push(item)
      seen.add(id)
    }
    if (fresh.length > 0) yield fresh.slice(0, room)
    if (fresh.length > room) return false
    const total = totalOf(last)
    const reached = total === null || total <= seen.size
    if (items.length + last.unread === 0) return reached && unread === 0
    // Some upstreams report the number of rows on a full first page as the total.
    if (total === seen.size + unread && (page > 1 || short())) return unread === 0
    if (fresh.length === 0) return reached && short() && unread === 0
  }
  return false
}

/** As `eachPage`, in one list that says whether it is complete. */
export async function allPages<T>(...asked: Parameters<typeof eachPage<T>>): Promise<Whole<T>> {
  const pages = eachPage(...asked)
  const found: T[] = []
  for (;;) {
    const { done, value } = await pages.next()
    if (done) return { items: found, complete: value }
    found.push(...value)
  }
}

/** The number of items: from the first page's total, else by reading the whole list; null where that is not known. */
export async function countOf<T>(
  first: Promise<Page<T>>,
  all: () => Promise<Whole<T>>,
): Promise<number | null> {
  const { totalCount } = await first
  if (totalCount !== null) return totalCount
  const { items, complete } = await all()
  return complete ? items.length : null
}

/** Upstream's total, whether it fits the rows or not. */
const totalOf = ({ totalCount, doubtful }: PageFacts) => totalCount ?? doubtful

/** Some upstreams refuse a page that the list does not have, instead of sending an empty one. */
export function isBeyondEnd(error: unknown, page: number): boolean {
  return page > 1 && error instanceof TenantApiError && error.kind === 'invalid' && error.status === 400
}

/** Clamps a page size to the API's bounds for page-style lists (5 to 50). */
export function pageSize(asked: number): number {
  return Math.min(50, Math.max(5, Math.trunc(asked) || 20))
}
