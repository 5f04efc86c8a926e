import 'server-only'
import { SYSTEM_ACTOR } from '@/lib/audit/record'
import { db } from '@/lib/db/client'
import type { AuditEvent } from '@/lib/db/generated/client'
import { openTenantApi, type TenantApi } from '@/lib/tenant-api/client'
import type { Finding } from '@/lib/workflows/sweep'
import { attemptState } from './creation'

const FORGOTTEN_AFTER_MS = 5 * 60_000

/** What became of a creation whose outcome was never recorded. */
export async function lookForCreation(open: AuditEvent): Promise<Finding | null> {
  const tenant = openTenantApi({ work: 'background' })
  const finding = await creation(tenant, open)
  return finding && { ...finding, upstream: tenant.calls }
}

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

async function creation(tenant: TenantApi, { operationId }: AuditEvent): Promise<Finding | null> {
  const attempt = await db().accountAttempt.findFirst({ where: { operationId } })
  // Its form is marked before the call goes out, and marked anew only after the call is known to have made nothing.
  if (!attempt) return { phase: 'failed', says: 'Checked later: this attempt created no account.' }
  const state = await attemptState(tenant, attempt, SYSTEM_ACTOR)
  switch (state.status) {
    case 'created': {
      const { accountId } = state
      return {
        phase: 'succeeded',
        says: 'The outcome was not recorded at the time. Checked later: the account was created.',
        target: { id: accountId, accountId },
        after: { id: accountId, found: true },
      }
    }
    case 'failed':
      return {
        phase: 'failed',
        says: 'The outcome was not recorded at the time. Checked later: the account was not created.',
        after: { found: false },
      }
    case 'choose':
      return {
        phase: 'unknown',
        says: 'The outcome was not recorded at the time. Several accounts could be the one: a person has to choose.',
        after: { candidateIds: state.candidates.map(({ id }) => id) },
      }
    default:
      return null
  }
}
