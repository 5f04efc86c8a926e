import { AppError } from './errors'
import type { Whole } from './paging'

/** Cloudflare's clock and ours differ by less than this. */
export const SKEW_MS = 5 * 60_000

/**
 * Takes a list and what was looked for in it; returns what was found, null for nothing. Throws where nothing was found
 * and the list is not complete, since it may be there all the same.
 */
export function foundIn<T>({ items, complete }: Whole<T>, is: (each: T) => boolean): T | null {
  const found = items.find(is)
  if (found !== undefined || complete) return found ?? null
  throw new AppError(
    'unavailable',
    'Part of Cloudflare’s list could not be read, so it is not known whether this is in it. Check in Cloudflare’s dashboard.',
  )
}

/**
 * Takes how to send a change and how to look for it by its natural key (null: it is not there). Returns what came of
 * it, and whether it had to be looked for because the answer was lost. When the look finds nothing, or fails, the loss
 * is thrown: not known stays not known, and nothing is sent a second time.
 */
export async function sendOrFind<T>(
  send: () => Promise<T>,
  look: () => Promise<T | null>,
): Promise<{ value: T; found: boolean }> {
  try {
    return { value: await send(), found: false }
  } catch (error) {
    if (!(error instanceof AppError) || error.effect !== 'unknown') throw error
    const value = await look().catch(() => null)
    if (value === null) throw error
    return { value, found: true }
  }
}
