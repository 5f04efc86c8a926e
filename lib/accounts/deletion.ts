import 'server-only'
import type { Outcome, RemoteContext } from '@/lib/core/action'
import { DeskError } from '@/lib/core/errors'
import type { AccountId } from '@/lib/core/ids'
import { keepable } from '@/lib/core/names'
import { db } from '@/lib/db/client'
import type { AccountDeletion } from '@/lib/db/generated/client'
import type { TenantApi } from '@/lib/tenant-api/client'
import { CHECK_FIRST, TenantApiError } from '@/lib/tenant-api/errors'
import { isGone, managedAccount, type ManagedAccount } from '@/lib/tenants/access'
import { forgetOwned } from '@/lib/tenants/ownership'
import { managedTenants } from '@/lib/tenants/tenancy'
import type { DeletionStepState, DeletionView } from './schema'
import { about } from './settings'
import { DELETION_STEPS, isTyped, type DeletionStep } from './terms'

/** How often a run says that it lives: one step is a call or more for each zone, so it may take many minutes. */
const BEAT_MS = 20_000
/** A run that was not heard of for so long lost its process. */
const STALLED_MS = 120_000
/** Cloudflare may queue a deletion (tenant-api §2.2). An account that is there after so long did not go. */
const QUEUED_MS = 24 * 60 * 60_000

/**
 * Deletes an account in the order that leaves nothing behind (tenant-api §2.11): Logpush jobs, Gateway, Access, then
 * the account. Each step is recorded as it goes, and a stopped run goes on from its first step that is not done.
 * Throws the fault of the step that failed; `DeskError('conflict')` while another run is under way.
 */
export async function deleteAccount(
  context: RemoteContext,
  input: { accountId: string; typedName: string },
): Promise<Outcome<DeletionView>> {
  const { tenant, staff, operationId } = context
  const account = await managedAccount(tenant, input.accountId).catch(async (error) => {
    const run = isGone(error) ? await finishGone(input.accountId) : null
    if (!run) throw error
    return run
  })
  if ('steps' in account)
    return {
      data: account,
      target: { ...about({ id: account.accountId, name: account.accountName }) },
      after: { found: false, steps: account.steps.map(({ step, status }) => `${step}: ${status}`) },
    }
  if (!(await allowsDeletion(tenant, account)))
    throw new DeskError(
      'refused',
      'Cloudflare does not allow accounts of this tenant to be deleted. Ask your Cloudflare partner manager to allow it.',
    )
  // The form sends nothing before the name it shows is typed, so it shows an older one.
  if (!isTyped(input.typedName, nameToType(account)))
    throw new DeskError('invalid', `The account is now called ${nameToType(account)}.`, {
      fields: { typedName: 'Type the name that it has now.' },
    })

  const run = await claim(account, staff.email, operationId)
  const mine = { id: run.id, operationId }
  const steps = stepsOf(run)
  const counts = await whatGoes(tenant, account)
  for (const state of steps) {
    if (state.status === 'done' || state.status === 'nothing') continue
    if (!(await mark(mine, steps, state, { status: 'running', error: null, ray: null })))
      throw new DeskError('conflict', 'Somebody else continued this deletion.')
    try {
      const status = await context.step(
        { name: `account.delete.${state.step}`, target: about(account) },
        async () => {
          const facts = await heard(mine, () => STEPS[state.step](tenant, account))
          return { data: facts.result, after: facts }
        },
      )
      await mark(mine, steps, state, { status })
    } catch (error) {
      const unknown = error instanceof DeskError && error.effect === 'unknown'
      const failed: Partial<DeletionStepState> = {
        status: unknown ? 'unknown' : 'failed',
        // A step may be tried again as it is.
        error:
          error instanceof DeskError
            ? error.message.replace(CHECK_FIRST, '')
            : 'Something went wrong on our side.',
        ray: error instanceof TenantApiError ? error.ray : null,
      }
      await mark(mine, steps, state, failed, 'stopped')
      throw error
    }
  }
  await finish(account.id, steps)
  return {
    data: { accountId: account.id, accountName: account.name ?? '', status: 'done', steps },
    target: about(account),
    before: { id: account.id, name: account.name, ...counts },
    after: { steps: steps.map(({ step, status }) => `${step}: ${status}`) },
  }
}

/** Takes an account; returns whether its unit, or else its tenant, lets it be deleted. What neither says is allowed. */
export async function allowsDeletion(
  tenant: TenantApi,
  { tenantId, unit }: ManagedAccount,
): Promise<boolean> {
  const home = unit ?? (await managedTenants(tenant)).find(({ id }) => id === tenantId)
  return home?.flags.accountDeletion !== false
}

/** Takes an account; returns the text that a person must type to delete it. An account without a name has its id. */
export function nameToType(account: { id: string; name: string | null }): string {
  return keepable(account.name?.trim() || account.id)
}

/** Takes an account; returns how many members, subscriptions and zones go with it; null where it cannot be told. */
export async function whatGoes(tenant: TenantApi, account: ManagedAccount) {
  const known = <T>(count: Promise<T>) => count.catch(() => null)
  const [members, subscriptions, zones] = await Promise.all([
    known(tenant.members.count(account.id)),
    known(tenant.subscriptions.list(account.id)).then((list) => (list?.complete ? list.length : null)),
    known(tenant.zones.count(account.id)),
  ])
  return { members, subscriptions, zones }
}

/** Takes an account's id; returns how far its deletion has come, or null when none was begun. */
export async function deletionOf(accountId: string): Promise<DeletionView | null> {
  const run = await db().accountDeletion.findUnique({ where: { accountId } })
  return run && toView(run)
}

/**
 * Returns the deletions that stopped, or whose process is gone, the latest first. One that was not heard of since this
 * process began is among them: it was cut off, unless another process is at it. It looks upstream, so that a deletion
 * that did work is closed and not shown.
 */
export async function stoppedDeletions(
  tenant: TenantApi,
): Promise<(DeletionView & { since: Date; tenantId: string | null })[]> {
  const runs = await db().accountDeletion.findMany({
    where: { status: { not: 'done' } },
    orderBy: { updatedAt: 'desc' },
    take: 20,
  })
  const stopped = runs
    .map((run) => ({ ...toView(run), since: run.updatedAt, tenantId: run.tenantId }))
    .filter(({ status, since }) => status === 'stopped' || since.getTime() < performance.timeOrigin)
  const there = await Promise.all(
    stopped.map(async ({ accountId, status }) => {
      if (status === 'running' || (await stillThere(tenant, accountId as AccountId))) return true
      await finishGone(accountId)
      return false
    }),
  )
  return stopped.filter((_, index) => there[index])
}

/**
 * Takes the id of an account that is gone; closes its stopped deletion, whose last answer was lost, and returns it.
 * Null when no deletion of it was under way.
 */
export async function finishGone(accountId: string): Promise<DeletionView | null> {
  const run = await db().accountDeletion.findUnique({ where: { accountId } })
  if (!run) return null
  const steps = stepsOf(run).map((state) =>
    state.step === 'account' ? { ...state, status: 'done' as const, error: null } : state,
  )
  return toView(await finish(accountId, steps))
}

/** Closes the deletion of an account that is gone, and forgets what was still wanted for it. */
async function finish(accountId: string, steps: DeletionStepState[]): Promise<AccountDeletion> {
  await db().wantedSubscription.deleteMany({ where: { accountId } })
  const done = await db().accountDeletion.update({ where: { accountId }, data: { status: 'done', steps } })
  forgetOwned()
  return done
}

/** Takes the id of an account that is there; returns when it was deleted here, if so lately that it may still go. */
export async function deletedLately(accountId: string): Promise<Date | null> {
  const since = new Date(Date.now() - QUEUED_MS)
  const run = await db().accountDeletion.findFirst({
    where: { accountId, status: 'done', updatedAt: { gt: since } },
  })
  return run && run.updatedAt
}

function toView(run: AccountDeletion): DeletionView {
  const stalled = run.status === 'running' && Date.now() - run.updatedAt.getTime() > STALLED_MS
  return {
    accountId: run.accountId,
    accountName: run.accountName,
    status: stalled ? 'stopped' : run.status,
    steps: stepsOf(run),
  }
}

type StepFacts = { result: 'done' | 'nothing' } & Record<string, unknown>

const STEPS: Record<DeletionStep, (tenant: TenantApi, account: ManagedAccount) => Promise<StepFacts>> = {
  async logpush(tenant, { id }) {
    let jobs = 0
    for (const job of await tenant.logpush.accountJobs(id)) {
      await tenant.logpush.deleteAccountJob(id, job.id)
      jobs++
    }
    const zones = await tenant.zones.allByAccount(id)
    for (const zone of zones)
      for (const job of await tenant.logpush.zoneJobs(zone.id)) {
        await tenant.logpush.deleteZoneJob(zone.id, job.id)
        jobs++
      }
    // A job in a zone that was not looked into would go on delivering after the account is gone.
    if (!zones.complete)
      throw new DeskError(
        'unavailable',
        `Only ${zones.length.toLocaleString('en')} of the account’s zones could be listed, so Logpush jobs may be left. Delete zones first, then continue.`,
      )
    return { result: jobs > 0 ? 'done' : 'nothing', jobs }
  },
  async gateway(tenant, { id }) {
    return { result: await tenant.zeroTrust.deleteGateway(id) }
  },
  async access(tenant, { id }) {
    return { result: await tenant.zeroTrust.deleteAccessOrganization(id) }
  },
  async account(tenant, { id, name }) {
    try {
      await tenant.accounts.delete(id)
    } catch (error) {
      // Settled by looking: an account that is gone was deleted, by the call whose answer was lost or by somebody else.
      const lost = error instanceof DeskError && error.effect === 'unknown'
      const none = error instanceof TenantApiError && error.kind === 'not_found'
      if (!(lost || none) || (await stillThere(tenant, id))) throw error
    }
    return { result: 'done', name }
  },
}

async function stillThere(tenant: TenantApi, id: ManagedAccount['id']): Promise<boolean> {
  try {
    await tenant.accounts.get(id)
    return true
  } catch (error) {
    return !(error instanceof TenantApiError && error.kind === 'not_found')
  }
}

async function claim(
  account: ManagedAccount,
  startedBy: string,
  operationId: string,
): Promise<AccountDeletion> {
  const fresh: DeletionStepState[] = DELETION_STEPS.map((step) => ({
    step,
    status: 'waiting',
    error: null,
    ray: null,
  }))
  const { tenantId } = account
  const run = await db().accountDeletion.upsert({
    where: { accountId: account.id },
    create: {
      accountId: account.id,
      accountName: keepable(account.name ?? ''),
      tenantId,
      operationId,
      startedBy,
      steps: fresh,
      status: 'stopped',
    },
    update: {},
  })
  const claimed = await db().accountDeletion.updateMany({
    where: {
      id: run.id,
      OR: [{ status: { not: 'running' } }, { updatedAt: { lt: new Date(Date.now() - STALLED_MS) } }],
    },
    // An account that is there although its deletion was done came back upstream: all steps are due again.
    data: {
      status: 'running',
      tenantId,
      operationId,
      startedBy,
      ...(run.status === 'done' && { steps: fresh }),
    },
  })
  if (claimed.count === 0) throw new DeskError('conflict', 'This account is already being deleted.')
  return { ...run, steps: run.status === 'done' ? fresh : run.steps }
}

/** A run as its own operation claimed it. */
type Mine = Pick<AccountDeletion, 'id' | 'operationId'>

/** Notes how a step stands; returns false, and writes nothing, where the run was taken over or is done. */
async function mark(
  mine: Mine,
  steps: DeletionStepState[],
  state: DeletionStepState,
  change: Partial<DeletionStepState>,
  status?: 'stopped',
): Promise<boolean> {
  Object.assign(state, change)
  const { count } = await db().accountDeletion.updateMany({
    where: { ...mine, status: 'running' },
    data: { steps, status },
  })
  return count === 1
}

/** Does a step's work, and says meanwhile that the run lives. */
async function heard<T>(mine: Mine, work: () => Promise<T>): Promise<T> {
  const beat = setInterval(() => {
    const now = { updatedAt: new Date() }
    // One that is lost is made up for by the next.
    void db()
      .accountDeletion.updateMany({ where: { ...mine, status: 'running' }, data: now })
      .catch(() => {})
  }, BEAT_MS)
  try {
    return await work()
  } finally {
    clearInterval(beat)
  }
}

function stepsOf(run: AccountDeletion): DeletionStepState[] {
  return structuredClone(run.steps) as DeletionStepState[]
}
