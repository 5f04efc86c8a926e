import 'server-only'
import * as z from 'zod'
import { AppError } from '@/lib/core/errors'
import { sendOrFind } from '@/lib/core/settle'
import { defineCommand } from '@/lib/entry/command'
import type { NewPolicy } from '@/lib/tenant-api/tokens'
import { managedAccount } from '@/lib/tenants/access'
import { managedToken } from '../access'
import { chosenPolicies, restOf } from '../asked'
import { breadthOf } from '../catalogue'
import { keepingStatus, notWhole, requireChangeable } from '../changing'
import { compared, isAs, sameAddresses, sameChoice, whole } from '../comparing'
import { IS_PAST, isPast } from '../constants'
import { lookAtLastChange } from '../last-change'
import { findToken } from '../lookup'
import { dayOf } from '../moments'
import { choicesOf } from '../policies'
import { statusNow } from '../reading'
import { Compared, stateOf, targetOf, TokenRequest, TokenState } from '../recorded'
import { UpdateToken, type UpdateTokenAnswer } from '../schema'

/**
 * Changes a token; what the form does not show, or shows as it was, is sent back as it came. Upstream wants one whole, so
 * a token that was changed since the form was opened is refused.
 */
export const updateToken = defineCommand({
  name: 'token.update',
  label: 'Change API token',
  target: 'token',
  permission: 'tokens.change',
  effect: 'remote',
  input: UpdateToken,
  remember: {
    request: TokenRequest.extend({ confirmed: z.boolean() }),
    before: TokenState,
    after: TokenState.extend(Compared.shape),
  },
  targetOf: ({ accountId, tokenId }) => ({ id: tokenId, accountId }),
  run: async ({ tenant }, input) => {
    const account = await managedAccount(tenant, input.accountId)
    const token = await managedToken(tenant, account, input.tokenId)
    requireChangeable(token)
    if (token.modifiedOn !== input.loaded)
      throw new AppError(
        'conflict',
        'This token was changed by somebody else since you opened the form. Reload the page to see it as it is.',
      )
    if (!input.keepsAddresses && token.requestIp.reach === 'partly') throw notWhole()
    if (isPast(input.endsOn) && input.endsOn !== dayOf(token.expiresOn))
      throw new AppError('invalid', 'Some fields need your attention.', { fields: { endsOn: IS_PAST } })

    const answer = (data: UpdateTokenAnswer) => ({ data })
    let policies: NewPolicy[] | undefined
    let names: ReadonlyMap<string, string> | undefined
    if (!input.keepsPermissions) {
      const chosen = await chosenPolicies(tenant, account, input)
      const present = choicesOf(token, account.id, chosen.offer)
      if (!present) throw notWhole()
      const had = breadthOf(present, chosen.offer)
      const breadth = chosen.breadth.filter((way) => !had.includes(way))
      if (breadth.length > 0 && !input.confirmed)
        return {
          ...answer({ status: 'confirm', breadth }),
          phase: 'failed',
          errorCode: 'conflict',
          target: targetOf(account, token),
        }
      names = chosen.names
      if (!sameChoice(present, input)) policies = chosen.policies
    }
    const { requestIp, ...rest } = restOf(input, token)
    // A later end is meant to let it work again.
    const revived = statusNow(token) === 'expired' && token.status !== 'disabled' && !isPast(input.endsOn)
    const change = keepingStatus(token, {
      ...rest,
      policies,
      ...(!input.keepsAddresses && !sameAddresses(requestIp, token.requestIp) && { requestIp }),
      ...(revived && { status: 'active' }),
    })
    // Not left to `look`, which knows neither the token as it was nor what was sent.
    const { value, found } = await sendOrFind(
      () => tenant.tokens.update(account.id, token, change),
      async () => {
        const now = await findToken(tenant, account, token.id)
        return now && isAs(now, token, change) ? now : null
      },
    )
    const { token: after, otherwise } = await compared(tenant, account, value, whole(token, change))
    return {
      ...answer({ status: 'saved', otherwise }),
      target: targetOf(account, after),
      before: stateOf(token, account, names),
      after: {
        ...stateOf(after, account, names),
        ...(otherwise.length > 0 && { otherwise }),
        ...(found && { found }),
      },
    }
  },
  look: lookAtLastChange('changed'),
})
