import { infiniteQueryOptions, queryOptions, type InfiniteData } from '@tanstack/react-query'
import { ask } from '@/lib/core/ask'
import type { ReadFault } from '@/lib/core/errors'
import type { EntryKey, LogEntry, LogFilter, LogPage } from './schema'

/** The pages after `first`, which the server drew, all of the same range. */
export const logPagesQuery = (accountId: string, filters: Partial<LogFilter>, first: LogPage) => {
  const { since, before } = first
  const asked = { ...filters, since, before }
  return infiniteQueryOptions<
    LogPage,
    ReadFault,
    InfiniteData<LogPage, string | null>,
    readonly unknown[],
    string | null
  >({
    queryKey: ['cloudflare-log', accountId, asked],
    queryFn: ({ pageParam, signal }) =>
      ask(`${logOf(accountId)}?${new URLSearchParams({ ...asked, cursor: pageParam! })}`, signal),
    initialData: { pages: [first], pageParams: [null] },
    initialPageParam: null,
    // A cursor that came before would lead in a circle: that is the end.
    getNextPageParam: ({ cursor }, _, __, asked) => (asked.includes(cursor) ? null : cursor),
    // What is in the log does not change, and the client of the API has tried again already.
    staleTime: Infinity,
    retry: false,
  })
}

/** A row in full. */
export const logEntryQuery = (accountId: string, key: EntryKey) =>
  queryOptions<LogEntry | null, ReadFault>({
    queryKey: ['cloudflare-log', accountId, 'entry', key],
    queryFn: ({ signal }) => ask(`${logOf(accountId)}/entry?${new URLSearchParams(key)}`, signal),
    staleTime: Infinity,
    retry: false,
  })

const logOf = (accountId: string) => `/api/accounts/${encodeURIComponent(accountId)}/audit-log`
