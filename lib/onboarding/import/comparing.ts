import 'server-only'
import { domainToUnicode } from 'node:url'
import { sameNameAccounts } from '@/lib/accounts/namesakes'
import { asciiDomain } from '@/lib/core/domains'
import { AppError } from '@/lib/core/errors'
import type { Whole } from '@/lib/core/paging'
import { orNull } from '@/lib/core/read'
import { db } from '@/lib/db/client'
import { everyDirectoryRow } from '@/lib/directory/list-rows'
import { DirectoryQuery } from '@/lib/directory/list-schema'
import { directoryState } from '@/lib/directory/state'
import { zonesNamed as keptZones } from '@/lib/directory/zones-named'
import type { Compared, Like } from '@/lib/onboarding/import-schema'
import type { TenantApi } from '@/lib/tenant-api/client'
import { eachPage } from '@/lib/tenant-api/paging'
import type { Zone } from '@/lib/tenant-api/zones'
import { managedAccount } from '@/lib/tenants/access'
import { managedTenants } from '@/lib/tenants/tenancy'
import type { Checked } from './checking'
import { domainKey, domainsOf, keysOf, nameKey, sameCustomer } from './rows'

/** Of each list of Cloudflare: a hundred calls of the allowance that everybody shares. The directory is read whole. */
const LOOK_AT_MOST = 5000
/** Up to so many domains are asked for by name, which is cheaper than listing all there are. */
const FEW_DOMAINS = 40

type Found = { names: Map<string, Like[]>; domains: Map<string, Like[]> }

/**
 * Notes at each row of an import who is there already, or is being made: the tenant's accounts and their zones, of the
 * directory as far as it has them, else each list read once whatever the number of rows; and runs that have not ended. What cannot be read is told, and keeps
 * nobody from the rest.
 */
export async function compareRows(
  tenant: TenantApi,
  importId: string,
  domains: ReadonlySet<string>,
): Promise<Compared> {
  const told: Compared = { accounts: 0, zones: 0, complete: true, why: null }
  const owned = new Map<string, string>()
  const unread = (error: unknown) => {
    if (!(error instanceof AppError)) throw error
    told.complete = false
    told.why ??= error.message
  }
  await note(importId, await openRuns())
  const { listed, filled } = await directoryState()
  try {
    for await (const accounts of listed ? keptAccounts() : managedAccounts(tenant, told)) {
      const names = new Map<string, Like[]>()
      for (const { id, name } of accounts) {
        owned.set(id, name ?? id)
        if (name !== null) add(names, nameKey(name), { kind: 'account', accountId: id, name })
      }
      told.accounts += accounts.length
      await note(importId, { names, domains: new Map() })
    }
  } catch (error) {
    unread(error)
  }
  try {
    const kept = filled && domains.size > FEW_DOMAINS
    for await (const zones of kept ? [await keptZones(domains)] : zonesOf(tenant, domains, told)) {
      const found = new Map<string, Like[]>()
      for (const { name, accountId, accountName } of zones) {
        const domain = asciiDomain(name ?? '')
        const account = accountId && (owned.get(accountId) ?? (told.complete ? null : accountName))
        // Zones in accounts that are none of ours are nobody's business here.
        if (domain && accountId && account)
          add(found, domainKey(domain), { kind: 'account', accountId, name: account, domain })
      }
      told.zones += zones.length
      await note(importId, { names: new Map(), domains: found })
    }
  } catch (error) {
    unread(error)
  }
  return told
}

/**
 * The same for rows that were changed: whom Cloudflare finds by name and domain, and runs that have not ended. What
 * cannot be read throws.
 */
export async function likeRows(
  tenant: TenantApi,
  importId: string,
  rows: ReadonlyMap<number, Checked>,
): Promise<Map<number, Like[]>> {
  const before = await db().onboardingImportRow.findMany({
    where: { importId, row: { in: [...rows.keys()] } },
    select: { row: true, nameKey: true, domainKeys: true },
  })
  const runs = await openRuns()
  const found = new Map<number, Like[]>()
  for (const { row, ...was } of before) {
    const checked = rows.get(row)!
    if (sameCustomer(was, keysOf(checked))) continue
    const name = checked.values.account_name
    const like: Like[] = []
    if (name !== '')
      for (const { id, name: called } of (await sameNameAccounts(tenant, name)).accounts)
        like.push({ kind: 'account', accountId: id, name: called ?? id })
    for (const domain of domainsOf(checked)) {
      for (const zone of (await zonesNamed(tenant, domain)).items) {
        const account = zone.accountId && (await orNull(managedAccount(tenant, zone.accountId)))
        if (account)
          like.push({ kind: 'account', accountId: account.id, name: account.name ?? account.id, domain })
      }
      like.push(...(runs.domains.get(domainKey(domain)) ?? []))
    }
    if (name !== '') like.push(...(runs.names.get(nameKey(name)) ?? []))
    if (like.length > 0) found.set(row, like.slice(0, LIKE_MAX))
  }
  return found
}

/** What cannot be told to be ours is compared too. */
async function* keptAccounts() {
  for await (const rows of everyDirectoryRow(DirectoryQuery.parse({})))
    yield rows.filter(({ owned }) => owned !== false)
}

async function* managedAccounts(tenant: TenantApi, told: Compared) {
  const { items: tenants, complete } = await managedTenants(tenant)
  told.complete &&= complete
  for (const { id } of tenants) {
    const pages = eachPage(
      (page) => tenant.tenants.accounts(id, { page, perPage: 50 }),
      (account): string => account.id,
      LOOK_AT_MOST,
    )
    told.complete = (yield* pages) && told.complete
  }
}

async function* zonesOf(
  tenant: TenantApi,
  domains: ReadonlySet<string>,
  told: Compared,
): AsyncGenerator<Zone[]> {
  if (domains.size === 0) return
  if (domains.size > FEW_DOMAINS) {
    const pages = eachPage(
      (page) => tenant.zones.everywhere({ page, perPage: 50 }),
      (zone): string => zone.id,
      LOOK_AT_MOST,
    )
    told.complete = (yield* pages) && told.complete
    return
  }
  for (const domain of domains) {
    const { items, complete } = await zonesNamed(tenant, domain)
    told.complete &&= complete
    if (items.length > 0) yield items
  }
}

/** Upstream may keep either form of a name. */
async function zonesNamed(tenant: TenantApi, domain: string): Promise<Whole<Zone>> {
  const forms = [...new Set([domain, domainToUnicode(domain) || domain])]
  const found = await Promise.all(forms.map((form) => tenant.zones.named(form)))
  return { items: found.flatMap(({ items }) => items), complete: found.every(({ complete }) => complete) }
}

/** Runs that have not ended, of whatever made them; other imports' rows of this name are looked for when they are shown. */
async function openRuns(): Promise<Found> {
  const runs = await db().onboardingRun.findMany({
    where: { endedAt: null },
    select: {
      id: true,
      title: true,
      steps: { where: { key: { startsWith: 'zone:' } }, select: { key: true } },
    },
  })
  const found: Found = { names: new Map(), domains: new Map() }
  for (const { id, title, steps } of runs) {
    const like = { kind: 'run', runId: id, name: title } as const
    add(found.names, nameKey(title), like)
    for (const { key } of steps) {
      const domain = key.slice('zone:'.length)
      add(found.domains, domainKey(domain), { ...like, domain })
    }
  }
  return found
}

/** Adds to the rows that have one of the names or domains what was found under it. */
async function note(importId: string, { names, domains }: Found): Promise<void> {
  if (names.size + domains.size === 0) return
  const rows = await db().onboardingImportRow.findMany({
    where: {
      importId,
      OR: [{ nameKey: { in: [...names.keys()] } }, { domainKeys: { hasSome: [...domains.keys()] } }],
    },
    select: { row: true, nameKey: true, domainKeys: true, like: true },
  })
  for (const { row, nameKey: name, domainKeys, like } of rows) {
    const before = (like ?? []) as Like[]
    const more = [...(names.get(name ?? '') ?? []), ...domainKeys.flatMap((key) => domains.get(key) ?? [])]
    const all = new Map([...before, ...more].map((each) => [JSON.stringify(each), each]))
    await db().onboardingImportRow.update({
      where: { importId_row: { importId, row } },
      data: { like: [...all.values()].slice(0, LIKE_MAX) },
    })
  }
}

/** Ours: enough to see that there are some. */
const LIKE_MAX = 5

function add(found: Map<string, Like[]>, key: string, like: Like): void {
  found.set(key, [...(found.get(key) ?? []), like])
}
