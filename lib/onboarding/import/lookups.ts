import 'server-only'
import { createChoices } from '@/lib/accounts/queries'
import type { UnitChoice } from '@/lib/accounts/schema'
import { db } from '@/lib/db/client'
import type { DraftContent } from '@/lib/onboarding/draft-schema'
import { contentOfTemplate } from '@/lib/onboarding/drafts'
import { catalogue } from '@/lib/subscriptions/catalogue-file'
import { ADMINISTRATOR, SUPER_ADMINISTRATOR } from '@/lib/members/constants'
import type { TenantApi } from '@/lib/tenant-api/client'
import { managedTenants } from '@/lib/tenants/tenancy'

type Named = { id: string; name: string }

/** What the names in a row can mean. */
export type Lookups = {
  units: UnitChoice[]
  /** As an account of the unit offers them; without an account those that are the same everywhere. */
  rolesIn: (unitId: string) => Promise<{ accountId: string | null; roles: Named[] }>
  zonePlans: Named[]
  subscriptions: Named[]
  /** Ids, in lower case, of plans that Cloudflare has refused to the unit's tenant. */
  refusedIn: (unitId: string) => Promise<Set<string>>
  template: (name: string) => Promise<DraftContent | null>
}

/** Reads once what is the same for every row, and what belongs to a unit or template when a row names it. */
export async function readLookups(tenant: TenantApi): Promise<Lookups> {
  const { units } = await createChoices()
  const tenantOf = async (unitId: string) =>
    (await managedTenants(tenant)).items.find((each) => each.units.some(({ id }) => id === unitId))
  return {
    units,
    rolesIn: once(async (unitId) => {
      const home = await tenantOf(unitId)
      const accounts = home ? await tenant.tenants.accounts(home.id, { page: 1, perPage: 50 }) : null
      const like = accounts?.items.find((each) => each.unitId === unitId) ?? accounts?.items[0]
      if (!like) return { accountId: null, roles: EVERYWHERE }
      const { items } = await tenant.roles.list(like.id)
      return { accountId: like.id, roles: items.map(({ id, name }) => ({ id, name: name ?? id })) }
    }),
    zonePlans: plansOf('zone'),
    subscriptions: plansOf('account'),
    refusedIn: once(async (unitId) => {
      const home = await tenantOf(unitId)
      const rows = home ? await db().planRefusal.findMany({ where: { tenantId: home.id } }) : []
      return new Set(rows.map(({ ratePlanId }) => ratePlanId))
    }),
    template: once(async (name) => {
      const found = await db().onboardingTemplate.findFirst({
        where: { name: { equals: name, mode: 'insensitive' } },
      })
      return found && contentOfTemplate(found)
    }),
  }
}

const EVERYWHERE: Named[] = [
  { id: ADMINISTRATOR, name: 'Administrator' },
  { id: SUPER_ADMINISTRATOR, name: 'Super Administrator' },
]

const plansOf = (scope: 'zone' | 'account'): Named[] =>
  catalogue()
    .products.filter((product) => product.scope === scope)
    .flatMap(({ plans }) => plans.map(({ id, label }) => ({ id, name: label ?? id })))

/** Asks once for each key, as long as the answer is not a failure. */
function once<T>(ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const asked = new Map<string, Promise<T>>()
  return (key) => {
    const answer = asked.get(key) ?? ask(key)
    asked.set(key, answer)
    answer.catch(() => asked.delete(key))
    return answer
  }
}
