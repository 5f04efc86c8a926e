import 'server-only'
import { plainName } from '@/lib/core/names'
import { db } from '@/lib/db/client'
import { Prisma } from '@/lib/db/generated/client'
import { NONE, type AccountSort, type DirectoryQuery } from './list-schema'

// The list is cut into stretches, each in the order of one index: first those that have a value of the column sorted
// by, then those that have none (or, by unit, one unit after the other). So the last page costs what its place in an
// index costs, and never a sort of them all.

const { sql, join, empty } = Prisma
type Sql = Prisma.Sql

export type UnitNode = { id: string; tenantId: string; name: string | null; parentId: string | null }

export type AccountRecord = {
  id: string
  name: string
  type: string | null
  unitId: string | null
  tenantId: string | null
  createdOn: Date | null
  twoFactor: boolean | null
  zones: number | null
  members: number | null
  plans: string[]
  plansRead: boolean
  attention: number
  firstSeenAt: Date
  seenAt: Date
  goneAt: Date | null
}

/** What is sorted by, with its type. */
type Key = { of: Sql; type: Sql }
/** Some of the list, in the order of `by`. */
type Stretch = { where: Sql; by: Key[]; direction: 'asc' | 'desc' }

const TEXT = sql`text`
const NAME: Key[] = [
  { of: sql`a.sort_name`, type: TEXT },
  { of: sql`a.id`, type: TEXT },
]
const COLUMNS: Record<Exclude<AccountSort, 'name' | 'unit'>, Key> = {
  type: { of: sql`a.type`, type: TEXT },
  created: { of: sql`a.created_on`, type: sql`timestamptz` },
  zones: { of: sql`a.zones`, type: sql`int` },
  // As its index has it.
  plan: { of: sql`(CASE WHEN a.plans_read THEN coalesce(a.plans[1], '') END)`, type: TEXT },
  members: { of: sql`a.members`, type: sql`int` },
  'two-factor': { of: sql`a.two_factor`, type: sql`boolean` },
  attention: { of: sql`a.attention`, type: sql`int` },
}

const FIELDS = sql`a.id, a.name, a.type, a.unit_id AS "unitId", a.tenant_id AS "tenantId", a.created_on AS "createdOn",
  a.two_factor AS "twoFactor", a.zones, a.members, coalesce(a.plans, '{}') AS plans, a.plans_read AS "plansRead", a.attention,
  a.first_seen_at AS "firstSeenAt", a.seen_at AS "seenAt", a.gone_at AS "goneAt"`

/** One page, and how many there are on all of them. */
export async function pageOfAccounts(
  query: DirectoryQuery,
  units: UnitNode[],
): Promise<{ records: AccountRecord[]; totalCount: number }> {
  const [first, last] = [(query.page - 1) * query.size, query.page * query.size]
  const filter = filterOf(query, units)
  const pieces: Sql[] = []
  let before = 0
  for (const { count, ...stretch } of await counted(query, filter, units)) {
    const [from, to] = [Math.max(first, before), Math.min(last, before + count)]
    if (from < to)
      pieces.push(sql`
        (SELECT ${pieces.length}::int AS piece, row_number() OVER () AS place, id
         FROM (SELECT a.id FROM directory_account a WHERE ${filter} AND ${stretch.where}
               ORDER BY ${orderOf(stretch)} LIMIT ${to - from} OFFSET ${from - before}) found)`)
    before += count
  }
  if (pieces.length === 0) return { records: [], totalCount: before }
  const records = await db().$queryRaw<AccountRecord[]>`
    SELECT ${FIELDS} FROM (${join(pieces, ' UNION ALL ')}) p JOIN directory_account a ON a.id = p.id
    ORDER BY p.piece, p.place`
  return { records, totalCount: before }
}

/** All of them in the same order, a batch at a time, each from the last row of the one before. */
export async function* everyAccount(
  query: DirectoryQuery,
  units: UnitNode[],
  size: number,
): AsyncGenerator<AccountRecord[]> {
  const filter = filterOf(query, units)
  for (const stretch of stretchesOf(query, units)) {
    const { where, by, direction } = stretch
    const place = join(by.map(({ of }) => sql`${of}::text`))
    for (let after = empty; ;) {
      const found = await db().$queryRaw<(AccountRecord & { place: string[] })[]>`
        SELECT ${FIELDS}, ARRAY[${place}] AS place
        FROM directory_account a WHERE ${filter} AND ${where} ${after}
        ORDER BY ${orderOf(stretch)} LIMIT ${size}`
      if (found.length > 0) yield found
      if (found.length < size) break
      const last = found.at(-1)!.place
      after = sql`AND (${join(by.map(({ of }) => of))}) ${direction === 'asc' ? sql`>` : sql`<`}
        (${join(by.map(({ type }, nth) => sql`${last[nth]}::${type}`))})`
    }
  }
}

/** Accounts that are there and whose name is the same in any spelling (`likeness`), at most so many. */
export const accountsLike = (likeness: string, most: number): Promise<AccountRecord[]> =>
  db().$queryRaw<AccountRecord[]>`
    SELECT ${FIELDS} FROM directory_account a
    WHERE a.likeness = ${likeness} AND a.gone_at IS NULL ORDER BY a.sort_name, a.id LIMIT ${most}`

/** The stretches, the first one first. */
function stretchesOf({ sort, direction }: DirectoryQuery, units: UnitNode[]): (Stretch & { of?: string })[] {
  if (sort === 'name') return [{ where: sql`TRUE`, by: NAME, direction }]
  if (sort === 'unit') {
    const ordered = inOrder(units, direction).map(({ id }) => ({
      of: id,
      where: sql`a.unit_id = ${id}`,
      by: NAME,
      direction,
    }))
    const elsewhere = sql`(a.unit_id IS NULL OR a.unit_id <> ALL(${units.map(({ id }) => id)}))`
    return [...ordered, { where: elsewhere, by: NAME, direction: 'asc' }]
  }
  const column = COLUMNS[sort]
  return [
    { where: sql`${column.of} IS NOT NULL`, by: [column, ...NAME], direction },
    { where: sql`${column.of} IS NULL`, by: NAME, direction: 'asc' },
  ]
}

async function counted(query: DirectoryQuery, filter: Sql, units: UnitNode[]) {
  const stretches = stretchesOf(query, units)
  if (query.sort === 'unit') {
    const found = await db().$queryRaw<{ unitId: string | null; count: number }[]>`
      SELECT a.unit_id AS "unitId", count(*)::int AS count FROM directory_account a WHERE ${filter} GROUP BY 1`
    const counts = new Map<string | undefined, number>()
    const known = new Set(units.map(({ id }) => id))
    for (const { unitId, count } of found) {
      const of = unitId !== null && known.has(unitId) ? unitId : undefined
      counts.set(of, (counts.get(of) ?? 0) + count)
    }
    return stretches.map((stretch) => ({ ...stretch, count: counts.get(stretch.of) ?? 0 }))
  }
  const column = query.sort === 'name' ? sql`a.id` : COLUMNS[query.sort].of
  const [{ all, known }] = await db().$queryRaw<[{ all: number; known: number }]>`
    SELECT count(*)::int AS all, count(${column})::int AS known FROM directory_account a WHERE ${filter}`
  return stretches.map((stretch, nth) => ({ ...stretch, count: nth === 0 ? known : all - known }))
}

const orderOf = ({ by, direction }: Stretch) =>
  join(by.map(({ of }) => sql`${of} ${direction === 'asc' ? sql`ASC` : sql`DESC`}`))

/** By name, as people read it; those without one last. */
function inOrder(units: UnitNode[], direction: 'asc' | 'desc'): UnitNode[] {
  const turn = direction === 'asc' ? 1 : -1
  const plain = new Map(units.map(({ id, name }) => [id, name === null ? null : plainName(name)]))
  const order = (a: string, b: string) => (a < b ? -turn : a > b ? turn : 0)
  return units.toSorted((a, b) => {
    const [one, other] = [plain.get(a.id)!, plain.get(b.id)!]
    if (one === null || other === null)
      return Number(one === null) - Number(other === null) || order(a.id, b.id)
    return order(one, other) || order(a.id, b.id)
  })
}

function filterOf(query: DirectoryQuery, units: UnitNode[]): Sql {
  const { name, type, unit, from, to, minZones, maxZones, plan, minMembers, maxMembers, twoFactor } = query
  const every: (Sql | false | '' | undefined)[] = [
    !query.gone && sql`a.gone_at IS NULL`,
    query.tenant && sql`a.tenant_id = ${query.tenant}`,
    name && sql`a.sort_name LIKE ${`%${plainName(name).replace(/[\\%_]/g, '\\$&')}%`}`,
    type && (type === NONE ? sql`a.type IS NULL` : sql`a.type = ${type}`),
    unit && (unit === NONE ? sql`a.unit_id IS NULL` : sql`a.unit_id = ANY(${below(unit, units)})`),
    from && sql`a.created_on >= ${from}::timestamp AT TIME ZONE 'UTC'`,
    to && sql`a.created_on < (${to}::timestamp + interval '1 day') AT TIME ZONE 'UTC'`,
    minZones !== undefined && sql`a.zones >= ${minZones}`,
    maxZones !== undefined && sql`a.zones <= ${maxZones}`,
    plan &&
      (plan === NONE
        ? sql`(a.plans_read AND coalesce(a.plans, '{}') = '{}')`
        : sql`(a.plans_read AND a.plans @> ${[plan]})`),
    minMembers !== undefined && sql`a.members >= ${minMembers}`,
    maxMembers !== undefined && sql`a.members <= ${maxMembers}`,
    twoFactor &&
      { on: sql`a.two_factor`, off: sql`NOT a.two_factor`, unknown: sql`a.two_factor IS NULL` }[twoFactor],
    query.attention && sql`a.attention > 0`,
  ]
  return join([sql`TRUE`, ...every.filter((each) => typeof each === 'object')], ' AND ')
}

/** The unit and all that are below it. */
function below(unit: string, units: UnitNode[]): string[] {
  const found = new Set([unit])
  // A Set that grows while it is gone through is gone through to its end.
  for (const id of found) for (const each of units) if (each.parentId === id) found.add(each.id)
  return [...found]
}
