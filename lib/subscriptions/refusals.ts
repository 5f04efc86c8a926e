import 'server-only'
import type { ManagedAccount } from '@/lib/tenants/access'
import { db } from '@/lib/db/client'
import { TenantApiError } from '@/lib/tenant-api/errors'

// Not in the agreement, and not known (tenant-api §3.5). Other refusals are about the account or the order.
const CODES = [1225, 1204]

export type Refusal = { code: number; reason: string; at: string }

/** Takes an account; returns what Cloudflare has refused to its tenant, by the plan's id in lower case. */
export async function refusalsFor(account: ManagedAccount): Promise<Map<string, Refusal>> {
  const rows = await db().planRefusal.findMany({ where: { tenantId: account.tenantId } })
  return new Map(
    rows.map(({ ratePlanId, code, refusedAt }) => [
      ratePlanId,
      { code, reason: reasonOf(code), at: refusedAt.toISOString() },
    ]),
  )
}

/**
 * Runs an order for a plan; a refusal that concerns the whole tenant is remembered, and a success forgets it. Returns
 * what the order returns and throws what it throws.
 */
export async function heedRefusals<T>(
  account: ManagedAccount,
  plan: { ratePlanId: string; by: string },
  order: () => Promise<T>,
): Promise<T> {
  const key = { tenantId: account.tenantId, ratePlanId: plan.ratePlanId.toLowerCase() }
  try {
    const done = await order()
    await db().planRefusal.deleteMany({ where: key })
    return done
  } catch (error) {
    const code = error instanceof TenantApiError && CODES.find((each) => error.codes.includes(each))
    if (code) {
      const refusal = { code, refusedAt: new Date(), refusedBy: plan.by }
      await db().planRefusal.upsert({
        where: { tenantId_ratePlanId: key },
        create: { ...key, ...refusal },
        update: refusal,
      })
    }
    throw error
  }
}

function reasonOf(code: number): string {
  return code === 1225
    ? 'Not in your partner agreement. Ask your Cloudflare partner manager to have it added.'
    : 'Cloudflare did not know this plan.'
}
