import { queryOptions } from '@tanstack/react-query'
import { ask } from '@/lib/core/ask'
import { ReadFault, type Reading } from '@/lib/core/errors'
import type { PlanView } from '@/lib/subscriptions/constants'
import { PLANS_AT_ONCE } from './constants'

/** How often a page asks whether a zone has become active. */
const POLL_MS = 10_000

/** Asks for the status until it is a settled one. `shown`: the status that the page shows. */
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

/** Whether the status changes by itself. */
export const isWaiting = (status: string | null) => status === 'pending' || status === 'initializing'

/** The zone's plan, a call upstream, asked for once the page is there. Plans change by hand: kept for minutes. */
export const zonePlanQuery = (accountId: string, zoneId: string) =>
  queryOptions<PlanView, ReadFault>({
    queryKey: ['zones', 'plan', accountId, zoneId],
    queryFn: ({ signal }) => zonePlan(accountId, zoneId, signal),
    staleTime: 5 * 60_000,
    retry: false,
    refetchOnWindowFocus: false,
  })

type Wanted = { zoneId: string; resolve: (plan: PlanView) => void; reject: (reason: unknown) => void }

/** What waits to be asked for, by account; there while somebody asks. */
const queues = new Map<string, Wanted[]>()

/**
 * For the browser: what many rows want in one moment is asked for in few requests, one after the other, and a row that
 * has gone is not asked for any more.
 */
function zonePlan(accountId: string, zoneId: string, signal: AbortSignal): Promise<PlanView> {
  return new Promise((resolve, reject) => {
    const wanted = { zoneId, resolve, reject }
    const queue = queues.get(accountId)
    if (queue) queue.push(wanted)
    else {
      queues.set(accountId, [wanted])
      setTimeout(() => void askAll(accountId))
    }
    signal.addEventListener('abort', () => {
      const waiting = queues.get(accountId)
      if (waiting?.includes(wanted)) waiting.splice(waiting.indexOf(wanted), 1)
      reject(signal.reason)
    })
  })
}

async function askAll(accountId: string) {
  const queue = queues.get(accountId)!
  while (queue.length > 0) {
    const batch = queue.splice(0, PLANS_AT_ONCE)
    const asked = new URLSearchParams(batch.map(({ zoneId }) => ['zone', zoneId]))
    try {
      const plans = await ask<Record<string, Reading<PlanView>>>(
        `/api/accounts/${encodeURIComponent(accountId)}/zone-plans?${asked}`,
        AbortSignal.timeout(60_000),
      )
      for (const { zoneId, resolve, reject } of batch) {
        const plan = plans[zoneId]
        if (plan?.ok) resolve(plan.data)
        else reject(new ReadFault(plan?.error ?? null))
      }
    } catch (fault) {
      // Signed out, or no connection: what waits would fare no better.
      for (const { reject } of [...batch, ...queue.splice(0)]) reject(fault)
    }
  }
  queues.delete(accountId)
}
