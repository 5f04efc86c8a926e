import 'server-only'
import { SYSTEM_ACTOR } from '@/lib/audit/record'
import { db } from '@/lib/db/client'
import type { AuditEvent } from '@/lib/db/generated/client'
import { openTenantApi, type TenantApi } from '@/lib/tenant-api/client'
import type { Finding } from '@/lib/workflows/sweep'
import { isGone, managedAccount, type ManagedAccount } from '@/lib/tenants/access'
import { attemptState } from './creation'
import { finishGone } from './deletion'
import { SAVE_EYES } from './saves'
import { about } from './settings'

const FORGOTTEN_AFTER_MS = 5 * 60_000

/**
 * Takes an attempt whose outcome was never recorded; returns what looking upstream tells of it, or null while it cannot
 * be told. Throws a DeskError when upstream cannot be asked.
 */
export async function lookUpstream(open: AuditEvent): Promise<Finding | null> {
  const tenant = openTenantApi({ work: 'background' })
  const finding = await (open.action === 'account.create' ? creation(tenant, open) : onAccount(tenant, open))
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

async function onAccount(tenant: TenantApi, open: AuditEvent): Promise<Finding> {
  if (!open.accountId)
    return {
      phase: 'unknown',
      says: 'No outcome was recorded, and there is nothing at Cloudflare to look it up by.',
    }
  const account = await findAccount(tenant, open.accountId)
  const found = { target: account ? about(account) : undefined, after: { found: account !== null } }
  if (!account && (await deletes(open))) {
    const run = await finishGone(open.accountId)
    return {
      ...found,
      ...(run && { target: about({ id: run.accountId, name: run.accountName }) }),
      phase: 'succeeded',
      says: 'The outcome was not recorded at the time. Checked later: the account is gone.',
    }
  }
  const look = SAVE_EYES[open.action]
  if (account && look) return { target: about(account), ...(await look(tenant, open, account)) }
  const whether = account ? 'the account is there' : 'the account is not there any more'
  return {
    ...found,
    phase: 'unknown',
    says: `The outcome was not recorded. Checked later: ${whether}; whether this change was made is not known.`,
  }
}

async function findAccount(tenant: TenantApi, id: string): Promise<ManagedAccount | null> {
  try {
    return await managedAccount(tenant, id)
  } catch (error) {
    if (isGone(error)) return null
    throw error
  }
}

/** Whether the account's being gone is what this attempt was for: its last step, or a deletion that reached that step. */
async function deletes({ action, operationId }: AuditEvent): Promise<boolean> {
  if (action === 'account.delete.account') return true
  if (action !== 'account.delete') return false
  const step = await db().auditEvent.findFirst({
    where: { operationId, action: 'account.delete.account' },
    select: { seq: true },
  })
  return step !== null
}
