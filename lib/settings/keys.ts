import { ask } from '@/lib/core/ask'
import type { Allowance } from './constants'

/** Asks how much is left of Cloudflare's allowance; null where that cannot be told. */
export const askAllowance = (): Promise<Allowance | null> =>
  ask<Allowance>('/api/allowance', AbortSignal.timeout(10_000)).catch(() => null)
