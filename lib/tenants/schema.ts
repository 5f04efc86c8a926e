import * as z from 'zod'

/**
 * The tenant in the address that everything is narrowed to (`?tenant=ID`); undefined for all. Part of every list's
 * query.
 */
export const ChosenTenant = z.string().trim().min(1).max(64).optional().catch(undefined)
/** For pages without other parameters. */
export const ChosenTenantQuery = z.object({ tenant: ChosenTenant })

export type TenantChoice = { id: string; name: string }
/** Not complete: there may be tenants that could not be read. */
export type TenantChoices = { choices: TenantChoice[]; complete: boolean }

export type TenantRow = {
  id: string
  name: string | null
  type: string | null
  status: string | null
  createdOn: string | null
  /** Null where some could not be read. */
  units: number | null
}

export type UnitRow = {
  id: string
  name: string | null
  status: string | null
  /** Email addresses where the API sends them; null where it does not say. */
  members: string[] | null
  /** False where there may be more. */
  membersRead: boolean
  /** How many units are above it. */
  depth: number
}

/** Not complete: there may be units that could not be read. */
export type UnitRows = { rows: UnitRow[]; complete: boolean }

/** A tenant's details. Null or an empty list where the API does not say. */
export type TenantDetails = Omit<TenantRow, 'units'> & {
  changedOn: string | null
  customerId: string | null
  contacts: { email: string | null; website: string | null }
  network: string | null
  labels: string[]
  /** False where there may be more. */
  labelsRead: boolean
  nameServers: string[]
  /** The tenant above, where this is one of its units in the shape of an organization. */
  parent: { id: string; name: string | null } | null
  /** What is allowed with accounts, by label; only flags that the API sends. */
  mayDo: { label: string; value: boolean }[]
}

export type EntitlementRow = {
  key: string
  /** Null for an entitlement of this tenant's own: only its key is known. */
  label: string | null
  /** Null where the API does not say. */
  value: boolean | number | null
}

export type TenantMember = { id: string | null; email: string | null; name: string | null }

/** The entitlements that Cloudflare documents (tenant-api §2.3); all others are specific to a tenant. */
export const ENTITLEMENTS: Record<string, string> = {
  allow_add_subdomain: 'Add subdomains as zones',
  allow_auto_accept_invites: 'Accept invitations automatically',
  cname_setup_allowed: 'CNAME setup',
  partial_setup_allowed: 'Partial (CNAME) zone setup',
  mhs_certificate_count: 'MHS certificates',
}

/** The documented entitlements in their order, whether sent or not, then the others. */
export function entitlementRows(said: { key: string; value: boolean | number | null }[]): EntitlementRow[] {
  const valueOf = (key: string) => said.find((each) => each.key === key)?.value ?? null
  return [
    ...Object.entries(ENTITLEMENTS).map(([key, label]) => ({ key, label, value: valueOf(key) })),
    ...said.filter(({ key }) => !Object.hasOwn(ENTITLEMENTS, key)).map((own) => ({ ...own, label: null })),
  ]
}
