import { queryOptions } from '@tanstack/react-query'
import { ask } from '@/lib/core/ask'
import type { ReadFault } from '@/lib/core/errors'
import { MOVING, OPEN } from './run-constants'
import type { ChosenRun, RunsQuery } from './run-schema'
import type { RunView } from './schema'

const MOVING_MS = 1_500
/** It waits for a person, who may be somebody else. */
const PAUSED_MS = 10_000

/** Follows a run until it has ended. `shown`: what the page was drawn with. */
export const runQuery = (shown: RunView) =>
  queryOptions<RunView, ReadFault>({
    queryKey: ['onboarding', 'run', shown.id],
    queryFn: ({ signal }) => ask(`/api/onboarding/runs/${shown.id}`, signal),
    initialData: shown,
    refetchInterval: ({ state }) => {
      const { status } = state.data!
      return MOVING.includes(status) ? MOVING_MS : OPEN.includes(status) ? PAUSED_MS : false
    },
    staleTime: 0,
    gcTime: 0,
  })

/** All runs that the filters of the list match and that have not ended. Throws a ReadFault. */
export const openRunsMatching = (query: Omit<RunsQuery, 'page'>) => {
  const filters = Object.entries(query).filter((each): each is [string, string] => Boolean(each[1]))
  return ask<ChosenRun[]>(`/api/onboarding/runs?${new URLSearchParams(filters)}`)
}
