import 'server-only'
import { createHash, randomUUID } from 'node:crypto'
import { recordedOf } from '@/lib/audit/legacy'
import { recordEvent, type Actor, type RecordedCall } from '@/lib/audit/record'
import type { Outcome, RemoteContext } from '@/lib/core/action'
import { DeskError } from '@/lib/core/errors'
import { plainName } from '@/lib/core/names'
import type { AccountId, TenantId, UnitId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import type { AccountAttempt } from '@/lib/db/generated/client'
import { addWithAccount } from '@/lib/subscriptions/adding'
import { missingPlanOf, noteWanted, wantedLately } from '@/lib/subscriptions/wanted'
import type { Account, NewAccount } from '@/lib/tenant-api/accounts'
import type { TenantApi } from '@/lib/tenant-api/client'
import type { Unit } from '@/lib/tenant-api/tenants'
import { forgetOwned, withOwnership } from '@/lib/tenants/ownership'
import { accountsLike, accountsNamed, type Namesakes } from '@/lib/tenants/search'
import { managedTenants } from '@/lib/tenants/tenancy'
import { learningKyc } from './demanded'
import { KYC_FIELDS } from './constants'
import type { AccountTwin, AttemptState, CreateAccount, CreateAnswer, SameName } from './schema'
import { describeAccount } from './description'
import { targetOf } from './recorded'

/** How long after a lost answer an account may still turn up before it is taken as not created. */
const SETTLE_WITHIN_MS = 20_000
/** Longer than any request of ours lives: a `sent` older than this lost its process, not only its answer. */
const SENT_AT_MOST_MS = 60_000
/** Clocks differ. */
const SKEW_MS = 5 * 60_000

/**
 * Creates one account from one opened form: at most one `POST /accounts` is under way for its key, and none follows
 * a success or an unknown answer. Returns where the form stands (see `CreateAnswer`); throws a DeskError with fields
 * when the API refuses. A wanted subscription is a second call; its failure leaves a note for the account's page.
 */
export async function createAccount(
  context: RemoteContext,
  input: CreateAccount,
): Promise<Outcome<CreateAnswer>> {
  const { tenant, staff, operationId } = context
  const attempt = await openAttempt(input.attemptKey, staff.id)
  if (attempt.status !== 'open' && attempt.status !== 'failed')
    return notAgain(await attemptState(tenant, attempt, null))

  const tenants = await managedTenants(tenant)
  const unit = tenants.flatMap(({ units }) => units).find(({ id }) => id === input.unitId)
  if (!unit)
    throw new DeskError('invalid', 'Choose a tenant unit.', {
      fields: { unitId: 'Choose one of your tenant units.' },
    })
  for (const [field, what, allowed] of [
    ['unitId', 'accounts', allowsCreation(unit)],
    ['type', 'Enterprise accounts', allowsCreation(unit, input.type)],
  ] as const)
    if (!allowed)
      throw new DeskError(
        'refused',
        `Cloudflare does not allow ${what} to be created in ${unit.name ?? unit.tenantName ?? unit.id}. Ask your Cloudflare partner manager to allow it.`,
        { fields: { [field]: `It does not allow ${what} to be created.` } },
      )

  const lookedAt = Date.now()
  const alike = await sameNameAccounts(tenant, input.name)
  const twins = alike.accounts
  if ((twins.length > 0 || !alike.complete) && !input.confirmDuplicate)
    return {
      data: { status: 'duplicate', ...toSameName(input.name, alike) },
      phase: 'failed',
      errorCode: 'conflict',
      after: { candidateIds: twins.map((twin) => twin.id) },
    }

  const { attemptKey: key, description, ratePlanId, confirmDuplicate: _, ...body } = input
  const bodyHash = createHash('sha256').update(JSON.stringify(body)).digest('hex')
  const idempotencyKey =
    attempt.bodyHash && attempt.bodyHash !== bodyHash ? randomUUID() : attempt.idempotencyKey
  const claimed = await claim(key, staff.id, lookedAt, {
    status: 'sent',
    sentAt: new Date(),
    operationId,
    idempotencyKey,
    bodyHash,
    name: input.name,
    unitId: unit.id,
    ratePlanId: ratePlanId || null,
    description: description || null,
    idsBefore: twins.map((twin) => twin.id),
  })
  if (!claimed) return notAgain(await attemptState(tenant, await openAttempt(key, staff.id), null))

  let account: Account
  try {
    account = await learningKyc(unit.tenantId, input, () =>
      tenant.accounts.create(filled(body, unit.id), { idempotencyKey }),
    )
  } catch (error) {
    const lost = !(error instanceof DeskError) || error.effect === 'unknown'
    await db().accountAttempt.update({ where: { key }, data: { status: lost ? 'unknown' : 'failed' } })
    if (!lost) throw error
    const state = await attemptState(tenant, await openAttempt(key, staff.id), null)
    return { data: state, phase: 'unknown', errorCode: 'unknown' }
  }

  await adopt(key, account.id, description || null)
  const missingPlanId = ratePlanId
    ? await addSubscription(context, { ...account, tenantId: unit.tenantId }, ratePlanId)
    : null
  return {
    data: { status: 'created', accountId: account.id, missingPlanId },
    target: {
      id: account.id,
      name: account.name ?? input.name,
      accountId: account.id,
      accountName: account.name ?? input.name,
    },
    after: { ...account, description: description || null },
  }
}

/**
 * Takes a unit and the type of an account; returns whether such an account may be created in it (tenant-api §8: flags
 * come with organizations only). What it does not say is allowed.
 */
export function allowsCreation({ flags }: Unit, type?: string): boolean {
  if (type === 'enterprise' && flags.enterpriseCapability === false) return false
  return flags.accountCreation !== false
}

/**
 * Takes one opened form; returns where it stands, settling a lost answer by looking: an account is adopted only if its
 * id was not there before, its name and unit match and its creation time fits. Several candidates go to a person; none
 * among all accounts, after a while, means that it was not created. `actor` is who looked (null: only report, do not settle).
 */
export async function attemptState(
  tenant: TenantApi,
  attempt: AccountAttempt,
  actor: Actor | null,
): Promise<AttemptState> {
  const { status, sentAt } = attempt
  if (status === 'open' || status === 'failed') return { status }
  if (status === 'created') {
    const accountId = attempt.accountId!
    return { status, accountId, missingPlanId: await missingPlanOf(accountId) }
  }
  if (status === 'choose') {
    const candidates = await candidatesOf(tenant, attempt)
    return { status, name: attempt.name!, candidates: candidates.map(toTwin) }
  }
  const age = Date.now() - sentAt!.getTime()
  if (status === 'sent' && age < SENT_AT_MOST_MS) return { status }

  const settlesBy = sentAt!.getTime() + SETTLE_WITHIN_MS + (status === 'sent' ? SENT_AT_MOST_MS : 0)
  const unknown: AttemptState = {
    status: 'unknown',
    name: attempt.name!,
    sentAt: sentAt!.toISOString(),
    settlesBy: new Date(Math.max(settlesBy, attempt.updatedAt.getTime() + SETTLE_WITHIN_MS)).toISOString(),
  }
  if (!actor) return unknown

  const first = tenant.calls.length
  const calls = () => tenant.calls.slice(first)
  const candidates = await candidatesOf(tenant, attempt)
  if (candidates.length === 1 && candidates.complete) return settle(attempt, actor, candidates[0]!, calls())
  if (candidates.length > 0) {
    await close(attempt, { status: 'choose', candidateIds: candidates.map((each) => each.id) })
    return { status: 'choose', name: attempt.name!, candidates: candidates.map(toTwin) }
  }
  // What was not looked at may hold it.
  if (!candidates.complete || Date.now() < Date.parse(unknown.settlesBy)) return unknown
  if (await close(attempt, { status: 'failed' })) await recordSettled(attempt, actor, null, calls())
  return { status: 'failed' }
}

/** Takes a form that waits for a choice and the account chosen (null: none of them); returns where it then stands. */
export async function chooseCandidate(
  { tenant, staff }: RemoteContext,
  { attemptKey, accountId }: { attemptKey: string; accountId: string | null },
): Promise<Outcome<AttemptState>> {
  const attempt = await openAttempt(attemptKey, staff.id)
  if (attempt.status !== 'choose') return { data: await attemptState(tenant, attempt, null) }
  if (accountId === null) {
    await close(attempt, { status: 'failed' })
    const { name, unitId } = attempt
    return { data: { status: 'failed' }, target: { name }, after: { found: false, unitId } }
  }
  const chosen = (await candidatesOf(tenant, attempt)).find((each) => each.id === accountId)
  if (!chosen) throw new DeskError('not_found', 'This account is no longer one of the candidates.')
  await keepWhatWasWanted(attempt, chosen)
  return {
    data: { status: 'created', accountId: chosen.id, missingPlanId: attempt.ratePlanId },
    target: targetOf(chosen),
    after: { ...chosen },
  }
}

/** Returns the forms whose outcome is not known, or waits for a choice, the latest first. */
export function openQuestions(): Promise<AccountAttempt[]> {
  return db().accountAttempt.findMany({
    where: {
      OR: [
        { status: { in: ['unknown', 'choose'] } },
        { status: 'sent', sentAt: { lt: new Date(Date.now() - SENT_AT_MOST_MS) } },
      ],
    },
    orderBy: { createdAt: 'desc' },
    take: 20,
  })
}

/** Returns the subscriptions that were wanted with a new account and are missing, with its name and unit then. */
export async function wantedSubscriptions() {
  const wanted = await wantedLately()
  const attempts = await db().accountAttempt.findMany({
    where: { accountId: { in: wanted.map(({ accountId }) => accountId) } },
    select: { accountId: true, name: true, unitId: true },
  })
  return wanted.map((each) => {
    const attempt = attempts.find(({ accountId }) => accountId === each.accountId)
    return { ...each, accountName: attempt?.name ?? null, unitId: attempt?.unitId ?? null }
  })
}

/** Takes a name; returns the tenant's accounts that are called alike (`accountsLike`): to warn, and for nothing else. */
export async function sameNameAccounts(tenant: TenantApi, name: string) {
  const alike = await accountsLike(tenant, name)
  return { ...alike, accounts: await ourOwn(tenant, alike.accounts) }
}

/** Takes a name and the accounts that are called alike; returns them for the screen. */
export function toSameName(name: string, { accounts, ...seen }: Namesakes): SameName {
  const wanted = plainName(name)
  const thisName = accounts.every((account) => plainName(account.name ?? '') === wanted)
  return { twins: accounts.map(toTwin), thisName, ...seen }
}

/** Takes an account; returns what a person needs to tell it from its namesakes. */
export function toTwin(account: Account & { unit?: { name: string | null } | null }): AccountTwin {
  return {
    id: account.id,
    name: account.name ?? '',
    unitName: account.unit?.name ?? null,
    createdOn: account.createdOn,
  }
}

/** Takes a form's key and a person; returns that person's attempt, made when it is new. A foreign key is not found. */
export async function openAttempt(key: string, staffId: string): Promise<AccountAttempt> {
  const attempt = await db().accountAttempt.upsert({
    where: { key },
    create: { key, staffId, idempotencyKey: key },
    update: {},
  })
  if (attempt.staffId !== staffId)
    throw new DeskError('not_found', 'This form belongs to somebody else. Open a new one.')
  return attempt
}

/**
 * Claims a form for one sending, at most one at a time for a name: two people who looked in the same second both saw
 * nothing. `lookedAt` is when the namesakes were looked for, `sending.idsBefore` those that were seen. Returns false when
 * the form was claimed before; throws a conflict while another form may be making, or has just made, such an account.
 */
async function claim(
  key: string,
  staffId: string,
  lookedAt: number,
  sending: Partial<AccountAttempt> & { name: string; idsBefore: string[] },
): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const folded = fold(sending.name)
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('account.create'), hashtext(${folded}))`
    const others = await tx.accountAttempt.findMany({
      where: {
        key: { not: key },
        OR: [
          { status: { in: ['sent', 'unknown'] } },
          // An account may take a while to be listed.
          {
            status: 'created',
            updatedAt: { gt: new Date(lookedAt - SETTLE_WITHIN_MS) },
            accountId: { notIn: sending.idsBefore },
          },
        ],
      },
    })
    const rival = others.find((each) => fold(each.name) === folded)
    if (rival) {
      const by = await tx.staff.findUnique({ where: { id: rival.staffId }, select: { name: true } })
      throw new DeskError('conflict', rivalry(rival, rival.staffId === staffId ? 'You' : by?.name))
    }
    const { count } = await tx.accountAttempt.updateMany({
      where: { key, status: { in: ['open', 'failed'] } },
      data: sending,
    })
    return count === 1
  })
}

function rivalry({ status, sentAt }: AccountAttempt, who = 'Somebody'): string {
  if (status === 'created')
    return `${who} created an account with this name a moment ago. Try again to see it.`
  if (status === 'sent' && Date.now() - sentAt!.getTime() < SENT_AT_MOST_MS)
    return `${who} ${who === 'You' ? 'are' : 'is'} creating an account with this name right now. Try again when that is done.`
  return `${who} sent an account with this name, and it is not known yet whether it was created. Try again when that is known.`
}

/** Adds one subscription under its own rows; returns null, or the plan's id when it could not be added and is noted. */
async function addSubscription(
  { step }: RemoteContext,
  account: Account & { tenantId: TenantId },
  ratePlanId: string,
): Promise<string | null> {
  try {
    await step(addWithAccount, { account, ratePlanId })
    return null
  } catch (error) {
    const reason = error instanceof DeskError ? error.message : 'The subscription could not be added.'
    await noteWanted(account.id, ratePlanId, reason)
    return ratePlanId
  }
}

async function settle(
  attempt: AccountAttempt,
  actor: Actor,
  found: Account,
  upstream: RecordedCall[],
): Promise<AttemptState> {
  if (await keepWhatWasWanted(attempt, found)) await recordSettled(attempt, actor, found, upstream)
  return { status: 'created', accountId: found.id, missingPlanId: attempt.ratePlanId }
}

async function keepWhatWasWanted(attempt: AccountAttempt, found: Account): Promise<boolean> {
  if (!(await close(attempt, { status: 'created', accountId: found.id }))) return false
  forgetOwned()
  if (attempt.description) await describeAccount(found.id, attempt.description)
  if (attempt.ratePlanId)
    await noteWanted(
      found.id,
      attempt.ratePlanId,
      'The answer to the creation was lost, so the subscription was not sent.',
    )
  return true
}

/** Moves a form out of an unsettled state; false when somebody else already has. */
async function close(attempt: AccountAttempt, data: Partial<AccountAttempt>): Promise<boolean> {
  const moved = await db().accountAttempt.updateMany({
    where: { key: attempt.key, status: attempt.status },
    data,
  })
  return moved.count === 1
}

async function adopt(key: string, accountId: AccountId, description: string | null): Promise<void> {
  await db().accountAttempt.update({ where: { key }, data: { status: 'created', accountId } })
  forgetOwned()
  if (description) await describeAccount(accountId, description)
}

async function candidatesOf(tenant: TenantApi, attempt: AccountAttempt) {
  const named = await accountsNamed(tenant, attempt.name!)
  const own = await ourOwn(tenant, named)
  const adopted = await db().accountAttempt.findMany({
    where: { accountId: { in: own.map((each) => each.id) } },
    select: { accountId: true },
  })
  const taken = new Set([...attempt.idsBefore, ...adopted.map((each) => each.accountId)])
  const from = attempt.sentAt!.getTime() - SKEW_MS
  const candidates = own.filter(
    (each) =>
      !taken.has(each.id) &&
      (!each.unit || !attempt.unitId || each.unit.id === attempt.unitId) &&
      (!each.createdOn || Date.parse(each.createdOn) >= from),
  )
  return Object.assign(candidates, { complete: named.complete })
}

async function ourOwn(tenant: TenantApi, accounts: Account[]) {
  const owned = accounts.length > 0 ? await withOwnership(tenant, accounts) : []
  return owned.filter((each) => each.owned !== false)
}

async function recordSettled(
  attempt: AccountAttempt,
  actor: Actor,
  found: Account | null,
  upstream: RecordedCall[],
): Promise<void> {
  await recordEvent(
    {
      operationId: attempt.operationId ?? randomUUID(),
      requestId: randomUUID(),
      act: recordedOf('account.create.settle'),
      actor,
      target: {
        id: found?.id ?? null,
        name: attempt.name,
        accountId: found?.id ?? null,
        accountName: attempt.name,
      },
      request: { name: attempt.name, unitId: attempt.unitId },
    },
    {
      phase: found ? 'succeeded' : 'failed',
      errorCode: found ? null : 'not_found',
      errorText: found ? null : 'Checked for the account: it was not created.',
      after: found ? { ...found } : { found: false },
      upstream,
    },
  )
}

/** Leaves out what was not filled in: the API takes an empty text for a value. */
function filled(
  {
    unitId: _,
    ...body
  }: Omit<CreateAccount, 'attemptKey' | 'description' | 'ratePlanId' | 'confirmDuplicate'>,
  unitId: UnitId,
): NewAccount {
  const kyc = Object.fromEntries(KYC_FIELDS.flatMap((field) => (body[field] ? [[field, body[field]]] : [])))
  return { name: body.name, type: body.type, unitId, ...kyc }
}

// Nothing was sent: the form had already been.
function notAgain(state: AttemptState): Outcome<CreateAnswer> {
  return { data: state, phase: 'failed', errorCode: 'conflict' }
}

const fold = (name: string | null) => (name ?? '').normalize('NFKC').trim().toLocaleLowerCase('en')
