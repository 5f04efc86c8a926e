import 'server-only'
import { AppError } from '@/lib/core/errors'
import type { TenantApi } from '@/lib/tenant-api/client'
import type { Unit } from '@/lib/tenant-api/tenants'
import { managedTenants } from '@/lib/tenants/tenancy'

/**
 * Whether an account, of a type, may be created in a unit (tenant-api §8: flags come with organizations only). What it
 * does not say is allowed.
 */
export function allowsCreation({ flags }: Unit, type?: string): boolean {
  if (type === 'enterprise' && flags.enterpriseCapability === false) return false
  return flags.accountCreation !== false
}

/** The unit to create an account in. Throws where it is none of ours, or does not allow such an account. */
export async function unitToCreateIn(
  tenant: TenantApi,
  { unitId, type }: { unitId: string; type: string },
): Promise<Unit> {
  const { items: tenants } = await managedTenants(tenant)
  const unit = tenants.flatMap(({ units }) => units).find(({ id }) => id === unitId)
  if (!unit)
    throw new AppError('invalid', 'Choose a tenant unit.', {
      fields: { unitId: 'Choose one of your tenant units.' },
    })
  for (const [field, what, allowed] of [
    ['unitId', 'accounts', allowsCreation(unit)],
    ['type', 'Enterprise accounts', allowsCreation(unit, type)],
  ] as const)
    if (!allowed)
      throw new AppError(
        'refused',
        `Cloudflare does not allow ${what} to be created in ${unit.name ?? unit.tenantName ?? unit.id}. Ask your Cloudflare partner manager to allow it.`,
        { fields: { [field]: `It does not allow ${what} to be created.` } },
      )
  return unit
}
