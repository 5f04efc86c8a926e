import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { seal, unseal } from '@/lib/core/seal'
import { db, pool } from '@/lib/db/client'
import { readSecrets, writeSecrets } from './data-dir'
import { adoptNextDataKey, fingerprint, isKept, key } from './fingerprints'
import { rotate } from './rotation'
import { SEALED } from './sealed'

const url = process.env.DATABASE_URL!
const [BEFORE, AFTER] = [1, 2].map((byte) => Buffer.alloc(32, byte).toString('base64')) as [string, string]
const bytes = (text: string) => Buffer.from(text, 'base64')
const folder = mkdtempSync(path.join(tmpdir(), 'tenantdesk-'))
afterAll(() => rmSync(folder, { recursive: true }))

beforeEach(async () => {
  await db().setting.deleteMany()
  await db().engineProcess.deleteMany()
  await db().onboardingDraft.deleteMany()
  await db().onboardingTemplate.deleteMany()
  await db().onboardingRun.deleteMany()
  await db().onboardingImport.deleteMany()
  await db().setting.create({ data: { key: key('DATA_KEY'), value: fingerprint(BEFORE) } })
})

/** One of each that is sealed; `rows` of an import. */
async function make(rows = 1) {
  const [draft, template, run, file, staff] = Array.from({ length: 5 }, () => randomUUID()) as [
    string,
    string,
    string,
    string,
    string,
  ]
  const sealed = (belongs: string) => seal({ of: belongs }, belongs, bytes(BEFORE))
  const by = { createdBy: staff, updatedBy: staff }
  await db().onboardingDraft.create({
    data: { id: draft, title: 'A', content: sealed(`onboarding_draft:${draft}`), ...by },
  })
  await db().onboardingTemplate.create({
    data: { id: template, name: template, content: sealed(`onboarding_template:${template}`), ...by },
  })
  await db().onboardingRun.create({
    data: {
      id: run,
      operationId: randomUUID(),
      title: 'A',
      unitId: 'u',
      startedBy: staff,
      startedByEmail: 'a@example.com',
      content: sealed(`onboarding_run:${run}`),
    },
  })
  await db().onboardingImport.create({
    data: { id: file, fileName: 'a.csv', digest: 'd', rowCount: rows, createdBy: staff },
  })
  await db().onboardingImportRow.createMany({
    data: Array.from({ length: rows }, (_, index) => ({
      importId: file,
      row: index + 2,
      content: sealed(`onboarding_import_row:${file}:${index + 2}`),
    })),
  })
  return { draft, template, run, file }
}

/** What each sealed value says with this key, by what it belongs to. */
async function readAll(secret: string) {
  const values = [
    ...(await db().onboardingDraft.findMany()).map(({ id, content }) => [`onboarding_draft:${id}`, content]),
    ...(await db().onboardingTemplate.findMany()).map(({ id, content }) => [
      `onboarding_template:${id}`,
      content,
    ]),
    ...(await db().onboardingRun.findMany()).map(({ id, content }) => [`onboarding_run:${id}`, content]),
    ...(await db().onboardingImportRow.findMany()).map(({ importId, row, content }) => [
      `onboarding_import_row:${importId}:${row}`,
      content,
    ]),
  ] as [string, Uint8Array][]
  for (const [belongs, content] of values)
    expect(unseal(content, belongs, bytes(secret))).toEqual({ of: belongs })
  return values.length
}

test('every column of bytes is known to be sealed, by the key of its table', async () => {
  const { rows } = await pool().query(`
    SELECT c.table_name::text AS table, c.column_name::text AS column, c.is_nullable = 'YES' AS stays,
      (SELECT array_agg(k.column_name::text ORDER BY k.ordinal_position)
       FROM information_schema.table_constraints p
       JOIN information_schema.key_column_usage k USING (constraint_schema, constraint_name)
       WHERE p.constraint_type = 'PRIMARY KEY' AND p.table_schema = c.table_schema AND p.table_name = c.table_name) AS key
    FROM information_schema.columns c WHERE c.table_schema = current_schema() AND c.data_type = 'bytea'`)
  const byName = (one: { table: string }, other: { table: string }) => one.table.localeCompare(other.table)
  expect(rows.sort(byName)).toEqual(SEALED.toSorted(byName))
})

describe('DATA_KEY is replaced', () => {
  test('with everything that was encrypted with it', async () => {
    await make(1201)
    await make()
    expect(await rotate(url, 'DATA_KEY', AFTER, BEFORE)).toEqual({ ended: 0, sealed: 1201 + 3 + 4 })
    expect(await readAll(AFTER)).toBe(1201 + 3 + 4)
    expect(await isKept(pool(), 'DATA_KEY', AFTER)).toBe(true)
  })

  test('or nothing is changed: with another former key, or a row that is of none', async () => {
    const { draft } = await make()
    await expect(rotate(url, 'DATA_KEY', AFTER, AFTER)).rejects.toThrow(/cannot be read with the former/)
    await db().onboardingImportRow.updateMany({ data: { content: seal({}, 'elsewhere', bytes(BEFORE)) } })
    await expect(rotate(url, 'DATA_KEY', AFTER, BEFORE)).rejects.toThrow(/^onboarding_import_row:/)
    const { content } = await db().onboardingDraft.findUniqueOrThrow({ where: { id: draft } })
    expect(unseal(content, `onboarding_draft:${draft}`, bytes(BEFORE))).toBeTruthy()
    expect(await isKept(pool(), 'DATA_KEY', BEFORE)).toBe(true)
  })

  test('not while a process would go on with the former', async () => {
    await make()
    const lease = (expiresAt: Date, takenAt: Date | null = null) =>
      db().engineProcess.create({ data: { executorId: randomUUID(), expiresAt, takenAt } })
    const soon = new Date(Date.now() + 8_000)
    await lease(new Date(Date.now() - 1_000))
    await lease(soon, new Date())
    await rotate(url, 'DATA_KEY', AFTER, BEFORE)
    await lease(soon)
    await expect(rotate(url, 'DATA_KEY', BEFORE, AFTER)).rejects.toThrow(/^A process runs on this database/)
    await readAll(AFTER)
  })

  test('also where the former is lost: what nobody can read is removed, runs and rows themselves stay', async () => {
    await make(3)
    expect(await rotate(url, 'DATA_KEY', AFTER, 'lost')).toEqual({ ended: 0, sealed: 6 })
    expect(await db().onboardingDraft.count()).toBe(0)
    expect(await db().onboardingTemplate.count()).toBe(0)
    expect(await db().onboardingRun.findMany()).toMatchObject([{ content: null, title: 'A' }])
    expect(await db().onboardingImportRow.count({ where: { content: null } })).toBe(3)
  })

  test('and cut off after the database is done, the key is on the disk: whoever comes next goes on with it', async () => {
    await make()
    const secrets = readSecrets(folder)
    // As `npm run rotate` leaves it that is killed before, and after.
    Object.assign(secrets, { dataKey: BEFORE, nextDataKey: AFTER })
    writeSecrets(folder, secrets)
    expect(await adoptNextDataKey(pool(), folder, readSecrets(folder))).toBe(false)
    expect(readSecrets(folder)).toMatchObject({ dataKey: BEFORE, nextDataKey: AFTER })
    await rotate(url, 'DATA_KEY', AFTER, BEFORE)
    expect(await adoptNextDataKey(pool(), folder, readSecrets(folder))).toBe(true)
    const after = readSecrets(folder)
    expect(after.dataKey).toBe(AFTER)
    expect(after.nextDataKey).toBeUndefined()
    await readAll(after.dataKey)
  })
})
