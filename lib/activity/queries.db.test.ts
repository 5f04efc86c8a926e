import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { AccountId } from '@/lib/core/ids'
import { asOwner, emptyTables } from '@/scripts/vitest/owner'
import { newPerson, session, staff } from '@/scripts/vitest/person'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const {
  accountActivityEvent,
  accountActivityPage,
  accountActivityPeople,
  activityEvent,
  activityPage,
  ...queries
} = await import('./queries')
const { exportCsv } = await import('@/lib/entry/download')
const { recordAttempt, recordEvent, recordOutcome } = await import('@/lib/audit/record')
const { readActivityQuery: read } = await import('@/lib/audit/schema')
const { ACTION_LABELS, ACTS } = await import('@/lib/commands')
const readActivityQuery = (params: Record<string, string | undefined>) => read(params, ACTION_LABELS)
const { db } = await import('@/lib/db/client')
const exportActivity = (params: Record<string, string>) =>
  exportCsv(queries.exportActivity, params, ACTION_LABELS)
type Entry = Parameters<typeof recordAttempt>[0]

const ANVIL = 'a'.repeat(32) as AccountId
const BRASS = 'b'.repeat(32) as AccountId
const alice = randomUUID()

beforeEach(async () => {
  Object.assign(staff, newPerson(), { role: 'auditor' })
  session.signedIn = true
  await emptyTables()
})

describe('the list', () => {
  it('has one line a step: an attempt gives way to its outcome', async () => {
    const attempt = await recordAttempt(entry())
    expect(await results({})).toEqual(['in-progress'])
    await recordOutcome(attempt, { phase: 'succeeded' })
    expect(await results({})).toEqual(['succeeded'])
    expect(await results({ result: 'in-progress' })).toEqual([])
  })

  it('filters by person, action, result, account and day, and by several at once', async () => {
    await done(entry({ name: 'Anvil', accountId: ANVIL, accountName: 'Anvil 100%' }))
    await done(
      entry({ accountId: BRASS, accountName: 'Brass' }, 'account.delete', actor(staff.id, staff.email)),
    )
    await recordEvent(entry({}, 'account.delete'), { phase: 'denied', errorCode: 'denied' })
    await recordEvent(entry({}, 'session.sign-in', actor(null, null)), { phase: 'failed' })
    await recordEvent(entry({}, 'account.create.settle', { ...actor(null, null), actorRole: 'system' }), {
      phase: 'succeeded',
    })

    expect(await actions({ person: alice })).toEqual(['account.delete', 'account.create'])
    expect(await actions({ person: 'nobody' })).toEqual(['session.sign-in'])
    expect(await actions({ person: 'system' })).toEqual(['account.create.settle'])
    expect(await results({ action: 'account.delete' })).toEqual(['denied', 'succeeded'])
    expect(await actions({ result: 'denied' })).toEqual(['account.delete'])
    expect(await actions({ account: ANVIL })).toEqual(['account.create'])
    expect(await actions({ account: 'anv' })).toEqual(['account.create'])
    expect(await actions({ account: '100%' })).toEqual(['account.create'])
    expect(await actions({ account: '10_%' })).toEqual([])
    expect(await actions({ person: alice, action: 'account.create', result: 'succeeded' })).toHaveLength(1)

    const today = new Date().toISOString().slice(0, 10)
    expect(await actions({ from: today, to: today })).toHaveLength(5)
    expect(await actions({ from: '2000-01-01', to: '2000-01-02' })).toEqual([])
    expect(await actions({ from: '9999-01-01' })).toEqual([])
    // As a clock that was wrong has it.
    const long = {
      operationId: randomUUID(),
      requestId: '1',
      action: 'session.end',
      phase: 'succeeded',
    } as const
    await db().auditEvent.create({ data: { ...long, at: new Date('2020-02-29T23:59:00Z') } })
    expect(await actions({ from: '2020-02-29', to: '2020-02-29' })).toEqual(['session.end'])
    expect(await actions({ to: '2020-03-01' })).toEqual(['session.end'])
    expect(await actions({ from: '2020-03-01' })).toHaveLength(5)
  })

  it('finds free text in names, ids, email addresses, request, operation and ray, and nothing across two of them', async () => {
    const about = entry({
      id: 'sub_81',
      name: 'Kiste & Söhne “GmbH”',
      accountId: ANVIL,
      accountName: 'Anvil',
    })
    const attempt = await recordAttempt(about)
    await recordOutcome(attempt, {
      phase: 'succeeded',
      upstream: [call('9fe1c2d3a4b5c6d7-FRA'), call(null)],
    })
    await done(entry({ name: 'Other', accountId: BRASS }, 'account.delete', actor(staff.id, staff.email)))

    for (const q of [
      'söhne “gmbh',
      'SUB_81',
      'anvil',
      ANVIL,
      'alice@',
      about.requestId,
      about.operationId.slice(4, 20),
      '9fe1c2d3a4b5c6d7',
    ])
      expect(await actions({ q }), q).toEqual(['account.create'])
    for (const q of ['GmbH”sub', '100%', 'ab\\', 'POST', 'nowhere'])
      expect(await actions({ q }), q).toEqual([])
  })

  it('pages by row, so that what arrives meanwhile moves nothing', async () => {
    const row = (index: number) => ({
      operationId: randomUUID(),
      requestId: randomUUID(),
      action: 'account.create',
      phase: 'succeeded' as const,
      targetName: `n${index}`,
    })
    await db().auditEvent.createMany({ data: range(119, 0).map((_, index) => row(index)) })
    const names = async (page?: string) => {
      const found = await activityPage(readActivityQuery({ page }))
      return { ...found, names: found.lines.map((line) => line.target.name) }
    }
    const first = await names()
    expect(first.names).toEqual(range(119, 70))
    expect(first.newer).toBeNull()
    await done(entry({ name: 'late' }))

    const second = await names(first.older!)
    expect(second.names).toEqual(range(69, 20))
    const third = await names(second.older!)
    expect(third.names).toEqual(range(19, 0))
    expect(third.older).toBeNull()
    expect((await names(third.newer!)).names).toEqual(range(69, 20))
    const newer = await names(second.newer!)
    expect(newer.names).toEqual(range(119, 70))
    // Fewer than a page is newer still: the first page.
    expect((await names(newer.newer!)).names).toEqual(['late', ...range(119, 71)])
  })

  it('shows an account nothing of another', async () => {
    await done(entry({ name: 'Anvil', accountId: ANVIL }))
    const other = await done(entry({ name: 'Brass', accountId: BRASS }))
    staff.role = 'support'
    const page = await accountActivityPage(ANVIL, readActivityQuery({ account: BRASS }))
    expect(page.lines.map((line) => line.target.name)).toEqual(['Anvil'])
    expect(await accountActivityEvent(ANVIL, other)).toBeNull()
    expect(await accountActivityPeople(ANVIL)).toEqual([{ value: alice, label: 'alice@example.com' }])
    await expect(activityPage(readActivityQuery({}))).rejects.toThrow('forbidden')
    await expect(activityEvent(other)).rejects.toThrow('forbidden')
  })
})

describe('a line in full', () => {
  it('has both sides, the calls and the other rows of its operation in order', async () => {
    const parent = await recordAttempt(entry({ name: 'Anvil', accountId: ANVIL }, 'account.update'))
    const step = await recordAttempt({
      ...parent,
      act: ACTS.get('account.update.settings')!,
      request: { name: 'New', secret: 'x' },
    })
    await recordOutcome(step, {
      phase: 'failed',
      before: { name: 'Old' },
      after: { name: 'New' },
      upstream: [call('ray-1')],
      errorCode: 'refused',
      errorText: 'No.',
    })
    await recordOutcome(parent, { phase: 'failed' })
    const stepId = (await activityPage(readActivityQuery({ action: 'account.update.settings' }))).lines[0]!.id

    const event = (await activityEvent(stepId))!
    expect(event).toMatchObject({
      result: 'failed',
      before: { name: 'Old' },
      after: { name: 'New' },
      request: { name: 'New' },
      calls: [{ ray: 'ray-1', codes: [1001] }],
      errorText: 'No.',
      origin: { address: '203.0.113.7' },
    })
    expect(event.operation.map(({ action, phase }) => [action, phase])).toEqual([
      ['account.update', 'attempted'],
      ['account.update.settings', 'attempted'],
      ['account.update.settings', 'failed'],
      ['account.update', 'failed'],
    ])
    expect((await activityEvent(step.attemptId))!.id).toBe(stepId)

    staff.role = 'operator'
    expect((await accountActivityEvent(ANVIL, stepId))!.origin).toBeNull()
  })
})

describe('the export', () => {
  it('is what is filtered, is on record, and runs nothing in a spreadsheet', async () => {
    const hostile = '=HYPERLINK("http://evil.example","x")'
    await done(entry({ name: hostile, accountId: ANVIL }))
    await done(entry({ name: '+1', accountId: ANVIL }))
    await done(entry({ name: 'Brass', accountId: BRASS }))
    const response = await exportActivity({ account: ANVIL })
    expect(response.headers.get('content-disposition')).toMatch(/attachment; filename=".+\.csv"/)
    const open = await db().auditEvent.findMany({ where: { action: 'activity.export' } })
    expect(open).toMatchObject([{ phase: 'attempted', request: { filter: { account: ANVIL } } }])

    const bytes = new Uint8Array(await response.arrayBuffer())
    expect([...bytes.slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
    const text = new TextDecoder().decode(bytes)
    const lines = text.trimEnd().split('\r\n')
    expect(lines).toHaveLength(3)
    expect(lines[1]).toContain(`,"'+1",`)
    expect(lines[2]).toContain(`"'=HYPERLINK(""http://evil.example"",""x"")"`)
    expect(text).not.toContain('Brass')
    const [, outcome] = await db().auditEvent.findMany({
      where: { action: 'activity.export' },
      orderBy: { seq: 'asc' },
    })
    expect(outcome).toMatchObject({ phase: 'succeeded', after: { rows: 2 } })
  })

  it('holds a batch at a time and tells how far it came when it is broken off', async () => {
    await db().$executeRaw`
      INSERT INTO audit_event (id, operation_id, phase, action, request_id)
      SELECT gen_random_uuid(), gen_random_uuid(), 'succeeded', 'session.sign-out', 'r' FROM generate_series(1, 6000)`
    const whole = await (await exportActivity({})).text()
    expect(whole.trimEnd().split('\r\n')).toHaveLength(6001)

    const reader = (await exportActivity({ action: 'session.sign-out' })).body!.getReader()
    await reader.read()
    await reader.read()
    await reader.cancel()
    const last = await db().auditEvent.findFirst({ orderBy: { seq: 'desc' } })
    expect(last).toMatchObject({ action: 'activity.export', phase: 'failed', after: { rows: 5000 } })
  })

  it('is refused to other roles, to the signed out, and with a filter that cannot be read', async () => {
    expect((await exportActivity({ from: '2026-02-30' })).status).toBe(400)
    staff.role = 'operator'
    expect((await exportActivity({})).status).toBe(403)
    session.signedIn = false
    expect((await exportActivity({})).status).toBe(401)
    const rows = await db().auditEvent.findMany({ select: { action: true, phase: true } })
    expect(rows).toEqual([{ action: 'activity.export', phase: 'denied' }])
  })

  it('sends nothing when it cannot be put on record', async () => {
    await asOwner(
      `CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$`,
      'CREATE TRIGGER broken BEFORE INSERT ON audit_event EXECUTE FUNCTION broken()',
    )
    try {
      const response = await exportActivity({})
      expect(response.status).toBe(503)
      expect(await response.text()).toContain('audit could not be written')
    } finally {
      await asOwner('DROP FUNCTION broken CASCADE')
    }
  })
})

function entry(
  target: Entry['target'] = {},
  action: string = 'account.create',
  by = actor(alice, 'alice@example.com'),
): Entry {
  return { operationId: randomUUID(), requestId: randomUUID(), act: ACTS.get(action)!, actor: by, target }
}

function actor(actorId: string | null, actorEmail: string | null) {
  return {
    actorId,
    actorEmail,
    actorRole: actorId && 'operator',
    sessionId: actorId && randomUUID(),
    address: '203.0.113.7',
    userAgent: 'Firefox',
  }
}

function call(ray: string | null) {
  return { method: 'POST', path: '/accounts', status: 400, ray, codes: [1001], durationMs: 12 }
}

/** Records an attempt and its success; returns the success's id. */
async function done(about: Entry): Promise<string> {
  const attempt = await recordAttempt(about)
  await recordOutcome(attempt, { phase: 'succeeded' })
  const row = await db().auditEvent.findFirst({ where: { attemptId: attempt.attemptId, phase: 'succeeded' } })
  return row!.id
}

async function lines(params: Record<string, string>) {
  const query = readActivityQuery(params)
  expect(query.unreadable).toEqual([])
  return (await activityPage(query)).lines
}
const actions = async (params: Record<string, string>) => (await lines(params)).map((line) => line.action)
const results = async (params: Record<string, string>) => (await lines(params)).map((line) => line.result)

const range = (from: number, to: number) =>
  Array.from({ length: from - to + 1 }, (_, index) => `n${from - index}`)
