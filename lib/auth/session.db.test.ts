import * as argon2 from '@node-rs/argon2'
import { afterEach, expect, test, vi } from 'vitest'
import { recordWaitingRefusals } from '@/lib/audit/refusals'
import { db } from '@/lib/db/client'
import { signOut } from '@/lib/staff/actions'
import { asOwner } from '@/scripts/vitest/owner'
import { Browser, makePerson, PASSWORD, signedIn } from './browser.fixture'
import { ABSOLUTE_MS, IDLE_MS } from './cookies'
import { currentStaff, requirePermission } from './session'

vi.mock('next/headers', async () => (await import('./request.fixture')).nextHeaders)
vi.mock('@node-rs/argon2', { spy: true })

afterEach(() => vi.resetAllMocks())

const who = (browser: Browser) => browser.within(() => currentStaff())
const ago = (ms: number) => new Date(Date.now() - ms)

test('signing in makes a session, whatever the case and the spaces of the address', async () => {
  const person = await makePerson('operator')
  const browser = new Browser('203.0.113.9')
  expect(await browser.signIn(`  ${person.email.toUpperCase()} `, PASSWORD)).toBe(true)
  expect(await who(browser)).toMatchObject({ id: person.id, role: 'operator' })
  const session = await db().staffSession.findFirstOrThrow({ where: { staffId: person.id } })
  expect(session).toMatchObject({ address: '203.0.113.9', userAgent: 'Fixture/1.0' })
  expect((await db().staff.findUniqueOrThrow({ where: { id: person.id } })).lastSignInAt).not.toBeNull()
  expect(await lastEvent('session.sign-in')).toMatchObject({ phase: 'succeeded', actorEmail: person.email })
})

test('every refusal looks and costs the same: unknown, wrong, without a password, disabled', async () => {
  const known = await makePerson('support')
  const invited = await makePerson('support', { password: null })
  const disabled = await makePerson('support')
  await db().staff.update({ where: { id: disabled.id }, data: { disabledAt: new Date() } })
  await new Browser().signIn('warm-up@example.com', PASSWORD)

  for (const [email, password] of [
    ['nobody@example.com', PASSWORD],
    [known.email, 'not the password'],
    [invited.email, PASSWORD],
    [disabled.email, PASSWORD],
  ] as const) {
    vi.clearAllMocks()
    const browser = new Browser()
    expect(await browser.signIn(email, password)).toBe(false)
    expect(browser.jar.size, email).toBe(0)
    expect(argon2.verify, email).toHaveBeenCalledTimes(1)
    expect(argon2.hash, email).not.toHaveBeenCalled()
  }
})

test('an address that nobody has is not remembered in clear', async () => {
  await aMinuteLater()
  await new Browser().signIn('my-password-in-the-wrong-box', 'x')
  const event = await lastEvent('session.sign-in')
  expect(event).toMatchObject({ phase: 'denied', actorEmail: null, request: { reason: 'unknown address' } })
  const rows = await db().$queryRaw`SELECT rate_limit.*, refusal.* FROM rate_limit, refusal`
  expect(JSON.stringify([event, rows], bigints)).not.toContain('wrong-box')
})

test('a session ends when idle, and after twelve hours whatever happens', async () => {
  const person = await makePerson('support')
  const idle = await signedIn(person)
  const old = await signedIn(person)
  const fresh = await signedIn(person)
  await touch(idle.sessionId, { lastSeenAt: ago(IDLE_MS + 1000) })
  await touch(old.sessionId, { createdAt: ago(ABSOLUTE_MS + 1000), expiresAt: ago(1000) })
  await touch(fresh.sessionId, { lastSeenAt: ago(IDLE_MS - 60_000) })

  expect(await who(idle)).toBeNull()
  expect(await who(old)).toBeNull()
  expect(await who(fresh)).toMatchObject({ id: person.id })
  const { lastSeenAt } = await db().staffSession.findUniqueOrThrow({ where: { id: fresh.sessionId } })
  expect(lastSeenAt.getTime(), 'a request keeps it alive').toBeGreaterThan(Date.now() - 60_000)
})

test('a disabled or demoted person is so with the next request', async () => {
  const person = await makePerson('operator')
  const browser = await signedIn(person)
  await browser.within(() => requirePermission('accounts.create'))
  await db().staff.update({ where: { id: person.id }, data: { role: 'auditor' } })
  await expect(browser.within(() => requirePermission('accounts.create'))).rejects.toThrow()
  await db().staff.update({ where: { id: person.id }, data: { disabledAt: new Date() } })
  expect(await who(browser)).toBeNull()
})

test('a forged or foreign cookie names nobody', async () => {
  const browser = await signedIn(await makePerson('admin'))
  for (const [name, value] of browser.jar) browser.jar.set(name, `${value.slice(0, -4)}AAAA`)
  expect(await who(browser)).toBeNull()
})

test('signing out ends this session; everywhere ends them all, and nobody else’s', async () => {
  const person = await makePerson('support')
  const [one, two, three] = [await signedIn(person), await signedIn(person), await signedIn(person)]
  const other = await signedIn(await makePerson('support'))

  expect(await one.within(() => signOut({ everywhere: false }))).toMatchObject({ ok: true })
  expect(one.jar.size).toBe(0)
  await one.hold(one.sessionId)
  expect(await who(one), 'a copy of the cookie is dead too').toBeNull()
  expect(await who(two)).not.toBeNull()

  await two.within(() => signOut({ everywhere: true }))
  expect(await who(three)).toBeNull()
  expect(await who(other)).not.toBeNull()
  expect(await lastEvent('session.sign-out')).toMatchObject({ after: { everywhere: true, ended: 2 } })
})

test('parallel guesses are counted: of many at once, eight are looked at', async () => {
  checkAtOnce()
  const person = await makePerson('support')
  const browser = new Browser()
  const answers = await guesses(browser, person.email, 30)
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(8)
  expect(argon2.verify).toHaveBeenCalledTimes(8)
  await expect(browser.signIn(person.email, PASSWORD)).rejects.toThrow(/^throttled:\d+$/)
  const rows = () => db().auditEvent.findMany({ where: { actorId: person.id }, orderBy: { seq: 'asc' } })
  expect(await rows(), 'one row for the minute').toMatchObject([{ after: { times: 1 } }])
  await aMinuteLater()
  await recordWaitingRefusals()
  expect((await rows()).slice(1)).toMatchObject([
    { phase: 'denied', errorCode: 'throttled', after: { times: 30 } },
  ])
})

test('a stranger cannot lock out a browser in which the person has signed in before', async () => {
  checkAtOnce()
  const person = await makePerson('support')
  const known = new Browser()
  await known.signIn(person.email, PASSWORD)

  // From the same address, and from so many others that the account's own counter is full.
  await guesses(new Browser(known.address), person.email, 10)
  for (let nth = 0; nth < 6; nth++) await guesses(new Browser(), person.email, 8)
  await expect(new Browser().signIn(person.email, PASSWORD)).rejects.toThrow(/^throttled/)

  expect(await known.signIn(person.email, PASSWORD)).toBe(true)
})

test('one place alone cannot fill an account’s counter, nor an address’s by hammering at one account', async () => {
  checkAtOnce()
  const [person, colleague] = [await makePerson('support'), await makePerson('support')]
  const stranger = new Browser()
  await guesses(stranger, person.email, 70)
  expect(await new Browser().signIn(person.email, PASSWORD)).toBe(true)
  expect(await new Browser(stranger.address).signIn(colleague.email, PASSWORD)).toBe(true)
})

test('an IPv6 network counts as one place, and so does what a house has of them', async () => {
  checkAtOnce()
  const person = await makePerson('support')
  const tries = async (addresses: string[]) => {
    vi.mocked(argon2.verify).mockClear()
    for (const address of addresses)
      await new Browser(address).signIn(person.email, 'a guess').catch(() => null)
    return vi.mocked(argon2.verify).mock.calls.length
  }
  const hosts = (network: string) => Array.from({ length: 12 }, (_, nth) => `${network}::${nth + 1}`)
  expect(await tries(hosts('2001:db8:1:1')), 'one /64').toBe(8)
  expect(await tries([2, 3, 4].flatMap((line) => hosts(`2001:db8:1:${line}`))), 'the rest of its /56').toBe(8)
  expect(await tries(hosts('2001:db8:1:100')), 'the /56 beside it').toBe(8)
  expect(await tries(['198.51.100.77', ...Array<string>(11).fill('::ffff:198.51.100.77')]), 'IPv4').toBe(8)
})

test('whoever fills an account’s counter keeps nobody out of where they have signed in before', async () => {
  checkAtOnce()
  const person = await makePerson('admin')
  const office = new Browser()
  await office.signIn(person.email, PASSWORD)
  for (let nth = 0; nth < 6; nth++) await guesses(new Browser(), person.email, 8)

  const newHere = new Browser(office.address)
  vi.mocked(argon2.verify).mockClear()
  await expect(newHere.signIn(person.email, 'a guess')).rejects.toThrow(/^throttled/)
  await expect(new Browser().signIn(person.email, PASSWORD), 'somewhere else').rejects.toThrow(/^throttled/)
  await expect(new Browser().signIn(person.email, 'a guess')).rejects.toThrow(/^throttled/)
  expect(argon2.verify, 'each takes as long').toHaveBeenCalledTimes(3)
  expect(await newHere.signIn(person.email, PASSWORD)).toBe(true)
})

test('a new sign-in ends the session that this browser had, whosever it was', async () => {
  const [one, two] = [await makePerson('support'), await makePerson('operator')]
  const browser = await signedIn(one)
  const elsewhere = await signedIn(one)
  const copy = await new Browser().hold(browser.sessionId)
  expect(await browser.signIn(two.email, 'a wrong one')).toBe(false)
  expect(await who(copy)).not.toBeNull()
  expect(await browser.signIn(two.email, PASSWORD)).toBe(true)
  expect(await who(copy)).toBeNull()
  expect(await who(browser)).toMatchObject({ id: two.id })
  expect(await who(elsewhere)).toMatchObject({ id: one.id })
  expect(await lastEvent('session.replace')).toMatchObject({
    actorEmail: two.email,
    targetId: browser.sessionId,
    after: { staffEmail: one.email },
  })
})

test('a known browser has its own few guesses, and its cookie speaks for one person only', async () => {
  checkAtOnce()
  const [person, other] = [await makePerson('support'), await makePerson('support')]
  const known = new Browser()
  await known.signIn(person.email, PASSWORD)
  await guesses(known, person.email, 8)
  await expect(known.signIn(person.email, PASSWORD)).rejects.toThrow(/^throttled/)

  await guesses(known, other.email, 8)
  await expect(known.signIn(other.email, PASSWORD)).rejects.toThrow(/^throttled/)
})

test('signing in forgives the wrong tries before it', async () => {
  checkAtOnce()
  const person = await makePerson('support')
  const browser = new Browser()
  for (let round = 0; round < 3; round++) {
    await guesses(browser, person.email, 7)
    expect(await browser.signIn(person.email, PASSWORD)).toBe(true)
  }
})

test('who has the password fills no record by signing in and out', async () => {
  const person = await makePerson('operator')
  const browser = new Browser()
  const signIn = async () => {
    const isIn = await browser.signIn(person.email, PASSWORD)
    await browser.within(() => signOut({ everywhere: false }))
    return isIn
  }
  for (let nth = 0; nth < 30; nth++) expect(await signIn()).toBe(true)
  for (let nth = 0; nth < 5; nth++) await expect(signIn()).rejects.toThrow(/^throttled:\d+$/)
  const rows = await db().auditEvent.findMany({ where: { actorId: person.id, phase: 'denied' } })
  expect(rows).toMatchObject([{ errorCode: 'throttled', after: { times: 1 } }])
})

test('a person disabled while their password was being checked does not get in', async () => {
  const person = await makePerson('support')
  vi.mocked(argon2.verify).mockImplementationOnce(async () => {
    await db().staff.update({ where: { id: person.id }, data: { disabledAt: new Date() } })
    return true
  })
  expect(await new Browser().signIn(person.email, PASSWORD)).toBe(false)
  expect(await db().staffSession.count({ where: { staffId: person.id } })).toBe(0)
})

test('nobody is signed in whose sign-in cannot be recorded', async () => {
  const person = await makePerson('support')
  await asOwner(`ALTER TABLE audit_event ADD CONSTRAINT broken CHECK (phase <> 'succeeded') NOT VALID`)
  try {
    await expect(new Browser().signIn(person.email, PASSWORD)).rejects.toThrow(/^not_recorded$/)
  } finally {
    await asOwner('ALTER TABLE audit_event DROP CONSTRAINT broken')
  }
  expect(await db().staffSession.count({ where: { staffId: person.id } })).toBe(0)
  expect(await db().staff.findUnique({ where: { id: person.id } })).toMatchObject({ lastSignInAt: null })
})

test('a fault of ours is called one, in no words of the database', async () => {
  const person = await makePerson('support')
  await asOwner('ALTER TABLE rate_limit RENAME TO rate_limit_away')
  try {
    await expect(new Browser().signIn(person.email, PASSWORD)).rejects.toThrow(/^unavailable$/)
  } finally {
    await asOwner('ALTER TABLE rate_limit_away RENAME TO rate_limit')
  }
})

// What is counted does not depend on how long a password takes to check.
const checkAtOnce = () =>
  vi.mocked(argon2.verify).mockImplementation(async (_, password) => password === PASSWORD)

const guesses = (browser: Browser, email: string, count: number) =>
  Promise.allSettled(Array.from({ length: count }, (_, nth) => browser.signIn(email, `guess ${nth}`)))

const touch = (id: string, data: { lastSeenAt?: Date; createdAt?: Date; expiresAt?: Date }) =>
  db().staffSession.update({ where: { id }, data })

const lastEvent = (action: string) =>
  db().auditEvent.findFirst({ where: { action }, orderBy: { seq: 'desc' } })

const aMinuteLater = () =>
  db().$executeRaw`UPDATE refusal SET recorded_at = recorded_at - interval '61 seconds'`

const bigints = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)
