/** /user, /user/tenants and /tenants/{id}/* (tenant-api §2.3). */
import type { SandboxSettings } from './settings'
import type { Account } from './state'
import { FIRST_TENANT, type Membership, type TenantData } from './tenants-data'
import { tenantsOf, type Unit, unitOf, unitsOf, unitsOfTenant } from './units'
import { type Ctx, enumQuery, notFound, ok, page, Refusal, type Route, sorted, state } from './wire'

export const tenants: Route[] = [
  { path: '/user', scheme: 'user', on: { GET: showUser } },
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

/** An organization as every list of them shows it; a unit in that shape, too. */
export function organization(
  c: Ctx,
  { id, name, tenant, above }: Pick<Unit, 'id' | 'name' | 'tenant' | 'above'>,
) {
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
  const edits = state(c).organizationEdits[id]
  const denied = state(c).settings.deniedFlags.map((flag) => [flag, 'disabled'])
  const parent = above.at(-1)
  return {
    id,
    create_time: tenant.cdate,
    name: edits?.name ?? name,
    meta: {
      hierarchy_tags: [...above.map((each) => each.id), id],
      managed_by: tenant.tag,
      tenant_flags: { ...flags, ...Object.fromEntries(denied) },
    },
    ...(parent && { parent }),
    profile: edits?.profile ?? {
      business_name: tenant.name,
      business_address: '1 Quayside, Bristol',
      business_email: tenant.contacts.email,
      business_phone: '+44 117 496 0100',
      external_metadata: '',
    },
  }
}

/** The tenant itself as an organization. */
const root = (tenant: TenantData) => ({ id: tenant.tag, name: tenant.name, tenant, above: [] })

/** The organizations that the credentials administer. */
export function organizations(c: Ctx) {
  const { settings } = state(c)
  const roots = settings.tenantShape === 'spec' ? [] : tenantsOf(settings).map(root)
  const units = ['spec', 'tree'].includes(settings.tenantShape) ? unitsOf(settings) : []
  return [...roots, ...units].map((each) => organization(c, each))
}

/** The organizations above an account, the root first. */
export function organizationsAbove(c: Ctx, account: Account) {
  const { settings } = state(c)
  const unit = unitOf(settings, account)
  if (!unit) return []
  const chain = [
    ...(['detail', 'tree'].includes(settings.tenantShape) ? [root(unit.tenant)] : []),
    ...unitsOf(settings).filter((each) => unit.above.slice(1).some(({ id }) => id === each.id)),
    ...(settings.tenantShape === 'detail' && settings.parentOrganization === 'tenant' ? [] : [unit]),
  ]
  return chain.map((each) => organization(c, each))
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
  if (!['docs', 'one-id'].includes(settings.tenantShape)) return ok(c, organizations(c))
  return ok(
    c,
    tenantsOf(settings).map((tenant) => ({
      ...tenantRecord(c, wholeTenant(c, tenant)),
      tenant_memberships: withMe(c, tenant.memberships),
      tenant_entitlements: entitlements(tenant),
    })),
  )
}

interface Found {
  id: string
  name: string
  tenant: TenantData
  /** The units in the tenant record. */
  units: Unit[]
  /** The units whose accounts the tenant lists. */
  listed: Unit[]
}

function wholeTenant(c: Ctx, tenant: TenantData): Found {
  const { settings } = state(c)
  const listed = unitsOfTenant(settings, tenant)
  const units = ['itself', 'tree'].includes(settings.tenantShape) ? [] : listed
  return { id: tenant.tag, name: tenant.name, tenant, units, listed }
}

/**
 * The tenant of the path. In a tree each organization is a tenant of what is below it. Where units are part of the
 * list, a unit's id also finds its tenant, narrowed to that unit: the ids may be the same.
 */
function pathTenant(c: Ctx): Found {
  const id = c.req.param('tenant_id')!
  const { settings } = state(c)
  const tenant = tenantsOf(settings).find((each) => each.tag === id)
  if (tenant) return wholeTenant(c, tenant)
  const unit = unitsOf(settings).find((each) => each.id === id)
  if (!unit || settings.tenantShape === 'detail') throw notFound(c.req.path)
  if (settings.tenantShape !== 'tree') {
    return { id: unit.tenant.tag, name: unit.tenant.name, tenant: unit.tenant, units: [unit], listed: [unit] }
  }
  const below = unitsOf(settings).filter((each) => each.id === id || each.above.some((one) => one.id === id))
  return { id, name: unit.name, tenant: unit.tenant, units: [], listed: below }
}

function tenantRecord(c: Ctx, { id, name, tenant, units }: Found) {
  return {
    tenant_tag: id,
    tenant_name: name,
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
    allow_add_subdomain: { type: 'bool', value: tenant.addsSubdomains },
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
  const { listed } = pathTenant(c)
  const { settings } = state(c)
  const { accountShape } = settings
  const order = enumQuery<string>(c, 'order', ORDERS[accountShape]) ?? 'created_on'
  const descending = enumQuery(c, 'direction', ['0', '1']) === '1'
  const withTags = enumQuery(c, 'include_tags', ['true', 'false']) === 'true'
  const held = new Set<string | null>(listed.flatMap((unit) => unit.holds))
  const rows = state(c).accounts.filter(
    (row) =>
      held.has(row.unit) && row.listedFrom <= Date.now() && isNamed(row, c.req.query('name'), settings),
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

function isNamed(row: Account, name: string | undefined, { accountNameFilter }: SandboxSettings): boolean {
  if (!name) return true
  if (accountNameFilter === 'whole') return row.name === name
  return row.name.toLowerCase().includes(name.toLowerCase())
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
