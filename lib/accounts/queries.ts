import 'server-only'
import { notFound } from 'next/navigation'
import { cache } from 'react'
import { actorOf, requirePermission } from '@/lib/auth/session'
import { DeskError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { openTenantApi } from '@/lib/tenant-api/client'
import { managedAccount, managedTenants, withOwnership } from './access'
import * as creation from './creation'
import * as deletion from './deletion'
import { kycFor, recordKycView } from './kyc'
import type { AccountSettings, AccountTwin, AttemptState, DeletionView } from './schema'
import { readSettings } from './settings'

export type AccountRow = {
  id: string
  name: string | null
  type: string | null
  unitName: string | null
  createdOn: string | null
  enforceTwoFactor: boolean | null
  /** False for an account that the credentials reach but the tenant does not own: it is shown and cannot be opened. */
  owned: boolean
}
export type AccountPage = { rows: AccountRow[]; page: number; perPage: number; totalCount: number | null }

/** Takes what the list's URL says; returns one page of accounts, in the API's order. */
export async function listAccounts(query: {
  name: string
  page: number
  perPage: number
  direction: 'asc' | 'desc'
}): Promise<AccountPage> {
  await requirePermission('accounts.read')
  const tenant = openTenantApi()
  const [found] = await Promise.all([
    tenant.accounts.list({ ...query, name: query.name || undefined }),
    managedTenants(tenant),
  ])
  const rows = (await withOwnership(tenant, found.items)).map((account) => ({
    id: account.id,
    name: account.name,
    type: account.type,
    unitName: account.unit?.name ?? account.unitName,
    createdOn: account.createdOn,
    enforceTwoFactor: account.settings.enforceTwoFactor,
    owned: account.owned,
  }))
  return { rows, page: found.page, perPage: found.perPage, totalCount: found.totalCount }
}

/** What "Create Account" offers: the units, and for each of them the account types that its tenant allows. */
export type CreateChoices = { units: { id: string; name: string; types: string[] }[] }

/** Returns the choices of the form. A tenant that does not tell its types offers the two documented ones. */
export async function createChoices(): Promise<CreateChoices> {
  await requirePermission('accounts.create')
  const tenant = openTenantApi()
  const tenants = await managedTenants(tenant)
  const units = await Promise.all(
    tenants.map(async ({ id, name, units }) => {
      const types = await tenant.tenants.accountTypes(id).catch(() => [])
      return units.map((unit) => ({
        id: unit.id as string,
        name: unit.name ?? name ?? unit.id,
        types: types.length > 0 ? types : ['standard', 'enterprise'],
      }))
    }),
  )
  return { units: units.flat() }
}

/** Takes a name; returns the tenant's accounts that have it already. */
export async function sameName(name: string): Promise<AccountTwin[]> {
  await requirePermission('accounts.create')
  if (name.trim() === '') return []
  return (await creation.sameNameAccounts(openTenantApi(), name)).map(creation.toTwin)
}

/** Takes an opened form's key; returns where it stands, looking upstream when its answer was lost. */
export async function attemptState(key: string): Promise<AttemptState> {
  const staff = await requirePermission('accounts.create')
  const attempt = await db().accountAttempt.findUnique({ where: { key } })
  if (!attempt) return { status: 'open' }
  if (attempt.staffId !== staff.id) notFound()
  return creation.attemptState(openTenantApi(), attempt, await actorOf(staff))
}

/** The account of a page and its tabs, read once per request. Unknown and foreign ids end in the 404 page. */
export const accountOf = cache(async (rawId: string) => {
  const staff = await requirePermission('accounts.read')
  const tenant = openTenantApi()
  try {
    return { staff, tenant, account: await managedAccount(tenant, rawId) }
  } catch (error) {
    if (error instanceof DeskError && error.code === 'not_found') notFound()
    throw error
  }
})

export type AccountOverview = {
  id: string
  name: string | null
  type: string | null
  unitName: string | null
  createdOn: string | null
  managedBy: string | null
  settings: {
    enforceTwoFactor: boolean | null
    abuseContactEmail: string | null
    apiAccessEnabled: boolean | null
  }
}

/** Takes an id from the URL; returns what Cloudflare says of the account. */
export async function accountOverview(rawId: string): Promise<AccountOverview> {
  const { account } = await accountOf(rawId)
  return {
    id: account.id,
    name: account.name,
    type: account.type,
    unitName: account.unit?.name ?? account.unitName,
    createdOn: account.createdOn,
    managedBy: account.unitName ?? account.unit?.tenantName ?? account.unitId,
    settings: {
      enforceTwoFactor: account.settings.enforceTwoFactor,
      abuseContactEmail: account.settings.abuseContactEmail,
      apiAccessEnabled: account.settings.apiAccessEnabled,
    },
  }
}

/** Takes an id from the URL; returns the Know-Your-Customer data as far as the asking person may see it. */
export async function accountKyc(rawId: string) {
  const { account, tenant, staff } = await accountOf(rawId)
  return kycFor(tenant, account, staff)
}

/** Takes an id from the URL; returns our description of the account ('' for none) and subscriptions still missing. */
export async function accountNotes(
  rawId: string,
): Promise<{ description: string; missing: { ratePlanId: string; reason: string }[] }> {
  const { account } = await accountOf(rawId)
  const [note, missing] = await Promise.all([
    db().accountNote.findUnique({ where: { accountId: account.id } }),
    db().wantedSubscription.findMany({
      where: { accountId: account.id },
      select: { ratePlanId: true, reason: true },
      orderBy: { createdAt: 'asc' },
    }),
  ])
  return { description: note?.description ?? '', missing }
}

/** Takes an id from the URL; returns what the settings form starts from. */
export async function accountSettings(rawId: string): Promise<AccountSettings> {
  await requirePermission('accounts.update')
  const { account, tenant, staff } = await accountOf(rawId)
  const settings = await readSettings(tenant, account)
  await recordKycView(settings.kyc, account, staff)
  return settings
}

/** Takes an id from the URL; returns what deleting the account takes with it and how far a begun deletion has come. */
export async function deletionPreview(rawId: string): Promise<{
  nameToType: string
  counts: Awaited<ReturnType<typeof deletion.whatGoes>>
  begun: DeletionView | null
}> {
  await requirePermission('accounts.delete')
  const { account, tenant } = await accountOf(rawId)
  const [counts, begun] = await Promise.all([
    deletion.whatGoes(tenant, account),
    deletion.deletionOf(account.id),
  ])
  return { nameToType: deletion.nameToType(account), counts, begun }
}

/** Takes an account's id, which may be gone by now; returns how far its deletion has come. For polling. */
export async function deletionProgress(accountId: string): Promise<DeletionView | null> {
  await requirePermission('accounts.delete')
  return deletion.deletionOf(accountId)
}
