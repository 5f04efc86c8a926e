import 'server-only'
import { randomUUID } from 'node:crypto'
import { recordEvent } from '@/lib/audit/record'
import { defineEvent } from '@/lib/audit/remember'
import { may } from '@/lib/auth/permissions'
import { actorOf, type Staff } from '@/lib/auth/session'
import { countGuess } from '@/lib/auth/throttle'
import type { Outcome, RemoteContext } from '@/lib/core/action'
import { DeskError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { managedAccount, type ManagedAccount } from '@/lib/tenants/access'
import type { Kyc, KycView } from './schema'
import { KYC_FIELDS } from './terms'
import { about } from './settings'

const VIEW_ONCE_PER_MS = 60 * 60_000

/** Takes a managed account, its Know-Your-Customer data and who asks; returns what of it that person may see. */
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

/**
 * Reveals an account's Know-Your-Customer data to somebody who sees it masked; the act is on record beforehand. Braked:
 * a support agent needs a few, and whoever goes through all customers is not one.
 */
export async function revealKyc(
  { tenant, staff }: RemoteContext,
  { accountId }: { accountId: string },
): Promise<Outcome<Kyc>> {
  const braked = await countGuess('kyc-reveal', staff.id)
  if (braked)
    throw new DeskError(
      'throttled',
      'You have revealed the data of many customers in a short time. Wait a while. Administrators can see how many there were.',
      { retryAt: braked.retryAt },
    )
  const account = await managedAccount(tenant, accountId)
  const values = await tenant.profiles.get(account.id)
  if (!values) throw new DeskError('not_found', 'Know-Your-Customer data is not available for this account.')
  return { data: values, target: about(account) }
}

export const KYC_VIEWED = defineEvent({
  name: 'account.kyc.view',
  label: 'View Know-Your-Customer data',
  target: 'account',
  remember: {},
})

/**
 * Records that somebody was shown personal data in clear, which is an act too. Once an hour per session and account
 * tells as much as every page view. Throws `DeskError('not_recorded')`: what cannot be recorded is not shown.
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
      target: about(account),
    },
    { phase: 'succeeded' },
  )
}
