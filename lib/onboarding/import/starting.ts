import 'server-only'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { OnboardingImport, Prisma } from '@/lib/db/generated/client'
import { releaseHeld } from '@/lib/onboarding/run/changing'
import { startRun } from '@/lib/onboarding/starting'
import { begin, persistent, type Job } from '@/lib/workflows/engine'
import { conditionsOf } from './conditions'
import { readRow } from './rows'

type Tx = Prisma.TransactionClient

const IMPORTING = 'import'
/** Runs that are made in one transaction. */
const BATCH = 50

/** Makes a run of every row that one was asked for, a batch at a time, and lets go on what a pause has held. */
export const importing: Job = { name: IMPORTING, atOnce: 1, work: persistent(work), gaveUp }

/** Queues that work. To be called in the transaction that makes it due. */
export async function goOnImporting(tx: Tx, { id, stretch }: Pick<OnboardingImport, 'id' | 'stretch'>) {
  await tx.onboardingImport.update({ where: { id }, data: { stretch: stretch + 1 } })
  await begin(tx, IMPORTING, { id, stretch: stretch + 1, later: true })
}

/** Asks for the runs of all rows that are ready. Returns how many. */
export function askForReady(tx: Tx, importId: string, staffId: string): Promise<number> {
  return tx.$executeRaw`
    UPDATE onboarding_import_row SET asked_by = ${staffId}::uuid
    WHERE import_id = ${importId}::uuid
      AND row IN (SELECT row FROM ${conditionsOf(importId)} told WHERE condition = 'ready')`
}

async function work(importId: string, stretch: number, turn: Parameters<Job['work']>[2]): Promise<boolean> {
  return db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT FROM onboarding_import WHERE id = ${importId}::uuid FOR UPDATE`
    const found = await tx.onboardingImport.findUnique({ where: { id: importId } })
    // What was asked for later does all that is left.
    if (!found || found.stretch !== stretch || found.status !== 'running') return false
    const made = await makeRuns(tx, importId)
    const more = made === BATCH || (await releaseHeld(tx, importId, BATCH)) === BATCH
    await turn.stillOwns()
    return more
  })
}

async function makeRuns(tx: Tx, importId: string): Promise<number> {
  const rows = await tx.onboardingImportRow.findMany({
    where: { importId, askedBy: { not: null }, runId: null },
    orderBy: { row: 'asc' },
    take: BATCH,
  })
  const people = await tx.staff.findMany({
    where: { id: { in: rows.flatMap(({ askedBy }) => askedBy ?? []) } },
    select: { id: true, email: true },
  })
  for (const each of rows) {
    const { row } = each
    const order = readRow(each)?.order
    const staff = people.find(({ id }) => id === each.askedBy)
    if (!order || !staff) throw new AppError('internal', `Row ${row} of an import cannot be started.`)
    const runId = await startRun(tx, { order, staff, importId, row })
    await tx.onboardingImportRow.update({ where: { importId_row: { importId, row } }, data: { runId } })
  }
  return rows.length
}

/** Rows that no run could be made of wait, and the import says so: Resume tries again. */
async function gaveUp(importId: string, stretch: number): Promise<void> {
  await db().onboardingImport.updateMany({
    where: { id: importId, stretch, status: 'running' },
    data: { status: 'paused' },
  })
}
