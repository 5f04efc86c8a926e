import 'server-only'
import { AppError } from '@/lib/core/errors'
import type { AccountId, ZoneId } from '@/lib/core/ids'
import { keepable } from '@/lib/core/names'
import type { Whole } from '@/lib/core/paging'
import { db } from '@/lib/db/client'
import type { TenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import { recount } from './mirror/counts'
import { hasAny, lose, loseOthers, type Inside } from './mirror/gone'
import { keyOf } from './mirror/subscriptions'

const HOUR = 60 * 60_000
/** Plans change rarely, and each costs a call. */
const PLANS_KEPT_MS = 24 * HOUR
/** What is in an account beside its zones and their plans: the profile, members, subscriptions and tokens. */
const LISTS = 5
/** Assumed of an account that was never read. */
const ZONES_ASSUMED = 4

/** How many calls it takes to read an account: the most that is likely. */
export async function callsToRead(accountId: string): Promise<number> {
  const [known] = await db().$queryRaw<{ zones: number | null; stale: number; members: number | null }[]>`
    SELECT zones, members, (
      SELECT count(*)::int FROM directory_zone WHERE account_id = account.id AND gone_at IS NULL
        AND (plan_read_at IS NULL OR plan_read_at < ${new Date(Date.now() - PLANS_KEPT_MS)})
    ) AS stale
    FROM directory_account account WHERE id = ${accountId}`
  if (!known || known.zones === null) return LISTS + ZONES_ASSUMED
  return LISTS + known.stale + Math.floor(known.zones / 50) + Math.floor((known.members ?? 0) / 50)
}

/**
 * Reads all that is in an account that is ours; what the answers show is kept on the way. Each part may fail by itself,
 * and keeps what was known of it: returns which, in words for people, or null. That tokens are not shown to the
 * credentials is no fault of a reading, and stands with the account alone. Throws where nothing more can be asked now
 * (`rate_limited`, or this process may not send).
 */
export async function readAccount(tenant: TenantApi, accountId: AccountId): Promise<string | null> {
  const faults: { says: string; standing: boolean }[] = []
  const reading: Reading = async (what, read) => {
    try {
      return await read()
    } catch (error) {
      if (!(error instanceof TenantApiError) || error.kind === 'rate_limited') throw error
      faults.push({ says: `${what}: ${error.message}`, standing: error.wantsToken })
      return null
    }
  }
  const whole = async <T>(
    of: Inside,
    what: string,
    list: () => Promise<Whole<T>>,
    keyOf: (item: T) => string,
  ) => {
    let since = new Date()
    let found = await reading(what, list)
    // One empty answer is not the truth where there was something.
    if (found?.items.length === 0 && (await hasAny(of, accountId))) {
      since = new Date()
      found = await reading(what, list)
    }
    if (!found) return null
    await tenant.mirrored()
    if (found.complete) await loseOthers(db(), of, accountId, found.items.map(keyOf), since)
    else faults.push({ says: `${what}: not all of them could be read`, standing: false })
    return found.items
  }
  const idOf = ({ id }: { id: string }) => id

  await reading('Know-Your-Customer data', () => tenant.profiles.get(accountId))
  const zones = await whole(
    'zone',
    'Zones',
    () => tenant.zones.allByAccount(accountId, { cap: Infinity }),
    idOf,
  )
  const members = await whole(
    'member',
    'Members',
    () => tenant.members.all(accountId, { cap: Infinity }),
    idOf,
  )
  const subscriptions = await whole(
    'subscription',
    'Subscriptions',
    () => tenant.subscriptions.list(accountId),
    (each) => keyOf(accountId, each),
  )
  await whole('token', 'API tokens', () => tenant.tokens.all(accountId), idOf)
  const plans = zones && (await readPlans(tenant, accountId, reading))

  await tenant.mirrored()
  const says = faults.map((each) => each.says).join(' ')
  await db().$transaction(async (tx) => {
    await tx.$executeRaw`
      UPDATE directory_account SET
        zones = CASE WHEN ${zones !== null} THEN coalesce(zones, 0) ELSE zones END,
        members = CASE WHEN ${members !== null} THEN coalesce(members, 0) ELSE members END,
        plans_read = plans_read OR ${plans === true && subscriptions !== null},
        read_at = now(), read_fault = nullif(${keepable(says)}, ''),
        due_at = now() + CASE
          WHEN opened_at > now() - interval '1 day' THEN interval '1 hour'
          WHEN EXISTS (SELECT FROM directory_zone WHERE account_id = ${accountId} AND gone_at IS NULL
              AND status IS DISTINCT FROM 'active')
            OR EXISTS (SELECT FROM directory_member WHERE account_id = ${accountId} AND gone_at IS NULL
              AND status = 'pending')
            THEN interval '4 hours'
          ELSE interval '24 hours'
        END
      WHERE id = ${accountId}`
    await recount(tx, [accountId])
  })
  const passing = faults.filter(({ standing }) => !standing)
  return passing.length > 0 ? passing.map((each) => each.says).join(' ') : null
}

/** Null where it could not be read, which is noted. */
type Reading = <T>(what: string, read: () => Promise<T>) => Promise<T | null>

/** True where the plans of all zones are known and not too old. An internal zone has none. */
async function readPlans(tenant: TenantApi, accountId: string, reading: Reading): Promise<boolean> {
  const stale = await db().$queryRaw<{ id: ZoneId; name: string }[]>`
    SELECT id, name FROM directory_zone
    WHERE account_id = ${accountId} AND gone_at IS NULL AND type IS DISTINCT FROM 'internal'
      AND (plan_read_at IS NULL OR plan_read_at < ${new Date(Date.now() - PLANS_KEPT_MS)})
    ORDER BY id`
  let all = true
  for (const { id, name } of stale) {
    const read = await reading(`The plan of ${name}`, () => tenant.zoneSubscriptions.get(id).then(() => true))
    all &&= read !== null
  }
  return all
}

/**
 * Looks for an account by its id, and marks it as gone where Cloudflare knows of none. Returns whether it is there.
 * `unlisted`: a whole list did not hold it; then a 403 says the same, which alone may have another reason.
 */
export async function lookForAccount(
  tenant: TenantApi,
  accountId: AccountId,
  { unlisted = false } = {},
): Promise<boolean> {
  try {
    await tenant.accounts.get(accountId)
    await tenant.mirrored()
    return true
  } catch (error) {
    if (!(error instanceof TenantApiError) || !(error.noSuch || (unlisted && error.forbidden))) throw error
    await lose(db(), 'account', accountId, new Date())
    return false
  }
}

/** The fault in words for people, where it is one of Cloudflare's or of ours. */
export function inWords(error: unknown): string {
  return error instanceof AppError
    ? error.message
    : 'The directory met an internal error. The log tells more.'
}
