import 'server-only'
import { notFound } from 'next/navigation'
import * as z from 'zod'
import { AppError } from '@/lib/core/errors'
import { defineDownload, type Batches } from '@/lib/entry/download'
import { defineQuery } from '@/lib/entry/query'
import { db } from '@/lib/db/client'
import { Prisma, type OnboardingImport } from '@/lib/db/generated/client'
import { sharedBudget } from '@/lib/tenant-api/budget'
import { namesOf } from './drafts'
import { conditionsOf, FAILED, twinsOf, type Condition } from './import/conditions'
import { readRow } from './import/rows'
import { GRID_ROWS, IMPORTED_ROWS } from './import-constants'
import {
  EMPTY_VALUES,
  ROW_STATES,
  type Compared,
  type Grid,
  type GridQuery,
  type GridRow,
  type ImportColumn,
  type ImportDetails,
  type ImportedPage,
  type ImportedQuery,
  type ImportedRow,
  type ImportPreview,
  type ImportProgress,
  type ImportRow,
  type Like,
  type RowState,
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
    const [nameOf, open] = await Promise.all([
      namesOf(imports.map(({ createdBy }) => createdBy)),
      openImports(imports.map(({ id }) => id)),
    ])
    return imports.map((each) => {
      const over = each.status === 'running' && !open.has(each.id)
      return { ...toRow(each, nameOf(each.createdBy)), ...(over && { status: 'done' as const }) }
    })
  },
})

/** Those of the imports that have a row whose run has not ended. */
async function openImports(ids: string[]): Promise<Set<string>> {
  const open = await db().$queryRaw<{ id: string }[]>`
    SELECT DISTINCT r.import_id AS id FROM onboarding_import_row r LEFT JOIN onboarding_run run ON run.id = r.run_id
    WHERE r.import_id = ANY(${ids}::uuid[]) AND r.asked_by IS NOT NULL AND run.ended_at IS NULL`
  return new Set(open.map(({ id }) => id))
}

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
    const counts = { failed: of('failed'), errors: of('errors'), twins: of('twins'), ready: of('ready') }
    const all = counts.failed + counts.errors + counts.twins + counts.ready
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
    const [first, ...others] = columns as ImportColumn[]
    return {
      rows,
      // What is wrong is not to be looked for at the far end of a wide table.
      columns: [...new Set([first!, ...(shown === 'errors' ? faulty : []), ...others, ...faulty])],
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

async function rowsOf(importId: string, numbers: number[]): Promise<GridRow[]> {
  const kept = await db().onboardingImportRow.findMany({
    where: { importId, row: { in: numbers } },
    orderBy: { row: 'asc' },
  })
  const [twins, runs] = await Promise.all([
    twinsOf(importId, numbers),
    db().onboardingRun.findMany({
      where: { id: { in: kept.flatMap(({ runId }) => runId ?? []) } },
      select: { id: true, status: true, reason: true },
    }),
  ])
  return kept.map((each) => {
    const { row, like, confirmed, runId } = each
    const { values, faults } = readRow(each) ?? { values: EMPTY_VALUES, faults: {} }
    const run = runs.find(({ id }) => id === runId)
    return {
      row,
      values,
      faults,
      like: (like ?? []) as Like[],
      twins: twins.get(row)?.rows ?? [],
      elsewhere: twins.get(row)?.elsewhere ?? null,
      confirmed,
      failure: run ? { runId: run.id, reason: run.reason ?? 'It was stopped.' } : null,
    }
  })
}

/** How far an import has come; for polling. */
export const importProgress = defineQuery({
  permission: 'onboarding.read',
  run: async (rawId: string): Promise<ImportProgress> => {
    const { id, status } = await importOf(rawId)
    const counted = await db().$queryRaw<{ state: RowState; count: number; calls: number }[]>`
      SELECT state, count(*)::int AS count, sum(calls)::int AS calls FROM ${statesOf(id)} told GROUP BY state`
    const of = (state: RowState) => counted.find((each) => each.state === state)
    const states = Object.fromEntries(
      ROW_STATES.map((state) => [state, of(state)?.count ?? 0]),
    ) as ImportProgress['states']
    const [left] = await db().$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM onboarding_import_row
      WHERE import_id = ${id}::uuid AND (asked_by IS NULL OR ${FAILED})`
    const { limit, forPeople } = await sharedBudget().state()
    const calls = (of('waiting')?.calls ?? 0) + (of('running')?.calls ?? 0)
    const moving = states.waiting + states.running
    return {
      status: status === 'running' && moving + states.paused === 0 ? 'done' : status,
      states,
      total: counted.reduce((sum, { count }) => sum + count, 0),
      left: left!.count,
      secondsLeft: moving > 0 ? Math.ceil((calls / (limit - forPeople)) * 300) : null,
    }
  },
})

/** The rows of a started import, a page at a time. */
export const importedRows = defineQuery({
  permission: 'onboarding.read',
  run: async (rawId: string, { state, at }: ImportedQuery): Promise<ImportedPage> => {
    const { id } = await importOf(rawId)
    const which = state ? Prisma.sql`state = ${state}` : Prisma.sql`true`
    const [counted] = await db().$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM ${statesOf(id)} told WHERE ${which}`
    return { rows: await readStates(id, which, { skip: (at - 1) * PAGE, take: PAGE }), total: counted!.count }
  },
})

const PAGE = IMPORTED_ROWS
const EXPORT_BATCH = 500

export const exportImport = defineDownload<ImportedRow>({
  name: 'onboarding.import.export',
  label: 'Download the result of an import',
  target: 'import',
  permission: 'customers.export',
  file: 'import-result',
  targetOf: ({ importId }) => ({ id: importId }),
  plan: ({ importId }) => ({
    filter: {},
    columns: {
      row: ({ row }) => row,
      account_name: ({ name }) => name,
      account_id: ({ accountId }) => accountId,
      state: ({ state }) => state,
      reason: ({ reason }) => reason,
    },
    open: async (report) => {
      const id = z.uuid().safeParse(importId).data
      const found = id && (await db().onboardingImport.findFirst({ where: { id, rowCount: { gt: 0 } } }))
      if (!found) throw new AppError('not_found', 'There is no such import.')
      report.target = { id: found.id, name: found.fileName }
      return resultOf(found.id)
    },
  }),
})

async function* resultOf(id: string): Batches<ImportedRow> {
  for (let after = 0; ;) {
    const rows = await readStates(id, Prisma.sql`row > ${after}`, { skip: 0, take: EXPORT_BATCH }, true)
    if (rows.length > 0) yield rows
    if (rows.length < EXPORT_BATCH) return true
    after = rows.at(-1)!.row
  }
}

/** The rows of an import that a run was asked for, or all, in their state in words. */
const statesOf = (importId: string, all = false) => Prisma.sql`(
  SELECT r.row, r.calls, r.content, r.faults, r.run_id, run.title, run.reason, run.account_id, CASE
    WHEN run.id IS NULL THEN CASE WHEN i.status = 'cancelled' THEN 'stopped' ELSE 'waiting' END
    WHEN run.status = 'queued' THEN 'waiting'
    WHEN run.status = 'problems' THEN 'completed with problems'
    ELSE run.status::text END AS state
  FROM onboarding_import_row r
  JOIN onboarding_import i ON i.id = r.import_id
  LEFT JOIN onboarding_run run ON run.id = r.run_id
  WHERE r.import_id = ${importId}::uuid ${all ? Prisma.empty : Prisma.sql`AND r.asked_by IS NOT NULL`})`

type StateRow = Pick<ImportedRow, 'row' | 'state' | 'reason'> & {
  content: Uint8Array<ArrayBuffer> | null
  faults: number
  run_id: string | null
  title: string | null
  account_id: string | null
}

async function readStates(
  importId: string,
  which: Prisma.Sql,
  { skip, take }: { skip: number; take: number },
  all = false,
): Promise<ImportedRow[]> {
  const rows = await db().$queryRaw<StateRow[]>`
    SELECT * FROM ${statesOf(importId, all)} told WHERE ${which} ORDER BY row LIMIT ${take} OFFSET ${skip}`
  return rows.map(({ row, state, reason, content, faults, run_id, title, account_id }) => ({
    row,
    name: title ?? readRow({ importId, row, content })?.values.account_name ?? '',
    state,
    reason: reason ?? (run_id || faults === 0 ? null : 'It has errors, and was not started.'),
    accountId: account_id,
    runId: run_id,
  }))
}
