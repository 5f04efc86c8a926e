import { ask } from '@/lib/core/ask'
import type { AllowanceWarning } from './constants'

/** Asks whether Cloudflare's allowance runs out; null where it does not, or where that cannot be told. */
export const askAllowance = (): Promise<AllowanceWarning | null> =>
  ask<AllowanceWarning | null>('/api/allowance', AbortSignal.timeout(10_000)).catch(() => null)
