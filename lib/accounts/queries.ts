import 'server-only'
import { defineQuery } from '@/lib/entry/query'
import { notFound } from 'next/navigation'
import { z } from 'zod'
import { keepBelonging } from '@/lib/audit/belonging'
import { EXPORT_CAP, defineDownload, yesNo, type Batches } from '@/lib/entry/download'
import { may } from '@/lib/auth/permissions'
import { actorOf, requireStaff } from '@/lib/auth/session'
import { db } from '@/lib/db/client'
import { everyDirectoryRow } from '@/lib/directory/list-rows'
import { directoryAddress, DirectoryQuery, type DirectoryRow } from '@/lib/directory/list-schema'
import { listDirectory } from '@/lib/directory/queries'
import { directoryState } from '@/lib/directory/state'
import type { Account } from '@/lib/tenant-api/accounts'
import { openTenantApi, type TenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import { eachPage, factsOf, onePage, type Page } from '@/lib/tenant-api/paging'
import type { Unit } from '@/lib/tenant-api/tenants'
import { forgetWanted, wantedFor } from '@/lib/subscriptions/wanted'
import { accountOf, readInside } from '@/lib/tenants/access'
import { placesOf, withOwnership } from '@/lib/tenants/ownership'
import { findAccounts, type Found } from '@/lib/tenants/search'
import { unitPaths } from '@/lib/tenants/units'
import { managedTenants, tenantsInView } from '@/lib/tenants/tenancy'
import * as attempts from './attempt-state'
import { allowsCreation } from './creatable'
import { allowsDeletion, nameToType, whatGoes } from './deletable'
import * as deletion from './deletion-runs'
import { demandedKyc } from './demanded'
import { kycFor, recordKycView } from './kyc'
import { sameNameAccounts, toSameName } from './namesakes'
import {
  ListQuery,
  type AccountChoice,
  type AccountOverview,
  type AccountPage,
  type AccountRow,
  type AccountSettings,
  type AttemptState,
  type DeletionView,
  type OverviewCounts,
  type Kyc,
  type SameName,
  type UnitChoice,
} from './schema'
import { readSettings } from './settings'
import { kycOf } from './constants'

/**
 * One page of accounts, in the API's order: all that the credentials reach, or those of the chosen tenant from its own
 * list, which tells the unit only where there is but one.
 */
export const listAccounts = defineQuery({
  permission: 'accounts.read',
  run: async (query: ListQuery): Promise<AccountPage> => {
    const staff = await requireStaff()
    const tenant = openTenantApi({ work: 'view', person: staff.id })
    let searched: number | null = null
    const found = await onePage(
      { page: query.page, perPage: query.size },
      ['accounts', { ...query, page: null }],
      async (page) => {
        const one = await accountRows(tenant, { ...query, page }, { tolerant: true })
        searched = one.searched
        return one
      },
      ({ id }) => id,
    )
    return { ...factsOf(found), rows: found.items, searched }
  },
})

/** One page of the accounts to choose from: of the directory once that has every account, which finds any part of a name. */
export const accountsToChoose = defineQuery({
  permission: 'accounts.read',
  run: async (query: ListQuery): Promise<Omit<AccountPage, 'rows'> & { rows: AccountChoice[] }> => {
    if (!(await directoryState()).listed) return listAccounts(query)
    const { rows, totalCount } = await listDirectory(DirectoryQuery.parse(query))
    const more = query.page * query.size < totalCount
    const facts = { perPage: query.size, totalCount, doubtful: null, more, unread: 0, repeated: false }
    return { ...facts, rows, searched: null }
  },
})

export const exportAccounts = defineDownload<DirectoryRow>({
  name: 'accounts.export',
  label: 'Export accounts',
  target: 'account',
  permission: 'customers.export',
  file: 'accounts',
  plan: (params) => {
    const query = DirectoryQuery.parse(params)
    const { direction, tenant: chosen } = query
    const { size: _, ...asked } = directoryAddress(query)
    const set = Object.entries({ ...asked, direction, tenant: chosen }).filter(([, value]) => value)
    return {
      filter: Object.fromEntries(set),
      idOf: ({ id }) => id,
      columns: {
        Name: (row) => row.name,
        'Account ID': (row) => row.id,
        Type: (row) => row.type,
        'Tenant Unit': (row) => row.unitName,
        Created: (row) => row.createdOn,
        Zones: (row) => row.zones,
        Plans: (row) => row.plans && row.plans.join(', '),
        Members: (row) => row.members,
        'Two-factor enforced': (row) => yesNo(row.enforceTwoFactor),
        'Needs attention': (row) => row.attention,
        Deleted: (row) => row.goneOn,
      },
      open: async (report, all) => {
        const unfiltered = { ...DirectoryQuery.parse({ tenant: chosen }), gone: true }
        if ((await directoryState()).listed) return keptRows(all ? unfiltered : query)
        const tenant = openTenantApi(report.caller)
        report.calls = tenant.calls
        return ownedRows(
          tenant,
          ListQuery.parse({ direction, tenant: chosen, ...(!all && { name: query.name }) }),
        )
      },
    }
  },
})

/** What "Create Account" offers: the units, and for each of them the account types that its tenant allows. */
export type CreateChoices = {
  units: UnitChoice[]
  /** The names of the tenants, or of single units, that do not let accounts be created: they are left out. */
  closed: string[]
  /** The names of the tenants of which there may be further units, which could not be read. */
  unread: string[]
  /** No tenant is in view at all. */
  noTenant: boolean
}

/**
 * Whether an account may be created in any tenant in view (all where none is chosen), which is only said where it is
 * known: the form says why not.
 */
export const offersCreation = defineQuery({
  permission: 'accounts.read',
  run: async (chosen?: string): Promise<boolean> => {
    const staff = await requireStaff()
    if (!may(staff.role, 'accounts.create')) return false
    const tenants = await tenantsInView(openTenantApi({ work: 'view', person: staff.id }), chosen).catch(
      () => null,
    )
    const units = tenants?.items.flatMap((each) => each.units) ?? []
    return units.length === 0 || units.some((unit) => allowsCreation(unit))
  },
})

/**
 * The choices of the form, of the chosen tenant or of all. A tenant that does not tell its types offers the two
 * documented ones.
 */
export const createChoices = defineQuery({
  permission: 'accounts.create',
  run: async (chosen?: string): Promise<CreateChoices> => {
    const staff = await requireStaff()
    const tenant = openTenantApi({ work: 'view', person: staff.id })
    const { items: tenants } = await tenantsInView(tenant, chosen)
    const open = (unit: Unit) => allowsCreation(unit)
    const units = await Promise.all(
      tenants.map(async (each): Promise<UnitChoice[]> => {
        if (!each.units.some(open)) return []
        const told = await tenant.tenants.accountTypes(each.id).catch((error: unknown) => {
          const none = { items: [], complete: true }
          return error instanceof TenantApiError && error.kind === 'not_found' ? none : null
        })
        const demanded = await demandedKyc(each.id)
        const types = told?.items.length === 0 ? ['standard', 'enterprise'] : (told?.items ?? ['standard'])
        const paths = unitPaths(each.units)
        return each.units.filter(open).map((unit) => ({
          id: unit.id as string,
          name: paths.get(unit.id)!,
          tenant: each.name ?? each.id,
          types: types.filter((type) => allowsCreation(unit, type)),
          typesRead: told !== null && told.complete,
          demanded,
        }))
      }),
    )
    const nameOf = ({ id, name }: { id: string; name: string | null }) => name ?? id
    return {
      units: units.flat(),
      closed: tenants.flatMap((each) => {
        const closed = each.units.filter((unit) => !open(unit))
        if (closed.length === 0) return []
        return closed.length === each.units.length ? [nameOf(each)] : closed.map(nameOf)
      }),
      unread: tenants.filter(({ unitsRead }) => !unitsRead).map(nameOf),
      noTenant: tenants.length === 0,
    }
  },
})

/** The tenant's accounts that already have a similar name. */
export const sameName = defineQuery({
  permission: 'accounts.create',
  run: async (name: string): Promise<SameName> => {
    const staff = await requireStaff()
    if (name.trim() === '') return { twins: [], thisName: true, complete: true, everySpelling: true }
    return toSameName(name, await sameNameAccounts(openTenantApi({ work: 'view', person: staff.id }), name))
  },
})

/** Where an opened form stands, looking upstream when its answer was lost. Not found for what is no form's key. */
export const attemptState = defineQuery({
  permission: 'accounts.create',
  run: async (key: string): Promise<AttemptState> => {
    const staff = await requireStaff()
    if (!z.uuid().safeParse(key).success) notFound()
    const attempt = await db().accountAttempt.findUnique({ where: { key } })
    if (!attempt) return { status: 'open' }
    if (attempt.staffId !== staff.id) notFound()
    return attempts.attemptState(
      openTenantApi({ work: 'view', person: staff.id }),
      attempt,
      await actorOf(staff),
    )
  },
})

/** What Cloudflare says of the account. */
export const accountOverview = defineQuery({
  permission: 'accounts.read',
  run: async (rawId: string): Promise<AccountOverview> => {
    const { account } = await accountOf(rawId)
    return {
      id: account.id,
      name: account.name,
      type: account.type,
      unitName: unitNameOf(account),
      createdOn: account.createdOn,
      managedBy: account.unitName ?? account.unit?.tenantName ?? account.unitId,
      settings: {
        enforceTwoFactor: account.settings.enforceTwoFactor,
        abuseContactEmail: account.settings.abuseContactEmail,
        apiAccessEnabled: account.settings.apiAccessEnabled,
      },
    }
  },
})

/** The Know-Your-Customer data as far as the asking person may see it. */
export const accountKyc = defineQuery({
  permission: 'accounts.read',
  run: async (rawId: string) => {
    const values = await readInside(rawId, (tenant, id) => tenant.profiles.get(id))
    const { account, staff } = await accountOf(rawId)
    return kycFor(values, account, staff)
  },
})

/**
 * Our description of the account ('' for none), the subscriptions still missing, with whether that is certain, and when
 * it was deleted here, where Cloudflare has not finished yet.
 */
export const accountNotes = defineQuery({
  permission: 'accounts.read',
  run: async (
    rawId: string,
  ): Promise<{
    description: string
    missing: { ratePlanId: string; reason: string; certain: boolean }[]
    deletedAt: string | null
  }> => {
    const [note, wanted, deleted] = await readInside(rawId, (tenant, accountId) =>
      Promise.all([
        db().accountNote.findUnique({ where: { accountId } }),
        wantedFor(tenant, accountId),
        deletion.deletedLately(accountId),
      ]),
    )
    const { account } = await accountOf(rawId)
    const turnedUp = wanted.filter(({ there }) => there).map(({ ratePlanId }) => ratePlanId)
    await forgetWanted(account.id, turnedUp)
    return {
      description: note?.description ?? '',
      missing: wanted
        .filter(({ there }) => !there)
        .map(({ ratePlanId, reason, there }) => ({ ratePlanId, reason, certain: there === false })),
      deletedAt: deleted?.toISOString() ?? null,
    }
  },
})

/** What the settings form starts from. */
export const accountSettings = defineQuery({
  permission: 'accounts.update',
  run: async (rawId: string): Promise<AccountSettings> => {
    const { account, tenant, staff } = await accountOf(rawId)
    const settings = await readSettings(tenant, account)
    await recordKycView(kycOf(settings), account, staff)
    return settings
  },
})

/** The Know-Your-Customer fields that the account's tenant was seen to demand. */
export const kycDemandedOf = defineQuery({
  permission: 'accounts.update',
  run: async (rawId: string): Promise<(keyof Kyc)[]> => {
    const { account } = await accountOf(rawId)
    return demandedKyc(account.tenantId)
  },
})

/** What is deleted together with the account, and how far a begun deletion has come. */
export const deletionPreview = defineQuery({
  permission: 'accounts.delete',
  run: async (
    rawId: string,
  ): Promise<{
    nameToType: string
    counts: Awaited<ReturnType<typeof whatGoes>>
    begun: DeletionView | null
    /** False where the account's tenant does not let its accounts be deleted. */
    allowed: boolean
    /** When it was deleted here, where Cloudflare is still at it. */
    deletedAt: string | null
  }> => {
    const { account, tenant } = await accountOf(rawId)
    const [counts, begun, allowed, deleted] = await Promise.all([
      whatGoes(tenant, account),
      deletion.deletionOf(account.id),
      allowsDeletion(tenant, account),
      deletion.deletedLately(account.id),
    ])
    return {
      nameToType: nameToType(account),
      counts,
      begun,
      allowed,
      deletedAt: deleted?.toISOString() ?? null,
    }
  },
})

/** How far the deletion has come of an account that may be gone by now. For polling. */
export const deletionProgress = defineQuery({
  permission: 'accounts.delete',
  run: async (accountId: string): Promise<DeletionView | null> => {
    return deletion.deletionOf(accountId)
  },
})

/** What the start page counts: the units of the chosen tenant, or of all, and their accounts. */
export const overviewCounts = defineQuery({
  permission: 'accounts.read',
  run: async (chosen?: string): Promise<OverviewCounts> => {
    const staff = await requireStaff()
    const tenant = openTenantApi({ work: 'view', person: staff.id })
    const { items: tenants, complete } = await tenantsInView(tenant, chosen)
    const pages = await Promise.all(
      tenants.map(({ id }) => tenant.tenants.accounts(id, { page: 1, perPage: 5 })),
    )
    const totals = pages.map(({ totalCount }) => totalCount)
    return {
      units:
        complete && tenants.every(({ unitsRead }) => unitsRead)
          ? tenants.flatMap(({ units }) => units).length
          : null,
      accounts:
        !complete || totals.includes(null) ? null : totals.reduce<number>((sum, total) => sum + total!, 0),
    }
  },
})

/** The name of an account's unit. Another organization may manage it too, which is no unit. */
function unitNameOf({
  unit,
  unitId,
  unitName,
}: Pick<Account, 'unitId' | 'unitName'> & { unit: Unit | null }) {
  return unit && (unit.name ?? (unit.id === unitId ? unitName : null))
}

type Asked = Parameters<TenantApi['accounts']['list']>[0]
type Telling = Parameters<typeof withOwnership>[2]

/** Those of our tenants, from the directory: all of them, however many. */
async function* keptRows(query: DirectoryQuery): Batches<DirectoryRow> {
  let untold = false
  for await (const rows of everyDirectoryRow(query)) {
    untold ||= rows.some(({ owned }) => owned === null)
    const owned = rows.filter((row) => row.owned)
    if (owned.length > 0) yield owned
  }
  return !untold
}

/** The same from Cloudflare, which tells less, and of a long list only the first. */
async function* ownedRows(tenant: TenantApi, query: ListQuery): Batches<DirectoryRow> {
  let everySearched = true
  const pages = eachPage(
    async (page) => {
      const found = await accountRows(tenant, { ...query, page, size: 50 }, { upTo: EXPORT_CAP })
      everySearched &&= found.searched === null
      return found
    },
    ({ id }) => id,
    EXPORT_CAP,
  )
  let untold = false
  for (;;) {
    const { done, value } = await pages.next()
    if (done) return value && everySearched && !untold
    untold ||= value.some((row) => row.owned === null)
    const owned = value.filter((row) => row.owned)
    if (owned.length > 0) yield owned.map((row) => ({ ...row, ...UNREAD }))
  }
}

const UNREAD = { zones: null, members: null, plans: null, attention: 0, goneOn: null }

async function accountRows(
  tenant: TenantApi,
  { name, page, size, direction, tenant: chosen }: ListQuery,
  telling: Telling,
): Promise<Page<AccountRow> & Pick<Found, 'searched'>> {
  const asked = { name: name || undefined, page, perPage: size, direction }
  const found = await (chosen ? ofTenant(tenant, chosen, asked) : ofAll(tenant, asked, telling))
  const items = found.items.map((account) => ({
    id: account.id,
    name: account.name,
    type: account.type,
    unitName: unitNameOf(account),
    createdOn: account.createdOn,
    enforceTwoFactor: account.settings.enforceTwoFactor,
    owned: account.owned,
  }))
  return { ...found, items }
}

async function ofAll(tenant: TenantApi, asked: Asked, telling: Telling) {
  const [found] = await Promise.all([findAccounts(tenant, null, asked), managedTenants(tenant)])
  return { ...found, items: await withOwnership(tenant, found.items, telling) }
}

async function ofTenant(tenant: TenantApi, chosen: string, asked: Asked) {
  const { items: tenants } = await tenantsInView(tenant, chosen)
  const { id } = tenants[0]!
  const found = await findAccounts(tenant, id, asked)
  await keepBelonging(found.items.map((account) => [account.id, id]))
  const placed = placesOf(tenants)
  const unitOf = ({ unitId }: Account) => (placed(unitId) ?? placed(id))?.unit ?? null
  return {
    ...found,
    items: found.items.map((account) => ({ ...account, owned: true, unit: unitOf(account) })),
  }
}
