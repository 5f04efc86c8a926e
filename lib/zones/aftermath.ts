import 'server-only'
import { managedAccount } from '@/lib/tenants/access'
import type { AuditEvent } from '@/lib/db/generated/client'
import { openTenantApi } from '@/lib/tenant-api/client'
import { asId, type ZoneId } from '@/lib/core/ids'
import type { Finding } from '@/lib/workflows/sweep'
import { facts, findZone, isGone } from './service'

/** Clocks differ. */
const SKEW_MS = 5 * 60_000

type Look = (open: AuditEvent) => Promise<Finding | null>

/** For the sweeper: by action, what looking upstream tells of an attempt whose outcome was never recorded. */
export const ZONE_EYES: Record<string, Look> = {
  'zone.add': async (open) => {
    const { name } = open.request as { name: string }
    const tenant = openTenantApi({ work: 'background' })
    const account = await managedAccount(tenant, open.accountId!)
    const zone = await findZone(tenant, account, name)
    const ours = zone && (!zone.createdOn || Date.parse(zone.createdOn) >= open.at.getTime() - SKEW_MS)
    return {
      phase: ours ? 'succeeded' : 'failed',
      says: `The outcome was not recorded at the time. Checked later: the zone was ${ours ? '' : 'not '}added.`,
      ...(ours && { target: { id: zone.id } }),
      after: ours ? { ...facts(zone), found: true } : { found: false },
      upstream: tenant.calls,
    }
  },
  'zone.delete': async (open) => {
    const tenant = openTenantApi({ work: 'background' })
    const id = asId<ZoneId>(open.targetId)
    if (!id)
      return {
        phase: 'unknown',
        says: 'No outcome was recorded, and there is nothing at Cloudflare to look it up by.',
      }
    const gone = await isGone(tenant, id)
    return {
      phase: gone ? 'succeeded' : 'failed',
      says: `The outcome was not recorded at the time. Checked later: the zone is ${gone ? 'gone' : 'there'}.`,
      after: { found: !gone },
      upstream: tenant.calls,
    }
  },
}
