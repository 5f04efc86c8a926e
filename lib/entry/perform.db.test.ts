import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import type { Role } from '@/lib/auth/permissions'
import { asOwner } from '@/scripts/vitest/owner'
import { masked } from '@/lib/audit/remember'
import { AppError } from '@/lib/core/errors'
import type { AccountId } from '@/lib/core/ids'

const staff = {
  id: randomUUID(),
  email: 'op@example.com',
  name: 'Op',
  role: 'operator' as Role,
  sessionId: randomUUID(),
}
vi.mock('@/lib/auth/session', () => ({
  currentStaff: async () => staff,
  actorOf: async () => ({
    actorId: staff.id,
    actorEmail: staff.email,
    actorRole: staff.role,
    sessionId: staff.sessionId,
    address: '203.0.113.7',
    userAgent: 'Firefox',
  }),
}))
const { actionOf } = await import('./action')
const { defineCommand } = await import('./command')
const { db } = await import('@/lib/db/client')

let upstream: Server
let calls: string[]
let answer: () => { status: number; body: string }

beforeAll(async () => {
  upstream = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`)
    const { status, body } = answer()
    response
      .writeHead(status, { 'content-type': 'application/json', 'cf-ray': '9fe1c2d3a4b5c6d7-FRA' })
      .end(body)
  })
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  process.env.CLOUDFLARE_BASE_URL = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/client/v4`
})
afterAll(() => void upstream.close())
beforeEach(() => {
  calls = []
  staff.role = 'operator'
  answer = () => ({
    status: 200,
    body: JSON.stringify({ success: true, errors: [], messages: [], result: ACCOUNT }),
  })
})
afterEach(() => asOwner('DROP FUNCTION IF EXISTS break_audit CASCADE'))

const ACCOUNT = { id: 'a'.repeat(32), name: 'Anvil', type: 'standard', settings: {} }

const NAMED = { name: 'account.create', label: 'Create account', target: 'account' } as const
const look = { says: 'Nothing can be looked up.' }

const createAccount = defineCommand({
  ...NAMED,
  permission: 'accounts.create',
  effect: 'remote',
  input: z.object({ name: z.string().min(1, 'Enter a name.'), businessName: z.string().default('') }),
  remember: { request: z.object({ name: z.string(), businessName: masked() }) },
  targetOf: ({ name }) => ({ name }),
  look,
  run: async ({ tenant }, { name }) => {
    const account = await tenant.accounts.create(
      { name, type: 'standard', unitId: 'u' as never },
      { idempotencyKey: randomUUID() },
    )
    return { data: account.id, target: { id: account.id, accountId: account.id } }
  },
})
const create = actionOf(createAccount)

const changeRole = defineCommand({
  name: 'staff.role',
  label: 'Change staff role',
  target: 'staff',
  remember: { after: z.object({ role: z.string() }) },
  permission: 'accounts.update',
  effect: 'local',
  input: z.object({ key: z.string(), fails: z.boolean().default(false) }),
  run: async ({ tx }, { key, fails }) => {
    await tx.setting.create({ data: { key, value: 'changed' } })
    if (fails) throw new AppError('conflict', 'Not like this.')
    return { data: null, after: { role: 'admin' } }
  },
})
const note = actionOf(changeRole)

describe('a remote effect', () => {
  it('is recorded before it is called and after, with what Cloudflare answered', async () => {
    expect(await create({ name: 'Anvil', businessName: 'Anvil Ltd' })).toEqual({ ok: true, data: ACCOUNT.id })
    const rows = await operation()
    expect(rows).toMatchObject([
      {
        phase: 'attempted',
        targetName: 'Anvil',
        request: { name: 'Anvil', businessName: 'set' },
        upstream: null,
      },
      {
        phase: 'succeeded',
        accountId: ACCOUNT.id,
        actorEmail: staff.email,
        sessionId: staff.sessionId,
        address: '203.0.113.7',
        upstream: [{ method: 'POST', path: '/accounts', status: 200, ray: '9fe1c2d3a4b5c6d7-FRA' }],
      },
    ])
    expect(rows[1]!.attemptId).toBe(rows[0]!.id)
  })

  it('does not happen when its attempt cannot be recorded, and the person is told', async () => {
    await breakAudit()
    const answered = await create({ name: 'Anvil' })
    expect(answered).toMatchObject({
      ok: false,
      error: { code: 'not_recorded', requestId: expect.any(String) },
    })
    expect(!answered.ok && answered.error.message).toContain('this was not sent')
    expect(calls).toEqual([])
  })

  it('stays a success when only its last row is lost; the attempt is left open', async () => {
    await breakAudit(`NEW.phase = 'succeeded'`)
    expect(await create({ name: 'Lost Row' })).toEqual({ ok: true, data: ACCOUNT.id })
    expect((await operation()).map((row) => row.phase)).toEqual(['attempted'])
  })

  it('is failed when refused, and unknown when the answer tells nothing', async () => {
    answer = () => ({
      status: 403,
      body: JSON.stringify({
        success: false,
        errors: [{ code: 1002, message: 'secret upstream words' }],
        result: null,
      }),
    })
    const refused = await create({ name: 'Refused' })
    expect(refused.ok).toBe(false)
    expect(JSON.stringify(refused)).not.toContain('secret upstream words')
    expect((await operation()).at(-1)).toMatchObject({
      phase: 'failed',
      upstream: [{ status: 403, codes: [1002] }],
    })

    answer = () => ({ status: 200, body: '{"success":true,"resu' })
    expect(await create({ name: 'Cut Off' })).toMatchObject({ ok: false, error: { code: 'unknown' } })
    expect((await operation()).at(-1)!.phase).toBe('unknown')
    expect(calls).toHaveLength(2)
  })

  it('is left open, on record and to the person, by a fault of our own after it was sent', async () => {
    const command = defineCommand({
      ...NAMED,
      remember: {},
      look,
      permission: 'accounts.create',
      effect: 'remote',
      input: z.object({ name: z.string(), first: z.boolean() }),
      run: async ({ tenant }, { name, first }) => {
        if (first) throw new TypeError('ours')
        await tenant.accounts.create(
          { name, type: 'standard', unitId: 'u' as never },
          { idempotencyKey: randomUUID() },
        )
        throw new TypeError('ours')
      },
    })
    const broken = actionOf(command)
    expect(await broken({ name: 'Before', first: true })).toMatchObject({
      error: { code: 'internal', effect: 'none' },
    })
    expect((await operation()).at(-1)).toMatchObject({ phase: 'failed' })
    expect(await broken({ name: 'After', first: false })).toMatchObject({
      error: { code: 'internal', effect: 'unknown', message: expect.stringContaining('not known whether') },
    })
    expect((await operation()).at(-1)).toMatchObject({
      phase: 'unknown',
      errorText: expect.stringContaining('not known whether'),
    })
  })

  it('is recorded with the name of what it was tried on, where that was read before it failed', async () => {
    const command = defineCommand({
      name: 'account.update',
      label: 'Update account',
      target: 'account',
      remember: {},
      look,
      permission: 'accounts.update',
      effect: 'remote',
      input: z.object({ accountId: z.string() }),
      targetOf: ({ accountId }) => ({ id: accountId, accountId }),
      run: async ({ tenant }, { accountId }) => {
        const { id } = await tenant.accounts.get(accountId as AccountId)
        answer = () => ({ status: 403, body: '{"success":false,"errors":[{"code":1002}],"result":null}' })
        await tenant.accounts.delete(id)
        return { data: null }
      },
    })
    const rename = actionOf(command)
    expect(await rename({ accountId: ACCOUNT.id })).toMatchObject({ ok: false })
    expect((await operation()).at(-1)).toMatchObject({
      phase: 'failed',
      targetId: ACCOUNT.id,
      targetName: 'Anvil',
      accountName: 'Anvil',
    })
  })

  it('is refused to a role that may not, on record, and nothing is sent', async () => {
    await db().refusal.deleteMany()
    staff.role = 'support'
    expect(await create({ name: 'Anvil' })).toMatchObject({ ok: false, error: { code: 'denied' } })
    expect(await operation()).toMatchObject([{ phase: 'denied', actorRole: 'support', targetName: 'Anvil' }])
    expect(await create({ name: '' })).toMatchObject({ ok: false, error: { code: 'denied' } })
    expect(calls).toEqual([])
  })

  it('is kept no longer than anybody reads, however long the name of what was refused', async () => {
    await db().refusal.deleteMany()
    staff.role = 'support'
    await create({ name: 'x'.repeat(400_000) })
    const [row] = await operation()
    expect(JSON.stringify([row!.targetName, row!.request]).length).toBeLessThan(25_000)
    expect(row!.targetName).toMatch(/^x+…$/)
  })

  it('is not begun with an input that is not valid', async () => {
    await db().refusal.deleteMany()
    expect(await create({ name: '' })).toMatchObject({
      ok: false,
      error: { code: 'invalid', fields: { name: 'Enter a name.' } },
    })
    expect(calls).toEqual([])
    expect(await operation()).toMatchObject([{ phase: 'denied', errorCode: 'invalid', request: null }])
  })
})

describe('an answer that was lost', () => {
  const found = vi.fn()
  const save = actionOf(
    defineCommand({
      ...NAMED,
      permission: 'accounts.create',
      effect: 'remote',
      input: z.object({ name: z.string(), secret: z.string() }),
      remember: { request: z.object({ name: z.string() }), after: z.object({ name: z.string() }) },
      digest: ({ secret }) => ({ secret }),
      run: async ({ tenant }, { name }) => {
        const account = await tenant.accounts.create(
          { name, type: 'standard', unitId: 'u' as never },
          { idempotencyKey: randomUUID() },
        )
        return { data: account.id as string, after: { name } }
      },
      look: (_, attempt) => found(attempt),
    }),
  )
  beforeEach(() => {
    answer = () => ({ status: 200, body: '{"success":true,"resu' })
  })

  it('is the one that is found, and nothing is sent again', async () => {
    found.mockResolvedValueOnce({
      phase: 'succeeded',
      says: 'it is there.',
      data: 'a1',
      after: { name: 'Found' },
    })
    expect(await save({ name: 'Lost', secret: 's' })).toEqual({ ok: true, data: 'a1' })
    expect((await operation()).at(-1)).toMatchObject({
      phase: 'succeeded',
      after: { name: 'Found', found: true },
    })
    expect(calls).toHaveLength(1)
  })

  it('stays unknown where nothing is there yet, where looking fails, and where it has no answer to give', async () => {
    found.mockResolvedValueOnce({ phase: 'failed', says: 'it is not there.', data: 'a1' })
    found.mockRejectedValueOnce(new AppError('unreachable', 'Away.'))
    found.mockResolvedValueOnce({ phase: 'succeeded', says: 'it is there.' })
    for (let nth = 0; nth < 3; nth++) {
      expect(await save({ name: 'Lost', secret: 's' })).toMatchObject({ error: { code: 'unknown' } })
      expect((await operation()).at(-1)!.phase).toBe('unknown')
    }
  })

  it('is compared by digests with what was sent, of which the record keeps nothing to read', async () => {
    const compared: unknown[] = []
    found.mockImplementationOnce(async ({ compare, request, input }) => {
      compared.push(compare({ secret: 'hunter2' }), compare({ secret: 'other' }), request, input)
      return null
    })
    await save({ name: 'Lost', secret: 'hunter2' })
    expect(compared).toEqual([
      { same: ['secret'], other: [] },
      { same: [], other: ['secret'] },
      { name: 'Lost' },
      { name: 'Lost', secret: 'hunter2' },
    ])
    expect(JSON.stringify((await operation()).map(({ request }) => request))).not.toContain('hunter2')
  })

  it('is not looked for where the change was refused', async () => {
    answer = () => ({ status: 403, body: '{"success":false,"errors":[{"code":1002}],"result":null}' })
    found.mockClear()
    await save({ name: 'Refused', secret: 's' })
    expect(found).not.toHaveBeenCalled()
  })
})

describe('a command', () => {
  it('cannot remember what its input does not have', () => {
    defineCommand({
      ...NAMED,
      permission: 'accounts.create',
      effect: 'remote',
      input: z.object({ name: z.string() }),
      // @ts-expect-error a misspelt field
      remember: { request: z.object({ nmae: z.string() }) },
      run: async () => ({ data: null }),
      look,
    })
    defineCommand({
      ...NAMED,
      permission: 'accounts.create',
      effect: 'remote',
      input: z.object({ name: z.string() }),
      remember: { after: z.object({ status: z.string() }) },
      // @ts-expect-error a misspelt field
      run: async () => ({ data: null, after: { stauts: 'active' } }),
      look,
    })
    // @ts-expect-error neither a look nor that there is none
    defineCommand({
      ...NAMED,
      permission: 'accounts.create',
      effect: 'remote',
      input: z.object({ name: z.string() }),
      remember: {},
      run: async () => ({ data: null }),
    })
  })
})

describe('a local effect', () => {
  it('is there with its row', async () => {
    const key = randomUUID()
    expect(await note({ key })).toMatchObject({ ok: true })
    expect(await db().setting.count({ where: { key } })).toBe(1)
    expect(await operation()).toMatchObject([{ phase: 'succeeded', after: { role: 'admin' } }])
  })

  it('is not there without its row', async () => {
    await breakAudit()
    const key = randomUUID()
    expect(await note({ key })).toMatchObject({ ok: false, error: { code: 'not_recorded' } })
    expect(await db().setting.count({ where: { key } })).toBe(0)
  })

  it('is undone when it fails, and the failure is on record', async () => {
    const key = randomUUID()
    expect(await note({ key, fails: true })).toMatchObject({ ok: false, error: { code: 'conflict' } })
    expect(await db().setting.count({ where: { key } })).toBe(0)
    expect(await operation()).toMatchObject([
      { phase: 'failed', errorCode: 'conflict', errorText: 'Not like this.' },
    ])
  })
})

/** The rows of the newest operation, in order. */
async function operation() {
  const last = await db().auditEvent.findFirst({ orderBy: { seq: 'desc' } })
  return db().auditEvent.findMany({ where: { operationId: last!.operationId }, orderBy: { seq: 'asc' } })
}

/** From now on no row that matches can be written. */
async function breakAudit(when = 'true') {
  await asOwner(
    `CREATE FUNCTION break_audit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$`,
    `CREATE TRIGGER break_audit BEFORE INSERT ON audit_event FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION break_audit()`,
  )
}
