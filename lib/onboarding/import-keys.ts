import { queryOptions } from '@tanstack/react-query'
import { ask } from '@/lib/core/ask'
import type { ReadFault } from '@/lib/core/errors'
import type { ImportProgress } from './import-schema'

const MOVING_MS = 2_000
/** It waits for a person, who may be somebody else. */
const HELD_MS = 10_000

/** Follows an import until it is over. `shown`: what the page was drawn with. */
export const importQuery = (id: string, shown: ImportProgress) =>
  queryOptions<ImportProgress, ReadFault>({
    queryKey: ['onboarding', 'import', id],
    queryFn: ({ signal }) => ask(`/api/onboarding/imports/${id}`, signal),
    initialData: shown,
    refetchInterval: ({ state }) => {
      const { status, states } = state.data!
      if (status === 'done' || (status === 'cancelled' && states.running === 0)) return false
      return status === 'running' && states.waiting + states.running > 0 ? MOVING_MS : HELD_MS
    },
    staleTime: 0,
    gcTime: 0,
  })
