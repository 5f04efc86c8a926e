import { queryOptions } from '@tanstack/react-query'
import { ask } from '@/lib/core/ask'
import type { ReadFault } from '@/lib/core/errors'
import type { PlanView } from '@/lib/subscriptions/terms'

/** How often a page asks whether a zone has become active. */
const POLL_MS = 10_000

/** Takes both ids and the status that the page shows; asks for the status until it is a settled one. */
export const zoneStatusQuery = (accountId: string, zoneId: string, shown: string | null) =>
  queryOptions<{ status: string | null }, ReadFault>({
    queryKey: ['zones', 'status', accountId, zoneId],
    queryFn: ({ signal }) =>
      ask(`/api/accounts/${encodeURIComponent(accountId)}/zones/${encodeURIComponent(zoneId)}`, signal),
    initialData: { status: shown },
    enabled: isWaiting(shown),
    refetchInterval: ({ state }) => (isWaiting(state.data?.status ?? null) ? POLL_MS : false),
    staleTime: 0,
    gcTime: 0,
  })

/** Takes a zone's status; returns whether it is one that changes by itself. */
export const isWaiting = (status: string | null) => status === 'pending' || status === 'initializing'

/** Takes ids of zones that one screen shows; asks for their plans, a call each upstream, once the screen is there. */
export const zonePlansQuery = (accountId: string, zoneIds: string[]) =>
  queryOptions<Record<string, PlanView>, ReadFault>({
    queryKey: ['zones', 'plans', accountId, ...zoneIds],
    queryFn: ({ signal }) => {
      const asked = new URLSearchParams(zoneIds.map((id) => ['zone', id]))
      return ask(`/api/accounts/${encodeURIComponent(accountId)}/zone-plans?${asked}`, signal)
    },
    staleTime: 60_000,
  })
