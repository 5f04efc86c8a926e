import 'server-only'
import { cache } from 'react'
import { requirePermission } from '@/lib/auth/session'
import { openTenantApi, type TenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import type { Tenant, TenantFlags } from '@/lib/tenant-api/tenants'
import { managedTenants, tenantsInView } from './tenancy'
import {
  entitlementRows,
  type EntitlementRow,
  type TenantChoice,
  type TenantDetails,
  type TenantMember,
  type TenantRow,
  type UnitRow,
} from './schema'

/** Returns what the tenant switch offers: every tenant that the credentials administer. */
export async function tenantChoices(): Promise<TenantChoice[]> {
  const staff = await requirePermission('accounts.read')
  return (await managedTenants(openTenantApi({ work: 'view', person: staff.id }))).map(({ id, name }) => ({
    id,
    name: name ?? id,
  }))
}

/** Takes the chosen tenant (undefined for all); returns the tenants in view. */
export async function listTenants(chosen?: string): Promise<TenantRow[]> {
  const staff = await requirePermission('tenants.read')
  return (await tenantsInView(openTenantApi({ work: 'view', person: staff.id }), chosen)).map(
    ({ id, name, type, status, createdOn, units }) => ({
      id,
      name,
      type,
      status,
      createdOn,
      units: units.length,
    }),
  )
}

/** Takes a tenant's id; returns all that the API tells of it. */
export async function tenantDetails(id: string): Promise<TenantDetails> {
  const told = await tenantOf(id)
  const { nameServers, flags } = told
  return {
    id: told.id,
    name: told.name,
    type: told.type,
    status: told.status,
    createdOn: told.createdOn,
    changedOn: told.changedOn,
    customerId: told.customerId,
    contacts: told.contacts,
    network: told.network,
    labels: told.labels,
    nameServers: [nameServers.primary, nameServers.secondary].filter((name) => name !== null),
    parent: told.parent,
    mayDo: (Object.keys(FLAGS) as (keyof TenantFlags)[]).flatMap((flag) => {
      const value = flags[flag]
      return value === null ? [] : [{ label: FLAGS[flag], value }]
    }),
  }
}

/** Takes a tenant's id; returns its units. */
export async function tenantUnits(id: string): Promise<UnitRow[]> {
  const told = await tenantOf(id)
  return told.units.map(({ id, name, status, members }) => ({
    id,
    name,
    status,
    members: told.shape === 'tenant' ? members : null,
  }))
}

/** Takes a tenant's id; returns what it is entitled to. */
export async function tenantEntitlements(id: string): Promise<EntitlementRow[]> {
  const { api, tenant } = await proved(id)
  return entitlementRows(await api.tenants.entitlements(tenant.id))
}

/** Takes a tenant's id; returns the types of accounts that it may create. */
export async function tenantAccountTypes(id: string): Promise<string[]> {
  const { api, tenant } = await proved(id)
  return api.tenants.accountTypes(tenant.id)
}

/** Takes a tenant's id; returns who may act on it. */
export async function tenantMembers(id: string): Promise<TenantMember[]> {
  const { api, tenant } = await proved(id)
  return (await api.tenants.memberships(tenant.id)).map(({ tag, email, name }) => ({ id: tag, email, name }))
}

async function proved(id: string): Promise<{ api: TenantApi; tenant: Tenant }> {
  const staff = await requirePermission('tenants.read')
  const api = openTenantApi({ work: 'view', person: staff.id })
  const [tenant] = await tenantsInView(api, id)
  return { api, tenant: tenant! }
}

/**
 * One tenant as fully as the API tells it, asked once per request. The list in the shape of organizations says little
 * more than the name, so the tenant itself is asked too; where there is none of that id, what was listed has to do.
 */
const tenantOf = cache(async (id: string): Promise<Tenant> => {
  const { api, tenant } = await proved(id)
  if (tenant.shape === 'tenant') return tenant
  const full = await api.tenants.get(tenant.id).catch((error) => {
    if (error instanceof TenantApiError && error.kind === 'not_found') return null
    throw error
  })
  if (!full) return tenant
  const { name, parent, flags } = tenant
  return { ...full, id: tenant.id, name, parent, flags }
})

const FLAGS: Record<keyof TenantFlags, string> = {
  accountCreation: 'Create accounts',
  accountCreationAppliesTenantDefaults: 'New accounts get the tenant’s defaults',
  accountDeletion: 'Delete accounts',
  accountMigration: 'Migrate accounts',
  accountMobility: 'Move accounts',
  enterpriseCapability: 'Enterprise accounts',
  memberManagement: 'Manage members',
  subOrgCreation: 'Create sub-organizations',
}
