/** Which units there are, and which of them an account is in, in the shape that is switched on. */
import type { SandboxSettings } from './settings'
import { FIRST_TENANT, SECOND_TENANT, type Membership, type TenantData, type UnitData } from './tenants-data'

/** What accounts can be created in. */
export interface Unit {
  id: string
  name: string
  status: string
  memberships: Membership[]
  tenant: TenantData
  /** The organizations above it, the root first. */
  above: { id: string; name: string }[]
  /** The units of the state whose accounts count as its own; new ones are kept as in the first. */
  holds: [string, ...string[]]
}

/** The tenants that the credentials administer. */
export function tenantsOf(settings: SandboxSettings): TenantData[] {
  return settings.secondTenant ? [FIRST_TENANT, SECOND_TENANT] : [FIRST_TENANT]
}

/** The units that the credentials administer. */
export function unitsOf(settings: SandboxSettings): Unit[] {
  return tenantsOf(settings).flatMap((tenant) => unitsOfTenant(settings, tenant))
}

/** The unit that an account is in; undefined for one outside every tenant. */
export function unitOf(settings: SandboxSettings, account: { unit: string | null }): Unit | undefined {
  return unitsOf(settings).find((unit) => account.unit !== null && unit.holds.includes(account.unit))
}

export function unitsOfTenant({ tenantShape }: SandboxSettings, tenant: TenantData): Unit[] {
  const root = { id: tenant.tag, name: tenant.name }
  const below = (unit: UnitData) => unit.subUnits?.map(({ id }) => id) ?? []
  if (tenantShape === 'itself' || tenantShape === 'one-id') {
    const [first, ...rest] = tenant.units.flatMap((unit) => [unit.id, ...below(unit)])
    return [
      {
        ...root,
        status: 'active',
        memberships: tenant.memberships,
        tenant,
        above: [],
        holds: [first!, ...rest],
      },
    ]
  }
  return tenant.units.flatMap((unit): Unit[] => {
    if (tenantShape !== 'tree') return [{ ...unit, tenant, above: [root], holds: [unit.id, ...below(unit)] }]
    const above = [root, { id: unit.id, name: unit.name }]
    return [
      { ...unit, tenant, above: [root], holds: [unit.id] },
      ...(unit.subUnits ?? []).map((sub): Unit => ({ ...sub, tenant, above, holds: [sub.id] })),
    ]
  })
}
