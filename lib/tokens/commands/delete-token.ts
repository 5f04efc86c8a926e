import 'server-only'
import { isTyped } from '@/lib/core/names'
import { AppError } from '@/lib/core/errors'
import { defineCommand } from '@/lib/entry/command'
import { managedAccount } from '@/lib/tenants/access'
import { managedToken } from '../access'
import { tokenOfAttempt } from '../lookup'
import { stateOf, targetOf, TokenState } from '../recorded'
import { DeleteToken } from '../schema'

/** Deletes a token once its name is typed. */
export const deleteToken = defineCommand({
  name: 'token.delete',
  label: 'Delete API token',
  target: 'token',
  permission: 'tokens.delete',
  effect: 'remote',
  input: DeleteToken,
  remember: { before: TokenState },
  targetOf: ({ accountId, tokenId }) => ({ id: tokenId, accountId }),
  run: async ({ tenant, before }, { accountId, tokenId, typedName }) => {
    const account = await managedAccount(tenant, accountId)
    const token = await managedToken(tenant, account, tokenId)
    const name = token.name ?? token.id
    if (!isTyped(typedName, name))
      throw new AppError('invalid', `The token is now called ${name}.`, {
        fields: { typedName: 'Type the name that it has now.' },
      })
    before(stateOf(token, account))
    await tenant.tokens.delete(account.id, token.id)
    return { data: null, target: targetOf(account, token) }
  },
  look: async ({ tenant }, { target }) => {
    const { token } = await tokenOfAttempt(tenant, target)
    return {
      phase: token ? 'failed' : 'succeeded',
      says: `the token is ${token ? 'there' : 'gone'}.`,
      data: null,
      after: { found: token !== null },
    }
  },
})
