import 'server-only'
import * as z from 'zod'
import { AppError } from '@/lib/core/errors'
import { defineCommand } from '@/lib/entry/command'
import { managedAccount } from '@/lib/tenants/access'
import { managedToken } from '../access'
import { lookAtLastChange } from '../last-change'
import { findToken } from '../lookup'
import { targetOf, TokenState } from '../recorded'
import { SwitchToken, type RollTokenAnswer } from '../schema'

/**
 * Gives a token a new value; the old one is dead from then on. When the answer is lost, so is the value that was in it:
 * whether the old one still works is told by nothing but the time of the token's last change.
 */
export const rollToken = defineCommand({
  name: 'token.roll',
  label: 'Roll API token',
  target: 'token',
  permission: 'tokens.change',
  effect: 'remote',
  secret: true,
  input: SwitchToken,
  remember: {
    after: TokenState.pick({ id: true, name: true }).extend({
      valueShown: z.boolean(),
      found: z.boolean().optional(),
    }),
  },
  targetOf: ({ accountId, tokenId }) => ({ id: tokenId, accountId }),
  run: async ({ tenant }, { accountId, tokenId }) => {
    const account = await managedAccount(tenant, accountId)
    const token = await managedToken(tenant, account, tokenId)
    const target = targetOf(account, token)
    const { id, name } = token
    const answer = (data: RollTokenAnswer) => ({ data })
    try {
      const value = await tenant.tokens.roll(account.id, token.id)
      return {
        ...answer({ status: 'rolled', value: value.reveal() }),
        target,
        after: { id, name, valueShown: true },
      }
    } catch (error) {
      if (!(error instanceof AppError) || error.effect !== 'unknown') throw error
      const now = await findToken(tenant, account, token.id).catch(() => null)
      const rolled = now?.modifiedOn != null && now.modifiedOn !== token.modifiedOn
      return {
        ...answer({ status: 'lost', rolled }),
        phase: rolled ? 'succeeded' : 'unknown',
        errorCode: rolled ? undefined : 'unknown',
        target,
        after: { id, name, valueShown: false, ...(rolled && { found: true }) },
      }
    }
  },
  look: lookAtLastChange('rolled or changed'),
})
