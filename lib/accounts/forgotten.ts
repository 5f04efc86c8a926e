import 'server-only'
import { SYSTEM_ACTOR } from '@/lib/audit/record'
import { db } from '@/lib/db/client'
import { openTenantApi } from '@/lib/tenant-api/client'
import { attemptState } from './attempt-state'

const FORGOTTEN_AFTER_MS = 5 * 60_000

/** Settles the forms whose answer was lost and whose person has gone: the page that would have looked is closed. */
export async function settleForgotten(): Promise<void> {
  const forgotten = await db().accountAttempt.findMany({
    where: {
      status: { in: ['sent', 'unknown'] },
      sentAt: { lt: new Date(Date.now() - FORGOTTEN_AFTER_MS) },
    },
    orderBy: { sentAt: 'asc' },
    take: 20,
  })
  const tenant = openTenantApi({ work: 'background' })
  for (const attempt of forgotten) await attemptState(tenant, attempt, SYSTEM_ACTOR)
}
