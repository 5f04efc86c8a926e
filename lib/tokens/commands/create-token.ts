import 'server-only'
import * as z from 'zod'
import { sendOrFind, SKEW_MS } from '@/lib/core/settle'
import { defineCommand } from '@/lib/entry/command'
import type { Secret } from '@/lib/tenant-api/secret'
import type { Token } from '@/lib/tenant-api/tokens'
import { managedAccount } from '@/lib/tenants/access'
import { chosenPolicies, restOf } from '../asked'
import { compared, otherwiseOf } from '../comparing'
import { newTokens } from '../lookup'
import { Compared, stateOf, targetOf, TokenRequest, TokenState } from '../recorded'
import { AskedToken, CreateToken, type CreateTokenAnswer } from '../schema'

/** Longer than a request of ours lives. */
const LIFE_MS = 2 * 60_000

/**
 * Creates a token, once. One that reaches nearly everything is not sent before the person has said so. When the answer is
 * lost, the token is looked for by its name among those that were not there before: its value is gone all the same.
 */
export const createToken = defineCommand({
  name: 'token.create',
  label: 'Create API token',
  target: 'token',
  permission: 'tokens.change',
  effect: 'remote',
  secret: true,
  input: CreateToken,
  remember: {
    request: TokenRequest.extend({ confirmed: z.boolean() }),
    after: TokenState.extend({ ...Compared.shape, valueShown: z.boolean() }),
  },
  targetOf: ({ accountId, name }) => ({ name, accountId }),
  run: async ({ tenant }, input) => {
    const account = await managedAccount(tenant, input.accountId)
    const [{ policies, breadth, names }, before] = await Promise.all([
      chosenPolicies(tenant, account, input),
      tenant.tokens.all(account.id),
    ])
    const answer = (data: CreateTokenAnswer) => ({ data })
    if (breadth.length > 0 && !input.confirmed)
      return {
        ...answer({ status: 'confirm', breadth }),
        phase: 'failed',
        errorCode: 'conflict',
        target: { name: input.name, accountId: account.id, accountName: account.name },
      }
    const sent = { ...restOf(input, null), policies }
    const since = new Date()
    // Not left to `look`, which does not know what was there before.
    const { value: made, found } = await sendOrFind<{ token: Token; value: Secret | null }>(
      () => tenant.tokens.create(account.id, sent),
      async () => {
        const notIds = before.items.map(({ id }) => id)
        const [token, ...others] = await newTokens(tenant, account, { name: sent.name, notIds, since })
        return token && others.length === 0 ? { token, value: null } : null
      },
    )
    const { value } = made
    const { token, otherwise } = await compared(tenant, account, made.token, sent)
    return {
      ...answer(
        value
          ? { status: 'created', tokenId: token.id, value: value.reveal(), otherwise }
          : { status: 'lost', tokenId: token.id, otherwise },
      ),
      target: targetOf(account, token),
      after: {
        ...stateOf(token, account, names),
        ...(otherwise.length > 0 && { otherwise }),
        valueShown: value !== null,
        ...(found && { found }),
      },
    }
  },
  look: async ({ tenant }, { at, target, request, input }) => {
    // For whoever still waits, the run has looked.
    if (input) return null
    if (!request.name) return { phase: 'unknown', says: 'no name to look for was recorded.' }
    const account = await managedAccount(tenant, target.accountId ?? '')
    const until = at.getTime() + LIFE_MS + SKEW_MS
    const tokens = await newTokens(tenant, account, { name: request.name, notIds: [], since: at })
    const [token, ...others] = tokens.filter(({ issuedOn }) => !issuedOn || Date.parse(issuedOn) <= until)
    if (!token) return { phase: 'failed', says: 'the token was not created.', after: { found: false } }
    if (others.length > 0)
      return {
        phase: 'unknown',
        says: 'several tokens with this name were issued then. Delete those whose value nobody has.',
        after: { found: true },
      }
    const asked = AskedToken.safeParse(request).data
    const otherwise = asked ? otherwiseOf(token, asked) : []
    const advice =
      otherwise.length > 0
        ? `It is not as requested (${otherwise.join(', ')}): delete it, or edit it before it is rolled.`
        : 'Roll or delete it.'
    return {
      phase: 'succeeded',
      says: `the token was created. Whether anybody saw its value is not known. ${advice}`,
      target: targetOf(account, token),
      after: { ...stateOf(token, account), ...(otherwise.length > 0 && { otherwise }), found: true },
    }
  },
})
