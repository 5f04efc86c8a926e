import 'server-only'
import { db } from '@/lib/db/client'
import type { ServiceUser } from '@/lib/db/generated/client'
import { READY } from '@/lib/service-users/ready'
import { persistent, type Job } from '@/lib/workflows/engine'
import { goOn, openRuns } from './changing'

/** Lets the run go on that waits for a service user, once that is ready. */
export const attended: Job = {
  name: READY,
  atOnce: 1,
  lookEveryMs: 1_000,
  work: persistent(work),
  // The run's page has Continue.
  gaveUp: async () => {},
}

async function work(id: string): Promise<boolean> {
  const { accountId } = await db().serviceUser.findUniqueOrThrow({ where: { id } })
  const waits = {
    accountId,
    status: 'paused',
    steps: { some: { key: 'service-user', state: 'paused' } },
  } as const
  await db().$transaction(async (tx) => {
    const ids = (await tx.onboardingRun.findMany({ where: waits, select: { id: true } })).map(({ id }) => id)
    await openRuns(tx, ids)
    // Without one that somebody has let go on meanwhile.
    await goOn(tx, await tx.onboardingRun.findMany({ where: { ...waits, id: { in: ids } } }))
  })
  return false
}

/**
 * The service user that was made for a run: the account is new, so any that was made for it is the one that was ordered,
 * whatever address it was given.
 */
export function madeFor(accountId: string): Promise<ServiceUser | null> {
  return db().serviceUser.findFirst({
    where: { accountId, status: 'created' },
    // One that is a member before one that is not.
    orderBy: [{ memberId: { sort: 'asc', nulls: 'last' } }, { createdAt: 'asc' }],
  })
}
