import { expect, test, vi } from 'vitest'
import { makePerson, signedIn } from '@/lib/auth/browser.fixture'
import { currentStaff } from '@/lib/auth/session'
import { db } from '@/lib/db/client'
import * as staff from '@/lib/staff/actions'
import { adminLink } from './admin-link'

vi.mock('next/headers', async () => (await import('@/lib/auth/request.fixture')).nextHeaders)

const link = (email: string) => adminLink(process.env.DATABASE_URL!, email, 'https://console.example.com')
const NEW = 'eleven copper bells'

test('the only administrator gets in again by a link from the machine, on record as the system', async () => {
  const person = await makePerson('admin')
  const browser = await signedIn(person)
  const { url, ...told } = await link(` ${person.email.toUpperCase()} `)
  expect(told).toMatchObject({ name: person.name, email: person.email })
  expect(url).toMatch(/^https:\/\/console\.example\.com\/welcome\/[\w-]{43}$/)
  expect(await browser.within(() => currentStaff()), 'nothing ends by itself').not.toBeNull()
  const [row] = await db().auditEvent.findMany({ orderBy: { seq: 'desc' }, take: 1 })
  expect(row).toMatchObject({
    action: 'staff.link',
    phase: 'succeeded',
    actorRole: 'system',
    actorId: null,
    targetId: person.id,
    targetName: person.email,
  })
  const token = url.split('/').at(-1)!
  expect(JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? 0 : value))).not.toContain(token)

  const stranger = await signedIn({ id: (await makePerson('support')).id })
  const set = () => staff.setPassword({ token, password: NEW, repeat: NEW })
  expect(await stranger.within(set)).toMatchObject({ ok: true })
  expect(await stranger.within(set), 'once').toMatchObject({ ok: false })
  expect(await browser.within(() => currentStaff())).toBeNull()
  expect(await browser.signIn(person.email, NEW)).toBe(true)
})

test('nobody else gets one, and is told why', async () => {
  const operator = await makePerson('operator')
  const disabled = await makePerson('admin')
  await db().staff.update({ where: { id: disabled.id }, data: { disabledAt: new Date() } })
  await expect(link('nobody@example.com')).rejects.toThrow('Nobody with this e-mail address')
  await expect(link(operator.email)).rejects.toThrow(`${operator.name} is no administrator`)
  await expect(link(disabled.email)).rejects.toThrow(`${disabled.name} is disabled`)
  expect(await db().passwordLink.count({ where: { staffId: { in: [operator.id, disabled.id] } } })).toBe(0)
})
