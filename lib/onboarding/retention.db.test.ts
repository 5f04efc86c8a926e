import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { db } from '@/lib/db/client'
import { forgetOld } from './retention'

const CONTENT = Uint8Array.of(1)
const days = (count: number) => new Date(Date.now() - count * 24 * 3_600_000)
const staff = randomUUID()

beforeEach(async () => {
  await db().onboardingDraft.deleteMany()
  await db().onboardingRun.deleteMany()
  await db().onboardingImport.deleteMany()
})

async function aRun(endedAt: Date | null, importId?: string): Promise<string> {
  const { id } = await db().onboardingRun.create({
    data: {
      id: randomUUID(),
      operationId: randomUUID(),
      title: 'Halyard',
      unitId: 'u',
      startedBy: staff,
      startedByEmail: 'robin@halyard.example',
      content: CONTENT,
      status: endedAt ? 'completed' : 'paused',
      createdAt: days(400),
      endedAt,
      importId,
      steps: {
        create: ['account', 'member:0', 'zone:example.com'].map((key, position) => ({
          key,
          position,
          idempotencyKey: randomUUID(),
          message: `${key} said`,
          fields: { email: 'jane@example.com is taken' },
          result: { made: key },
        })),
      },
    },
  })
  return id
}

async function aDraft(updatedAt: Date, runId: string | null = null): Promise<string> {
  const { id } = await db().onboardingDraft.create({
    data: { title: 'Halyard', content: CONTENT, createdBy: staff, updatedBy: staff, runId, updatedAt },
  })
  return id
}

test('thirty days after a run ended, its order is gone and what it made stays', async () => {
  const [old, recent, open] = [await aRun(days(31)), await aRun(days(29)), await aRun(null)]
  await forgetOld()
  const kept = await db().onboardingRun.findMany({ where: { content: { not: null } } })
  expect(kept.map(({ id }) => id).sort()).toEqual([recent, open].sort())
  const { title, steps } = await db().onboardingRun.findUniqueOrThrow({
    where: { id: old },
    include: { steps: { orderBy: { position: 'asc' } } },
  })
  expect(title).toBe('Halyard')
  expect(steps).toMatchObject([
    { message: 'account said', fields: null, result: { made: 'account' } },
    { message: null, fields: null, result: { made: 'member:0' } },
    { message: 'zone:example.com said', fields: null },
  ])
  expect(await db().onboardingStep.count({ where: { runId: recent, message: null } })).toBe(0)
})

test('a draft goes with its run, or after ninety days in which nobody changed it', async () => {
  await aDraft(days(400), await aRun(days(31)))
  await aDraft(days(400), randomUUID())
  await aDraft(days(91))
  const kept = [
    await aDraft(days(400), await aRun(days(29))),
    await aDraft(days(400), await aRun(null)),
    await aDraft(days(89)),
  ]
  await forgetOld()
  expect((await db().onboardingDraft.findMany()).map(({ id }) => id).sort()).toEqual(kept.sort())
})

test('who had a draft open is not remembered', async () => {
  const draftId = await aDraft(days(1))
  const seen = (seenAt: Date) =>
    db().onboardingEditor.create({ data: { draftId, staffId: randomUUID(), step: 'zones', seenAt } })
  await seen(days(1))
  const { staffId } = await seen(new Date())
  await forgetOld()
  expect(await db().onboardingEditor.findMany()).toMatchObject([{ staffId }])
})

test('rows of an import go thirty days after it, or their run, ended; a file that nobody started after ninety', async () => {
  const anImport = async (
    data: {
      status: 'checked' | 'running' | 'paused' | 'cancelled'
      updatedAt: Date
      startedAt?: Date
      endedAt?: Date
    },
    runs: (string | null)[] = [null],
  ) => {
    const { id } = await db().onboardingImport.create({
      data: {
        fileName: 'customers.csv',
        digest: 'd',
        rowCount: runs.length,
        createdBy: staff,
        ...data,
        rows: {
          create: runs.map((runId, index) => ({
            row: index + 2,
            content: CONTENT,
            nameKey: 'n',
            domainKeys: ['d'],
            like: { accounts: ['Halyard'] },
            runId,
          })),
        },
      },
    })
    return id
  }
  const old = { startedAt: days(100), updatedAt: days(100) }
  const done = await anImport({ status: 'cancelled', ...old, endedAt: days(31) })
  const recent = await anImport({ status: 'cancelled', ...old, endedAt: days(29) })
  const paused = await anImport({ status: 'paused', ...old }, [await aRun(days(31)), await aRun(null), null])
  const unused = await anImport({ status: 'checked', updatedAt: days(91) })
  const fresh = await anImport({ status: 'checked', updatedAt: days(89) })
  // Nobody ends an import whose runs are all over.
  const over = await anImport({ status: 'running', ...old })
  await aRun(days(31), over)
  const going = await anImport({ status: 'running', ...old })
  await aRun(null, going)
  const resumed = await anImport({ status: 'paused', startedAt: days(80), updatedAt: days(80) })
  await forgetOld()
  const rows = await db().onboardingImportRow.findMany({ orderBy: { row: 'asc' } })
  const kept = (id: string) => rows.flatMap((row) => (row.importId === id ? [row.content !== null] : []))
  expect([done, recent, paused, unused, fresh].map(kept)).toEqual([
    [false],
    [true],
    [false, true, false],
    [],
    [true],
  ])
  expect([over, going, resumed].map(kept)).toEqual([[false], [true], [true]])
  expect(rows.find(({ importId }) => importId === done)).toMatchObject({
    nameKey: null,
    domainKeys: [],
    like: null,
  })
})
