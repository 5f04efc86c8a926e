import 'server-only'
import { z } from 'zod'
import { asId, type AccountId, type UnitId } from '@/lib/core/ids'
import type { Whole } from '@/lib/core/paging'
import type { Send } from './client'
import type { Sdk } from './sdk'
import { TenantApiError } from './errors'
import { allPages, pageOf, pageSize, type Page } from './paging'
import { flag, id, many, maybe, moment, one, raw, required, text } from './shape'

/** Null for what upstream does not tell. */
export type AccountSettings = {
  enforceTwoFactor: boolean | null
  /** Empty for none. */
  abuseContactEmail: string | null
  apiAccessEnabled: boolean | null
  accessApprovalExpiry: string | null
  oauthAppAccessEnabled: boolean | null
  defaultNameservers: string | null
  useAccountCustomNsByDefault: boolean | null
}

export type Account = {
  id: AccountId
  name: string | null
  type: string | null
  createdOn: string | null
  unitId: string | null
  unitName: string | null
  /** Upstream says that an organization manages it; always true in a tenant's own list. */
  managed: boolean
  settings: AccountSettings
  /**
   * The settings as they came, to be sent back unchanged; null where none came, or what came is no set of settings.
   * Never leaves the server.
   */
  rawSettings: Record<string, unknown> | null
}

export type NewAccount = {
  name: string
  type?: string
  unitId: UnitId
  businessName?: string
  businessAddress?: string
  businessEmail?: string
  businessPhone?: string
  externalMetadata?: string
}

/** Accounts (tenant-api §2.2, §5). All take the key pair. */
export type AccountsApi = {
  /** Returns one page of every account the credentials reach, the tenant's own or not. */
  list(query: {
    name?: string
    page: number
    perPage: number
    direction?: 'asc' | 'desc'
  }): Promise<Page<Account>>
  /** Returns all of those, at most `cap`. Cloudflare does not say how it matches `name`: compare what comes. */
  all(query: { name: string; cap: number }): Promise<Whole<Account>>
  get(id: AccountId): Promise<Account>
  /** Returns the organizations that hold the account, the root first. Not offered for every account. */
  organizations(id: AccountId): Promise<{ id: UnitId; name: string | null }[]>
  /** Creates an account in the unit. The key must outlive the person's double click; nothing is ever sent twice. */
  create(account: NewAccount, sending: { idempotencyKey: string }): Promise<Account>
  /**
   * Replaces name and settings, so `settings` must hold those to keep too: see `changedSettings`. A refusal says which
   * setting is in its way, where upstream names it. Without `settings` the name alone is sent.
   */
  update(id: AccountId, change: { name: string; settings?: Record<string, unknown> }): Promise<Account>
  /** Deletes for good. Zero Trust and Logpush outlive it: delete those first (tenant-api §2.11). */
  delete(id: AccountId): Promise<void>
}

/** What upstream tells of an account and refuses to be told (tenant-api §5.3, §11). */
const DEPRECATED = ['default_nameservers', 'use_account_custom_ns_by_default']

/**
 * Takes an account's raw settings and what to change; returns all settings to send, in upstream's names: those that are
 * deprecated, or not set, may be refused, and are left out.
 */
export function changedSettings(
  raw: Record<string, unknown>,
  change: { enforceTwoFactor?: boolean; abuseContactEmail?: string | null },
): Record<string, unknown> {
  const kept = Object.entries(raw).filter(([name, value]) => value !== null && !DEPRECATED.includes(name))
  return {
    ...Object.fromEntries(kept),
    ...(change.enforceTwoFactor === undefined
      ? {}
      : Object.fromEntries(twoFactorNames(raw).map((name) => [name, change.enforceTwoFactor]))),
    ...(change.abuseContactEmail === undefined ? {} : { abuse_contact_email: change.abuseContactEmail }),
  }
}

/** Upstream knows the setting by two names (tenant-api §2.3): whichever came, and the published one where none did. */
function twoFactorNames(raw: Record<string, unknown>): string[] {
  const came = ['enforce_twofactor', 'enforce_two_factor'].filter((name) => name in raw)
  return came.length > 0 ? came : ['enforce_twofactor']
}

export function accountsApi(send: Send): AccountsApi {
  const list: AccountsApi['list'] = ({ name, page, perPage, direction }) => {
    const asked = { page, perPage: pageSize(perPage) }
    return send({
      operation: 'GET /accounts',
      call: (sdk, options) => sdk.accounts.list({ name, page, per_page: asked.perPage, direction }, options),
      read: (answer) => pageOf(AccountRecord, answer, asked),
    })
  }
  return {
    list,
    all: ({ name, cap }) =>
      allPages(
        (page) => list({ name, page, perPage: 50 }),
        (account) => account.id as string,
        cap,
      ),
    get: (id) =>
      send({
        operation: 'GET /accounts/{account_id}',
        call: (sdk, options) => sdk.accounts.get({ account_id: id }, options),
        read: (answer) => one(AccountRecord, answer),
      }),
    organizations: (id) =>
      send({
        operation: 'GET /accounts/{account_id}/organizations',
        call: (sdk, options) => sdk.get(`/accounts/${id}/organizations`, options),
        read: (answer) => many(Organization, answer),
      }),
    create: (account, { idempotencyKey }) => {
      // The type leaves the KYC fields out; the API takes them (tenant-api §5.1).
      const body: Parameters<Sdk['accounts']['create']>[0] & Record<string, unknown> = {
        name: account.name,
        type: account.type as 'standard' | undefined,
        unit: { id: account.unitId },
        business_name: account.businessName,
        business_address: account.businessAddress,
        business_email: account.businessEmail,
        business_phone: account.businessPhone,
        external_metadata: account.externalMetadata,
        'Idempotency-Key': idempotencyKey,
      }
      return send({
        operation: 'POST /accounts',
        call: (sdk, options) => sdk.accounts.create(body, options),
        read: (answer) => one(AccountRecord, answer),
      })
    },
    update: (id, { name, settings }) => {
      // The type demands `type`; upstream refuses it (tenant-api §5.3).
      const body = { account_id: id, id, name, settings } as unknown as Parameters<
        Sdk['accounts']['update']
      >[0]
      return send({
        operation: 'PUT /accounts/{account_id}',
        call: (sdk, options) => sdk.accounts.update(body, options),
        read: (answer) => one(AccountRecord, answer),
      }).catch((error: unknown) => {
        throw inTheWay(error, Object.keys(settings ?? {}))
      })
    },
    delete: (id) =>
      send({
        operation: 'DELETE /accounts/{account_id}',
        call: (sdk, options) => sdk.accounts.delete({ account_id: id }, options),
        read: () => undefined,
      }),
  }
}

/** Takes a refusal and the settings that were sent; returns it saying which of those upstream names, if it names one. */
function inTheWay(error: unknown, sent: string[]): unknown {
  if (!(error instanceof TenantApiError) || error.kind !== 'invalid') return error
  const words = (error.detail ?? '').split(/\W+/)
  const named = sent.find((name) => words.includes(name))
  if (!named || Object.keys(error.fields).length > 0) return error
  const { kind, status, codes, ray, detail } = error
  const message = `Cloudflare refused the account’s setting “${named}”, which is sent back unchanged with every save, so nothing was saved. Change that setting in Cloudflare’s dashboard, then save again.`
  return new TenantApiError(kind, message, { status, codes, ray, detail: detail ?? undefined })
}

const Settings = z
  .object({
    enforce_twofactor: flag,
    enforce_two_factor: flag,
    abuse_contact_email: z.string().nullish().catch(undefined),
    api_access_enabled: flag,
    access_approval_expiry: moment,
    oauth_app_access_enabled: flag,
    default_nameservers: text,
    use_account_custom_ns_by_default: flag,
  })
  .transform((wire): AccountSettings => ({
    enforceTwoFactor: wire.enforce_twofactor ?? wire.enforce_two_factor,
    abuseContactEmail: wire.abuse_contact_email === null ? '' : (wire.abuse_contact_email ?? null),
    apiAccessEnabled: wire.api_access_enabled,
    accessApprovalExpiry: wire.access_approval_expiry,
    oauthAppAccessEnabled: wire.oauth_app_access_enabled,
    defaultNameservers: wire.default_nameservers,
    useAccountCustomNsByDefault: wire.use_account_custom_ns_by_default,
  }))

const Organization = z.object({ id: id<UnitId>(), name: text })

/** Reads an account in either of its shapes: the published one, and the one a large tenant was seen to get (tenant-api §2.3). */
const AccountRecord = z
  .object({
    id: raw,
    account_tag: raw,
    name: text,
    account_pubname: text,
    type: text,
    account_type: text,
    created_on: moment,
    managed_by: maybe(z.object({ parent_org_id: text, parent_org_name: text })),
    settings: z.record(z.string(), z.unknown()).nullish().catch(undefined),
  })
  .transform((wire, context): Account => ({
    id: required(asId<AccountId>(wire.id) ?? asId<AccountId>(wire.account_tag), context),
    name: wire.name ?? wire.account_pubname,
    type: wire.type ?? wire.account_type,
    createdOn: wire.created_on,
    unitId: wire.managed_by?.parent_org_id ?? null,
    unitName: wire.managed_by?.parent_org_name ?? null,
    managed: wire.managed_by !== null,
    settings: Settings.parse(wire.settings ?? {}),
    // None is a set of settings too.
    rawSettings: wire.settings === null ? {} : (wire.settings ?? null),
  }))

/** An account from a tenant's own list: the list is the proof that it is managed, whatever the record leaves out. */
export const accountOfTenant = AccountRecord.transform((account): Account => ({ ...account, managed: true }))
