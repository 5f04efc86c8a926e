import 'server-only'
import type { ManagedAccount } from '@/lib/tenants/access'
import { db } from '@/lib/db/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import { PLAN_REFUSALS } from '@/lib/tenant-api/refusals'

export type Refusal = { code: number; reason: string; at: string }

/** What Cloudflare has refused to the account's tenant, by the plan's id in lower case. */
export async function refusalsFor(account: OfTenant): Promise<Map<string, Refusal>> {
  const rows = await db().planRefusal.findMany({ where: { tenantId: account.tenantId } })
  return new Map(
    rows.map(({ ratePlanId, code, refusedAt }) => [
      ratePlanId,
      {
        code,
        reason: PLAN_REFUSALS[code] ?? 'Cloudflare refused this plan.',
        at: refusedAt.toISOString(),
      },
    ]),
  )
}

type OfTenant = Pick<ManagedAccount, 'tenantId'>

/** Runs an order for a plan: a refusal that concerns the whole tenant is remembered. */
export async function rememberingRefusal<T>(
  account: OfTenant,
  { ratePlanId, by }: { ratePlanId: string; by: string },
  order: () => Promise<T>,
): Promise<T> {
  try {
    return await order()
  } catch (error) {
    const code = error instanceof TenantApiError ? error.planRefusal : null
    if (code !== null) {
      const key = keyOf(account, ratePlanId)
      const refusal = { code, refusedAt: new Date(), refusedBy: by }
      await db().planRefusal.upsert({
        where: { tenantId_ratePlanId: key },
        create: { ...key, ...refusal },
        update: refusal,
      })
    }
    throw error
  }
}

/** For a plan that could be bought after all. */
export async function forgetRefusal(account: OfTenant, ratePlanId: string): Promise<void> {
  await db().planRefusal.deleteMany({ where: keyOf(account, ratePlanId) })
}

const keyOf = ({ tenantId }: OfTenant, ratePlanId: string) => ({
  tenantId,
  ratePlanId: ratePlanId.toLowerCase(),
})
