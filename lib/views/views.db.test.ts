import { randomUUID } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import type { Role } from '@/lib/auth/permissions'
import type { AccountId } from '@/lib/core/ids'
import { as, newPerson, staff } from '@/scripts/vitest/person'
import { useSandbox } from '@/scripts/vitest/sandbox'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { saveView, changeView, removeView } = await import('./actions')
const { savedViews, recentlyViewed, noteOpening } = await import('./queries')
const { RECENT_AT_MOST } = await import('./constants')
const { db } = await import('@/lib/db/client')

const { audit } = useSandbox()

const save = async (name: string, shared = false, query = 'type=enterprise&page=3&event=x&tenant=t') => {
  const answer = await saveView({ list: '/accounts', query, name, shared })
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.data.viewId
}
const names = async () => (await savedViews('/accounts')).map(({ name }) => name)
const person = (role: Role) => ({ ...newPerson(), role })

describe('a saved view', () => {
  it('keeps filters and order, not the page, and leads back to them', async () => {
    await save('  Big   ones ')
    expect(await savedViews('/accounts')).toMatchObject([
      { name: 'Big ones', href: '/accounts?type=enterprise', shared: false, by: null, mine: true },
    ])
    expect(await savedViews('/people')).toEqual([])
    const [row] = await audit('view.save')
    expect(row).toMatchObject({
      phase: 'succeeded',
      after: { list: '/accounts', name: 'Big ones', shared: false },
    })
  })

  it('keeps what it filters by out of the record', async () => {
    await save('Them', false, 'q=jane.doe%40secret.example')
    const rows = await audit('view.save')
    expect(JSON.stringify(rows.map(({ request, after }) => [request, after]))).not.toContain('jane')
  })

  it('is one’s own until it is shared, and then everybody’s', async () => {
    const mine = await save('Mine')
    const ours = await save('Ours', true)
    const other = person('operator')
    await as(other, async () => {
      expect(await names()).toEqual(['Ours'])
      expect(await savedViews('/accounts')).toMatchObject([{ mine: false, by: 'Somebody' }])
      expect(await changeView({ viewId: mine, name: 'x', shared: false })).toMatchObject({
        error: { code: 'not_found' },
      })
      expect(await removeView({ viewId: mine })).toMatchObject({ error: { code: 'not_found' } })
      expect(await removeView({ viewId: ours })).toMatchObject({ error: { code: 'denied' } })
    })
    expect(await names()).toEqual(['Mine', 'Ours'])
  })

  it('that is shared is changed by whoever made it, and by administrators', async () => {
    const maker = person('support')
    const viewId = await as(maker, () => save('Theirs', true))
    expect(await as(maker, () => changeView({ viewId, name: 'New', shared: true }))).toMatchObject({
      ok: true,
    })
    expect(await changeView({ viewId, name: 'Newer', shared: true })).toMatchObject({ ok: true })
    expect(await removeView({ viewId })).toMatchObject({ ok: true })
    expect(await names()).toEqual([])
  })

  it('is saved by auditors for themselves alone', async () => {
    staff.role = 'auditor'
    await save('Mine')
    expect(await saveView({ list: '/accounts', query: '', name: 'All', shared: true })).toMatchObject({
      error: { code: 'denied' },
    })
    const [mine] = await savedViews('/accounts')
    expect(await changeView({ viewId: mine!.id, name: 'Mine', shared: true })).toMatchObject({
      error: { code: 'denied' },
    })
  })

  it.each(['https://evil.example', '//evil.example', '/accounts/x'])(
    'leads to no other place: %s',
    async (list) => {
      expect(await saveView({ list: list as never, query: '', name: 'x', shared: false })).toMatchObject({
        error: { code: 'invalid' },
      })
    },
  )
})

describe('what was opened lately', () => {
  const account = (n: number) => ({
    id: n.toString(16).padStart(32, '0') as AccountId,
    name: `Customer ${n}`,
  })

  it('is each account once, the latest first, and no more than a few', async () => {
    for (let n = 1; n <= RECENT_AT_MOST + 3; n++) await noteOpening(account(n))
    await noteOpening(account(5))
    const recent = await recentlyViewed()
    expect(recent).toHaveLength(RECENT_AT_MOST)
    expect(recent.slice(0, 2).map(({ name }) => name)).toEqual([
      'Customer 5',
      `Customer ${RECENT_AT_MOST + 3}`,
    ])
    expect(await db().recentlyViewed.count()).toBe(RECENT_AT_MOST)
  })

  it('is of each person their own', async () => {
    await noteOpening(account(1))
    expect(await as(person('support'), recentlyViewed)).toEqual([])
  })

  it('lets the mirror read the account soon, unless it has just been read', async () => {
    const later = new Date(Date.now() + 3_600_000)
    const { id } = account(1)
    const row = { id, name: 'Renamed', sortName: 'renamed', seenAt: new Date(), dueAt: later }
    await db().directoryAccount.create({ data: row })
    await noteOpening(account(1))
    const kept = await db().directoryAccount.findUniqueOrThrow({ where: { id } })
    expect(kept.openedAt).not.toBeNull()
    expect(kept.dueAt.getTime()).toBeLessThan(Date.now() + 1_000)
    expect(await recentlyViewed()).toMatchObject([{ name: 'Renamed' }])
    await db().directoryAccount.update({ where: { id }, data: { dueAt: later, readAt: new Date() } })
    await noteOpening(account(1))
    expect((await db().directoryAccount.findUniqueOrThrow({ where: { id } })).dueAt).toEqual(later)
  })

  it('does not keep anybody from the page', async () => {
    staff.id = 'no uuid' as never
    await expect(noteOpening({ id: randomUUID() as AccountId, name: null })).resolves.toBeUndefined()
  })
})
