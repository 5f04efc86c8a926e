import { beforeEach, expect, test, vi } from 'vitest'
import { db } from '@/lib/db/client'
import { signOut } from '@/lib/staff/actions'
import { Browser, makePerson, PASSWORD } from './browser.fixture'
import { IDLE_MS } from './cookies'
import { draftsMustGo, ownDraftKey } from './queries'

vi.mock('next/headers', async () => (await import('./request.fixture')).nextHeaders)

let person: Awaited<ReturnType<typeof makePerson>>
let browser: Browser
beforeEach(async () => {
  person = await makePerson('support')
  browser = new Browser()
  await browser.signIn(person.email, PASSWORD)
})

const keyNow = () => browser.within(() => ownDraftKey())
const mustGo = () => browser.within(() => draftsMustGo())
const update = (data: { endedAt?: Date; lastSeenAt?: Date }) =>
  db().staffSession.updateMany({ where: { staffId: person.id }, data })

test('a session that only expired leaves the same person the same key, and nobody else', async () => {
  const key = await keyNow()
  expect(Buffer.from(key, 'base64')).toHaveLength(32)
  await update({ lastSeenAt: new Date(Date.now() - IDLE_MS - 1000) })
  await expect(keyNow(), 'nobody is signed in').rejects.toThrow()
  expect(await mustGo()).toBe(false)
  await browser.signIn(person.email, PASSWORD)
  expect(await keyNow()).toBe(key)

  await update({ lastSeenAt: new Date(Date.now() - IDLE_MS - 1000) })
  await browser.signIn((await makePerson('support')).email, PASSWORD)
  expect(await keyNow()).not.toBe(key)
})

test('once a session was ended from elsewhere, what was typed is to go, and opens to nobody', async () => {
  const key = await keyNow()
  await update({ endedAt: new Date() })
  expect(await mustGo()).toBe(true)
  await browser.signIn(person.email, PASSWORD)
  expect(await mustGo()).toBe(false)
  expect(await keyNow()).not.toBe(key)
})

test('after signing out the key is another, also from a copy of the cookies', async () => {
  const key = await keyNow()
  const copy = new Map(browser.jar)
  await browser.within(() => signOut({ everywhere: false }))
  for (const [name, value] of copy) browser.jar.set(name, value)
  await browser.signIn(person.email, PASSWORD)
  expect(await keyNow()).not.toBe(key)
})

test('another browser of the same person has another key', async () => {
  const key = await keyNow()
  browser = new Browser()
  await browser.signIn(person.email, PASSWORD)
  expect(await keyNow()).not.toBe(key)
})

test('a cookie that names no session keeps nobody from signing in', async () => {
  browser = new Browser()
  browser.jar.set('tenantdesk-drafts', `${'a'.repeat(22)}.${'-'.repeat(36)}`)
  expect(await mustGo()).toBe(false)
  expect(await browser.signIn(person.email, PASSWORD)).toBe(true)
})
