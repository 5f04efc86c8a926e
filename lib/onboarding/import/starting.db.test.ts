import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { SEED } from '@/lib/sandbox/seed'
import { startEngine, stopEngine } from '@/lib/workflows/engine'
import { staff } from '@/scripts/vitest/person'
import { useSandbox } from '@/scripts/vitest/sandbox'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { provision } = await import('@/lib/onboarding/run/advance')
const { importing } = await import('./starting')
const actions = await import('@/lib/onboarding/actions')
const { exportImport, importDetails, listImports, importedRows, importGrid, importProgress } =
  await import('@/lib/onboarding/import-queries')
const { exportCsv } = await import('@/lib/entry/download')
const { POST } = await import('@/app/api/onboarding/upload/route')
const { db } = await import('@/lib/db/client')

const upstream = useSandbox()
const { direct } = SEED.units

beforeAll(() => startEngine([provision, importing]))
afterAll(stopEngine)
beforeEach(async () => {
  await db().onboardingImport.deleteMany()
  await db().onboardingRun.deleteMany()
  await db().staff.create({
    data: { id: staff.id, email: `${staff.id}@example.com`, name: staff.name, role: staff.role },
  })
})

async function checked(...names: string[]): Promise<string> {
  const body = ['account_name,tenant_unit', ...names.map((name) => `${name},${direct.name}`)].join('\n')
  const headers = { 'sec-fetch-site': 'same-origin' }
  const request = new Request('http://localhost/api/onboarding/upload?name=a.csv', {
    method: 'POST',
    headers,
    body,
  })
  const { ok, data, error } = await (await POST(request)).json()
  if (!ok) throw new Error(error.message)
  return data.importId
}
const start = (importId: string, again = false) => actions.startImport({ importId, again })
const made = async () => (await upstream.calls('POST', '/accounts')).length
const all = { show: 'all', page: 1, at: 1, state: undefined } as const

const until = (id: string, states: Record<string, number>) =>
  vi.waitFor(async () => expect((await importProgress(id)).states).toMatchObject(states), {
    timeout: 20_000,
    interval: 100,
  })

async function result(id: string): Promise<string[]> {
  const response = await exportCsv(exportImport, { importId: id })
  expect(response.status).toBe(200)
  return (await response.text()).replace('\uFEFF', '').trimEnd().split('\r\n')
}

describe('Start', () => {
  it('makes one run of each row, once, and tells how it ended', async () => {
    const id = await checked('Grüne Wiese GmbH', '=SUM(A1:A9)', 'Blue Lake')
    expect(await start(id)).toEqual({ ok: true, data: { rows: 3 } })
    expect(await start(id)).toMatchObject({ ok: false, error: { code: 'conflict' } })
    await until(id, { completed: 3 })
    expect(await made()).toBe(3)
    expect(await importProgress(id)).toMatchObject({ status: 'done', total: 3, left: 0, secondsLeft: null })
    const { rows, total } = await importedRows(id, all)
    expect(total).toBe(3)
    expect(rows[0]).toMatchObject({ row: 2, name: 'Grüne Wiese GmbH', state: 'completed' })
    const lines = await result(id)
    expect(lines[0]).toBe('"row","account_name","account_id","state","reason"')
    expect(lines[1]).toBe(`"2","Grüne Wiese GmbH","${rows[0]!.accountId}","completed",""`)
    // Which a spreadsheet would run.
    expect(lines[2]).toMatch(/^"3","'=SUM\(A1:A9\)",/)
    expect(await listImports()).toMatchObject([{ id, status: 'done', rowCount: 3 }])
    const [last] = await upstream.audit('onboarding.import.start')
    expect(last).toMatchObject({ phase: 'succeeded', targetId: id, after: { rows: 3 } })
  })

  it('knows a file that was started before, whatever wrote it, and starts it again only when told to', async () => {
    const first = await checked('Blue Lake', 'Red Barn')
    await start(first)
    await until(first, { completed: 2 })
    const second = await checked('Blue Lake', 'Red Barn ')
    expect(await importDetails(second)).toMatchObject({ same: { id: first, made: 2, underway: 0 } })
    // They are there by now, besides.
    expect((await importGrid(second, all)).counts).toMatchObject({ twins: 2, ready: 0 })
    await actions.confirmTwins({ importId: second, rows: 'twins' })
    expect(await start(second)).toMatchObject({ ok: false, error: { code: 'conflict' } })
    expect(await made()).toBe(2)
    expect(await start(second, true)).toMatchObject({ ok: true })
    await until(second, { completed: 2 })
    expect(await made()).toBe(4)
  })

  it('of one file by two people at once starts it once', async () => {
    const ids = [await checked('Blue Lake'), await checked('Blue Lake')]
    const answers = await Promise.all(ids.map((id) => start(id)))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
  })

  it('leaves rows with errors for later, and starts them once they are corrected', async () => {
    const id = await checked('Blue Lake', '')
    expect(await start(id)).toMatchObject({ data: { rows: 1 } })
    const [{ row, values } = { row: 0, values: null! }] = (await importGrid(id, { show: 'errors', page: 1 }))
      .rows
    const mended = { ...values, account_name: 'Red Barn' }
    await actions.mendRows({ importId: id, rows: [{ row, loaded: values, values: mended }] })
    expect(await start(id)).toMatchObject({ data: { rows: 1 } })
    await until(id, { completed: 2 })
  })
})

describe('A failure', () => {
  it('is corrected in the grid and run again alone, and makes nothing twice', async () => {
    await upstream.fault('POST', '^/accounts$', {
      kind: 'status',
      status: 400,
      code: 1001,
      message: 'no such name',
    })
    const id = await checked('Blue Lake', 'Red Barn')
    await start(id)
    await until(id, { completed: 1, paused: 1 })
    const grid = await importGrid(id, { show: 'failed', page: 1 })
    expect(grid.counts).toMatchObject({ all: 1, failed: 1 })
    const [{ row, values, failure } = { row: 0, values: null!, failure: null }] = grid.rows
    expect(failure).toMatchObject({ reason: expect.any(String) })
    const mended = { ...values, account_name: 'Green Hill' }
    expect(
      await actions.mendRows({ importId: id, rows: [{ row, loaded: values, values: mended }] }),
    ).toMatchObject({ ok: true })
    await start(id)
    await until(id, { completed: 2 })
    const { rows } = await importedRows(id, all)
    expect(rows.find((each) => each.row === row)).toMatchObject({ name: 'Green Hill', state: 'completed' })
    expect(await db().onboardingRun.count({ where: { importId: id, status: 'stopped' } })).toBe(1)
    // A row that was made is not to be had back.
    const other = rows.find((each) => each.row !== row)!
    expect(await actions.runAgain({ importId: id, rows: [other.row] })).toMatchObject({
      ok: false,
      error: { code: 'conflict' },
    })
  })

  it('is run again as it is', async () => {
    await upstream.fault('POST', '^/accounts$', {
      kind: 'status',
      status: 400,
      code: 1001,
      message: 'not now',
    })
    const id = await checked('Blue Lake')
    await start(id)
    await until(id, { paused: 1 })
    expect(await actions.runAgain({ importId: id, rows: [2] })).toMatchObject({ ok: true })
    await until(id, { completed: 1 })
    expect(await made()).toBe(2)
  })

  it('is not run again once what its row said was removed', async () => {
    await upstream.fault('POST', '^/accounts$', { kind: 'status', status: 400, code: 1001, message: 'no' })
    const id = await checked('Blue Lake')
    await start(id)
    await until(id, { paused: 1 })
    await db().onboardingImportRow.updateMany({ where: { importId: id }, data: { content: null } })
    expect(await actions.runAgain({ importId: id, rows: [2] })).toMatchObject({ error: { code: 'conflict' } })
  })
})

describe('Pause, Resume and Cancel', () => {
  it('hold what has not begun, let it go on, and end it', async () => {
    await upstream.set({ latencyMs: 150 })
    const names = Array.from({ length: 12 }, (_, n) => `Customer ${n}`)
    const id = await checked(...names)
    await start(id)
    await vi.waitFor(async () => expect(await made()).toBeGreaterThan(0), { timeout: 10_000 })
    expect(await actions.pauseImport({ importId: id })).toMatchObject({ ok: true })
    await vi.waitFor(
      async () => {
        expect((await importProgress(id)).states.running).toBe(0)
        const queued = await db().onboardingRun.count({ where: { importId: id, status: 'queued' } })
        expect(queued).toBe(0)
      },
      { timeout: 20_000 },
    )
    const held = await made()
    expect(held).toBeLessThan(12)
    expect(await importProgress(id)).toMatchObject({ status: 'paused', total: 12 })
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(await made()).toBe(held)
    await upstream.set({ latencyMs: 0 })
    expect(await actions.resumeImport({ importId: id })).toMatchObject({ ok: true })
    await until(id, { completed: 12 })
    expect(await made()).toBe(12)
  })

  it('Cancel stops every run at once, also those that were not made yet', async () => {
    await upstream.set({ latencyMs: 100 })
    const id = await checked(...Array.from({ length: 60 }, (_, n) => `Customer ${n}`))
    await start(id)
    expect(await actions.cancelImport({ importId: id })).toMatchObject({ ok: true })
    await vi.waitFor(async () => expect((await importProgress(id)).states.stopped).toBeGreaterThan(50), {
      timeout: 10_000,
    })
    const after = await made()
    await new Promise((resolve) => setTimeout(resolve, 700))
    expect(await made()).toBe(after)
    const { states, total, status } = await importProgress(id)
    expect(status).toBe('cancelled')
    expect(states.stopped + states.completed + states['completed with problems']).toBe(total)
    for (const act of [actions.pauseImport, actions.resumeImport, actions.cancelImport])
      expect(await act({ importId: id })).toMatchObject({ error: { code: 'conflict' } })
    expect((await result(id)).filter((line) => line.includes('"stopped"')).length).toBe(states.stopped)
  })

  it('are for operators and administrators; whoever exports may download, and everybody see', async () => {
    const id = await checked('Blue Lake')
    for (const role of ['support', 'auditor'] as const) {
      staff.role = role
      for (const act of [
        actions.pauseImport,
        actions.resumeImport,
        actions.cancelImport,
        actions.discardImport,
      ])
        expect(await act({ importId: id })).toMatchObject({ error: { code: 'denied' } })
      expect(await start(id)).toMatchObject({ error: { code: 'denied' } })
      expect(await importProgress(id)).toMatchObject({ status: 'checked' })
      const response = await exportCsv(exportImport, { importId: id })
      expect(response.status).toBe(role === 'support' ? 403 : 200)
      await response.text()
    }
    staff.role = 'admin'
    expect((await exportCsv(exportImport, { importId: crypto.randomUUID() })).status).toBe(404)
  })
})
