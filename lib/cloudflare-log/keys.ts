import { infiniteQueryOptions, queryOptions, type InfiniteData } from '@tanstack/react-query'
import type { ErrorView, Reading } from '@/lib/core/errors'
import type { EntryKey, LogEntry, LogFilter, LogPage } from './schema'

/** A page or a row that could not be read, with what the server said of it; null where it said nothing readable. */
export class LogFault extends Error {
  constructor(readonly view: ErrorView | null) {
    super(view?.message ?? 'The answer did not arrive. Check the connection, or reload the page.')
  }
}

/** Takes the page that the server drew and the filters that are set; asks for those after it, all of the same range. */
export const logPagesQuery = (accountId: string, filters: Partial<LogFilter>, first: LogPage) => {
  const { since, before } = first
  const asked = { ...filters, since, before }
  return infiniteQueryOptions<
    LogPage,
    LogFault,
    InfiniteData<LogPage, string | null>,
    readonly unknown[],
    string | null
  >({
    queryKey: ['cloudflare-log', accountId, asked],
    queryFn: ({ pageParam, signal }) =>
      get<LogPage>(
        `/api/accounts/${encodeURIComponent(accountId)}/audit-log`,
        { ...asked, cursor: pageParam! },
        signal,
      ),
    initialData: { pages: [first], pageParams: [null] },
    initialPageParam: null,
    // A cursor that came before would lead in a circle: that is the end.
    getNextPageParam: ({ cursor }, _, __, asked) => (asked.includes(cursor) ? null : cursor),
    // What is in the log does not change, and the door out has tried again already.
    staleTime: Infinity,
    retry: false,
  })
}

/** Takes a row's id and time; asks for it in full. */
export const logEntryQuery = (accountId: string, key: EntryKey) =>
  queryOptions<LogEntry | null, LogFault>({
    queryKey: ['cloudflare-log', accountId, 'entry', key],
    queryFn: ({ signal }) =>
      get(`/api/accounts/${encodeURIComponent(accountId)}/audit-log/entry`, key, signal),
    staleTime: Infinity,
    retry: false,
  })

async function get<T>(path: string, params: Record<string, string>, signal: AbortSignal): Promise<T> {
  const answer = await fetch(`${path}?${new URLSearchParams(params)}`, { signal })
    .then((response) => response.json() as Promise<Reading<T>>)
    .catch(() => null)
  if (!answer?.ok) throw new LogFault(answer?.error ?? null)
  return answer.data
}
