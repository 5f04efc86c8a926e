import 'server-only'
import { ADMINISTRATOR, SUPER_ADMINISTRATOR } from '@/lib/members/constants'
import { db } from '@/lib/db/client'
import { Prisma } from '@/lib/db/generated/client'
import { env } from '@/lib/env'
import { PEOPLE_PAGE, POWERS } from './constants'
import type { Membership, PeopleQuery, PersonRow } from './schema'

const { sql, join, empty } = Prisma
type Sql = Prisma.Sql
type Filter = Omit<PeopleQuery, 'page'>

/** How many kinds of power a row names. */
const NAMED = 3

/** Members that are there, of accounts that are ours and there. */
const OURS = (tenant: string | undefined) => sql`
  directory_member m JOIN directory_account a ON a.id = m.account_id
    AND a.gone_at IS NULL AND a.tenant_id IS NOT NULL ${tenant ? sql`AND a.tenant_id = ${tenant}` : empty}
  WHERE m.gone_at IS NULL AND m.email IS NOT NULL`

/** A role, or a permission group of a policy that allows, as `isSuper` counts them. */
const holds = (id: string, name: string) => sql`(
  m.roles @> ${JSON.stringify([{ id }])}::jsonb
  OR m.policies @> ${JSON.stringify([{ access: 'allow', permissionGroups: [name] }])}::jsonb
  OR m.policies @> ${JSON.stringify([{ access: 'allow', permissionGroups: [SUPER_POLICY] }])}::jsonb AND ${id === SUPER_ADMINISTRATOR})`
/** What Cloudflare calls it in lists of roles and groups. */
const SUPER_POLICY = 'Super Administrator - All Privileges'
const IS_SUPER = holds(SUPER_ADMINISTRATOR, POWERS.super)
const IS_ADMIN = holds(ADMINISTRATOR, POWERS.admin)

function matching({ q, tenant, status, twoFactor, power }: Filter): { where: Sql; having: Sql } {
  const part = `%${q.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
  const some: Sql[] = []
  if (status) some.push(sql`bool_or(m.status = ${status})`)
  if (twoFactor) some.push(sql`bool_or(m.two_factor = ${twoFactor === 'on'})`)
  if (power) some.push(sql`bool_or(${power === 'super' ? IS_SUPER : IS_ADMIN})`)
  return {
    where: sql`${OURS(tenant)} ${q ? sql`AND (m.email LIKE ${part} OR lower(m.name) LIKE ${part})` : empty}`,
    having: some.length > 0 ? sql`HAVING ${join(some, ' AND ')}` : empty,
  }
}

const ORDERS: Record<PeopleQuery['sort'], Sql> = {
  email: sql`m.email`,
  accounts: sql`count(*)`,
  pending: sql`count(*) FILTER (WHERE m.status = 'pending')`,
}

export async function countPeople(filter: Filter): Promise<number> {
  const { where, having } = matching(filter)
  const [row] = await db().$queryRaw<{ count: bigint }[]>`
    SELECT count(*) FROM (SELECT 1 FROM ${where} GROUP BY m.email ${having}) people`
  return Number(row!.count)
}

export async function pageOfPeople(
  { page, ...filter }: PeopleQuery,
  size = PEOPLE_PAGE,
): Promise<PersonRow[]> {
  const { where, having } = matching(filter)
  const direction = filter.direction === 'desc' ? sql`DESC` : sql`ASC`
  const people = await db().$queryRaw<Omit<PersonRow, 'powers'>[]>`
    SELECT m.email, max(m.name) AS name, count(*)::int AS accounts,
      count(*) FILTER (WHERE m.status = 'pending')::int AS pending,
      CASE WHEN bool_and(m.two_factor) = bool_or(m.two_factor) THEN bool_and(m.two_factor) END AS "twoFactor"
    FROM ${where} GROUP BY m.email ${having}
    ORDER BY ${ORDERS[filter.sort]} ${direction}, m.email LIMIT ${size} OFFSET ${(page - 1) * size}`
  const powers = await powersOf(
    people.map(({ email }) => email),
    filter.tenant,
  )
  return people.map((person) => ({ ...person, powers: powers.get(person.email) ?? [] }))
}

async function powersOf(
  emails: string[],
  tenant: string | undefined,
): Promise<Map<string, PersonRow['powers']>> {
  if (emails.length === 0) return new Map()
  const rows = await db().$queryRaw<{ email: string; name: string; accounts: number }[]>`
    SELECT m.email, power.name, count(*)::int AS accounts
    FROM (SELECT m.email, m.roles, m.policies FROM ${OURS(tenant)} AND m.email = ANY(${emails}::text[])) m,
      LATERAL (
        SELECT coalesce(role ->> 'name', role ->> 'id') AS name FROM jsonb_array_elements(m.roles) role
        UNION
        SELECT CASE policy ->> 'access' WHEN 'allow' THEN permission ELSE 'No ' || permission END
        FROM jsonb_array_elements(m.policies) policy, jsonb_array_elements_text(policy -> 'permissionGroups') permission
      ) power
    GROUP BY 1, 2 ORDER BY 3 DESC, 2`
  const found = new Map<string, PersonRow['powers']>()
  for (const { email, name, accounts } of rows) {
    const powers = found.get(email) ?? []
    if (powers.length < NAMED) powers.push({ name, accounts })
    found.set(email, powers)
  }
  return found
}

/** The accounts where somebody is a member, by name, and how many there are. */
export async function membershipsOf(
  email: string,
  { take, skip = 0, only }: { take: number; skip?: number; only?: string[] },
): Promise<{ memberships: Membership[]; totalCount: number }> {
  const where = sql`${OURS(undefined)} AND m.email = ${email} ${only ? sql`AND m.account_id = ANY(${only}::text[])` : empty}`
  const [rows, [counted]] = await Promise.all([
    db().$queryRaw<(Omit<Membership, 'firstSeen' | 'kept'> & { firstSeen: Date; lastSuper: boolean })[]>`
      SELECT m.id AS "memberId", a.id AS "accountId", a.name AS "accountName", m.status, m.roles, m.policies,
        m.two_factor AS "twoFactor", m.first_seen_at AS "firstSeen",
        m.status = 'accepted' AND ${IS_SUPER} AND NOT EXISTS (
          SELECT FROM (SELECT other.* FROM directory_member other WHERE other.account_id = a.id AND other.id <> m.id
            AND other.gone_at IS NULL AND other.status = 'accepted') m WHERE ${IS_SUPER}) AS "lastSuper"
      FROM ${where} ORDER BY a.sort_name, a.id LIMIT ${take} OFFSET ${skip}`,
    db().$queryRaw<{ count: bigint }[]>`SELECT count(*) FROM ${where}`,
  ])
  const self = email === env().CLOUDFLARE_EMAIL.toLowerCase()
  return {
    memberships: rows.map(({ firstSeen, lastSuper, ...row }) => ({
      ...row,
      firstSeen: firstSeen.toISOString(),
      kept: self ? SELF : lastSuper ? LAST : null,
    })),
    totalCount: Number(counted!.count),
  }
}

const SELF = 'This console acts as this user, and would lose the account.'
const LAST = 'The last Super Administrator is removed in the account, where that is confirmed by typing.'
