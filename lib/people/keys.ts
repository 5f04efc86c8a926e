import { queryOptions } from '@tanstack/react-query'
import { ask } from '@/lib/core/ask'
import type { ReadFault } from '@/lib/core/errors'
import { OPEN } from './constants'
import type { RemovalView } from './schema'

const MOVING_MS = 1_500
/** It waits for a person, who may be somebody else. */
const PAUSED_MS = 10_000

/** Follows a removal until it has ended. `shown`: what the page was drawn with. */
export const removalQuery = (shown: RemovalView) =>
  queryOptions<RemovalView, ReadFault>({
    queryKey: ['people', 'removal', shown.id],
    queryFn: ({ signal }) => ask(`/api/people/removals/${shown.id}`, signal),
    initialData: shown,
    refetchInterval: ({ state }) => {
      const { status } = state.data!
      return !OPEN.includes(status) ? false : status === 'paused' ? PAUSED_MS : MOVING_MS
    },
    staleTime: 0,
    gcTime: 0,
  })
