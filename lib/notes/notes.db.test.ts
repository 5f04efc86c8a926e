import { randomUUID } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import type { Role } from '@/lib/auth/permissions'
import { SEED } from '@/lib/sandbox/seed'
import { staff } from '@/scripts/vitest/person'
import { useSandbox } from '@/scripts/vitest/sandbox'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const actions = await import('./actions')
const { tagsInUse, teamKnowledge } = await import('./queries')
const { LABELS_AT_MOST } = await import('./constants')
const { db } = await import('@/lib/db/client')

const { audit, fault } = useSandbox()
const accountId = SEED.accounts.plain
const foreign = 'f'.repeat(32)

const terms = (kind: string) =>
  db().directoryTerm.findMany({
    where: { kind },
    orderBy: { subjectId: 'asc' },
    select: { accountId: true, text: true },
  })
const write = async (text: string) => {
  const answer = await actions.addNote({ accountId, text })
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.data.noteId
}
const known = () => teamKnowledge(accountId)

describe('a note', () => {
  it('is there with its author, and is found by what it says', async () => {
    await db().staff.create({ data: { id: staff.id, email: staff.email, name: 'Ada', role: staff.role } })
    await write('Calls **only** on Mondays')
    expect((await known()).notes).toMatchObject([
      { text: 'Calls **only** on Mondays', version: 1, by: 'Ada', changed: null },
    ])
    expect(await terms('note')).toEqual([{ accountId, text: 'Calls **only** on Mondays' }])
  })

  it('is on record when it was written, changed and removed, without its words', async () => {
    const noteId = await write('The password is swordfish')
    await actions.changeNote({ accountId, noteId, version: 1, text: 'The password was swordfish' })
    expect((await known()).notes).toMatchObject([{ version: 2, changed: {} }])
    expect(await terms('note')).toEqual([{ accountId, text: 'The password was swordfish' }])
    await actions.removeNote({ accountId, noteId, version: 2 })
    expect((await known()).notes).toEqual([])
    expect(await terms('note')).toEqual([])
    for (const action of ['note.add', 'note.change', 'note.remove']) {
      const [row, ...more] = await audit(action)
      expect(more).toEqual([])
      expect(row).toMatchObject({ phase: 'succeeded', targetId: noteId, accountId, targetType: 'note' })
      expect(JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? 0 : value))).not.toContain(
        'swordfish',
      )
    }
  })

  it('is not written over by who has seen an older one', async () => {
    const noteId = await write('one')
    await actions.changeNote({ accountId, noteId, version: 1, text: 'two' })
    for (const late of [
      actions.changeNote({ accountId, noteId, version: 1, text: 'three' }),
      actions.removeNote({ accountId, noteId, version: 1 }),
    ])
      expect(await late).toMatchObject({ ok: false, error: { code: 'conflict' } })
    expect((await known()).notes).toMatchObject([{ text: 'two' }])
  })

  it('of another account is not there', async () => {
    const noteId = await write('mine')
    const other = { accountId: SEED.accounts.empty, noteId, version: 1 }
    expect(await actions.changeNote({ ...other, text: 'x' })).toMatchObject({ error: { code: 'not_found' } })
    expect(await actions.removeNote(other)).toMatchObject({ error: { code: 'not_found' } })
    expect((await known()).notes).toHaveLength(1)
  })
})

describe('tags and aliases', () => {
  it('are kept once however they are written, are found, and are on record by name', async () => {
    expect(await actions.addTag({ accountId, name: '  Gold   Partner ' })).toMatchObject({ ok: true })
    expect(await actions.addTag({ accountId, name: 'GOLD-partner' })).toMatchObject({
      ok: false,
      error: { code: 'conflict', fields: { name: expect.any(String) } },
    })
    expect(await actions.addAlias({ accountId, name: 'Gold Partner' })).toMatchObject({ ok: true })
    const { tags, aliases } = await known()
    expect([tags, aliases]).toMatchObject([[{ name: 'Gold Partner' }], [{ name: 'Gold Partner' }]])
    expect(await terms('tag')).toEqual([{ accountId, text: 'Gold Partner' }])
    expect(await terms('alias')).toEqual([{ accountId, text: 'Gold Partner' }])
    expect(await tagsInUse()).toEqual(['Gold Partner'])

    await actions.removeTag({ accountId, labelId: tags[0]!.id })
    await actions.removeAlias({ accountId, labelId: aliases[0]!.id })
    expect(await known()).toMatchObject({ tags: [], aliases: [] })
    expect(await db().directoryTerm.count()).toBe(0)
    const [added] = await audit('tag.add')
    const [removed] = await audit('alias.remove')
    expect(added).toMatchObject({ targetName: 'Gold Partner', accountId, request: { name: 'Gold Partner' } })
    expect(removed).toMatchObject({ targetName: 'Gold Partner', before: { name: 'Gold Partner' } })
  })

  it('added by two people at once are there once', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => actions.addTag({ accountId, name: 'vip' })))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    expect(answers.filter((answer) => !answer.ok && answer.error.code === 'conflict')).toHaveLength(2)
  })

  it('are no more than an account needs', async () => {
    await db().accountLabel.createMany({
      data: Array.from({ length: LABELS_AT_MOST }, (_, n) => ({
        ...{ accountId, kind: 'tag' as const, name: `t${n}`, norm: `t${n}`, createdBy: staff.id },
      })),
    })
    expect(await actions.addTag({ accountId, name: 'one more' })).toMatchObject({
      error: { code: 'conflict' },
    })
  })

  it('are not taken from another account, nor the one as the other', async () => {
    await actions.addTag({ accountId, name: 'vip' })
    const { tags } = await known()
    const labelId = tags[0]!.id
    for (const wrong of [
      actions.removeTag({ accountId: SEED.accounts.empty, labelId }),
      actions.removeAlias({ accountId, labelId }),
      actions.removeTag({ accountId, labelId: randomUUID() }),
    ])
      expect(await wrong).toMatchObject({ error: { code: 'not_found' } })
    expect((await known()).tags).toHaveLength(1)
  })

  it.each(['', '\u200B', 'x'.repeat(41), 'ab\u202Ec', '\u0000'])(
    'are refused where nobody could read them',
    async (name) => {
      expect(await actions.addTag({ accountId, name })).toMatchObject({
        ok: false,
        error: { code: 'invalid' },
      })
    },
  )
})

const CHANGES = {
  addNote: (of: string) => actions.addNote({ accountId: of, text: 'x' }),
  addTag: (of: string) => actions.addTag({ accountId: of, name: 'x' }),
  addAlias: (of: string) => actions.addAlias({ accountId: of, name: 'x' }),
}

describe.each(Object.entries(CHANGES))('%s', (_, act) => {
  it('writes nothing about an account that is not ours', async () => {
    expect(await act(foreign)).toMatchObject({ ok: false, error: { code: 'not_found' } })
    expect(
      (await db().note.count()) + (await db().accountLabel.count()) + (await db().directoryTerm.count()),
    ).toBe(0)
  })

  it('writes nothing where nobody can tell whose the account is', async () => {
    await fault('GET', `/accounts/${accountId}`, { kind: 'status', status: 500 }, 20)
    expect(await act(accountId)).toMatchObject({ ok: false })
    expect((await db().note.count()) + (await db().accountLabel.count())).toBe(0)
  })

  it.each<[Role, boolean]>([
    ['admin', true],
    ['operator', true],
    ['support', true],
    ['auditor', false],
  ])('is for %s: %s', async (role, may) => {
    staff.role = role
    expect(await act(accountId)).toMatchObject({ ok: may, ...(!may && { error: { code: 'denied' } }) })
  })
})
