import 'server-only'
import { defineCommand } from '@/lib/entry/command'
import { managedAccount } from '@/lib/tenants/access'
import { otherwiseOf } from '../comparing'
import { newTokens } from '../lookup'
import { Compared, stateOf, targetOf, TokenRequest, TokenState } from '../recorded'
import { SettleToken, type FoundToken } from '../schema'

/** Looks for tokens whose creation was lost; answers those that it can be, each with what it has otherwise than asked. */
export const settleToken = defineCommand({
  name: 'token.create.settle',
  label: 'Look for a created API token',
  target: 'token',
  permission: 'tokens.change',
  effect: 'read',
  input: SettleToken,
  remember: {
    request: TokenRequest,
    after: TokenState.partial().extend(Compared.required({ found: true }).shape),
  },
  targetOf: ({ accountId, name }) => ({ name, accountId }),
  run: async ({ tenant }, { accountId, notIds, since, ...form }) => {
    const account = await managedAccount(tenant, accountId)
    const { name } = form
    const tokens = await newTokens(tenant, account, { name, notIds, since: new Date(since) })
    const found = tokens.map((token): FoundToken => ({
      tokenId: token.id,
      otherwise: otherwiseOf(token, form),
    }))
    const [token] = tokens
    const otherwise = found[0]?.otherwise ?? []
    return {
      data: found,
      target: token ? targetOf(account, token) : { name, accountId: account.id, accountName: account.name },
      after: {
        ...(token && stateOf(token, account)),
        ...(otherwise.length > 0 && { otherwise }),
        found: tokens.length > 0,
      },
    }
  },
})
