import 'server-only'
import { managedAccount, type ManagedAccount } from '@/lib/tenants/access'
import { isTyped } from '@/lib/accounts/constants'
import type { Outcome, RemoteContext } from '@/lib/core/action'
import { DeskError } from '@/lib/core/errors'
import { foundIn, sendOrFind } from '@/lib/core/settle'
import type { TenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import { Secret } from '@/lib/tenant-api/secret'
import type { Addresses, Clients, NewPolicy, NewToken, Token, TokenChange } from '@/lib/tenant-api/tokens'
import { findToken, managedToken, zoneNames } from './access'
import { breadthOf, permissionName, resourceName } from './catalogue'
import {
  allowedOf,
  choicesOf,
  dayOf,
  momentOf,
  offered,
  policiesOf,
  resourcesOf,
  stateOf,
  wholeSeconds,
  withNames,
} from './policies'
import type {
  AskedToken,
  CreateToken,
  CreateTokenAnswer,
  DeleteToken,
  FoundToken,
  RollTokenAnswer,
  SettleToken,
  Shortfall,
  SwitchToken,
  TokenForm,
  UpdateToken,
  UpdateTokenAnswer,
  VerifyToken,
  VerifyTokenAnswer,
} from './schema'
import { addressesIn, IS_PAST, isPast } from './terms'

/** Clocks differ. */
export const SKEW_MS = 5 * 60_000

/**
 * Creates a token, once. One that reaches nearly everything is not sent before the person has said so. When the answer is
 * lost, the token is looked for by its name among those that were not there before: its value is gone all the same.
 * Throws `unknown` when the look finds none.
 */
export async function createToken(
  { tenant }: RemoteContext,
  input: CreateToken,
): Promise<Outcome<CreateTokenAnswer>> {
  const account = await managedAccount(tenant, input.accountId)
  const [{ policies, breadth, names }, before] = await Promise.all([
    chosenPolicies(tenant, account, input),
    tenant.tokens.all(account.id),
  ])
  const target = { name: input.name, accountId: account.id, accountName: account.name }
  if (breadth.length > 0 && !input.confirmed)
    return { data: { status: 'confirm', breadth }, phase: 'failed', errorCode: 'conflict', target }

  const sent = { ...restOf(input, null), policies }
  const startedAt = new Date()
  const { value: made } = await sendOrFind<{ token: Token; value: Secret | null }>(
    () => tenant.tokens.create(account.id, sent),
    async () => {
      const notIds = before.map(({ id }) => id)
      const [token, ...others] = await newTokens(tenant, account, {
        name: sent.name,
        notIds,
        since: startedAt,
      })
      return token && others.length === 0 ? { token, value: null } : null
    },
  )
  const { value } = made
  const { token, otherwise } = await compared(tenant, account, made.token, sent)
  return {
    data: value
      ? { status: 'created', tokenId: token.id, value: value.reveal(), otherwise }
      : { status: 'lost', tokenId: token.id, otherwise },
    target: about(account, token),
    after: {
      ...facts(token, account, names),
      ...(otherwise.length > 0 && { otherwise }),
      valueShown: value !== null,
      ...(!value && { found: true }),
    },
  }
}

/** Looks for tokens whose creation was lost; returns those that it can be, each with what it has otherwise than asked. */
export async function settleToken(
  { tenant }: RemoteContext,
  { accountId, notIds, since, ...form }: SettleToken,
): Promise<Outcome<FoundToken[]>> {
  const account = await managedAccount(tenant, accountId)
  const { name } = form
  const tokens = await newTokens(tenant, account, { name, notIds, since: new Date(since) })
  const found = tokens.map((token) => ({ tokenId: token.id, otherwise: otherwiseOf(token, form) }))
  const [token] = tokens
  const otherwise = found[0]?.otherwise ?? []
  return {
    data: found,
    target: token ? about(account, token) : { name, accountId: account.id, accountName: account.name },
    after: {
      ...(token && facts(token, account)),
      ...(otherwise.length > 0 && { otherwise }),
      found: tokens.length > 0,
    },
  }
}

/**
 * Changes a token; what the form does not show, or shows as it was, is sent back as it came. Upstream wants one whole, so
 * a token that was changed since the form was opened is refused. A lost answer is settled by reading it.
 */
export async function updateToken(
  { tenant }: RemoteContext,
  input: UpdateToken,
): Promise<Outcome<UpdateTokenAnswer>> {
  const account = await managedAccount(tenant, input.accountId)
  const token = await managedToken(tenant, account, input.tokenId)
  const target = about(account, token)
  requireChangeable(token)
  if (token.modifiedOn !== input.loaded)
    throw new DeskError(
      'conflict',
      'This token was changed by somebody else since you opened the form. Reload the page to see it as it is.',
    )
  if (!input.keepsAddresses && token.requestIp.reach === 'partly') throw notWhole()
  if (isPast(input.endsOn) && input.endsOn !== dayOf(token.expiresOn))
    throw new DeskError('invalid', 'Some fields need your attention.', { fields: { endsOn: IS_PAST } })

  let policies: NewPolicy[] | undefined
  let names: ReadonlyMap<string, string> | undefined
  if (!input.keepsPermissions) {
    const chosen = await chosenPolicies(tenant, account, input)
    const present = choicesOf(token, account.id, chosen.offer)
    if (!present) throw notWhole()
    const had = breadthOf(present, chosen.offer)
    const breadth = chosen.breadth.filter((way) => !had.includes(way))
    if (breadth.length > 0 && !input.confirmed)
      return { data: { status: 'confirm', breadth }, phase: 'failed', errorCode: 'conflict', target }
    names = chosen.names
    if (!sameChoice(present, input)) policies = chosen.policies
  }
  const { requestIp, ...rest } = restOf(input, token)
  // A later end is meant to let it work again.
  const revived = stateOf(token) === 'expired' && token.status !== 'disabled' && !isPast(input.endsOn)
  const change: TokenChange = {
    ...rest,
    policies,
    ...(!input.keepsAddresses && !sameAddresses(requestIp, token.requestIp) && { requestIp }),
    ...(revived && { status: 'active' }),
  }
  const made = await put(tenant, account, token, change)
  const { token: after, otherwise } = await compared(tenant, account, made.token, whole(token, change))
  return {
    data: { status: 'saved', otherwise },
    target: about(account, after),
    before: facts(token, account, names),
    after: {
      ...facts(after, account, names),
      ...(otherwise.length > 0 && { otherwise }),
      ...(made.found && { found: true }),
    },
  }
}

/** Disables a token: it stays, and its value does not work until it is enabled again. */
export const disableToken = (context: RemoteContext, input: SwitchToken) =>
  switchTo('disabled', context, input)

/** Enables a disabled token: the value it had works again. */
export const enableToken = (context: RemoteContext, input: SwitchToken) => switchTo('active', context, input)

/**
 * Gives a token a new value; the old one is dead from then on. When the answer is lost, so is the value that was in it:
 * whether the old one still works is told by nothing but the time of the token's last change.
 */
export async function rollToken(
  { tenant }: RemoteContext,
  { accountId, tokenId }: SwitchToken,
): Promise<Outcome<RollTokenAnswer>> {
  const account = await managedAccount(tenant, accountId)
  const token = await managedToken(tenant, account, tokenId)
  const target = about(account, token)
  const { id, name } = token
  try {
    const value = await tenant.tokens.roll(account.id, token.id)
    return {
      data: { status: 'rolled', value: value.reveal() },
      target,
      after: { id, name, valueShown: true },
    }
  } catch (error) {
    if (!(error instanceof DeskError) || error.effect !== 'unknown') throw error
    const now = await findToken(tenant, account, token.id).catch(() => null)
    const rolled = now?.modifiedOn != null && now.modifiedOn !== token.modifiedOn
    return {
      data: { status: 'lost', rolled },
      phase: rolled ? 'succeeded' : 'unknown',
      errorCode: rolled ? undefined : 'unknown',
      target,
      after: { id, name, valueShown: false, ...(rolled && { found: true }) },
    }
  }
}

/** Deletes a token once its name is typed. A lost answer is settled by looking whether it is gone. */
export async function deleteToken(
  { tenant }: RemoteContext,
  { accountId, tokenId, typedName }: DeleteToken,
): Promise<Outcome<{ name: string }>> {
  const account = await managedAccount(tenant, accountId)
  const token = await managedToken(tenant, account, tokenId)
  const name = token.name ?? token.id
  if (!isTyped(typedName, name))
    throw new DeskError('invalid', `The token is now called ${name}.`, {
      fields: { typedName: 'Type the name that it has now.' },
    })
  const { found } = await sendOrFind(
    async () => {
      await tenant.tokens.delete(account.id, token.id)
      return true
    },
    async () => ((await findToken(tenant, account, token.id)) ? null : true),
  )
  return {
    data: { name },
    target: about(account, token),
    before: facts(token, account),
    after: found ? { found: false } : null,
  }
}

/** Asks upstream about a value that somebody has: whether it is this token's, and whether it works. It is not kept. */
export async function verifyToken(
  { tenant }: RemoteContext,
  { accountId, tokenId, value }: VerifyToken,
): Promise<Outcome<VerifyTokenAnswer>> {
  const account = await managedAccount(tenant, accountId)
  const token = await managedToken(tenant, account, tokenId)
  const data = await verified(tenant, account, token, new Secret(value))
  return { data, target: about(account, token), after: { result: data.status, status: data.state } }
}

async function verified(
  tenant: TenantApi,
  account: ManagedAccount,
  token: Token,
  value: Secret,
): Promise<VerifyTokenAnswer> {
  try {
    const known = await tenant.tokens.verify(account.id, value)
    const state = stateOf(known) ?? 'active'
    if (known.id !== token.id) return { status: 'other', state }
    return { status: 'known', state, notBefore: known.notBefore, expiresOn: known.expiresOn }
  } catch (error) {
    if (!(error instanceof TenantApiError)) throw error
    // What upstream said may quote the value, and goes to the log.
    if (error.kind !== 'invalid')
      throw new DeskError(error.code, error.message, { retryAt: error.retryAt ?? undefined })
    return { status: 'refused', state: stateOf(token), reach: token.requestIp.reach }
  }
}

async function switchTo(
  status: 'active' | 'disabled',
  { tenant }: RemoteContext,
  { accountId, tokenId }: SwitchToken,
): Promise<Outcome<null>> {
  const account = await managedAccount(tenant, accountId)
  const token = await managedToken(tenant, account, tokenId)
  requireChangeable(token)
  if (token.name === null)
    throw new DeskError('refused', 'This token has no name that can be read. Edit it to give it one first.')
  if (status === 'active' && stateOf(token) === 'expired')
    throw new DeskError('refused', 'This token has expired. Give it a later end first.')
  const { token: after, found } = await put(tenant, account, token, {
    name: token.name,
    notBefore: token.notBefore && wholeSeconds(token.notBefore),
    expiresOn: token.expiresOn && wholeSeconds(token.expiresOn),
    status,
  })
  return {
    data: null,
    target: about(account, after),
    before: facts(token, account),
    after: { ...facts(after, account), ...(found && { found }) },
  }
}

async function put(
  tenant: TenantApi,
  account: ManagedAccount,
  token: Token,
  change: TokenChange,
): Promise<{ token: Token; found: boolean }> {
  // An end that is over is its own to tell; every other status stays as it came.
  const kept = token.status === 'expired' ? undefined : (token.status ?? undefined)
  const sent = { ...change, status: change.status ?? kept }
  const { value, found } = await sendOrFind(
    () => tenant.tokens.update(account.id, token, sent),
    async () => {
      const now = await findToken(tenant, account, token.id)
      return now && isAs(now, token, sent) ? now : null
    },
  )
  return { token: value, found }
}

/** Takes a token as it is and as it was, and a change; returns whether it is as the change would have it. */
function isAs(token: Token, before: Token, change: TokenChange): boolean {
  const asked = whole(before, change)
  const { name, status } = token
  return (
    name === change.name &&
    (change.status === undefined || change.status === status) &&
    shortfall(token, asked).length === 0 &&
    JSON.stringify(token.policies.map(comparable).sort()) ===
      JSON.stringify(asked.policies.map(comparable).sort()) &&
    token.unreadablePolicies === (change.policies ? 0 : before.unreadablePolicies)
  )
}

/** Takes a token and a change; returns all that the token would then have, as far as it can be read. */
function whole(before: Token, change: TokenChange): NewToken {
  return {
    ...change,
    policies: change.policies ?? before.policies,
    requestIp: change.requestIp ?? before.requestIp,
  }
}

/**
 * Takes a token as an answer tells it and what was asked for; returns it with what it has otherwise. An answer that tells
 * less than it should is looked up once, for the token itself may be whole.
 */
async function compared(tenant: TenantApi, account: ManagedAccount, token: Token, asked: NewToken) {
  if (shortfall(token, asked).length === 0) return { token, otherwise: [] }
  const now = (await findToken(tenant, account, token.id).catch(() => null)) ?? token
  return { token: now, otherwise: shortfall(now, asked) }
}

/** Takes a token and what was asked for; returns what the token has otherwise. */
function shortfall(token: Token, asked: NewToken): Shortfall[] {
  const ids = (policies: NewPolicy[]) =>
    JSON.stringify(
      policies
        .flatMap(({ effect, permissionGroups }) => permissionGroups.map(({ id }) => [effect, id]))
        .sort(),
    )
  const second = (moment?: string | null) => (moment ? wholeSeconds(moment) : null)
  const differs: Record<Shortfall, boolean> = {
    addresses:
      !sameAddresses(token.requestIp, asked.requestIp ?? NO_ADDRESSES) ||
      token.requestIp.reach !== reachOf(asked.requestIp ?? NO_ADDRESSES),
    permissions: ids(token.policies) !== ids(asked.policies),
    start: second(token.notBefore) !== second(asked.notBefore),
    end: second(token.expiresOn) !== second(asked.expiresOn),
  }
  return (Object.keys(differs) as Shortfall[]).filter((part) => differs[part])
}

/** The same for a form, compared by its permissions alone and not by where they apply: nothing need be read for that. */
export function otherwiseOf(token: Token, form: AskedToken): Shortfall[] {
  const permissionGroups = form.groupIds.map((id) => ({ id, name: null }))
  const policies = [{ effect: 'allow', permissionGroups, resources: {} }]
  return shortfall(token, { ...restOf(form, null), policies })
}

const NO_ADDRESSES: Addresses = { in: [], notIn: [] }

// What stays as it came has a reach of its own.
const reachOf = (addresses: Addresses | Clients) =>
  'reach' in addresses
    ? addresses.reach
    : addresses.in.length + addresses.notIn.length > 0
      ? 'listed'
      : 'anyone'

function sameAddresses(a: Addresses, b: Addresses): boolean {
  // A range of one address may be told without its length.
  const flat = (list: string[]) =>
    list.map((range) => range.toLowerCase().replace(/(?<=\..*)\/32$|(?<=:.*)\/128$/, ''))
  const both = (of: Addresses) => JSON.stringify([flat(of.in).sort(), flat(of.notIn).sort()])
  return both(a) === both(b)
}

function sameChoice(a: Choice, b: Choice): boolean {
  const flat = ({ groupIds, zones, zoneIds }: Choice) =>
    JSON.stringify([[...groupIds].sort(), zones, zones === 'chosen' ? [...zoneIds].sort() : []])
  return flat(a) === flat(b)
}

type Choice = Pick<TokenForm, 'groupIds' | 'zones' | 'zoneIds'>

const comparable = ({ effect, permissionGroups, resources }: NewPolicy) =>
  JSON.stringify([effect, permissionGroups.map(({ id }) => id).sort(), sortedDeep(resources)])

function sortedDeep(resources: Record<string, unknown>): unknown {
  return Object.entries(resources)
    .map(([key, value]) => [
      key,
      typeof value === 'string' ? value : sortedDeep(value as Record<string, unknown>),
    ])
    .sort()
}

/** Takes a form; returns its policies, what is on offer, how far it reaches, and the names of the chosen zones. */
async function chosenPolicies(tenant: TenantApi, account: ManagedAccount, form: Choice) {
  const wantsZones = form.zones === 'chosen' ? form.zoneIds : []
  const [listed, names] = await Promise.all([
    tenant.tokens.permissionGroups(account.id),
    zoneNames(tenant, account, wantsZones),
  ])
  const offer = offered(listed)
  const groups = offer.filter(({ id }) => form.groupIds.includes(id))
  if (groups.length < new Set(form.groupIds).size)
    throw wrong('groupIds', 'One of these permissions is no longer available. Reload the page.')
  if (names.size < new Set(wantsZones).size)
    throw wrong('zoneIds', 'One of these zones is not in this account, or no longer is. Choose again.')
  return { offer, names, breadth: breadthOf(form, offer), policies: policiesOf(account.id, groups, form) }
}

/** Takes a form and the token it changes; returns all but the policies. */
function restOf(form: AskedToken, token: Token | null) {
  return {
    name: form.name,
    requestIp: { in: addressesIn(form.allowed).ranges, notIn: addressesIn(form.refused).ranges },
    notBefore: momentOf(form.startsOn, 'start', token?.notBefore),
    expiresOn: momentOf(form.endsOn, 'end', token?.expiresOn),
  }
}

/**
 * Takes a name; returns the tokens of that name that were not there before and were issued since. Throws where there is
 * none and not all tokens could be read.
 */
export async function newTokens(
  tenant: TenantApi,
  account: ManagedAccount,
  { name, notIds, since }: { name: string; notIds: readonly string[]; since: Date },
): Promise<Token[]> {
  const isNew = (token: Token) =>
    token.name === name &&
    !notIds.includes(token.id) &&
    (!token.issuedOn || Date.parse(token.issuedOn) >= since.getTime() - SKEW_MS)
  const tokens = await tenant.tokens.all(account.id)
  return foundIn(tokens, isNew) ? tokens.filter(isNew) : []
}

export function about(account: ManagedAccount, token: Token) {
  return { id: token.id, name: token.name ?? token.id, accountId: account.id, accountName: account.name }
}

/** Takes a token; returns what the audit may remember of it. There is no value in a token. */
export function facts(token: Token, account: ManagedAccount, names: ReadonlyMap<string, string> = new Map()) {
  const { id, name, status, policies, requestIp, notBefore, expiresOn } = token
  return {
    id,
    name,
    status,
    permissions: policies.flatMap(({ effect, permissionGroups, resources }) => {
      const where = withNames(resourcesOf(resources, account.id), names).map(resourceName).join(', ')
      const groups = permissionGroups.map((group) => permissionName(group.name ?? group.id))
      return groups.map((words) => `${effect === 'allow' ? '' : `${effect}: `}${words} (${where})`)
    }),
    allowed: allowedOf(token),
    refused: requestIp.notIn,
    notBefore,
    expiresOn,
  }
}

function requireChangeable({ changeable }: Token): void {
  if (!changeable) throw notWhole()
}

function notWhole(): DeskError {
  return new DeskError(
    'refused',
    'Cloudflare describes a part of this token in a way that this console cannot read, and this change would lose it. Nothing was sent. Change it in Cloudflare’s dashboard.',
  )
}

function wrong(field: string, message: string): DeskError {
  return new DeskError('invalid', 'Some fields need your attention.', { fields: { [field]: message } })
}
