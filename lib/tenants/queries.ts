import 'server-only'
import { defineQuery } from '@/lib/entry/query'
import { cache } from 'react'
import { requirePermission, requireStaff } from '@/lib/auth/session'
import { AppError } from '@/lib/core/errors'
import type { Whole } from '@/lib/core/paging'
import { openTenantApi, type TenantApi } from '@/lib/tenant-api/client'
import type { Tenant, TenantFlags, Unit } from '@/lib/tenant-api/tenants'
import { managedTenants, tenantsInView } from './tenancy'
import { lineOf } from './units'
import {
  entitlementRows,
  type EntitlementRow,
  type TenantChoices,
  type TenantDetails,
  type TenantMember,
  type TenantRow,
  type UnitRows,
} from './schema'

/** Every tenant that the credentials administer, for the tenant switch. */
export const tenantChoices = defineQuery({
  permission: 'accounts.read',
  run: async (): Promise<TenantChoices> => {
    const staff = await requireStaff()
    const { items, complete } = await managedTenants(openTenantApi({ work: 'view', person: staff.id }))
    return { choices: items.map(({ id, name }) => ({ id, name: name ?? id })), complete }
  },
})

export const listTenants = defineQuery({
  permission: 'tenants.read',
  run: async (chosen?: string): Promise<Whole<TenantRow>> => {
    const staff = await requireStaff()
    const tenants = await tenantsInView(openTenantApi({ work: 'view', person: staff.id }), chosen)
    const items = tenants.items.map(({ id, name, type, status, createdOn, units, unitsRead }) => ({
      id,
      name,
      type,
      status,
      createdOn,
      units: unitsRead ? units.length : null,
    }))
    return { items, complete: tenants.complete }
  },
})

export const tenantDetails = defineQuery({
  permission: 'tenants.read',
  run: async (id: string): Promise<TenantDetails> => {
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
      labelsRead: told.labelsRead,
      nameServers: [nameServers.primary, nameServers.secondary].filter((name) => name !== null),
      parent: told.parent,
      mayDo: (Object.keys(FLAGS) as (keyof TenantFlags)[]).flatMap((flag) => {
        const value = flags[flag]
        return value === null ? [] : [{ label: FLAGS[flag], value }]
      }),
    }
  },
})

/** Each unit follows the one above it. */
export const tenantUnits = defineQuery({
  permission: 'tenants.read',
  run: async (id: string): Promise<UnitRows> => {
    const { units, unitsRead } = (await proved(id)).tenant
    if (!unitsRead && units.length === 0)
      throw new AppError(
        'unavailable',
        'Cloudflare did not return the units of this tenant. Try again in a moment.',
      )
    const byId = new Map<string, Unit>(units.map((unit) => [unit.id, unit]))
    const rows = units.map((unit) => {
      const { id, name, status, members, membersRead } = unit
      return { id, name, status, members, membersRead, depth: lineOf(unit, byId).length - 1 }
    })
    return { rows, complete: unitsRead }
  },
})

export const tenantEntitlements = defineQuery({
  permission: 'tenants.read',
  run: async (id: string): Promise<Whole<EntitlementRow>> => {
    const { api, tenant } = await proved(id)
    const { items, complete } = await api.tenants.entitlements(tenant.id)
    return { items: entitlementRows(items), complete }
  },
})

export const tenantAccountTypes = defineQuery({
  permission: 'tenants.read',
  run: async (id: string): Promise<Whole<string>> => {
    const { api, tenant } = await proved(id)
    return api.tenants.accountTypes(tenant.id)
  },
})

export const tenantMembers = defineQuery({
  permission: 'tenants.read',
  run: async (id: string): Promise<Whole<TenantMember>> => {
    const { api, tenant } = await proved(id)
    const told = await api.tenants.memberships(tenant.id)
    return { ...told, items: told.items.map(({ tag, email, name }) => ({ id: tag, email, name })) }
  },
})

async function proved(id: string): Promise<{ api: TenantApi; tenant: Tenant }> {
  const staff = await requirePermission('tenants.read')
  const api = openTenantApi({ work: 'view', person: staff.id })
  const { items } = await tenantsInView(api, id)
  return { api, tenant: items[0]! }
}

/**
 * One tenant in full, asked for once per request. Most is known from the list of tenants; where its units could not be
 * read, the tenant itself is asked for again.
 */
const tenantOf = cache(async (id: string): Promise<Tenant> => {
  const { api, tenant } = await proved(id)
  if (tenant.unitsRead) return tenant
  const { name, parent, flags } = tenant
  return { ...(await api.tenants.get(tenant.id)), id: tenant.id, name, parent, flags }
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
