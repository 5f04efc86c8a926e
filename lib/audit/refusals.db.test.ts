import { forbidden } from 'next/navigation'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { POST as exportAccounts } from '@/app/api/accounts/export/route'
import { POST as exportActivity } from '@/app/api/activity/export/route'
import { POST as sameName } from '@/app/api/accounts/same-name/route'
import { Browser, makePerson, signedIn } from '@/lib/auth/browser.fixture'
import { requirePermission } from '@/lib/auth/session'
import { answer } from '@/lib/entry/answer'
import { AppError } from '@/lib/core/errors'
import { logSecurity } from '@/lib/core/security-log'
import { ACTS } from '@/lib/commands'
import { db } from '@/lib/db/client'
import * as staff from '@/lib/staff/actions'
import { listStaff } from '@/lib/staff/queries'
import { asOwner } from '@/scripts/vitest/owner'
import { NextRequest } from 'next/server'
import { recordRefusal, recordWaitingRefusals } from './refusals'

vi.mock('next/headers', async () => (await import('@/lib/auth/request.fixture')).nextHeaders)
vi.mock('@/lib/core/security-log', { spy: true })
vi.mock('next/navigation', { spy: true })
// What next.config.js sets for the server.
process.env.__NEXT_EXPERIMENTAL_AUTH_INTERRUPTS = 'true'

beforeEach(() => db().refusal.deleteMany())
afterEach(() => vi.clearAllMocks())

const request = (path: string) =>
  new NextRequest(`http://localhost:3000${path}`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin' },
  })
const rowsOf = (actorId: string | null) =>
  db().auditEvent.findMany({ where: { actorId, phase: 'denied' }, orderBy: { seq: 'asc' } })
const aMinuteLater = () =>
  db().$executeRaw`UPDATE refusal SET recorded_at = recorded_at - interval '61 seconds'`
const logged = () => vi.mocked(logSecurity).mock.calls.map(([event]) => event)

test('a page and a handler that a role may not open are on record, one row a minute with its count', async () => {
  const person = await makePerson('support')
  const browser = await signedIn(person)
  for (let nth = 0; nth < 5; nth++) {
    await expect(browser.within(() => listStaff())).rejects.toThrow()
    await expect(browser.within(() => sameName(request('/api/accounts/same-name')))).rejects.toThrow()
  }
  expect(forbidden).toHaveBeenCalledTimes(10)
  expect(await rowsOf(person.id)).toMatchObject([
    {
      action: 'access.refuse',
      errorCode: 'denied',
      request: { permission: 'staff.read' },
      after: { times: 1 },
    },
  ])
  await recordWaitingRefusals()
  expect(await rowsOf(person.id), 'the minute is not over').toHaveLength(1)
  await aMinuteLater()
  await Promise.all([recordWaitingRefusals(), recordWaitingRefusals()])
  await recordWaitingRefusals()
  expect((await rowsOf(person.id)).slice(1)).toMatchObject([
    {
      action: 'access.refuse',
      actorEmail: person.email,
      request: { permission: 'accounts.create' },
      after: { times: 9 },
    },
  ])
  expect(logged().filter(({ event }) => event === 'denied')).toHaveLength(10)
  expect(logged()[0]).toMatchObject({
    permission: 'staff.read',
    actorId: person.id,
    address: browser.address,
  })
})

test('what waits is counted with the next refusal, when that comes first', async () => {
  const person = await makePerson('auditor')
  const browser = await signedIn(person)
  const denied = () => browser.within(() => requirePermission('staff.read')).catch(() => {})
  await Promise.all([denied(), denied(), denied(), denied()])
  await aMinuteLater()
  await denied()
  expect((await rowsOf(person.id)).map(({ after }) => after)).toEqual([{ times: 1 }, { times: 4 }])
})

test('an export that is refused, and one that cannot be read, are on record', async () => {
  const support = await makePerson('support')
  const browser = await signedIn(support)
  expect((await browser.within(() => exportAccounts(request('/api/accounts/export')))).status).toBe(403)
  expect(await rowsOf(support.id)).toMatchObject([{ action: 'accounts.export', errorCode: 'denied' }])

  const auditor = await makePerson('auditor')
  const theirs = await signedIn(auditor)
  const path = '/api/activity/export?from=2026-02-30'
  expect((await theirs.within(() => exportActivity(request(path)))).status).toBe(400)
  expect(await rowsOf(auditor.id)).toMatchObject([{ action: 'activity.export', errorCode: 'invalid' }])
})

test('what a handler cannot read is on record by the names of its fields', async () => {
  const person = await makePerson('support')
  const browser = await signedIn(person)
  const fault = new AppError('invalid', 'Not like this.', { fields: { name: 'Too long.' } })
  await browser.within(() => answer(request('/'), () => Promise.reject(fault)))
  expect(await rowsOf(person.id)).toMatchObject([
    { action: 'access.refuse', errorCode: 'invalid', request: { fields: ['name'] } },
  ])
})

test('an act that is refused or cannot be read fills no record, however often it is tried', async () => {
  const person = await makePerson('operator')
  const browser = await signedIn(person)
  for (let nth = 0; nth < 10; nth++) {
    await browser.within(() => staff.changeRole({ staffId: person.id, role: 'admin' }))
    await browser.within(() => staff.changeRole({ staffId: 'not one', role: 'admin' }))
    await browser.within(() => staff.signOut({ everywhere: 'perhaps' } as never))
    await browser.within(() => staff.endOwnSession({ sessionId: crypto.randomUUID() }))
  }
  const rows = await db().auditEvent.findMany({ where: { actorId: person.id } })
  expect(rows.map(({ action, errorCode }) => `${action} ${errorCode}`).sort()).toEqual([
    'session.end-own not_found',
    'session.sign-out invalid',
    'staff.role denied',
  ])
  expect(logged()).toHaveLength(40)
  expect(logged()).toContainEqual(expect.objectContaining({ event: 'invalid', fields: ['everywhere'] }))
})

test('an act that is permitted is braked before it fills the record, and others go on', async () => {
  const person = await makePerson('admin')
  const other = await makePerson('support')
  const browser = await signedIn(person)
  const act = () => browser.within(() => staff.changeRole({ staffId: other.id, role: 'support' }))
  const answers = []
  for (let nth = 0; nth < 230; nth++) answers.push(await act())
  const done = answers.findIndex(({ ok }) => !ok)
  expect(done, 'a day’s work by hand goes through').toBeGreaterThanOrEqual(200)
  expect(answers.at(-1)).toMatchObject({
    error: { code: 'throttled', effect: 'none', retryAt: expect.any(Number) },
  })
  const rows = await db().auditEvent.findMany({ where: { actorId: person.id } })
  expect(rows.filter(({ phase }) => phase === 'denied')).toMatchObject([
    { action: 'staff.role', errorCode: 'throttled', targetId: other.id, after: { times: 1 } },
  ])
  expect(rows).toHaveLength(done + 1)

  const exported = await browser.within(() => exportActivity(request('/api/activity/export')))
  expect(exported.status).toBe(429)
  expect(Number(exported.headers.get('retry-after'))).toBeGreaterThan(0)

  const colleague = await signedIn(await makePerson('admin'))
  const theirs = () => staff.changeRole({ staffId: other.id, role: 'auditor' })
  expect(await colleague.within(theirs)).toMatchObject({ ok: true })
  expect(await browser.within(() => staff.signOut({ everywhere: false })), 'leaving').toMatchObject({
    ok: true,
  })
})

test('of strangers the log is told, and the audit nothing', async () => {
  const before = await db().auditEvent.count()
  const stranger = new Browser()
  await expect(stranger.within(() => listStaff())).rejects.toThrow()
  await stranger.within(() => answer(request('/'), () => listStaff()))
  await stranger.within(() => staff.signOut({ everywhere: false }))
  await stranger.within(() => exportAccounts(request('/api/accounts/export')))
  await stranger.within(() => staff.setPassword({ token: 'x', password: 'short', repeat: 'short' }))
  expect(logged().map(({ event }) => event)).toEqual([
    'signed_out',
    'signed_out',
    'signed_out',
    'signed_out',
    'invalid',
  ])
  for (const event of logged()) expect(event.address).toBe(stranger.address)
  expect(await db().auditEvent.count()).toBe(before)
})

test('what is refused stays refused when it cannot be recorded', async () => {
  await asOwner('ALTER TABLE refusal RENAME TO refusal_away')
  try {
    const browser = await signedIn(await makePerson('support'))
    expect(await browser.within(() => staff.newLink({ staffId: crypto.randomUUID() }))).toMatchObject({
      error: { code: 'denied' },
    })
  } finally {
    await asOwner('ALTER TABLE refusal_away RENAME TO refusal')
  }
})

test('the rows that wait keep nothing that the audit may not', async () => {
  const entry = {
    operationId: crypto.randomUUID(),
    requestId: 'r',
    act: ACTS.get('account.create')!,
    actor: {
      actorId: 'x',
      actorEmail: null,
      actorRole: null,
      sessionId: null,
      address: null,
      userAgent: null,
    },
    request: { name: 'Anvil', businessName: 'Anvil Ltd', password: 'hunter2' },
  }
  await recordRefusal(entry, { phase: 'denied', errorCode: 'denied' })
  expect(await db().refusal.findMany()).toMatchObject([
    { row: { request: { name: 'Anvil', businessName: 'set' } } },
  ])
  expect(JSON.stringify(await db().refusal.findMany())).not.toMatch(/Ltd|hunter2/)
})

test('what was counted is not lost where its row cannot be written', async () => {
  const person = await makePerson('support')
  const browser = await signedIn(person)
  const refuse = () => expect(browser.within(() => listStaff())).rejects.toThrow()
  for (let nth = 0; nth < 3; nth++) await refuse()
  await aMinuteLater()
  await asOwner(
    `CREATE FUNCTION break_refusals() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$`,
    `CREATE TRIGGER break_refusals BEFORE INSERT ON audit_event FOR EACH ROW EXECUTE FUNCTION break_refusals()`,
  )
  await refuse()
  await asOwner('DROP FUNCTION break_refusals CASCADE')
  await recordWaitingRefusals()
  expect(await rowsOf(person.id)).toMatchObject([{ after: { times: 1 } }, { after: { times: 2 } }])
})
