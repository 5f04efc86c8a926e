import { ReadFault, type Reading } from './errors'

/** Takes an address that `answer` serves; returns its data, or throws a ReadFault. For queries of the browser. */
export async function ask<T>(url: string, signal: AbortSignal): Promise<T> {
  const answer = await fetch(url, { signal })
    .then((response) => response.json() as Promise<Reading<T>>)
    .catch(() => null)
  if (!answer?.ok) throw new ReadFault(answer?.error ?? null)
  return answer.data
}
