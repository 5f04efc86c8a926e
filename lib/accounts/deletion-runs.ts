import 'server-only'
import { AppError } from '@/lib/core/errors'
import { keepable } from '@/lib/core/names'
import { db } from '@/lib/db/client'
import type { AccountDeletion, Prisma } from '@/lib/db/generated/client'
import type { ManagedAccount } from '@/lib/tenants/access'
import { forgetOwned } from '@/lib/tenants/ownership'
import { DELETION_STEPS } from './constants'
import type { DeletionStepState, DeletionView } from './schema'

/** How often a run says that it lives: one step is a call or more for each zone, so it may take many minutes. */
const BEAT_MS = 20_000
/** A run that was not heard of for so long lost its process. */
const STALLED_MS = 120_000
/** Cloudflare may queue a deletion (tenant-api §2.2). An account that is there after so long did not go. */
const QUEUED_MS = 24 * 60 * 60_000

/** How far the deletion has come, or null when none was begun. */
export async function deletionOf(accountId: string): Promise<DeletionView | null> {
  const run = await db().accountDeletion.findUnique({ where: { accountId } })
  return run && toView(run)
}

/**
 * Returns the deletions that stopped, or whose process is gone, the latest first; `of`: only of these accounts. One that
 * was not heard of since this process began is among them: it was cut off, unless another process is at it.
 */
export async function stoppedDeletions(
  reader: Pick<Prisma.TransactionClient, 'accountDeletion'>,
  of: readonly string[] | null,
): Promise<(DeletionView & { since: Date })[]> {
  const runs = await reader.accountDeletion.findMany({
    where: { status: { not: 'done' }, ...(of && { accountId: { in: [...of] } }) },
    orderBy: { updatedAt: 'desc' },
    take: 500,
  })
  return runs
    .map((run) => ({ ...toView(run), since: run.updatedAt }))
    .filter(({ status, since }) => status === 'stopped' || since.getTime() < performance.timeOrigin)
}

/**
 * Closes the stopped deletion, whose last answer was lost, of an account that is gone, and returns it. Null when no
 * deletion of it was under way.
 */
export async function finishGone(accountId: string): Promise<DeletionView | null> {
  const run = await db().accountDeletion.findUnique({ where: { accountId } })
  if (!run) return null
  const steps = stepsOf(run).map((state) =>
    state.step === 'account' ? { ...state, status: 'done' as const, error: null } : state,
  )
  return toView(await finishRun(accountId, steps))
}

/** Closes the deletion of an account that is gone, and forgets what was still wanted for it. */
export async function finishRun(accountId: string, steps: DeletionStepState[]): Promise<AccountDeletion> {
  await db().wantedSubscription.deleteMany({ where: { accountId } })
  const done = await db().accountDeletion.update({ where: { accountId }, data: { status: 'done', steps } })
  forgetOwned()
  return done
}

/** When an account that is still there was deleted here, if so lately that it may still go. */
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

/** Claims the one run of an account for an operation. Throws a conflict while another is at it. */
export async function claimRun(
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
  if (claimed.count === 0) throw new AppError('conflict', 'This account is already being deleted.')
  return { ...run, steps: run.status === 'done' ? fresh : run.steps }
}

/** A run as its own operation claimed it. */
type Mine = Pick<AccountDeletion, 'id' | 'operationId'>

/** Notes how a step stands; returns false, and writes nothing, where the run was taken over or is done. */
export async function markStep(
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
export async function keepAlive<T>(mine: Mine, work: () => Promise<T>): Promise<T> {
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

export function stepsOf(run: AccountDeletion): DeletionStepState[] {
  return structuredClone(run.steps) as DeletionStepState[]
}
