import { queryOptions } from '@tanstack/react-query'
import type { Reading } from '@/lib/core/errors'
import type { PlanView } from '@/lib/subscriptions/schema'

/** How often a page asks whether a zone has become active. */
const POLL_MS = 10_000

/** Takes both ids and the status that the page shows; asks for the status until it is a settled one. */
export const zoneStatusQuery = (accountId: string, zoneId: string, shown: string | null) =>
  queryOptions({
    queryKey: ['zones', 'status', accountId, zoneId],
    queryFn: async ({ signal }) => {
      const url = `/api/accounts/${encodeURIComponent(accountId)}/zones/${encodeURIComponent(zoneId)}`
      const answer = (await (await fetch(url, { signal })).json()) as Reading<{ status: string | null }>
      if (!answer.ok) throw new Error(answer.error.message)
      return answer.data
    },
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
  queryOptions({
    queryKey: ['zones', 'plans', accountId, ...zoneIds],
    queryFn: async ({ signal }) => {
      const asked = new URLSearchParams(zoneIds.map((id) => ['zone', id]))
      const url = `/api/accounts/${encodeURIComponent(accountId)}/zone-plans?${asked}`
      const answer = (await (await fetch(url, { signal })).json()) as Reading<Record<string, PlanView>>
      if (!answer.ok) throw new Error(answer.error.message)
      return answer.data
    },
    staleTime: 60_000,
  })
