import * as z from 'zod'

/** The tenant that an address narrows everything to (`?tenant=ID`); undefined for all. Part of every list's query. */
export const ChosenTenant = z.string().trim().min(1).max(64).optional().catch(undefined)
/** The address of a page that has no other parameters. */
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
  /** Null where there may be more than could be read. */
  units: number | null
}

export type UnitRow = {
  id: string
  name: string | null
  status: string | null
  /** Email addresses where the API gives them; null where it does not say. */
  members: string[] | null
  /** False where there may be more. */
  membersRead: boolean
  /** How many units it is part of, one within the other. */
  depth: number
}

/** Not complete: there may be units that could not be read. */
export type UnitRows = { rows: UnitRow[]; complete: boolean }

/** What the API tells of a tenant. Null, or an empty list, is what it does not say. */
export type TenantDetails = Omit<TenantRow, 'units'> & {
  changedOn: string | null
  customerId: string | null
  contacts: { email: string | null; website: string | null }
  network: string | null
  labels: string[]
  /** False where there may be more. */
  labelsRead: boolean
  nameServers: string[]
  /** The tenant it is part of, where this is one of its units in the shape of an organization. */
  parent: { id: string; name: string | null } | null
  /** What may be done with accounts, by its label; only what the API says. */
  mayDo: { label: string; value: boolean }[]
}

export type EntitlementRow = {
  key: string
  /** Null for one that is this tenant's own: its key is all there is. */
  label: string | null
  /** Null where the API does not say. */
  value: boolean | number | null
}

export type TenantMember = { id: string | null; email: string | null; name: string | null }

/** The entitlements that Cloudflare documents (tenant-api §2.3); all others are a tenant's own. */
export const ENTITLEMENTS: Record<string, string> = {
  allow_add_subdomain: 'Add subdomains as zones',
  allow_auto_accept_invites: 'Accept invitations automatically',
  cname_setup_allowed: 'CNAME setup',
  partial_setup_allowed: 'Partial (CNAME) zone setup',
  mhs_certificate_count: 'MHS certificates',
}

/** Takes what the API said; returns the documented entitlements in their order, said or not, then the others. */
export function entitlementRows(said: { key: string; value: boolean | number | null }[]): EntitlementRow[] {
  const valueOf = (key: string) => said.find((each) => each.key === key)?.value ?? null
  return [
    ...Object.entries(ENTITLEMENTS).map(([key, label]) => ({ key, label, value: valueOf(key) })),
    ...said.filter(({ key }) => !Object.hasOwn(ENTITLEMENTS, key)).map((own) => ({ ...own, label: null })),
  ]
}
