import 'server-only'
import { managedAccount } from '@/lib/tenants/access'
import type { AuditEvent } from '@/lib/db/generated/client'
import { openTenantApi, type TenantApi } from '@/lib/tenant-api/client'
import type { Finding } from '@/lib/workflows/sweep'
import { DeskError } from '@/lib/core/errors'
import { foundIn } from '@/lib/core/settle'
import { grantOf } from './reading'
import { Grant, sameGrant } from './schema'
import { about, byEmail, facts, memberOf } from './service'

const LATER = 'The outcome was not recorded at the time. Checked later:'

type Look = (open: AuditEvent) => Promise<Finding | null>

/** For the sweeper: by action, what looking upstream tells of an attempt whose outcome was never recorded. */
export const MEMBER_EYES: Record<string, Look> = {
  // Each address is a step of its own, and each of them is looked for.
  'members.invite': async () => ({
    phase: 'unknown',
    says: 'No outcome was recorded. The outcome for each address is recorded separately.',
  }),
  'member.invite': (open) => joined(open, (open.request as { email: string }).email),
  'service-user.membership': async (open) => {
    const { email } = (open.request ?? {}) as { email?: string }
    if (email && open.accountId) return joined(open, email)
    return {
      phase: 'unknown',
      says: 'No outcome was recorded. The account’s page shows whether it is a member.',
    }
  },
  'member.change': (open) =>
    looking(open, async (tenant, account) => {
      const { grant } = open.request as { grant: unknown }
      const member = await memberOf(tenant, account.id, open.targetId!)
      const made = sameGrant(grantOf(member, account.id), Grant.parse(grant))
      return {
        phase: made ? 'succeeded' : 'failed',
        says: `${LATER} the member ${made ? 'has' : 'does not have'} what was chosen.`,
        target: about(account, member),
        after: facts(member),
      }
    }),
  'member.remove': (open) =>
    looking(open, async (tenant, account) => {
      const there = await memberOf(tenant, account.id, open.targetId!).catch((error: unknown) => {
        if (error instanceof DeskError && error.code === 'not_found') return null
        throw error
      })
      return {
        phase: there ? 'failed' : 'succeeded',
        says: `${LATER} the member is ${there ? 'there' : 'gone'}.`,
        after: { status: there ? there.status : 'removed' },
      }
    }),
}

function joined(open: AuditEvent, email: string): Promise<Finding> {
  return looking(open, async (tenant, account) => {
    const member = foundIn(
      await tenant.members.all(account.id),
      (each) => byEmail([each], email) !== undefined,
    )
    return {
      phase: member ? 'succeeded' : 'failed',
      says: `${LATER} ${email} is ${member ? 'a member' : 'not a member'}.`,
      ...(member && { target: about(account, member) }),
      after: member ? facts(member) : { status: 'not a member' },
    }
  })
}

async function looking(
  open: AuditEvent,
  look: (tenant: TenantApi, account: Awaited<ReturnType<typeof managedAccount>>) => Promise<Finding>,
): Promise<Finding> {
  const tenant = openTenantApi({ work: 'background' })
  const finding = await look(tenant, await managedAccount(tenant, open.accountId!))
  return { ...finding, upstream: tenant.calls }
}
