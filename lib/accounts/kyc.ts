import 'server-only'
import { randomUUID } from 'node:crypto'
import { recordEvent } from '@/lib/audit/record'
import { defineEvent } from '@/lib/audit/remember'
import { may } from '@/lib/auth/permissions'
import { actorOf, type Staff } from '@/lib/auth/session'
import { db } from '@/lib/db/client'
import type { ManagedAccount } from '@/lib/tenants/access'
import { KYC_FIELDS } from './constants'
import { targetOf } from './recorded'
import type { Kyc, KycView } from './schema'

const VIEW_ONCE_PER_MS = 60 * 60_000

/** What of an account's Know-Your-Customer data a person may see. */
export async function kycFor(values: Kyc | null, account: ManagedAccount, staff: Staff): Promise<KycView> {
  if (!values) return null
  if (may(staff.role, 'kyc.read')) {
    await recordKycView(values, account, staff)
    return { masked: false, values }
  }
  const filled = Object.fromEntries(KYC_FIELDS.map((field) => [field, values[field] !== ''])) as Record<
    keyof Kyc,
    boolean
  >
  return { masked: true, filled, mayReveal: may(staff.role, 'kyc.reveal') }
}

export const KYC_VIEWED = defineEvent({
  name: 'account.kyc.view',
  label: 'View Know-Your-Customer data',
  target: 'account',
  remember: {},
})

/**
 * Records that somebody was shown personal data in clear, which is an act too. Once an hour per session and account
 * tells as much as every page view. Throws `AppError('not_recorded')`: what cannot be recorded is not shown.
 */
export async function recordKycView(
  values: Kyc | null,
  account: ManagedAccount,
  staff: Staff,
): Promise<void> {
  if (!values || !KYC_FIELDS.some((field) => values[field])) return
  const recent = await db().auditEvent.findFirst({
    where: {
      action: KYC_VIEWED.name,
      accountId: account.id,
      sessionId: staff.sessionId,
      at: { gt: new Date(Date.now() - VIEW_ONCE_PER_MS) },
    },
    select: { seq: true },
  })
  if (recent) return
  await recordEvent(
    {
      operationId: randomUUID(),
      requestId: randomUUID(),
      act: KYC_VIEWED,
      actor: await actorOf(staff),
      target: targetOf(account),
    },
    { phase: 'succeeded' },
  )
}
