import 'server-only'
import type { Entry } from '@/lib/audit/record'
import { recordRefusal } from '@/lib/audit/refusals'
import { countAct } from '@/lib/auth/throttle'
import { AppError } from '@/lib/core/errors'

/**
 * Counts what a person is about to do. Throws `throttled` for whoever does more than people do by hand: nothing is ever
 * deleted from the record, so nobody may fill it. To be called before the attempt is recorded.
 */
export async function brake(entry: Entry): Promise<void> {
  const { actorId } = entry.actor
  if (!actorId) return
  const braked = await countAct(actorId)
  if (!braked) return
  const error = new AppError(
    'throttled',
    'You have made too many requests in a short time, so nothing was done. Wait a while; your colleagues can continue meanwhile.',
    braked,
  )
  await recordRefusal(entry, { phase: 'denied', errorCode: error.code, errorText: error.message })
  throw error
}
