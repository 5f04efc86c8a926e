import { randomUUID } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import { AppError } from '@/lib/core/errors'
import { SEED } from '@/lib/sandbox/seed'
import { staff } from '@/scripts/vitest/person'
import { useSandbox } from '@/scripts/vitest/sandbox'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { actionOf } = await import('./action')
const { defineCommand } = await import('./command')
const { findOut } = await import('./lost')
const { managedAccount } = await import('@/lib/tenants/access')
const { db } = await import('@/lib/db/client')

const { audit, calls, fault, forgetCalls } = useSandbox()
const { plain } = SEED.accounts

/** A change of which nothing can be found out later. */
const remove = defineCommand({
  name: 'test.remove',
  label: 'Remove',
  target: 'account',
  permission: 'accounts.delete',
  effect: 'remote',
  input: z.object({ accountId: z.string() }),
  targetOf: ({ accountId }) => ({ id: accountId, accountId }),
  remember: {},
  run: async ({ tenant }, { accountId }) => {
    await tenant.accounts.delete((await managedAccount(tenant, accountId)).id)
    return { data: null }
  },
  look: { says: 'Nobody can tell.' },
})

/** A change of our own, which fails as a test likes. */
const note = (fails?: Error) =>
  actionOf(
    defineCommand({
      name: 'test.note',
      label: 'Note',
      target: 'staff',
      permission: 'accounts.update',
      effect: 'local',
      input: z.object({}),
      remember: {},
      run: async ({ tx }) => {
        await tx.setting.create({ data: { key: randomUUID(), value: 'noted' } })
        if (fails) throw fails
        return { data: null }
      },
    }),
  )({})
const noted = () => db().setting.count({ where: { value: { equals: 'noted' } } })

describe('a change upstream', () => {
  it('stays open where its answer is lost and there is nothing to look it up by', async () => {
    await fault('DELETE', '/accounts/', { kind: 'lose_reply' })
    expect(await actionOf(remove)({ accountId: plain })).toMatchObject({
      ok: false,
      error: { effect: 'unknown' },
    })
    expect((await audit('test.remove')).map(({ phase }) => phase)).toEqual(['attempted', 'unknown'])
    expect(await calls('DELETE')).toHaveLength(1)
  })

  it('is told of in the words of its command where a crash left it open, without a call', async () => {
    await actionOf(remove)({ accountId: plain })
    const [attempt] = await audit('test.remove')
    await forgetCalls()
    expect(await findOut(remove, attempt!)).toEqual({ phase: 'unknown', says: 'Nobody can tell.' })
    expect(await calls()).toEqual([])
  })
})

describe('a change of our own', () => {
  it.each([
    ['a refusal', new AppError('conflict', 'Not like this.'), 'conflict', 'Not like this.'],
    ['a fault', new TypeError('a canary of ours'), 'internal', null],
  ])('is undone by %s, which is on record each time', async (_, error, errorCode, errorText) => {
    expect(await note(error)).toMatchObject({ ok: false, error: { code: errorCode } })
    await note(error)
    expect(await noted()).toBe(0)
    const rows = await audit('test.note')
    // What we refuse can be tried as often as somebody likes: it is counted. A fault of ours is not.
    expect(rows).toHaveLength(errorCode === 'internal' ? 2 : 1)
    for (const row of rows) expect(row).toMatchObject({ phase: 'failed', errorCode, errorText })
  })

  it('is braked where somebody does more than people do by hand, and nobody else with them', async () => {
    await Promise.all(Array.from({ length: 200 }, () => note()))
    expect(await note()).toMatchObject({ ok: false, error: { code: 'throttled' } })
    expect(await noted()).toBe(200)
    staff.id = randomUUID()
    expect(await note()).toMatchObject({ ok: true })
  })
})
