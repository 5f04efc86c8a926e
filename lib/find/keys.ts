import { askBare } from '@/lib/core/ask'
import type { FindAnswer } from './schema'

/** What matches a text; of an empty one, where people go from here. Throws a ReadFault. */
export function askFind(query: string, signal: AbortSignal): Promise<FindAnswer> {
  return askBare(`/api/find?q=${encodeURIComponent(query)}`, signal)
}
