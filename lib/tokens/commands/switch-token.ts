import 'server-only'
import { AppError } from '@/lib/core/errors'
import { defineCommand } from '@/lib/entry/command'
import { managedAccount } from '@/lib/tenants/access'
import { managedToken } from '../access'
import { keepingStatus, requireChangeable } from '../changing'
import { tokenOfAttempt } from '../lookup'
import { wholeSeconds } from '../moments'
import { statusNow } from '../reading'
import { stateOf, targetOf, TokenState } from '../recorded'
import { SwitchToken } from '../schema'

/** A disabled token stays, and its value does not work until it is enabled again. */
export const disableToken = switching('disabled', { name: 'token.disable', label: 'Disable API token' })

export const enableToken = switching('active', { name: 'token.enable', label: 'Enable API token' })

function switching(status: 'active' | 'disabled', named: { name: string; label: string }) {
  return defineCommand({
    ...named,
    target: 'token',
    permission: 'tokens.change',
    effect: 'remote',
    input: SwitchToken,
    remember: { before: TokenState, after: TokenState },
    targetOf: ({ accountId, tokenId }) => ({ id: tokenId, accountId }),
    run: async ({ tenant, before }, { accountId, tokenId }) => {
      const account = await managedAccount(tenant, accountId)
      const token = await managedToken(tenant, account, tokenId)
      requireChangeable(token)
      if (token.name === null)
        throw new AppError(
          'refused',
          'This token has no name that can be read. Edit it to give it one first.',
        )
      if (status === 'active' && statusNow(token) === 'expired')
        throw new AppError('refused', 'This token has expired. Give it a later end first.')
      before(stateOf(token, account))
      const change = keepingStatus(token, {
        name: token.name,
        notBefore: token.notBefore && wholeSeconds(token.notBefore),
        expiresOn: token.expiresOn && wholeSeconds(token.expiresOn),
        status,
      })
      const after = await tenant.tokens.update(account.id, token, change)
      return { data: null, target: targetOf(account, after), after: stateOf(after, account) }
    },
    look: async ({ tenant }, { target }) => {
      const { account, token } = await tokenOfAttempt(tenant, target)
      if (!token) return { phase: 'failed', says: 'the token is gone.', after: { found: false } }
      return {
        phase: token.status === status ? 'succeeded' : 'failed',
        says: `the token is ${token.status ?? 'in an unknown state'}.`,
        data: null,
        target: targetOf(account, token),
        after: { ...stateOf(token, account), found: true },
      }
    },
  })
}
