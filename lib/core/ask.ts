import { ReadFault, type Reading } from './errors'

/** For queries of the browser, of an address that `answer` serves. Throws a ReadFault. */
export async function ask<T>(url: string, signal?: AbortSignal): Promise<T> {
  const { body } = await answerOf<Reading<T>>(url, signal)
  if (!body?.ok) throw new ReadFault(body?.error ?? null)
  return body.data
}

/** The same, of an address that `answerBare` serves. */
export async function askBare<T>(url: string, signal?: AbortSignal): Promise<T> {
  const { body, ok } = await answerOf<T | Extract<Reading<T>, { ok: false }>>(url, signal)
  if (!ok || body === null)
    throw new ReadFault((body as Extract<Reading<T>, { ok: false }> | null)?.error ?? null)
  return body as T
}

async function answerOf<T>(url: string, signal?: AbortSignal): Promise<{ ok: boolean; body: T | null }> {
  // What browsers say of who asks they say to https and to this machine only; of what is posted, everywhere.
  const method = isSecureContext ? 'GET' : 'POST'
  return fetch(url, { method, signal })
    .then(async (response) => ({ ok: response.ok, body: (await response.json()) as T }))
    .catch(() => ({ ok: false, body: null }))
}

/** How an export ended. Also one that ended well is not all where the list is longer than is read: `complete` says so. */
export type ExportOutcome = { ended: 'well' | 'broken'; rows: number; complete: boolean; why: string | null }
