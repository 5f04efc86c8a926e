import 'server-only'
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { firstOf, keepable } from '@/lib/core/names'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { defineCommand } from '@/lib/entry/command'
import { openTenantApi } from '@/lib/tenant-api/client'
import { checkRow } from './import/checking'
import { compareRows } from './import/comparing'
import { readLookups } from './import/lookups'
import { readTable } from './import/reading'
import { domainsOf, fileKey, kept } from './import/rows'
import { IMPORT_COLUMNS } from './import-constants'
import type { ImportColumn } from './import-schema'

/** Rows that are held and written at once. */
const BATCH = 100
/** Files that somebody checked and has not started: beyond them the oldest is dropped. */
const CHECKED_AT_MOST = 10

const CheckImport = z.object({
  fileName: z.string().transform((name) => firstOf(keepable(name), 120)),
  source: z.custom<AsyncIterable<Uint8Array>>((given) => given !== null && typeof given === 'object'),
})

/** Reads a table of customers, a batch at a time, and keeps of each row what it says and what is wrong with it. */
export const checkImport = defineCommand({
  name: 'onboarding.import.check',
  label: 'Check an import',
  target: 'import',
  permission: 'onboarding.import',
  effect: 'local',
  input: CheckImport,
  remember: {
    request: CheckImport.pick({ fileName: true }),
    after: z.object({ rows: z.number(), errors: z.number() }),
  },
  targetOf: ({ fileName }) => ({ name: fileName }),
  prepare: async ({ staff }, { fileName, source }) => {
    const { id } = await db().onboardingImport.create({
      data: { fileName, digest: '', createdBy: staff.id },
      select: { id: true },
    })
    try {
      const tenant = openTenantApi({ work: 'view', person: staff.id })
      const table = await keepRows(id, source, () => readLookups(tenant))
      const compared = await compareRows(tenant, id, table.domains)
      return async (tx: Prisma.TransactionClient) => {
        const { columns, rowCount, digest } = table
        await tx.onboardingImport.update({ where: { id }, data: { columns, rowCount, digest, compared } })
        await dropOldest(tx, staff.id)
        const errors = await tx.onboardingImportRow.count({ where: { importId: id, faults: { gt: 0 } } })
        return { data: { importId: id }, target: { id }, after: { rows: rowCount, errors } }
      }
    } catch (error) {
      await db().onboardingImport.delete({ where: { id } })
      throw error
    }
  },
})

async function keepRows(
  importId: string,
  source: AsyncIterable<Uint8Array>,
  look: () => ReturnType<typeof readLookups>,
) {
  let columns: ImportColumn[] = []
  let lookups: Awaited<ReturnType<typeof look>> | null = null
  let batch: Prisma.OnboardingImportRowCreateManyInput[] = []
  let rowCount = 0
  const domains = new Set<string>()
  const said = createHash('sha256')
  const write = async () => {
    await db().onboardingImportRow.createMany({ data: batch })
    batch = []
  }
  for await (const { row, values, surplus } of readTable(source, (found) => (columns = found))) {
    // Not before there is a row: what is no table costs no call.
    lookups ??= await look()
    const checked = await checkRow({ values, surplus }, lookups)
    for (const domain of domainsOf(checked)) domains.add(domain)
    said.update(JSON.stringify(IMPORT_COLUMNS.map((column) => values[column])))
    batch.push({ importId, row, ...kept(importId, row, checked) })
    rowCount++
    if (batch.length === BATCH) await write()
  }
  await write()
  return { columns, rowCount, domains, digest: fileKey(said.digest('hex')) }
}

async function dropOldest(tx: Prisma.TransactionClient, staffId: string): Promise<void> {
  const old = await tx.onboardingImport.findMany({
    where: { createdBy: staffId, status: 'checked' },
    orderBy: { createdAt: 'desc' },
    skip: CHECKED_AT_MOST,
    select: { id: true },
  })
  await tx.onboardingImport.deleteMany({ where: { id: { in: old.map(({ id }) => id) } } })
}
