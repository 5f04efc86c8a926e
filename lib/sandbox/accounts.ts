/** /accounts, profiles, and what must be removed before a deletion (tenant-api §2.2, §2.11, §5). */
import { z } from 'zod'
import type { Account, Kyc, Orphan } from './state'
import { newId, sha256 } from './state'
import { DEFAULT_ACCOUNT_SETTINGS, EMPTY_KYC } from './defaults'
import { grants } from './grants'
import { SUPER_ADMINISTRATOR } from './roles'
import { checkAccountType, organizationsAbove } from './tenants'
import { unitOf, unitsOf } from './units'
import {
  type Ctx,
  enumQuery,
  forbidden,
  ok,
  page,
  pathAccount,
  reachable,
  read,
  Refusal,
  type Route,
  sorted,
  state,
} from './wire'

const ACCOUNT_LOG = { product: 'accounts', type: 'account' }

export const accounts: Route[] = [
  { path: '/accounts', scheme: 'any', keyOnly: ['POST'], on: { GET: list, POST: create }, log: ACCOUNT_LOG },
  {
    path: '/accounts/:account_id',
    scheme: 'any',
    keyOnly: ['DELETE'],
    area: 'Account Settings',
    on: { GET: (c) => ok(c, showAccount(c, pathAccount(c))), PUT: update, DELETE: remove },
    log: ACCOUNT_LOG,
  },
  {
    path: '/accounts/:account_id/profile',
    scheme: 'key',
    on: { GET: showProfile, PUT: replaceProfile },
    log: { product: 'accounts', type: 'profile' },
  },
  { path: '/accounts/:account_id/organizations', scheme: 'key', on: { GET: ancestors } },
  { path: '/accounts/:account_id/move', scheme: 'key', on: { POST: move }, log: ACCOUNT_LOG },
]

// Markup in a name is refused; quotes, ampersands and every script are not.
const name = z
  .string()
  .min(1)
  .max(100)
  .refine((text) => text.trim() !== '' && !/[<>]/.test(text), 'contains characters that are not allowed')
const kycText = z.string().max(120)

const Creation = z.strictObject({
  name,
  type: z.enum(['standard', 'enterprise']).default('standard'),
  unit: z.strictObject({ id: z.string().min(1).max(32) }).optional(),
  standalone: z.literal(true).optional(),
  // Accepted and ignored (seen live).
  settings: z.record(z.string(), z.unknown()).optional(),
  business_name: kycText.optional(),
  business_address: kycText.optional(),
  business_email: kycText.optional(),
  business_phone: kycText.optional(),
  external_metadata: kycText.optional(),
})

const Update = z.strictObject({
  id: z.string(),
  name,
  type: z.unknown().optional(),
  managed_by: z.looseObject({}).optional(),
  settings: z
    .strictObject({
      enforce_twofactor: z.boolean().nullable(),
      abuse_contact_email: z.email().nullable(),
      api_access_enabled: z.boolean().nullable(),
      access_approval_expiry: z.iso.datetime().nullable(),
      default_nameservers: z.string().nullable(),
      use_account_custom_ns_by_default: z.boolean().nullable(),
    })
    .partial()
    .nullable()
    .optional(),
})

const Profile = z.strictObject({
  business_name: kycText,
  business_address: kycText,
  business_email: kycText,
  business_phone: kycText,
  external_metadata: kycText,
})

/** An account as /accounts shows it. */
export function showAccount(c: Ctx, row: Account) {
  const { settings } = state(c)
  const told = settings.managedBy === 'all' || (settings.managedBy === 'some' && /[0-7]$/.test(row.id))
  const unit = told ? unitOf(settings, row) : undefined
  const parent =
    settings.parentOrganization === 'tenant' && unit ? { id: unit.tenant.tag, name: unit.tenant.name } : unit
  const plans = state(c).subscriptions.filter((sub) => sub.account === row.id && sub.zone)
  const enterprise = plans.filter((sub) => sub.plan === 'PARTNERS_ENT').length
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    settings: row.settings,
    created_on: row.created_on,
    ...(parent && { managed_by: { parent_org_id: parent.id, parent_org_name: parent.name } }),
    meta: {
      has_pro_zones: plans.some((sub) => sub.plan === 'PARTNERS_PRO'),
      has_business_zones: plans.some((sub) => sub.plan === 'PARTNERS_BIZ'),
      has_enterprise_zones: enterprise > 0,
    },
    legacy_flags: {
      enterprise_zone_quota: { maximum: 5, current: enterprise, available: Math.max(0, 5 - enterprise) },
    },
  }
}

function list(c: Ctx): Response {
  const wanted = c.req.query('name')?.toLowerCase()
  const descending = enumQuery(c, 'direction', ['asc', 'desc']) === 'desc'
  const { token } = c.var.who
  const rows = reachable(c).filter(
    (row) =>
      (!token ||
        (token.account === row.id && grants(token, 'Account Settings', 'read', { account: row.id }))) &&
      row.listedFrom <= Date.now() &&
      (!wanted || row.name.toLowerCase().includes(wanted)),
  )
  return page(
    c,
    sorted(rows, (row) => row.name, descending),
    (row) => showAccount(c, row),
  )
}

async function create(c: Ctx): Promise<Response> {
  const input = await read(c, Creation, { unknownField: 500 })
  const { settings, idempotency, accounts: all, members } = state(c)
  const key = c.req.header('idempotency-key')
  const digest = sha256(await c.req.text())
  const earlier = key === undefined ? undefined : idempotency[key]
  if (earlier) {
    if (earlier.body !== digest)
      throw new Refusal(400, 1001, 'Idempotency-Key was used with another request body')
    return ok(c, earlier.result)
  }
  const unit = placement(c, input)
  if (input.standalone && key === undefined) {
    throw new Refusal(400, 1001, 'Idempotency-Key header is required for Free accounts')
  }
  const kyc: Kyc = { ...EMPTY_KYC }
  for (const field of Object.keys(kyc) as (keyof Kyc)[]) {
    kyc[field] = input[field] ?? ''
    if (settings.kycRequired && !kyc[field].trim()) {
      throw new Refusal(400, 1001, `Validation failed: ${field} is required by the tenant`, {
        pointer: `/${field}`,
      })
    }
  }
  const now = Date.now()
  const account: Account = {
    id: newId(),
    name: input.name,
    type: input.type,
    unit,
    created_on: new Date(now).toISOString(),
    settings: { ...DEFAULT_ACCOUNT_SETTINGS },
    kyc,
    tags: {},
    gateway: false,
    access: false,
    logpush: true,
    paymentMethod: true,
    listedFrom: now + settings.eventualListing,
    seeded: false,
  }
  all.push(account)
  // Tenant administrators become Super Administrators of each account they create.
  members.push({
    id: newId(),
    account: account.id,
    user: c.var.me.id,
    status: 'accepted',
    roles: [SUPER_ADMINISTRATOR],
    policies: [],
    invited_on: account.created_on,
  })
  state(c).resourceGroups.push({
    id: newId(),
    account: account.id,
    name: 'com.cloudflare.api.account',
    scope: { key: `com.cloudflare.api.account.${account.id}`, objects: [{ key: '*' }] },
  })
  c.set('account', account)
  const result = showAccount(c, account)
  if (key !== undefined) idempotency[key] = { body: digest, account: account.id, result }
  return ok(c, result)
}

/** Where the state keeps a new account; null for a standalone one (placement rule of tenant-api §5.1). */
function placement(c: Ctx, input: z.infer<typeof Creation>): string | null {
  const { settings } = state(c)
  const units = unitsOf(settings)
  if (input.unit && input.standalone) throw new Refusal(400, 1001, 'unit and standalone exclude each other')
  if (input.standalone) return null
  if (!input.unit && units.length > 1) {
    throw new Refusal(400, 1001, 'unit.id is required: you administer more than one tenant unit', {
      pointer: '/unit',
    })
  }
  const chosen = input.unit ? units.find((unit) => unit.id === input.unit!.id) : units[0]
  if (!chosen)
    throw new Refusal(403, 1002, 'Account creation is not allowed in this tenant unit', {
      pointer: '/unit/id',
    })
  if (settings.deniedFlags.includes('account_creation'))
    throw new Refusal(403, 1002, 'Account creation is not allowed in this tenant')
  checkAccountType(chosen.tenant, input.type)
  return chosen.holds[0]
}

async function update(c: Ctx): Promise<Response> {
  const account = pathAccount(c)
  const input = await read(c, Update)
  if (input.type !== undefined) {
    throw new Refusal(400, 1001, 'Account type cannot be changed', { pointer: '/type' })
  }
  if (input.id !== account.id)
    throw new Refusal(400, 1001, 'id does not match the account', { pointer: '/id' })
  const deprecated = DEPRECATED.find((setting) => setting in (input.settings ?? {}))
  if (deprecated && state(c).settings.deprecatedSettings === 'refused') {
    throw new Refusal(400, 1001, `Unknown account setting: ${deprecated}`)
  }
  account.name = input.name
  // A PUT: what is left out goes back to its default.
  account.settings = { ...DEFAULT_ACCOUNT_SETTINGS, ...input.settings }
  return ok(c, showAccount(c, account))
}

const DEPRECATED = ['default_nameservers', 'use_account_custom_ns_by_default'] as const

function remove(c: Ctx): Response {
  const account = pathAccount(c)
  if (account.unit === null || state(c).settings.deniedFlags.includes('account_deletion')) throw forbidden()
  const all = state(c)
  const since = new Date().toISOString()
  const orphan = (kind: Orphan['kind'], id: string) =>
    all.orphans.push({ account: account.id, account_name: account.name, kind, id, since })
  if (account.gateway) orphan('gateway', account.id)
  if (account.access) orphan('access', account.id)
  for (const job of all.logpushJobs) if (job.account === account.id) orphan('logpush', String(job.id))
  const others = <T extends { account: string }>(rows: T[]) =>
    rows.filter((row) => row.account !== account.id)
  all.members = others(all.members)
  all.zones = others(all.zones)
  all.subscriptions = others(all.subscriptions)
  all.tokens = others(all.tokens)
  all.resourceGroups = others(all.resourceGroups)
  all.logpushJobs = others(all.logpushJobs)
  all.accounts = all.accounts.filter((row) => row !== account)
  all.deleted.push({ id: account.id, name: account.name, at: since })
  return ok(c, { id: account.id })
}

function showProfile(c: Ctx): Response {
  const { kyc } = pathAccount(c)
  if (!kyc) throw forbidden()
  return ok(c, kyc)
}

async function replaceProfile(c: Ctx): Promise<Response> {
  const account = pathAccount(c)
  if (!account.kyc || account.unit === null) throw forbidden()
  account.kyc = await read(c, Profile)
  return c.body(null, 204)
}

function ancestors(c: Ctx): Response {
  return ok(c, organizationsAbove(c, pathAccount(c)))
}

async function move(c: Ctx): Promise<Response> {
  const account = pathAccount(c)
  const input = await read(c, z.strictObject({ destination_organization_id: z.string() }))
  const { settings } = state(c)
  const source = unitOf(settings, account)
  const target = unitsOf(settings).find((unit) => unit.id === input.destination_organization_id)
  if (!target || !source) throw forbidden()
  account.unit = target.holds[0]
  return ok(c, {
    account_id: account.id,
    source_organization_id: source.id,
    destination_organization_id: target.id,
  })
}
