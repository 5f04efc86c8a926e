import 'server-only'
import { z } from 'zod'
import { asId, type AccountId, type UnitId } from '@/lib/core/ids'
import type { Whole } from '@/lib/core/paging'
import type { Send } from './client'
import type { Sdk } from './sdk'
import type { Sighting } from './sightings'
import { TenantApiError } from './errors'
import { allPages, pageOf, pageSize, type Page } from './paging'
import { flag, id, many, maybe, moment, one, raw, required, text } from './shape'

/** Null where upstream does not say. */
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
  /** One page of all accounts that the credentials reach, the tenant's own or not. */
  list(query: {
    name?: string
    page: number
    perPage: number
    direction?: 'asc' | 'desc'
  }): Promise<Page<Account>>
  /** Every account that matches, at most `cap`. Cloudflare does not say how it matches `name`: compare what comes. */
  all(query: { name: string; cap: number }): Promise<Whole<Account>>
  get(id: AccountId): Promise<Account>
  /** The organizations that hold the account, the root first. Not available for every account. */
  organizations(id: AccountId): Promise<{ id: UnitId; name: string | null }[]>
  /** `idempotencyKey` must stay the same over a double click. The request is never sent twice. */
  create(account: NewAccount, sending: { idempotencyKey: string }): Promise<Account>
  /**
   * Replaces name and settings, so `settings` must also hold those to keep: see `changedSettings`. A refusal says which
   * setting caused it, if Cloudflare names one. Without `settings` only the name is sent.
   */
  update(id: AccountId, change: { name: string; settings?: Record<string, unknown> }): Promise<Account>
  /** Permanent. Zero Trust and Logpush outlive the account: delete those first (tenant-api §2.11). */
  delete(id: AccountId): Promise<void>
}

/** Settings that GET returns and PUT refuses (tenant-api §5.3, §11). */
const DEPRECATED = ['default_nameservers', 'use_account_custom_ns_by_default']

/**
 * All settings to send, under upstream's names. Deprecated settings and those that are null may be refused, so they are
 * left out.
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

/** The setting has two names (tenant-api §2.3): the ones that arrived, or else the published one. */
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
      seen: ({ items }) => ({ kind: 'accounts', items }),
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
        seen: sightingOf,
      }),
    organizations: (id) =>
      send({
        operation: 'GET /accounts/{account_id}/organizations',
        call: (sdk, options) => sdk.get(`/accounts/${id}/organizations`, options),
        read: (answer) => many(Organization, answer).items,
      }),
    create: (account, { idempotencyKey }) => {
      // The SDK's type lacks the KYC fields; the API accepts them (tenant-api §5.1).
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
        seen: sightingOf,
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
        seen: sightingOf,
      }).catch((error: unknown) => {
        throw inTheWay(error, Object.keys(settings ?? {}))
      })
    },
    delete: (id) =>
      send({
        operation: 'DELETE /accounts/{account_id}',
        call: (sdk, options) => sdk.accounts.delete({ account_id: id }, options),
        read: () => undefined,
        seen: () => ({ kind: 'gone', of: 'account', id }),
      }),
  }
}

const sightingOf = (account: Account): Sighting => ({ kind: 'accounts', items: [account] })

/** Names the setting that was refused, if upstream's message contains one of those that were sent. */
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

/** An account from a tenant's own list, which proves that it is managed, whatever the record leaves out. */
export const accountOfTenant = AccountRecord.transform((account): Account => ({ ...account, managed: true }))
