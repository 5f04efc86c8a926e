import { queryOptions } from '@tanstack/react-query'
import { ask } from '@/lib/core/ask'
import type { ReadFault } from '@/lib/core/errors'
import type { AttemptState, DeletionView, SameName } from './schema'

/** While an answer is lost or a deletion runs, the screen asks this often. */
const POLL_MS = 1_500

/** Which accounts of the tenant have the name. */
export const sameNameQuery = (name: string) =>
  queryOptions<SameName, ReadFault>({
    queryKey: ['accounts', 'same-name', name],
    queryFn: ({ signal }) => ask(`/api/accounts/same-name?name=${encodeURIComponent(name)}`, signal),
    enabled: name !== '',
  })

/** Asks where an opened form stands until that is settled. */
export const attemptQuery = (key: string) =>
  queryOptions<AttemptState, ReadFault>({
    queryKey: ['accounts', 'attempts', key],
    queryFn: ({ signal }) => ask(`/api/accounts/attempts/${key}`, signal),
    refetchInterval: ({ state }) =>
      !state.data || state.data.status === 'unknown' || state.data.status === 'sent' ? POLL_MS : false,
    staleTime: 0,
    gcTime: 0,
  })

/** Asks how far the deletion has come while it runs. */
export const deletionQuery = (accountId: string) =>
  queryOptions<DeletionView | null, ReadFault>({
    queryKey: ['accounts', 'deletion', accountId],
    queryFn: ({ signal }) => ask(`/api/accounts/${encodeURIComponent(accountId)}/deletion`, signal),
    refetchInterval: POLL_MS,
    staleTime: 0,
    gcTime: 0,
  })

/** Has the accounts that the list shows at this address read from Cloudflare again. */
export const refreshAccounts = (params: URLSearchParams) => ask<null>(`/api/accounts/refresh?${params}`)
