import 'server-only'
import { setTimeout as after } from 'node:timers/promises'
import { keepBelonging } from '@/lib/audit/belonging'
import { AppError } from '@/lib/core/errors'
import type { Whole } from '@/lib/core/paging'
import type { TenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import type { Tenant } from '@/lib/tenant-api/tenants'

const KEPT_FOR_MS = 60_000
/** How long the last answer is used when a new one fails or is doubtful. */
const STANDS_IN_FOR_MS = 60 * 60_000
/** How long a page waits for a new answer when the last one can be used instead. */
const PATIENCE_MS = 2_000
/** How long to wait before asking again after that. */
const PAUSE_MS = 5_000

/** Times are in epoch milliseconds. */
type Held = {
  last: { tenants: Whole<Tenant>; keptUntil: number; standsInUntil: number } | null
  asking: { answer: Promise<Whole<Tenant>>; since: number } | null
}
// On globalThis because pages and actions are separate bundles of one process.
const kept = globalThis as typeof globalThis & { tenantdeskTenants?: Held }

/**
 * The tenants that the credentials administer, with their units; cached for a minute, because they change about once a
 * year. A doubtful answer (none at all, one that is partly unreadable, or empty where there was something) is not
 * cached, nor is a failure: the last answer is used instead. Not complete: there may be more.
 */
export async function managedTenants(tenant: TenantApi): Promise<Whole<Tenant>> {
  const held = (kept.tenantdeskTenants ??= { last: null, asking: null })
  const now = Date.now()
  if (held.last && now < held.last.keptUntil) return held.last.tenants
  held.asking ??= { answer: ask(tenant, held), since: now }
  const { answer, since } = held.asking
  const last = standIn(held)
  if (!last) return answer
  // A late answer is still cached, and a late failure is ignored.
  answer.catch(() => {})
  return Promise.race([answer, after(Math.max(0, since + PATIENCE_MS - now), last)])
}

/**
 * The tenants that a page shows: the one in the address, or all (undefined). This narrows lists and is no access
 * control: whoever may read one tenant may read all. Throws `AppError('not_found')` for a tenant that the credentials
 * do not administer.
 */
export async function tenantsInView(tenant: TenantApi, chosen: string | undefined): Promise<Whole<Tenant>> {
  const tenants = await managedTenants(tenant)
  if (!chosen) return tenants
  const found = tenants.items.find(({ id }) => id === chosen)
  if (found) return { items: [found], complete: true }
  if (tenants.complete) throw new AppError('not_found', 'Your credentials administer no tenant with this ID.')
  throw new AppError(
    'unavailable',
    'Cloudflare did not return all tenants of your credentials. Try again in a moment.',
  )
}

/**
 * As `tenantsInView` for one tenant, for pages that read only our own tables: where the tenants cannot be read, the id
 * serves as the name. Undefined for all.
 */
export async function chosenTenant(
  tenant: TenantApi,
  chosen: string | undefined,
): Promise<{ id: string; name: string } | undefined> {
  if (!chosen) return undefined
  const found = await tenantsInView(tenant, chosen).catch((error: unknown) => {
    if (error instanceof AppError && error.code !== 'not_found') return null
    throw error
  })
  return { id: chosen, name: found?.items[0]?.name ?? chosen }
}

/** Clears the cache. */
export function forgetTenants(): void {
  kept.tenantdeskTenants = undefined
}

/** A 404 here is about a list of our own tenants, and not about the account that somebody asked for. */
export function missingList(error: unknown): never {
  if (!(error instanceof TenantApiError) || error.kind !== 'not_found') throw error
  throw new AppError('unavailable', error.message, { detail: error.detail ?? undefined, cause: error })
}

async function ask(tenant: TenantApi, held: Held): Promise<Whole<Tenant>> {
  try {
    const told = await tenant.tenants.list().catch(missingList)
    const last = standIn(held)
    if (told.complete && (told.items.length > 0 || !last?.items.length))
      return keep(held, told.items, last?.items ?? [])
    if (!last) return told
    const others = last.items.filter(({ id }) => !told.items.some((each) => each.id === id))
    return wait(held, { items: [...told.items, ...others], complete: true })
  } catch (error) {
    const last = standIn(held)
    const isDown = error instanceof AppError && error.code !== 'credentials'
    if (!last || !isDown) throw error
    return wait(held, last)
  } finally {
    held.asking = null
  }
}

/**
 * Caches an answer. Where a tenant's units are doubtful, the previous ones are used and the tenant is asked for again
 * soon.
 */
async function keep(held: Held, told: Tenant[], before: Tenant[]): Promise<Whole<Tenant>> {
  const tenants = told.map((each) => {
    const units = before.find(({ id }) => id === each.id)?.units ?? []
    return inDoubt(each, units) ? { ...each, units, unitsRead: true } : each
  })
  const sure = tenants.every((each, index) => each === told[index] && each.unitsRead)
  const now = Date.now()
  const standsInUntil = sure ? now + STANDS_IN_FOR_MS : (held.last?.standsInUntil ?? now + STANDS_IN_FOR_MS)
  const whole = { items: tenants, complete: true }
  held.last = { tenants: whole, keptUntil: now + (sure ? KEPT_FOR_MS : PAUSE_MS), standsInUntil }
  await keepBelonging(tenants.flatMap(({ id, units }) => units.map((unit) => [unit.id, id] as const)))
  return whole
}

function inDoubt({ id, units, unitsRead }: Tenant, before: { id: string }[]): boolean {
  const isNone = units.every((unit) => unit.id === (id as string))
  return before.length > 0 && (!unitsRead || (isNone && before.some((unit) => unit.id !== id)))
}

/** Uses the last answer for a while, without asking. */
function wait(held: Held, standing: Whole<Tenant>): Whole<Tenant> {
  held.last!.keptUntil = Date.now() + PAUSE_MS
  return standing
}

function standIn({ last }: Held): Whole<Tenant> | null {
  return last && Date.now() < last.standsInUntil ? last.tenants : null
}
