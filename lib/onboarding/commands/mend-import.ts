import 'server-only'
import * as z from 'zod'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { Prisma, type OnboardingImportRow } from '@/lib/db/generated/client'
import { defineCommand } from '@/lib/entry/command'
import { openTenantApi } from '@/lib/tenant-api/client'
import { checkRow, type Checked } from '../import/checking'
import { likeRows } from '../import/comparing'
import { conditionsOf, FAILED } from '../import/conditions'
import { readLookups } from '../import/lookups'
import { kept, readRow, sameCustomer } from '../import/rows'
import { goOnImporting } from '../import/starting'
import { askToStop, openRun } from '../run/changing'
import { IMPORT_COLUMNS } from '../import-constants'
import { MendRows, OneImport, RunAgain, TheseRows, type ImportValues } from '../import-schema'

/** Checks what was changed in the grid, and keeps it. */
export const mendRows = defineCommand({
  name: 'onboarding.import.mend',
  label: 'Correct rows of an import',
  target: 'import',
  permission: 'onboarding.import',
  effect: 'local',
  input: MendRows,
  remember: { after: z.object({ rows: z.array(z.number()), errors: z.number() }) },
  targetOf: ({ importId }) => ({ id: importId }),
  prepare: async ({ staff }, { importId, rows }) => {
    const found = await db().onboardingImport.findUnique({ where: { id: importId } })
    if (!found) throw gone()
    const tenant = openTenantApi({ work: 'view', person: staff.id })
    const lookups = await readLookups(tenant)
    const before = await readRows(importId, rows)
    const checked = new Map<number, Checked>()
    for (const { row, values } of rows)
      checked.set(row, await checkRow({ values: { ...before.get(row)!, ...values } }, lookups))
    const likes = await likeRows(tenant, importId, checked)
    return async (tx: Prisma.TransactionClient) => {
      await openImport(tx, importId)
      const open = await lockRows(
        tx,
        importId,
        rows.map(({ row }) => row),
      )
      for (const { row } of rows) {
        const was = open.get(row)
        if (!was) throw started(row)
        // Another field of it, since it was read for the check.
        const said = readRow(was)?.values
        if (!said || IMPORT_COLUMNS.some((column) => said[column] !== before.get(row)![column]))
          throw changed(row)
        await takeBack(tx, was, staff.email)
        const now = kept(importId, row, checked.get(row)!)
        const same = sameCustomer(was, now)
        await tx.onboardingImportRow.update({
          where: { importId_row: { importId, row } },
          // Who wanted one customer all the same did not speak of another.
          data: {
            ...now,
            runId: null,
            askedBy: null,
            ...(!same && { confirmed: false, like: likes.get(row) ?? Prisma.DbNull }),
          },
        })
      }
      const errors = [...checked.values()].filter(({ order }) => order === null).length
      return { data: { errors }, after: { rows: [...checked.keys()], errors } }
    }
  },
})

/** What rows say now. Throws where they do not say any more what is to be replaced. */
async function readRows(importId: string, rows: MendRows['rows']): Promise<Map<number, ImportValues>> {
  const found = await db().onboardingImportRow.findMany({
    where: { importId, row: { in: rows.map(({ row }) => row) } },
  })
  return new Map(
    rows.map(({ row, loaded, values }) => {
      const kept = found.find((each) => each.row === row)
      if (!kept) throw started(row)
      const said = readRow(kept)?.values
      const columns = IMPORT_COLUMNS.filter((column) => values[column] !== undefined)
      if (!said || columns.some((column) => said[column] !== loaded[column])) throw changed(row)
      return [row, said]
    }),
  )
}

/** Makes another run of rows whose run could make nothing, as they are. */
export const runAgain = defineCommand({
  name: 'onboarding.import.again',
  label: 'Run rows of an import again',
  target: 'import',
  permission: 'onboarding.import',
  effect: 'local',
  input: RunAgain,
  remember: { after: z.object({ rows: z.number() }) },
  targetOf: ({ importId }) => ({ id: importId }),
  run: async ({ tx, staff }, { importId, rows }) => {
    const found = await openImport(tx, importId)
    const open = await lockRows(tx, importId, rows)
    for (const row of rows) {
      const was = open.get(row)
      // What it said may be removed by now.
      if (!was?.runId || !was.content) throw started(row)
      await takeBack(tx, was, staff.email)
    }
    await tx.onboardingImportRow.updateMany({
      where: { importId, row: { in: rows } },
      data: { runId: null, askedBy: staff.id },
    })
    await goOnImporting(tx, found)
    return { data: { rows: rows.length }, after: { rows: rows.length } }
  },
})

/** For rows whose customers are there already, by name or domain: they are to be made all the same. */
export const confirmTwins = defineCommand({
  name: 'onboarding.import.confirm',
  label: 'Import customers that exist already',
  target: 'import',
  permission: 'onboarding.import',
  effect: 'local',
  input: TheseRows,
  remember: { after: z.object({ rows: z.number() }) },
  targetOf: ({ importId }) => ({ id: importId }),
  run: async ({ tx }, { importId, rows }) => {
    await openImport(tx, importId)
    const count = await tx.$executeRaw`
      UPDATE onboarding_import_row SET confirmed = true WHERE import_id = ${importId}::uuid
        AND row IN (${which(importId, rows, 'twins')})`
    return { data: { rows: count }, after: { rows: count } }
  },
})

/** Takes rows out of an import that have no run. */
export const removeRows = defineCommand({
  name: 'onboarding.import.remove',
  label: 'Remove rows of an import',
  target: 'import',
  permission: 'onboarding.import',
  effect: 'local',
  input: TheseRows,
  remember: { after: z.object({ rows: z.number() }) },
  targetOf: ({ importId }) => ({ id: importId }),
  run: async ({ tx }, { importId, rows }) => {
    await openImport(tx, importId)
    const count = await tx.$executeRaw`
      DELETE FROM onboarding_import_row WHERE import_id = ${importId}::uuid AND asked_by IS NULL
        AND row IN (${which(importId, rows, 'twins')})`
    return { data: { rows: count }, after: { rows: count } }
  },
})

/** Forgets a file that was checked and not started. */
export const discardImport = defineCommand({
  name: 'onboarding.import.discard',
  label: 'Discard an import',
  target: 'import',
  permission: 'onboarding.import',
  effect: 'local',
  input: OneImport,
  remember: {},
  targetOf: ({ importId }) => ({ id: importId }),
  run: async ({ tx }, { importId }) => {
    const { status, fileName } = await openImport(tx, importId)
    if (status !== 'checked') throw new AppError('conflict', 'This import was started. Cancel it instead.')
    await tx.onboardingImport.delete({ where: { id: importId } })
    return { data: null, target: { name: fileName } }
  },
})

/** Locks the import until the transaction ends. Throws where it is gone, or over. */
export async function openImport(tx: Prisma.TransactionClient, id: string) {
  await tx.$queryRaw`SELECT FROM onboarding_import WHERE id = ${id}::uuid FOR UPDATE`
  const found = await tx.onboardingImport.findUnique({ where: { id } })
  if (!found) throw gone()
  if (found.status === 'cancelled')
    throw new AppError('conflict', 'This import was cancelled, so nothing of it can be changed or started.')
  return found
}

const changed = (row: number) =>
  new AppError(
    'conflict',
    `Somebody else changed row ${row} meanwhile. Nothing was saved: reload the page, and enter it again.`,
  )

const started = (row: number) =>
  new AppError('conflict', `Row ${row} is not there any more, or is being created. Nothing was changed.`)

/** Stops the run that could make nothing of a row, so that another can be made. */
async function takeBack(
  tx: Prisma.TransactionClient,
  { runId }: OnboardingImportRow,
  by: string,
): Promise<void> {
  if (!runId) return
  const run = await openRun(tx, runId)
  if (run.endedAt === null) await askToStop(tx, { id: { in: [runId] } }, by)
}

const gone = () => new AppError('not_found', 'This import is not there any more: somebody has discarded it.')

function which(importId: string, rows: number[] | 'twins', condition: 'twins'): Prisma.Sql {
  const all = Prisma.sql`SELECT row FROM ${conditionsOf(importId)} told WHERE condition = ${condition}`
  return rows === 'twins' ? all : Prisma.sql`SELECT unnest(${rows}::int[])`
}

/** Those of the rows that can be changed: without a run, or with one that could make nothing. */
async function lockRows(tx: Prisma.TransactionClient, importId: string, rows: number[]) {
  // Their runs too, so that none goes on meanwhile.
  await tx.$queryRaw`
    SELECT FROM onboarding_run WHERE import_id = ${importId}::uuid AND row = ANY(${rows}::int[]) ORDER BY id FOR UPDATE`
  const open = await tx.$queryRaw<{ row: number }[]>`
    SELECT row FROM onboarding_import_row
    WHERE import_id = ${importId}::uuid AND row = ANY(${rows}::int[]) AND (asked_by IS NULL OR ${FAILED})
    ORDER BY row FOR UPDATE`
  const found = await tx.onboardingImportRow.findMany({
    where: { importId, row: { in: open.map(({ row }) => row) } },
  })
  return new Map(found.map((each) => [each.row, each]))
}
