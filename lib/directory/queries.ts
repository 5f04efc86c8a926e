import 'server-only'
import { requireStaff } from '@/lib/auth/session'
import { asId, type AccountId } from '@/lib/core/ids'
import { db } from '@/lib/db/client'
import { defineQuery } from '@/lib/entry/query'
import { TenantApiError } from '@/lib/tenant-api/errors'
import { openTenantApi } from '@/lib/tenant-api/client'
import { chosenTenant } from '@/lib/tenants/tenancy'
import { unitPaths } from '@/lib/tenants/units'
import type { DirectoryChoices, DirectoryPage, DirectoryQuery } from './list-schema'
import { directoryPage, unitsKept } from './list-rows'
import { directoryState } from './state'

/** How many accounts are asked for at once. */
const AT_ONCE = 5

/** One page of all accounts, or of the chosen tenant's, as the directory has them. */
export const listDirectory = defineQuery({
  permission: 'accounts.read',
  run: async (query: DirectoryQuery): Promise<DirectoryPage> => {
    const staff = await requireStaff()
    await chosenTenant(openTenantApi({ work: 'view', person: staff.id }), query.tenant)
    return directoryPage(query)
  },
})

/** Whether every account was listed once: lists are made of the directory from then on. */
export const directoryListed = defineQuery({
  permission: 'accounts.read',
  run: async (): Promise<boolean> => (await directoryState()).listed,
})

/** Asks Cloudflare for each account of that page, which keeps it as it is now, and has what is in them read soon. */
export const refreshShown = defineQuery({
  permission: 'accounts.read',
  run: async (query: DirectoryQuery): Promise<null> => {
    const staff = await requireStaff()
    const tenant = openTenantApi({ work: 'view', person: staff.id })
    const { rows } = await directoryPage(query)
    const ids = rows.filter(({ goneOn }) => !goneOn).flatMap(({ id }) => asId<AccountId>(id) ?? [])
    await db().directoryAccount.updateMany({ where: { id: { in: ids } }, data: { dueAt: new Date() } })
    try {
      for (let nth = 0; nth < ids.length; nth += AT_ONCE)
        await Promise.all(ids.slice(nth, nth + AT_ONCE).map((id) => tenant.accounts.get(id).catch(ifGone)))
    } finally {
      // The page that is read next shows it.
      await tenant.mirrored()
    }
    return null
  },
})

/** What can be chosen to filter by. */
export const directoryChoices = defineQuery({
  permission: 'accounts.read',
  run: async (chosen?: string): Promise<DirectoryChoices> => {
    const [units, words] = await Promise.all([unitsKept(), wordsKept()])
    const shown = units.filter(({ tenantId }) => !chosen || tenantId === chosen)
    const paths = unitPaths(shown)
    return {
      ...words,
      units: shown
        .map(({ id }) => ({ id, name: paths.get(id)! }))
        .toSorted((a, b) => a.name.localeCompare(b.name, 'en')),
    }
  },
})

function ifGone(error: unknown): void {
  if (!(error instanceof TenantApiError) || error.kind !== 'not_found') throw error
}

// They change about once a year, and are read from every row. On globalThis: pages and actions are separate bundles.
const kept = globalThis as typeof globalThis & {
  tenantdeskDirectoryWords?: { value: Promise<Words>; until: number }
}
type Words = Pick<DirectoryChoices, 'types' | 'plans'>
const WORDS_KEPT_FOR_MS = 60_000

function wordsKept(): Promise<Words> {
  const held = kept.tenantdeskDirectoryWords
  if (held && held.until > Date.now()) return held.value
  const value = readWords()
  kept.tenantdeskDirectoryWords = { value, until: Date.now() + WORDS_KEPT_FOR_MS }
  value.catch(() => (kept.tenantdeskDirectoryWords = undefined))
  // What was known is good enough until then.
  return held ? Promise.race([value, held.value]) : value
}

async function readWords(): Promise<Words> {
  const [{ types, plans }] = await db().$queryRaw<[Words]>`
    SELECT ARRAY(SELECT DISTINCT type FROM directory_account WHERE gone_at IS NULL AND type IS NOT NULL ORDER BY 1) AS types,
      ARRAY(SELECT DISTINCT plan FROM directory_account, unnest(plans) plan
            WHERE gone_at IS NULL AND plans_read ORDER BY 1) AS plans`
  return { types, plans }
}
