import 'server-only'
import { notFound } from 'next/navigation'
import * as z from 'zod'
import { defineQuery } from '@/lib/entry/query'
import { db } from '@/lib/db/client'
import { Prisma, type OnboardingImport } from '@/lib/db/generated/client'
import { sharedBudget } from '@/lib/tenant-api/budget'
import { namesOf } from './drafts'
import { conditionsOf, twinsOf, type Condition } from './import/conditions'
import { readRow } from './import/rows'
import { GRID_ROWS } from './import-constants'
import {
  EMPTY_VALUES,
  type Compared,
  type Grid,
  type GridQuery,
  type ImportColumn,
  type ImportDetails,
  type ImportPreview,
  type ImportRow,
  type Like,
  type SameFile,
} from './import-schema'

/** The latest imports, of everybody. */
export const listImports = defineQuery({
  permission: 'onboarding.import',
  run: async (): Promise<ImportRow[]> => {
    const imports = await db().onboardingImport.findMany({
      where: { rowCount: { gt: 0 } },
      orderBy: { createdAt: 'desc' },
      take: LISTED_AT_MOST,
    })
    const nameOf = await namesOf(imports.map(({ createdBy }) => createdBy))
    return imports.map((each) => toRow(each, nameOf(each.createdBy)))
  },
})

/** What the page of an import begins with. Unknown ids end in the 404 page. */
export const importDetails = defineQuery({
  permission: 'onboarding.read',
  run: async (rawId: string): Promise<ImportDetails> => {
    const found = await importOf(rawId)
    const { compared, createdBy, startedAt } = found
    const nameOf = await namesOf([createdBy])
    return {
      ...toRow(found, nameOf(createdBy)),
      compared: compared as Compared | null,
      startedAt: startedAt?.toISOString() ?? null,
      same: await sameFile(found),
    }
  },
})

/** The rows that have no run yet, a page at a time: what they say, what is wrong with them, and who is like them. */
export const importGrid = defineQuery({
  permission: 'onboarding.import',
  run: async (rawId: string, { show, page }: GridQuery): Promise<Grid> => {
    const { id, columns } = await importOf(rawId)
    const counted = await db().$queryRaw<{ condition: Condition; count: number }[]>`
      SELECT condition, count(*)::int AS count FROM ${conditionsOf(id)} told GROUP BY condition`
    const of = (condition: Condition) => counted.find((each) => each.condition === condition)?.count ?? 0
    const counts = { errors: of('errors'), twins: of('twins'), ready: of('ready') }
    const all = counts.errors + counts.twins + counts.ready
    const shown = show === 'all' || counts[show] > 0 ? show : 'all'
    const which = shown === 'all' ? Prisma.sql`condition <> 'asked'` : Prisma.sql`condition = ${shown}`
    const numbers = await db().$queryRaw<{ row: number }[]>`
      SELECT row FROM ${conditionsOf(id)} told WHERE ${which}
      ORDER BY row LIMIT ${GRID_ROWS} OFFSET ${(page - 1) * GRID_ROWS}`
    const rows = await rowsOf(
      id,
      numbers.map(({ row }) => row),
    )
    const faulty = rows.flatMap(({ faults }) => Object.keys(faults) as ImportColumn[])
    return {
      rows,
      columns: [...new Set([...(columns as ImportColumn[]), ...faulty])],
      counts: { all, ...counts },
      show: shown,
      page,
      total: shown === 'all' ? all : counts[shown],
    }
  },
})

/** What starting an import costs. */
export const importPreview = defineQuery({
  permission: 'onboarding.import',
  run: async (rawId: string): Promise<ImportPreview> => {
    const { id } = await importOf(rawId)
    const [ready] = await db().$queryRaw<{ customers: number; calls: number }[]>`
      SELECT count(*)::int AS customers, coalesce(sum(calls), 0)::int AS calls
      FROM ${conditionsOf(id)} told WHERE condition = 'ready'`
    const { limit, forPeople } = await sharedBudget().state()
    const { customers, calls } = ready!
    return { customers, calls, seconds: Math.ceil((calls / (limit - forPeople)) * 300), limit, forPeople }
  },
})

const LISTED_AT_MOST = 20

const toRow = (
  { id, status, fileName, rowCount, createdAt }: OnboardingImport,
  createdBy: string,
): ImportRow => ({ id, status, fileName, rowCount, createdBy, createdAt: createdAt.toISOString() })

async function importOf(rawId: string): Promise<OnboardingImport> {
  const id = z.uuid().safeParse(rawId).data ?? notFound()
  // One that is still being read, or broke off, has no rows to show.
  return (await db().onboardingImport.findFirst({ where: { id, rowCount: { gt: 0 } } })) ?? notFound()
}

/** The latest other import of what the file says that was started. */
async function sameFile({ id, digest }: OnboardingImport): Promise<SameFile | null> {
  const other = await db().onboardingImport.findFirst({
    where: { digest, id: { not: id }, startedAt: { not: null } },
    orderBy: { startedAt: 'desc' },
  })
  if (!other) return null
  const [nameOf, made, asked, ended] = await Promise.all([
    namesOf([other.createdBy]),
    db().onboardingRun.count({ where: { importId: other.id, accountId: { not: null } } }),
    db().onboardingImportRow.count({ where: { importId: other.id, askedBy: { not: null } } }),
    db().onboardingRun.count({ where: { importId: other.id, accountId: null, endedAt: { not: null } } }),
  ])
  return {
    id: other.id,
    startedAt: other.startedAt!.toISOString(),
    startedBy: nameOf(other.createdBy),
    made,
    underway: other.status === 'cancelled' ? 0 : asked - made - ended,
  }
}

async function rowsOf(importId: string, numbers: number[]) {
  const [kept, twins] = await Promise.all([
    db().onboardingImportRow.findMany({
      where: { importId, row: { in: numbers } },
      orderBy: { row: 'asc' },
    }),
    twinsOf(importId, numbers),
  ])
  return kept.map((each) => {
    const { row, like, confirmed } = each
    const { values, faults } = readRow(each) ?? { values: EMPTY_VALUES, faults: {} }
    return {
      row,
      values,
      faults,
      like: (like ?? []) as Like[],
      twins: twins.get(row)?.rows ?? [],
      elsewhere: twins.get(row)?.elsewhere ?? null,
      confirmed,
    }
  })
}
