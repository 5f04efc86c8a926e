import 'server-only'
import { z } from 'zod'
import { asId, type AccountId, type TenantId, type UnitId } from '@/lib/core/ids'
import { accountOfTenant, type Account } from './accounts'
import type { Send } from './client'
import { allPages, pageOf, pageSize, type Page, type Whole } from './paging'
import { id, list, many, maybe, moment, one, raw, required, text } from './shape'

export type Unit = {
  id: UnitId
  name: string | null
  status: string | null
  tenantId: TenantId
  tenantName: string | null
  /** E-mail addresses where upstream gives them, else whatever names the member. */
  members: string[]
}

export type TenantFlags = {
  accountCreation: boolean | null
  accountCreationAppliesTenantDefaults: boolean | null
  accountDeletion: boolean | null
  accountMigration: boolean | null
  accountMobility: boolean | null
  enterpriseCapability: boolean | null
  memberManagement: boolean | null
  subOrgCreation: boolean | null
}

export type Tenant = {
  id: TenantId
  name: string | null
  type: string | null
  status: string | null
  createdOn: string | null
  changedOn: string | null
  customerId: string | null
  labels: string[]
  contacts: { email: string | null; website: string | null }
  network: string | null
  nameServers: { primary: string | null; secondary: string | null }
  parent: { id: string; name: string | null } | null
  units: Unit[]
  flags: TenantFlags
  /** Which of the two documented records it came in: an organization says little more than the name and the flags. */
  shape: 'tenant' | 'organization'
}

export type TenantMembership = { email: string | null; name: string | null; tag: string | null }

/** `value` is null where upstream names an entitlement without saying what it is worth. */
export type Entitlement = { key: string; value: boolean | number | null }

export type TenantAccountsQuery = {
  page: number
  perPage: number
  name?: string
  /** A top-level key of the upstream's record, such as `name` or `created_on`. */
  order?: string
  direction?: 'asc' | 'desc'
}

/** The tenants these credentials administer, their units and what they allow (tenant-api §2.3). */
export type TenantsApi = {
  /** Returns every tenant, both documented shapes brought into one. */
  list(): Promise<Tenant[]>
  get(id: TenantId): Promise<Tenant>
  accountTypes(id: TenantId): Promise<string[]>
  entitlements(id: TenantId): Promise<Entitlement[]>
  memberships(id: TenantId): Promise<TenantMembership[]>
  /** Returns one page of the accounts the tenant owns. */
  accounts(id: TenantId, query: TenantAccountsQuery): Promise<Page<Account>>
  /** Returns all accounts the tenant owns, at most `cap` (5,000). `name` narrows only where upstream heeds it. */
  allAccounts(id: TenantId, query?: { name?: string; cap?: number }): Promise<Whole<Account>>
}

export function tenantsApi(send: Send): TenantsApi {
  const accounts: TenantsApi['accounts'] = (id, { page, perPage, name, order, direction }) => {
    const asked = { page, perPage: pageSize(perPage) }
    // The SDK leaves this query untyped; the direction is a number here, unlike everywhere else.
    const query = {
      page,
      per_page: asked.perPage,
      name,
      order,
      direction: direction && (direction === 'desc' ? 1 : 0),
    }
    return send({
      operation: 'GET /tenants/{tenant_id}/accounts',
      call: (sdk, options) => sdk.tenants.accounts.list(id, { ...options, query }),
      read: (answer) => pageOf(accountOfTenant, answer, asked),
    })
  }
  return {
    list: () =>
      send({
        operation: 'GET /user/tenants',
        call: (sdk, options) => sdk.user.tenants.list(options),
        read: (answer) => many(TenantRecord, answer),
      }),
    get: (id) =>
      send({
        operation: 'GET /tenants/{tenant_id}',
        call: (sdk, options) => sdk.tenants.get(id, options),
        read: (answer) => one(TenantRecord, answer),
      }),
    accountTypes: (id) =>
      send({
        operation: 'GET /tenants/{tenant_id}/account_types',
        call: (sdk, options) => sdk.tenants.accountTypes.list(id, options),
        read: (answer) => many(z.string().min(1), answer),
      }),
    entitlements: (id) =>
      send({
        operation: 'GET /tenants/{tenant_id}/entitlements',
        call: (sdk, options) => sdk.tenants.entitlements.get(id, options),
        read: (answer) => one(Entitlements, answer),
      }),
    memberships: (id) =>
      send({
        operation: 'GET /tenants/{tenant_id}/memberships',
        call: (sdk, options) => sdk.tenants.memberships.list(id, options),
        read: (answer) => many(Membership, answer),
      }),
    accounts,
    allAccounts: (id, { name, cap = 5000 } = {}) =>
      allPages(
        (page) => accounts(id, { page, perPage: 50, name }),
        (account: Account): AccountId => account.id,
        cap,
      ),
  }
}

// Typed as text in the SDK and named like switches: read both.
const switchedOn = z
  .union([
    z.boolean(),
    z.stringbool({
      truthy: ['true', 'enabled', 'allowed', 'yes'],
      falsy: ['false', 'disabled', 'denied', 'no'],
    }),
  ])
  .nullable()
  .catch(null)

const Flags = z
  .object({
    account_creation: switchedOn,
    account_creation_applies_tenant_defaults: switchedOn,
    account_deletion: switchedOn,
    account_migration: switchedOn,
    account_mobility: switchedOn,
    enterprise_capability: switchedOn,
    member_management: switchedOn,
    sub_org_creation: switchedOn,
  })
  .transform((wire): TenantFlags => ({
    accountCreation: wire.account_creation,
    accountCreationAppliesTenantDefaults: wire.account_creation_applies_tenant_defaults,
    accountDeletion: wire.account_deletion,
    accountMigration: wire.account_migration,
    accountMobility: wire.account_mobility,
    enterpriseCapability: wire.enterprise_capability,
    memberManagement: wire.member_management,
    subOrgCreation: wire.sub_org_creation,
  }))
const NO_FLAGS = Flags.parse({})

const MemberName = z.union([
  z.string().min(1),
  z
    .object({ user_email: text, email: text, user_name: text, user_tag: text })
    .transform((wire, context) =>
      required(wire.user_email ?? wire.email ?? wire.user_name ?? wire.user_tag, context),
    ),
])

const UnitRecord = z
  .object({ unit_tag: id<UnitId>(), unit_name: text, unit_status: text, unit_memberships: list(MemberName) })
  .transform((wire) => ({
    id: wire.unit_tag,
    name: wire.unit_name,
    status: wire.unit_status,
    members: wire.unit_memberships,
  }))

const TenantRecord = z
  .object({
    id: raw,
    tenant_tag: raw,
    name: text,
    tenant_name: text,
    tenant_type: text,
    tenant_status: text,
    create_time: moment,
    cdate: moment,
    edate: moment,
    customer_id: text,
    tenant_labels: list(z.string()),
    tenant_network: text,
    tenant_contacts: maybe(z.object({ email: text, website: text })),
    tenant_metadata: maybe(
      z.object({
        dns: maybe(z.object({ ns_pool: maybe(z.object({ primary: text, secondary: text })) })),
      }),
    ),
    tenant_units: z.array(z.unknown()).nullable().catch(null),
    meta: maybe(z.object({ tenant_flags: Flags.nullable().catch(null) })),
    parent: maybe(z.object({ id: z.string().min(1), name: text })),
  })
  .transform((wire, context): Tenant => {
    const tenantId = required(asId<TenantId>(wire.id) ?? asId<TenantId>(wire.tenant_tag), context)
    const name = wire.name ?? wire.tenant_name
    const pool = wire.tenant_metadata?.dns?.ns_pool
    const ofTenant = { tenantId, tenantName: name }
    // In the published shape the organization itself is what accounts are created in.
    const units = wire.tenant_units
      ? list(UnitRecord).parse(wire.tenant_units)
      : [{ id: tenantId as string as UnitId, name, status: wire.tenant_status, members: [] }]
    return {
      id: tenantId,
      name,
      type: wire.tenant_type,
      status: wire.tenant_status,
      createdOn: wire.create_time ?? wire.cdate,
      changedOn: wire.edate,
      customerId: wire.customer_id,
      labels: wire.tenant_labels,
      contacts: wire.tenant_contacts ?? { email: null, website: null },
      network: wire.tenant_network,
      nameServers: { primary: pool?.primary ?? null, secondary: pool?.secondary ?? null },
      parent: wire.parent,
      units: units.map((unit) => ({ ...unit, ...ofTenant })),
      flags: wire.meta?.tenant_flags ?? NO_FLAGS,
      shape: wire.tenant_units ? 'tenant' : 'organization',
    }
  })

const Membership = z
  .object({ user_email: text, user_name: text, user_tag: text })
  .transform((wire): TenantMembership => ({
    email: wire.user_email,
    name: wire.user_name,
    tag: wire.user_tag,
  }))

const value = z.union([z.boolean(), z.number()]).nullable().catch(null)
const worth = maybe(z.object({ value }))
const Entitlements = z.record(z.string(), z.unknown()).transform((wire): Entitlement[] => {
  const { custom_entitlements: custom, ...plain } = wire
  const named = Object.entries(plain).flatMap(([key, raw]) => {
    const parsed = typeof raw === 'object' ? worth.parse(raw) : { value: value.parse(raw) }
    return parsed ? [{ key, value: parsed.value }] : []
  })
  const extra = list(z.object({ feature: z.object({ key: z.string().min(1) }), allocation: worth }))
    .parse(custom)
    .map(({ feature, allocation }) => ({ key: feature.key, value: allocation?.value ?? null }))
  return [...named, ...extra]
})
