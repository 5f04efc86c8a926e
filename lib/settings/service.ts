import 'server-only'
import { forgetOwned } from '@/lib/tenants/ownership'
import type { Outcome } from '@/lib/core/action'
import { DeskError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { env } from '@/lib/env'

const ANSWERS_WITHIN_MS = 10_000

/**
 * Puts the sandbox back to its first day, and drops what we remember of its accounts, which would speak of accounts
 * that are no more. The audit stays. Refuses where there is no sandbox.
 */
export async function resetSandbox(): Promise<Outcome<null>> {
  const control = env().SANDBOX_CONTROL_URL
  if (!control)
    throw new DeskError('refused', 'There is no sandbox here: this console talks to Cloudflare itself.')
  const answer = await fetch(`${control}/reset`, {
    method: 'POST',
    signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
  }).catch((cause) => {
    throw new DeskError('unreachable', 'The sandbox did not answer. Reset it again.', {
      effect: 'unknown',
      cause,
    })
  })
  if (!answer.ok)
    throw new DeskError('unavailable', 'The sandbox could not be reset.', {
      detail: `status ${answer.status}`,
    })

  await db().$transaction([
    db().accountAttempt.deleteMany(),
    db().accountNote.deleteMany(),
    db().wantedSubscription.deleteMany(),
    db().accountDeletion.deleteMany(),
  ])
  forgetOwned()
  return { data: null, target: { name: 'Sandbox' } }
}
