/**
 * The settings of the control API. Cloudflare's pages, its SDK and production clients disagree; each disagreement has
 * its setting.
 */
import { z } from 'zod'
import { AGREEMENT } from './plans'

export const TENANT_SHAPES = ['docs', 'spec', 'detail', 'itself', 'one-id', 'tree'] as const

export const Settings = z.strictObject({
  /**
   * How tenants and their units are told.
   *
   * - `docs`: GET /user/tenants gives tenant records, with their units.
   * - `spec`: it gives organizations, one a unit; the tenant is named as their parent only.
   * - `detail`: it gives one organization a tenant; units are in GET /tenants/{id} alone, and `unit.id` of a creation must
   *   be one of them.
   * - `itself`: as `detail`, but the tenant has no units: accounts are created in the organization itself.
   * - `one-id`: tenant records, each with a single unit of the tenant's own id.
   * - `tree`: organizations: the tenant, those whose parent it is, and one below one of those. The tenant record has no
   *   units, and the tenant itself takes no accounts.
   */
  tenantShape: z.enum(TENANT_SHAPES),
  /** Shape of GET /tenants/{id}/accounts: the published one, or the one a production client reads. */
  accountShape: z.enum(['spec', 'gov']),
  /** How `name` narrows GET /tenants/{id}/accounts: by the whole name as it is, or by a part of it in any case. */
  accountNameFilter: z.enum(['whole', 'part']),
  /** Which of the tenant's accounts /accounts names the organization of: it comes only "if in an organization". */
  managedBy: z.enum(['all', 'some', 'none']),
  /** What `managed_by` then names. */
  parentOrganization: z.enum(['unit', 'tenant']),
  /** The `tenant_flags` of an organization that are denied beside those that always are. */
  deniedFlags: z.array(z.string()),
  /** Whether PUT /accounts/{id} takes the deprecated settings that GET gives. */
  deprecatedSettings: z.enum(['refused', 'accepted']),
  /** How a token's address filter is spelled when read. Both spellings can be written. */
  tokenCondition: z.enum(['request_ip', 'request.ip']),
  /** `dropped`: a token is created without the condition that was asked for, in silence. */
  newTokenCondition: z.enum(['kept', 'dropped']),
  /** The address that calls come from, for token conditions; null: the real one, which is a loopback address. */
  clientAddress: z.union([z.ipv4(), z.ipv6()]).nullable(),
  /** Whether GET /accounts accepts an account token, which then finds its own account: both are reported. */
  accountTokenLists: z.enum(['refused', 'accepted']),
  /** Whether prices and component values of subscriptions come as numbers or as text. */
  amounts: z.enum(['number', 'text']),
  /** Whether subscriptions contain their component values, null, or nothing. */
  componentValues: z.enum(['told', 'null', 'absent']),
  /** Whether a cancelled subscription goes at once, or stays and ends at the end of its period. */
  cancellation: z.enum(['at-once', 'at-period-end']),
  latencyMs: z.int().min(0).max(60_000),
  budget: z.strictObject({ limit: z.int().min(0), windowSeconds: z.number().positive() }),
  /** Whether POST /users is switched on for the tenant. */
  serviceUsers: z.boolean(),
  /** Plan ids that the partner's agreement allows; others answer 1225. */
  agreement: z.array(z.string()),
  /** Whether account creation demands the five know-your-customer fields. */
  kycRequired: z.boolean(),
  /** Whether the credentials administer the second tenant too. */
  secondTenant: z.boolean(),
  /** Milliseconds before a new account appears in lists. */
  eventualListing: z.int().min(0),
  /** Milliseconds before a new zone turns from pending to active; null: only by the control API. */
  zoneActivationMs: z.int().min(0).nullable(),
  /** Milliseconds during which a new zone takes no plan: 403 with 10000, as if the credentials were wrong. */
  zonePlanDelayMs: z.int().min(0),
})

export type SandboxSettings = z.infer<typeof Settings>

export const DEFAULT_SETTINGS: SandboxSettings = {
  tenantShape: 'docs',
  accountShape: 'spec',
  accountNameFilter: 'whole',
  managedBy: 'all',
  parentOrganization: 'unit',
  deniedFlags: [],
  deprecatedSettings: 'refused',
  tokenCondition: 'request_ip',
  newTokenCondition: 'kept',
  clientAddress: null,
  accountTokenLists: 'refused',
  amounts: 'number',
  componentValues: 'told',
  cancellation: 'at-once',
  latencyMs: 0,
  budget: { limit: 1200, windowSeconds: 300 },
  serviceUsers: true,
  agreement: AGREEMENT,
  kycRequired: false,
  secondTenant: false,
  eventualListing: 0,
  zoneActivationMs: 60_000,
  zonePlanDelayMs: 0,
}
