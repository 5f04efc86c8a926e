/** /user, /user/tenants and /tenants/{id}/* (tenant-api §2.3). */
import type { Account, State } from './state'
import { FIRST_TENANT, SECOND_TENANT, type Membership, type TenantData, type UnitData } from './tenants-data'
import { type Ctx, enumQuery, notFound, ok, page, Refusal, type Route, sorted, state } from './wire'

export const tenants: Route[] = [
  { path: '/user', scheme: 'any', on: { GET: showUser } },
  { path: '/user/tenants', scheme: 'key', on: { GET: listTenants } },
  { path: '/tenants/:tenant_id', scheme: 'key', on: { GET: (c) => ok(c, tenantRecord(c, pathTenant(c))) } },
  { path: '/tenants/:tenant_id/accounts', scheme: 'key', on: { GET: listTenantAccounts } },
  {
    path: '/tenants/:tenant_id/account_types',
    scheme: 'key',
    on: { GET: (c) => ok(c, pathTenant(c).tenant.accountTypes) },
  },
  {
    path: '/tenants/:tenant_id/entitlements',
    scheme: 'key',
    on: { GET: (c) => ok(c, entitlements(pathTenant(c).tenant)) },
  },
  {
    path: '/tenants/:tenant_id/memberships',
    scheme: 'key',
    on: { GET: (c) => ok(c, withMe(c, pathTenant(c).tenant.memberships)) },
  },
]

/** The tenants that the credentials administer. */
export function tenantsOf(settings: State['settings']): TenantData[] {
  return settings.secondTenant ? [FIRST_TENANT, SECOND_TENANT] : [FIRST_TENANT]
}

/** The units that the credentials administer, each with its tenant. */
export function unitsOf(settings: State['settings']): { unit: UnitData; tenant: TenantData }[] {
  return tenantsOf(settings).flatMap((tenant) => tenant.units.map((unit) => ({ unit, tenant })))
}

/** A unit in the shape of an organization; its id doubles as `managed_by.parent_org_id`. */
export function organization(c: Ctx, { unit, tenant }: { unit: UnitData; tenant: TenantData }) {
  const flags = {
    account_creation: 'enabled',
    account_creation_applies_tenant_defaults: 'disabled',
    account_deletion: 'enabled',
    account_migration: 'disabled',
    account_mobility: 'enabled',
    enterprise_capability: tenant.accountTypes.includes('enterprise') ? 'enabled' : 'disabled',
    member_management: 'enabled',
    sub_org_creation: 'disabled',
  }
  const denied = state(c).settings.deniedFlags.map((flag) => [flag, 'disabled'])
  return {
    id: unit.id,
    create_time: tenant.cdate,
    name: unit.name,
    meta: {
      hierarchy_tags: [tenant.tag, unit.id],
      managed_by: tenant.tag,
      tenant_flags: { ...flags, ...Object.fromEntries(denied) },
    },
    parent: { id: tenant.tag, name: tenant.name },
    profile: {
      business_name: tenant.name,
      business_address: '1 Quayside, Bristol',
      business_email: tenant.contacts.email,
      business_phone: '+44 117 496 0100',
      external_metadata: '',
    },
  }
}

function showUser(c: Ctx): Response {
  const me = state(c).users.find((user) => user.id === c.var.me.id)!
  return ok(c, {
    id: me.id,
    email: c.var.me.email,
    first_name: me.first_name,
    last_name: me.last_name,
    username: me.id,
    telephone: null,
    country: 'GB',
    zipcode: null,
    two_factor_authentication_enabled: me.two_factor,
    two_factor_authentication_locked: false,
    created_on: me.created_on,
    modified_on: me.created_on,
    organizations: [],
    has_pro_zones: true,
    has_business_zones: true,
    has_enterprise_zones: true,
    suspended: false,
    betas: [],
  })
}

function listTenants(c: Ctx): Response {
  const { settings } = state(c)
  if (settings.tenantShape === 'spec')
    return ok(
      c,
      unitsOf(settings).map((each) => organization(c, each)),
    )
  return ok(
    c,
    tenantsOf(settings).map((tenant) => ({
      ...tenantRecord(c, { tenant, units: tenant.units }),
      tenant_memberships: withMe(c, tenant.memberships),
      tenant_entitlements: entitlements(tenant),
    })),
  )
}

interface Found {
  tenant: TenantData
  units: UnitData[]
}

/** The tenant of the path. A unit's id finds its tenant too, narrowed to that unit: the ids may be one and the same. */
function pathTenant(c: Ctx): Found {
  const id = c.req.param('tenant_id')!
  for (const tenant of tenantsOf(state(c).settings)) {
    if (tenant.tag === id) return { tenant, units: tenant.units }
    const unit = tenant.units.find((row) => row.id === id)
    if (unit) return { tenant, units: [unit] }
  }
  throw notFound(c.req.path)
}

function tenantRecord(c: Ctx, { tenant, units }: Found) {
  return {
    tenant_tag: tenant.tag,
    tenant_name: tenant.name,
    tenant_type: tenant.type,
    tenant_status: 'active',
    tenant_labels: tenant.labels,
    tenant_contacts: tenant.contacts,
    tenant_metadata: {
      dns: { ns_pool: { primary: 'ns1.halyard.example', secondary: 'ns2.halyard.example' } },
    },
    tenant_network: null,
    tenant_units: units.map((unit) => ({
      unit_tag: unit.id,
      unit_name: unit.name,
      unit_status: unit.status,
      unit_metadata: null,
      unit_memberships: withMe(c, unit.memberships),
    })),
    customer_id: 'C-20417',
    cdate: tenant.cdate,
    edate: tenant.edate,
  }
}

function withMe(c: Ctx, memberships: Membership[]): Membership[] {
  return [{ user_tag: c.var.me.id, user_email: c.var.me.email, user_name: 'Robin Castellan' }, ...memberships]
}

function entitlements(tenant: TenantData) {
  return {
    allow_add_subdomain: { type: 'bool', value: tenant === FIRST_TENANT },
    allow_auto_accept_invites: { type: 'bool', value: false },
    cname_setup_allowed: { type: 'bool', value: true },
    partial_setup_allowed: { type: 'bool', value: true },
    mhs_certificate_count: { type: 'max_count', value: 100 },
    custom_entitlements:
      tenant === FIRST_TENANT
        ? [
            { feature: { key: 'logs.max_jobs' }, allocation: { type: 'max_count', value: 4 } },
            { feature: { key: 'dns.custom_ns' }, allocation: { type: 'bool', value: true } },
            { feature: { key: 'support.partner_portal' }, allocation: { type: '' } },
          ]
        : null,
  }
}

const ORDERS = {
  spec: ['id', 'name', 'type', 'created_on'],
  gov: ['account_tag', 'account_pubname', 'account_type', 'created_on'],
} as const

function listTenantAccounts(c: Ctx): Response {
  const { units } = pathTenant(c)
  const { accountShape } = state(c).settings
  const order = enumQuery<string>(c, 'order', ORDERS[accountShape]) ?? 'created_on'
  const descending = enumQuery(c, 'direction', ['0', '1']) === '1'
  const withTags = enumQuery(c, 'include_tags', ['true', 'false']) === 'true'
  const name = c.req.query('name')?.toLowerCase()
  const rows = state(c).accounts.filter(
    (row) =>
      units.some((unit) => unit.id === row.unit) &&
      row.listedFrom <= Date.now() &&
      (!name || row.name.toLowerCase().includes(name)),
  )
  const show = accountShape === 'gov' ? govAccount : specAccount
  const key = (row: Account) => String(show(row)[order] ?? '')
  const shown = (row: Account) => ({ ...show(row), ...(withTags && { tags: row.tags }) })
  // The docs demand page and per_page here and give no ceiling; 50 is the strictest that callers should survive.
  return page(c, sorted(rows, key, descending), shown, {
    perPage: { min: 1, max: 50 },
    required: true,
    totalPages: false,
  })
}

function specAccount(row: Account): Record<string, unknown> {
  return { id: row.id, name: row.name, type: row.type, created_on: row.created_on, settings: row.settings }
}

function govAccount(row: Account): Record<string, unknown> {
  const { settings } = row
  return {
    account_tag: row.id,
    account_pubname: row.name,
    account_type: row.type,
    created_on: row.created_on,
    settings: settings && {
      enforce_two_factor: settings.enforce_twofactor,
      api_access_enabled: settings.api_access_enabled,
      access_approval_expiry: settings.access_approval_expiry,
      use_account_custom_ns_by_default: settings.use_account_custom_ns_by_default,
    },
  }
}

/** Refuses an account type that the tenant does not sell. */
export function checkAccountType(tenant: TenantData, type: 'standard' | 'enterprise'): void {
  if (!tenant.accountTypes.includes(type)) {
    throw new Refusal(400, 1001, `Account type ${type} is not allowed for this tenant`, { pointer: '/type' })
  }
}
