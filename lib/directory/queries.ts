import 'server-only'
import { requireStaff } from '@/lib/auth/session'
import { db } from '@/lib/db/client'
import { defineQuery } from '@/lib/entry/query'
import { openTenantApi } from '@/lib/tenant-api/client'
import { chosenTenant } from '@/lib/tenants/tenancy'
import { unitPaths } from '@/lib/tenants/units'
import type { DirectoryChoices, DirectoryPage, DirectoryQuery } from './list-schema'
import { directoryPage, unitsKept } from './list-rows'

/** One page of all accounts, or of the chosen tenant's, as the directory has them. */
export const listDirectory = defineQuery({
  permission: 'accounts.read',
  run: async (query: DirectoryQuery): Promise<DirectoryPage> => {
    const staff = await requireStaff()
    await chosenTenant(openTenantApi({ work: 'view', person: staff.id }), query.tenant)
    return directoryPage(query)
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
