import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test, vi } from 'vitest'
import { Browser, makePerson, PASSWORD, signedIn } from '@/lib/auth/browser.fixture'
import { currentStaff } from '@/lib/auth/session'
import { db } from '@/lib/db/client'
import * as actions from './actions'
import { linkHolder, listStaff, ownProfile, personDetails, unusualViews } from './queries'

vi.mock('next/headers', async () => (await import('@/lib/auth/request.fixture')).nextHeaders)

const NEW_PASSWORD = 'seven brass kettles'

/** An installation in which these are the only administrators. */
async function admins(count: number) {
  await db().staff.updateMany({ where: { role: 'admin' }, data: { role: 'auditor' } })
  const people = []
  for (let nth = 0; nth < count; nth++) people.push(await makePerson('admin'))
  return Promise.all(people.map(async (person) => ({ person, browser: await signedIn(person) })))
}

async function admin() {
  const [first] = await admins(1)
  return first!
}

async function withLink(name?: string) {
  const { browser } = await admin()
  const person = await makePerson('support', { password: null, name })
  const answer = await browser.within(() => actions.newLink({ staffId: person.id }))
  if (!answer.ok) throw new Error(answer.error.message)
  return { admin: browser, person, token: new URL(answer.data.url).pathname.replace('/welcome/', '') }
}

const set = (token: string, password = NEW_PASSWORD, repeat = password) =>
  new Browser().within(() => actions.setPassword({ token, password, repeat }))

test('a person is added, sets a password by the link, and signs in', async () => {
  const { browser } = await admin()
  const answer = await browser.within(() =>
    actions.addPerson({ name: ' Ada Lovelace ', email: ' Ada.L@Example.com ', role: 'operator' }),
  )
  if (!answer.ok) throw new Error(answer.error.message)
  const token = new URL(answer.data.url).pathname.replace('/welcome/', '')
  expect(Date.parse(answer.data.expiresAt) - Date.now()).toBeGreaterThan(47.9 * 3_600_000)
  expect(await linkHolder(token)).toEqual({ name: 'Ada Lovelace', email: 'ada.l@example.com' })

  expect(await set(token)).toMatchObject({ ok: true })
  expect(await new Browser().signIn('ada.l@example.com', NEW_PASSWORD)).toBe(true)
  const list = await browser.within(() => listStaff())
  expect(list.find(({ name }) => name === 'Ada Lovelace')).toMatchObject({ status: 'active', sessions: 1 })
})

test('nobody is added twice, however the address is written', async () => {
  const { browser } = await admin()
  const person = await makePerson('support')
  const add = () =>
    browser.within(() => actions.addPerson({ name: 'X', email: person.email.toUpperCase(), role: 'admin' }))
  expect(await add()).toMatchObject({
    ok: false,
    error: { code: 'conflict', fields: { email: expect.any(String) } },
  })
})

test('of the same person added twice at once, the second is told at the field', async () => {
  const { browser } = await admin()
  const add = () => actions.addPerson({ name: 'X', email: 'twice@example.com', role: 'admin' })
  const answers = await browser.within(() => Promise.all([add(), add(), add()]))
  const refused = answers.filter(({ ok }) => !ok)
  expect(refused).toHaveLength(2)
  for (const each of refused) expect(each).toMatchObject({ error: { fields: { email: expect.any(String) } } })
})

test('of many posts of one link at once, one sets the password', async () => {
  const { person, token } = await withLink()
  const passwords = ['ten blue herons', 'six green lizards', 'four grey badgers', 'nine red squirrels']
  const answers = await Promise.all(passwords.map((password) => set(token, password)))
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
  const winner = passwords[answers.findIndex(({ ok }) => ok)]!
  expect(await new Browser().signIn(person.email, winner)).toBe(true)
  expect(await db().auditEvent.count({ where: { targetId: person.id, action: 'staff.set-password' } })).toBe(
    1,
  )
})

test('used, expired, replaced, unknown links and those of disabled people get one answer', async () => {
  const used = await withLink()
  await set(used.token)
  const expired = await withLink()
  await db().passwordLink.updateMany({
    where: { staffId: expired.person.id },
    data: { expiresAt: new Date() },
  })
  const replaced = await withLink()
  const { browser } = await admin()
  await browser.within(() => actions.newLink({ staffId: replaced.person.id }))
  const disabled = await withLink()
  await disabled.admin.within(() => actions.disablePerson({ staffId: disabled.person.id }))

  for (const token of [used.token, expired.token, replaced.token, disabled.token, 'unknown', '']) {
    expect(await linkHolder(token)).toBeNull()
    expect(await set(token)).toMatchObject({
      ok: false,
      error: { code: 'not_found', message: expect.stringMatching(/used or has expired/) },
    })
  }
})

test('strangers who post many unknown links at once get their answers, and hold nobody else up', async () => {
  const posts = Array.from({ length: 24 }, () => set('unknown'))
  expect(await db().staff.count(), 'the database answers').toBeGreaterThan(0)
  for (const answer of await Promise.all(posts))
    expect(answer).toMatchObject({ error: { code: 'not_found' } })
})

test('of the unknown links that strangers post, the record keeps a row a minute, and how many they were', async () => {
  await db().refusal.deleteMany()
  const stranger = new Browser()
  const posts = Array.from({ length: 40 }, () =>
    stranger.within(() =>
      actions.setPassword({ token: 'unknown', password: NEW_PASSWORD, repeat: NEW_PASSWORD }),
    ),
  )
  const codes = (await Promise.all(posts)).map((answer) => !answer.ok && answer.error.code)
  expect(codes.filter((code) => code === 'not_found')).toHaveLength(30)
  expect(codes.filter((code) => code === 'throttled')).toHaveLength(10)
  expect(await db().auditEvent.count({ where: { address: stranger.address } })).toBe(1)
  expect(await db().refusal.findMany({ select: { waiting: true } })).toEqual([{ waiting: 39 }])
})

test('whoever posts unknown links keeps nobody behind the same address from using theirs', async () => {
  const { token, person } = await withLink()
  const stranger = new Browser()
  const post = (link: string) =>
    stranger.within(() => actions.setPassword({ token: link, password: NEW_PASSWORD, repeat: NEW_PASSWORD }))
  for (let nth = 0; nth < 31; nth++) await post('unknown')
  expect(await post('unknown')).toMatchObject({ error: { code: 'throttled' } })
  expect(await post(token)).toMatchObject({ ok: true })
  expect(await stranger.signIn(person.email, NEW_PASSWORD)).toBe(true)
})

test('the browser in which a link was used is a known one, however many guess elsewhere', async () => {
  const { token, person } = await withLink()
  const browser = new Browser()
  const answer = browser.within(() =>
    actions.setPassword({ token, password: NEW_PASSWORD, repeat: NEW_PASSWORD }),
  )
  expect(await answer).toMatchObject({ ok: true })
  for (let nth = 0; nth < 6; nth++) {
    const stranger = new Browser()
    for (let guess = 0; guess < 8; guess++) await stranger.signIn(person.email, 'a guess').catch(() => {})
  }
  await expect(new Browser().signIn(person.email, NEW_PASSWORD)).rejects.toThrow(/^throttled/)
  expect(await browser.signIn(person.email, NEW_PASSWORD)).toBe(true)
})

test('a refused password leaves the link as it was', async () => {
  const { token } = await withLink('Grace Hopper')
  for (const password of ['short', 'password1234', 'grace hopper was here', 'x'.repeat(201)])
    expect(await set(token, password)).toMatchObject({ error: { fields: { password: expect.any(String) } } })
  expect(await set(token, NEW_PASSWORD, 'another')).toMatchObject({
    error: { fields: { repeat: expect.any(String) } },
  })
  expect(await set(token)).toMatchObject({ ok: true })
})

test('setting a password by a link ends every session of that person', async () => {
  const { browser } = await admin()
  const person = await makePerson('operator')
  const theirs = await signedIn(person)
  const link = await browser.within(() => actions.newLink({ staffId: person.id }))
  expect(await theirs.within(() => currentStaff()), 'until it is used, nothing changes').not.toBeNull()
  await set(new URL(link.ok ? link.data.url : '').pathname.replace('/welcome/', ''))
  expect(await theirs.within(() => currentStaff())).toBeNull()
  expect(await new Browser().signIn(person.email, PASSWORD)).toBe(false)
})

test('changing the own password closes the links that are open', async () => {
  const { browser } = await admin()
  const person = await makePerson('support')
  const link = await browser.within(() => actions.newLink({ staffId: person.id }))
  const token = new URL(link.ok ? link.data.url : '').pathname.replace('/welcome/', '')
  const theirs = await signedIn(person)
  expect(await theirs.within(() => ownAct())).toMatchObject({ ok: true })
  expect(await linkHolder(token)).toBeNull()
  expect(await set(token, 'nine red squirrels')).toMatchObject({ error: { code: 'not_found' } })
  expect(await new Browser().signIn(person.email, NEW_PASSWORD)).toBe(true)
})

test('secrets are in no table in clear', async () => {
  const { token } = await withLink()
  await set(token)
  const { person, browser } = await admin()
  const changed = 'eleven copper bells'
  await browser.within(() =>
    actions.changePassword({ current: PASSWORD, password: changed, repeat: changed }),
  )
  await new Browser().signIn(person.email, 'the wrong clear text')

  const tables = await db().$queryRaw<{ name: string }[]>`
    SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public'`
  const dump = await Promise.all(
    tables.map(({ name }) => db().$queryRawUnsafe(`SELECT to_jsonb(t)::text AS row FROM "${name}" t`)),
  )
  for (const secret of [token, NEW_PASSWORD, PASSWORD, changed, 'the wrong clear text'])
    expect(JSON.stringify(dump)).not.toContain(secret)
})

test('the last administrator can be neither demoted nor disabled', async () => {
  const { person, browser } = await admin()
  const refused = {
    ok: false,
    error: { code: 'conflict', message: expect.stringMatching(/last administrator/) },
  }
  await makePerson('admin', { password: null })
  for (const role of ['operator', 'support', 'auditor'] as const)
    expect(await browser.within(() => actions.changeRole({ staffId: person.id, role }))).toMatchObject(
      refused,
    )
  expect(await browser.within(() => actions.disablePerson({ staffId: person.id }))).toMatchObject(refused)
  expect(await browser.within(() => currentStaff())).toMatchObject({ role: 'admin' })
})

test('of two administrators who shut each other out at once, one stays', async () => {
  const acts = [
    (staffId: string) => actions.changeRole({ staffId, role: 'support' }),
    (staffId: string) => actions.disablePerson({ staffId }),
  ]
  for (let round = 0; round < 6; round++) {
    const [one, two] = (await admins(2)) as [Admin, Admin]
    const answers = await Promise.all([
      one.browser.within(() => acts[round % 2]!(two.person.id)),
      two.browser.within(() => acts[(round >> 1) % 2]!(one.person.id)),
    ])
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await db().staff.count({ where: { role: 'admin', disabledAt: null } })).toBe(1)
  }
})
type Admin = Awaited<ReturnType<typeof admin>>

test('an administrator may step down while another remains', async () => {
  const [one] = (await admins(2)) as [Admin, Admin]
  expect(
    await one.browser.within(() => actions.changeRole({ staffId: one.person.id, role: 'auditor' })),
  ).toEqual({
    ok: true,
    data: null,
  })
  expect(await one.browser.within(() => currentStaff())).toMatchObject({ role: 'auditor' })
})

test('disabling ends sessions at once; enabling lets in again', async () => {
  const { browser } = await admin()
  const person = await makePerson('operator')
  const theirs = await signedIn(person)
  await browser.within(() => actions.disablePerson({ staffId: person.id }))
  expect(await theirs.within(() => currentStaff())).toBeNull()
  expect(await theirs.within(() => ownAct())).toMatchObject({ error: { code: 'signed_out' } })
  expect(await new Browser().signIn(person.email, PASSWORD)).toBe(false)

  await browser.within(() => actions.enablePerson({ staffId: person.id }))
  expect(await theirs.within(() => currentStaff()), 'the old session stays ended').toBeNull()
  expect(await new Browser().signIn(person.email, PASSWORD)).toBe(true)
})
const ownAct = () =>
  actions.changePassword({ current: PASSWORD, password: NEW_PASSWORD, repeat: NEW_PASSWORD })

test('every change of staff is on record with before and after', async () => {
  const { person: asking, browser } = await admin()
  const person = await makePerson('support')
  await browser.within(() => actions.changeRole({ staffId: person.id, role: 'operator' }))
  await browser.within(() => actions.disablePerson({ staffId: person.id }))
  const rows = await db().auditEvent.findMany({ where: { targetId: person.id }, orderBy: { seq: 'asc' } })
  expect(rows).toMatchObject([
    {
      action: 'staff.role',
      phase: 'succeeded',
      actorEmail: asking.email,
      before: { role: 'support' },
      after: { role: 'operator' },
    },
    { action: 'staff.disable', phase: 'succeeded', targetName: person.email, after: { disabled: true } },
  ])
})

test('no other role sees staff or changes anybody, themselves included', async () => {
  const victim = await makePerson('support')
  const session = await signedIn(victim)
  for (const role of ['operator', 'support', 'auditor'] as const) {
    const person = await makePerson(role)
    const browser = await signedIn(person)
    await expect(browser.within(() => listStaff())).rejects.toThrow()
    await expect(browser.within(() => personDetails(victim.id))).rejects.toThrow()
    for (const act of [
      () => actions.addPerson({ name: 'Mallory', email: `mallory.${role}@example.com`, role: 'admin' }),
      () => actions.changeRole({ staffId: person.id, role: 'admin' }),
      () => actions.newLink({ staffId: victim.id }),
      () => actions.disablePerson({ staffId: victim.id }),
      () => actions.enablePerson({ staffId: victim.id }),
      () => actions.endSession({ sessionId: session.sessionId }),
    ])
      expect(await browser.within<Promise<unknown>>(act)).toMatchObject({
        ok: false,
        error: { code: 'denied' },
      })
    expect(await browser.within(() => actions.endOwnSession({ sessionId: session.sessionId }))).toMatchObject(
      {
        error: { code: 'not_found' },
      },
    )
    expect(await db().auditEvent.count({ where: { actorId: person.id, phase: 'denied' } })).toBe(7)
  }
  expect(await session.within(() => currentStaff())).toMatchObject({ role: 'support' })
})

test('a session is ended by an administrator, or by its owner', async () => {
  const { browser } = await admin()
  const person = await makePerson('support')
  const [one, two, three] = [await signedIn(person), await signedIn(person), await signedIn(person)]
  await browser.within(() => actions.endSession({ sessionId: one.sessionId }))
  expect(await one.within(() => currentStaff())).toBeNull()
  await two.within(() => actions.endOwnSession({ sessionId: three.sessionId }))
  expect(await three.within(() => currentStaff())).toBeNull()
  const { sessions } = await two.within(() => ownProfile())
  expect(sessions).toMatchObject([{ id: two.sessionId, current: true }])
})

test('the own password changes with the present one, keeps this session and ends the others', async () => {
  const person = await makePerson('support')
  const [here, elsewhere] = [await signedIn(person), await signedIn(person)]
  const change = (current: string) =>
    here.within(() => actions.changePassword({ current, password: NEW_PASSWORD, repeat: NEW_PASSWORD }))
  expect(await change('not it')).toMatchObject({ error: { fields: { current: expect.any(String) } } })
  expect(await change(PASSWORD)).toMatchObject({ ok: true })
  expect(await here.within(() => currentStaff())).not.toBeNull()
  expect(await elsewhere.within(() => currentStaff())).toBeNull()
})

test('whoever finds a screen unlocked cannot guess the present password for long', async () => {
  const browser = await signedIn(await makePerson('support'))
  const change = (current: string) =>
    browser.within(() => actions.changePassword({ current, password: NEW_PASSWORD, repeat: NEW_PASSWORD }))
  for (let nth = 0; nth < 8; nth++) await change(`guess ${nth}`)
  expect(await change(PASSWORD)).toMatchObject({
    ok: false,
    error: { code: 'throttled', retryAt: expect.any(Number) },
  })
})

test('administrators learn who has seen the personal data of unusually many customers, and nobody else does', async () => {
  const { browser } = await admin()
  const [curious, busy, support] = await Promise.all([
    makePerson('support'),
    makePerson('operator'),
    makePerson('support'),
  ])
  const views = (person: { id: string; email: string }, action: string, accounts: number, at = new Date()) =>
    db().auditEvent.createMany({
      data: Array.from({ length: accounts }, (_, n) => ({
        at,
        operationId: randomUUID(),
        requestId: randomUUID(),
        phase: 'succeeded' as const,
        action,
        actorId: person.id,
        actorEmail: person.email,
        accountId: `account-${n}`,
      })),
    })
  const before = new Date(Date.now() - 25 * 3_600_000)
  await views(curious, 'account.kyc.reveal', 16)
  await views(busy, 'account.kyc.view', 40)
  await views(support, 'account.kyc.reveal', 30, before)
  await views(support, 'account.kyc.reveal', 3)
  expect(await browser.within(() => unusualViews())).toEqual([
    { staffId: curious.id, email: curious.email, way: 'revealed', accounts: 16 },
  ])
  const other = await signedIn(busy)
  await expect(other.within(() => unusualViews())).rejects.toThrow(/forbidden/)
})

test('with a generated password nothing opens but its change, and then its file is gone', async () => {
  const file = path.join(process.env.DATA_DIR!, 'admin-password')
  mkdirSync(process.env.DATA_DIR!, { recursive: true })
  writeFileSync(file, 'made at the first start')
  const person = await makePerson('admin')
  await db().staff.update({ where: { id: person.id }, data: { mustChangePassword: true } })
  const browser = new Browser()
  expect(await browser.signIn(person.email, PASSWORD)).toBe(true)

  expect(await browser.within(() => currentStaff())).toBeNull()
  await expect(browser.within(() => listStaff())).rejects.toThrow('NEXT_REDIRECT')
  await expect(browser.within(() => ownProfile())).rejects.toThrow('NEXT_REDIRECT')
  const role = () => actions.changeRole({ staffId: person.id, role: 'support' })
  expect(await browser.within(role)).toMatchObject({ error: { code: 'signed_out' } })

  const change = (password: string) =>
    browser.within(() => actions.changePassword({ current: PASSWORD, password, repeat: password }))
  expect(await change(PASSWORD)).toMatchObject({ error: { fields: { password: expect.any(String) } } })
  expect(existsSync(file)).toBe(true)
  expect(await change(NEW_PASSWORD)).toMatchObject({ ok: true })
  expect(existsSync(file)).toBe(false)
  expect(await browser.within(() => currentStaff())).toMatchObject({ id: person.id })
})
