import { ReadFault, type Reading } from './errors'

/** For queries of the browser, of an address that `answer` serves. Throws a ReadFault. */
export async function ask<T>(url: string, signal?: AbortSignal): Promise<T> {
  // What browsers say of who asks they say to https and to this machine only; of what is posted, everywhere.
  const method = isSecureContext ? 'GET' : 'POST'
  const answer = await fetch(url, { method, signal })
    .then((response) => response.json() as Promise<Reading<T>>)
    .catch(() => null)
  if (!answer?.ok) throw new ReadFault(answer?.error ?? null)
  return answer.data
}

/** How an export ended. Also one that ended well is not all where the list is longer than is read: `complete` says so. */
export type ExportOutcome = { ended: 'well' | 'broken'; rows: number; complete: boolean; why: string | null }
