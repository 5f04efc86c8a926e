import 'server-only'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { forgetDirectory } from '@/lib/directory/passes'
import { defineCommand } from '@/lib/entry/command'
import { env } from '@/lib/env'
import { forgetOwned } from '@/lib/tenants/ownership'
import { ResetSandbox } from './schema'

const ANSWERS_WITHIN_MS = 10_000

/**
 * Puts the sandbox back to its first day, and drops what we remember of its accounts, which would speak of accounts
 * that are no more. The audit stays. Refuses where there is no sandbox.
 */
export const resetSandbox = defineCommand({
  name: 'sandbox.reset',
  label: 'Reset the sandbox',
  target: 'sandbox',
  permission: 'sandbox.reset',
  effect: 'remote',
  input: ResetSandbox,
  remember: {},
  run: async () => {
    const control = env().SANDBOX_CONTROL_URL
    if (!control)
      throw new AppError('refused', 'There is no sandbox here: this console talks to Cloudflare itself.')
    const answer = await fetch(`${control}/reset`, {
      method: 'POST',
      signal: AbortSignal.timeout(ANSWERS_WITHIN_MS),
    }).catch((cause) => {
      throw new AppError('unreachable', 'The sandbox did not answer. Reset it again.', {
        effect: 'unknown',
        cause,
      })
    })
    if (!answer.ok)
      throw new AppError('unavailable', 'The sandbox could not be reset.', {
        detail: `status ${answer.status}`,
      })

    await db().$transaction(async (tx) => {
      await tx.accountAttempt.deleteMany()
      await tx.accountNote.deleteMany()
      await tx.wantedSubscription.deleteMany()
      await tx.accountDeletion.deleteMany()
      await forgetDirectory(tx)
    })
    forgetOwned()
    return { data: null, target: { name: 'Sandbox' } }
  },
  look: { says: 'No outcome was recorded, and the sandbox does not tell when it was reset. Reset it again.' },
})
