import 'server-only'
import { z } from 'zod'
import { asId, type AccountId, type TenantId, type UnitId } from '@/lib/core/ids'
import type { Whole } from '@/lib/core/paging'
import { accountOfTenant, type Account } from './accounts'
import type { Send } from './client'
import { TenantApiError } from './errors'
import { allPages, pageOf, pageSize, type Page } from './paging'
import { id, list, many, maybe, moment, one, raw, required, text, wholeList, type Answer } from './shape'

export type Unit = {
  id: UnitId
  name: string | null
  status: string | null
  tenantId: TenantId
  tenantName: string | null
  /** The unit above, where units form a tree. */
  parentId: UnitId | null
  /** Email addresses if upstream sends them, else any name of the member; null where it does not say. */
  members: string[] | null
  /** False where there may be members that could not be read. */
  membersRead: boolean
  /** What is allowed with its accounts: its own flags, else its tenant's. */
  flags: TenantFlags
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
  /** False where there may be labels that could not be read. */
  labelsRead: boolean
  contacts: { email: string | null; website: string | null }
  network: string | null
  nameServers: { primary: string | null; secondary: string | null }
  parent: { id: string; name: string | null } | null
  /** The units that accounts are created in, each after the unit above it. */
  units: Unit[]
  /** False where some units could not be read. */
  unitsRead: boolean
  flags: TenantFlags
  /** Which of the two documented records it was. An organization has little more than a name and flags. */
  shape: 'tenant' | 'organization'
}

export type TenantMembership = { email: string | null; name: string | null; tag: string | null }

/** `value` is null where upstream names an entitlement without a value. */
export type Entitlement = { key: string; value: boolean | number | null }

export type TenantAccountsQuery = {
  page: number
  perPage: number
  name?: string
  /** A top-level key of upstream's record, such as `name` or `created_on`. */
  order?: string
  direction?: 'asc' | 'desc'
}

/** The tenants these credentials administer, their units and what they allow (tenant-api §2.3). */
export type TenantsApi = {
  /**
   * Every tenant with its units, in one shape: one call, and one more for each tenant whose record in the list has no
   * units. Not complete: there was no list, or some of it could not be read.
   */
  list(): Promise<Whole<Tenant>>
  /** One tenant, with the units of its own record. */
  get(id: TenantId): Promise<Tenant>
  accountTypes(id: TenantId): Promise<Whole<string>>
  entitlements(id: TenantId): Promise<Whole<Entitlement>>
  memberships(id: TenantId): Promise<Whole<TenantMembership>>
  /** One page of the accounts that the tenant owns. */
  accounts(id: TenantId, query: TenantAccountsQuery): Promise<Page<Account>>
  /**
   * All accounts that the tenant owns, at most `cap` (5,000). `name` narrows the list only where upstream supports it.
   */
  allAccounts(id: TenantId, query?: { name?: string; cap?: number }): Promise<Whole<Account>>
}

export function tenantsApi(send: Send): TenantsApi {
  const get: TenantsApi['get'] = (id) =>
    send({
      operation: 'GET /tenants/{tenant_id}',
      call: (sdk, options) => sdk.tenants.get(id, options),
      read: (answer) => one(TenantRecord, answer),
    })
  const accounts = (id: TenantId, { page, perPage, name, order, direction }: TenantAccountsQuery) => {
    const asked = { page, perPage: pageSize(perPage) }
    // The SDK leaves this query untyped. Only here the direction is a number.
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
      read: (answer) => {
        const found = pageOf(accountOfTenant, answer, asked)
        return { ...found, whole: isWhole(answer, found.items) }
      },
      seen: ({ items }) => ({ kind: 'accounts', items, tenantId: id }),
    })
  }
  return {
    list: async () => {
      const told = await send({
        operation: 'GET /user/tenants',
        call: (sdk, options) => sdk.user.tenants.list(options),
        read: (answer) => {
          const { items } = many(TenantRecord, answer)
          return { items, complete: isWhole(answer, items) }
        },
      })
      return withUnits(told, (id) => get(id).catch(notTold))
    },
    get,
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
    allAccounts: async (id, { name, cap = 5000 } = {}) => {
      let whole = true
      const found = await allPages(
        async (page) => {
          const one = await accounts(id, { page, perPage: 50, name })
          whole &&= one.whole
          return one
        },
        (account: Account): AccountId => account.id,
        cap,
      )
      return { ...found, complete: found.complete && whole }
    },
  }
}

/** At most this many tenants are asked for their units, one call each; nothing more is known of the others. */
const ASKED_AT_MOST = 25

/**
 * Adds the units to the tenants of /user/tenants. `ask` reads one tenant's own record (`null`: there is none; `unread`:
 * it may be readable another time). Units are in the tenant's record, listed or asked for, and are organizations of the
 * list below it, over any number of levels. The organization itself counts as a unit only where nothing else is known:
 * Cloudflare may refuse accounts in it.
 */
async function withUnits(
  { items: listed, complete }: Whole<Tenant>,
  ask: (id: TenantId) => Promise<Tenant | null | 'unread'>,
): Promise<Whole<Tenant>> {
  const isListed = (id: string) => listed.some((each) => each.id === id)
  const heads = listed.filter(({ id, parent }) => !parent || parent.id === id || !isListed(parent.id))
  const asked = heads.filter(({ units }) => units.length === 0).slice(0, ASKED_AT_MOST)
  const records = new Map(await Promise.all(asked.map(async ({ id }) => [id, await ask(id)] as const)))

  const tenants = heads.map((head): Tenant => {
    const record = records.get(head.id) ?? null
    if (record === 'unread') return { ...head, units: unitsOf(head, [], listed), unitsRead: false }
    const told = record ?? head
    // The record may be of the tenant that this organization is a unit of.
    const itself = told.id === head.id ? [] : told.units.filter((unit) => isSame(unit, head))
    const units = unitsOf(head, itself.length > 0 ? itself : told.units, listed)
    const nothingElse = units.length === 0 && head.shape === 'organization'
    const { id, name, parent, flags, shape } = head
    return {
      ...told,
      ...{ id, name, parent, flags, shape },
      createdOn: head.createdOn ?? told.createdOn,
      units: nothingElse ? [asUnit(head, head, null)] : units,
      unitsRead: head.unitsRead && told.unitsRead,
    }
  })
  // An organization may be listed below a unit that only its tenant's record names.
  const isUnitElsewhere = (tenant: Tenant) =>
    tenants.some((other) => other !== tenant && other.units.some((unit) => isSame(unit, tenant)))
  const own = tenants.filter((tenant) => !isUnitElsewhere(tenant))
  return { items: own, complete: complete && (own.length > 0 || listed.length === 0) }
}

/** The units of the record and the organizations below the tenant as a tree, parents first. */
function unitsOf(tenant: Tenant, ofRecord: Unit[], organizations: Tenant[]): Unit[] {
  const seen = new Set<string>()
  const flags = tenant.flags
  const below = (parentId: string, parent: UnitId | null): Unit[] =>
    organizations
      .filter((each) => each.parent?.id === parentId && each.id !== tenant.id)
      .flatMap((each) => branch(asUnit(each, tenant, parent)))
  const branch = (unit: Unit): Unit[] => {
    if (seen.has(unit.id)) return []
    seen.add(unit.id)
    return [unit, ...(isSame(unit, tenant) ? [] : below(unit.id, unit.id))]
  }
  const ofTree = below(tenant.id, null)
  const named = new Map(ofRecord.map((unit) => [unit.id, unit]))
  const inBoth = ofTree.map((unit) => {
    const { status, members, membersRead } = named.get(unit.id) ?? unit
    return { ...unit, status, members, membersRead }
  })
  const told = { flags, tenantId: tenant.id, tenantName: tenant.name }
  return [...ofRecord.flatMap((unit) => branch({ ...unit, ...told })), ...inBoth]
}

function asUnit(organization: Tenant, tenant: Tenant, parentId: UnitId | null): Unit {
  const { id, name, status, flags } = organization
  const said = Object.entries(flags).filter(([, value]) => value !== null)
  return {
    id: id as string as UnitId,
    name,
    status,
    tenantId: tenant.id,
    tenantName: tenant.name,
    parentId,
    members: null,
    membersRead: true,
    flags: { ...tenant.flags, ...Object.fromEntries(said) },
  }
}

/** The same id may name a unit, a tenant and an organization (tenant-api §2.3). */
const isSame = (unit: Unit, tenant: Tenant) => unit.id === (tenant.id as string)

/** A refusal is final; anything else may succeed the next time. */
function notTold(error: unknown): null | 'unread' {
  if (!(error instanceof TenantApiError)) throw error
  return error.status === 403 || error.status === 404 ? null : 'unread'
}

/** Whether a whole list arrived and could be read. */
function isWhole({ result }: Answer, read: unknown[]): boolean {
  return Array.isArray(result) && result.length === read.length
}

// Typed as text in the SDK but named like booleans: both are read.
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
  .object({
    unit_tag: id<UnitId>(),
    unit_name: text,
    unit_status: text,
    unit_memberships: wholeList(MemberName),
  })
  .transform((wire) => ({
    id: wire.unit_tag,
    name: wire.unit_name,
    status: wire.unit_status,
    members: wire.unit_memberships.items,
    membersRead: wire.unit_memberships.complete,
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
    tenant_labels: wholeList(z.string()),
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
    const flags = wire.meta?.tenant_flags ?? NO_FLAGS
    const ofTenant = { tenantId, tenantName: name, parentId: null, flags }
    const units = list(UnitRecord).parse(wire.tenant_units)
    return {
      id: tenantId,
      name,
      type: wire.tenant_type,
      status: wire.tenant_status,
      createdOn: wire.create_time ?? wire.cdate,
      changedOn: wire.edate,
      customerId: wire.customer_id,
      labels: wire.tenant_labels.items,
      labelsRead: wire.tenant_labels.complete,
      contacts: wire.tenant_contacts ?? { email: null, website: null },
      network: wire.tenant_network,
      nameServers: { primary: pool?.primary ?? null, secondary: pool?.secondary ?? null },
      parent: wire.parent,
      units: units.map((unit) => ({ ...unit, ...ofTenant })),
      unitsRead: units.length === (wire.tenant_units?.length ?? 0),
      flags,
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
const Custom = z.object({ feature: z.object({ key: z.string().min(1) }), allocation: worth })
const Entitlements = z.record(z.string(), z.unknown()).transform((wire): Whole<Entitlement> => {
  const { custom_entitlements: custom, ...plain } = wire
  const named = Object.entries(plain).flatMap(([key, raw]) => {
    const parsed = typeof raw === 'object' ? worth.parse(raw) : { value: value.parse(raw) }
    return parsed ? [{ key, value: parsed.value }] : []
  })
  const extra = list(Custom)
    .parse(custom)
    .map(({ feature, allocation }) => ({ key: feature.key, value: allocation?.value ?? null }))
  const told = Object.values(plain).filter((raw) => raw !== null).length
  const complete = Array.isArray(custom) ? extra.length === custom.length : (custom ?? null) === null
  return { items: [...named, ...extra], complete: complete && named.length >= told }
})
