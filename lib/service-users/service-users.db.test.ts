import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ADMINISTRATOR } from '@/lib/members/constants'
import { SEED } from '@/lib/sandbox/seed'
import type { State } from '@/lib/sandbox/state'

// Several calls each, on machines that have much else to do.
vi.setConfig({ testTimeout: 30_000 })

import { ServiceUsersQuery } from './schema'
import { staff } from '@/scripts/vitest/person'
import { useSandbox } from '@/scripts/vitest/sandbox'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { createServiceUser, retryMembership, confirmKeySaved } = await import('./actions')
const { listServiceUsers, serviceUserForm } = await import('./queries')
const { db } = await import('@/lib/db/client')

const accountId = SEED.accounts.plain

const { control, ...upstream } = useSandbox()
beforeEach(() => {
  staff.role = 'operator'
})

describe('Create Service User', () => {
  it('creates the user, makes it a member, and shows the key this once: nothing keeps it', async () => {
    const input = form({})
    const answer = await createServiceUser(input)
    const { apiKey } = created(answer)
    expect(apiKey).toMatch(/^cfk_/)
    expect(answer).toMatchObject({ data: { membership: { there: true } } })
    expect(await memberEmails()).toContain(input.email)

    const rows = await db().auditEvent.findMany()
    const kept = [
      rows,
      await db().serviceUser.findMany(),
      await listServiceUsers(ServiceUsersQuery.parse({})),
    ]
    expect(stringify(kept)).not.toContain(apiKey.slice(4, 20))
    expect(await phases('service-user.create.user')).toEqual(['attempted', 'succeeded'])
    expect(await phases('member.invite')).toEqual(['attempted', 'succeeded'])
    expect(
      rows.find(({ action, phase }) => action === 'service-user.create' && phase === 'succeeded'),
    ).toMatchObject({
      targetName: input.email,
      accountId,
      after: { email: input.email, roles: ['Administrator'], keyShown: true },
    })
  })

  it('makes one service user of a double click, and shows its key to one of the answers only', async () => {
    const input = form({})
    const answers = await Promise.all([createServiceUser(input), createServiceUser(input)])
    const states = answers.map((answer) => (answer.ok ? answer.data.status : answer.error.code)).sort()
    expect(states).toEqual(['created', 'earlier'])
    expect(await calls('POST', /^\/users$/)).toHaveLength(1)
    expect(await createServiceUser(input)).toMatchObject({ data: { status: 'earlier' } })
    expect((await serviceUserForm(accountId, input.formKey)).earlier).toMatchObject({ email: input.email })
  })

  it('keeps the key on its way when the membership fails, and retries that alone', async () => {
    await fault({ kind: 'status', status: 403, code: 1001 }, 'members$')
    const input = form({})
    const answer = await createServiceUser(input)
    created(answer)
    expect(answer).toMatchObject({ data: { membership: { there: false, message: expect.any(String) } } })
    const [row] = (await listServiceUsers(ServiceUsersQuery.parse({ q: input.email }))).rows
    expect(row).toMatchObject({ status: 'created', membership: { there: false } })
    expect(await phases('service-user.create')).toEqual(['attempted', 'failed'])

    expect(await retryMembership({ id: input.formKey })).toMatchObject({ ok: true, data: { there: true } })
    expect(await memberEmails()).toContain(input.email)
    expect(await calls('POST', /^\/users$/)).toHaveLength(1)
    expect((await listServiceUsers(ServiceUsersQuery.parse({}))).rows[0]!.membership).toEqual({ there: true })
  })

  it('leaves a membership open where nobody knows, at once and after a retry', async () => {
    await fault({ kind: 'status', status: 500, code: 1000 }, 'members$')
    const input = form({})
    const answer = await createServiceUser(input)
    expect(answer).toMatchObject({ data: { membership: { there: false, effect: 'unknown' } } })
    expect(await phases('service-user.create')).toEqual(['attempted', 'unknown'])
    const membership = async () => (await listServiceUsers(ServiceUsersQuery.parse({}))).rows[0]!.membership
    expect(await membership()).toMatchObject({ there: false, effect: 'unknown' })

    await fault({ kind: 'status', status: 403, code: 1001 }, 'members$')
    expect(await retryMembership({ id: input.formKey })).toMatchObject({ error: { effect: 'none' } })
    expect(await membership()).toMatchObject({ there: false, effect: 'none' })
    await fault({ kind: 'status', status: 500, code: 1000 }, 'members$')
    expect(await retryMembership({ id: input.formKey })).toMatchObject({ error: { effect: 'unknown' } })
    expect(await membership()).toMatchObject({ there: false, effect: 'unknown' })
  })

  it('finds a membership whose answer was lost, without sending it again', async () => {
    await fault({ kind: 'lose_reply' }, 'members$')
    expect(await createServiceUser(form({}))).toMatchObject({ data: { membership: { there: true } } })
    expect(await calls('POST', /members$/)).toHaveLength(1)
  })

  it.each(['lose_reply', 'reset', 'truncate', 'html'])(
    'says after %s that nothing can tell, and sends nothing again',
    async (kind) => {
      await fault({ kind })
      const input = form({})
      expect(await createServiceUser(input)).toEqual({ ok: true, data: { status: 'unknown' } })
      expect(await createServiceUser(input)).toMatchObject({ data: { status: 'earlier' } })
      expect((await calls('POST', /^\/users$/)).length).toBeLessThanOrEqual(1)
      expect(await calls('POST', /members$/)).toHaveLength(0)
      expect((await listServiceUsers(ServiceUsersQuery.parse({}))).rows[0]).toMatchObject({
        status: 'unknown',
      })
      expect(await phases('service-user.create.user')).toEqual(['attempted', 'unknown'])
      expect(await phases('service-user.create')).toContain('unknown')
      expect(await retryMembership({ id: input.formKey })).toMatchObject({ error: { code: 'not_found' } })
    },
  )

  it('says whom to ask where the feature is off, and lets the same form be sent later', async () => {
    await control('PUT', '/settings', { serviceUsers: false })
    const input = form({})
    expect(await createServiceUser(input)).toMatchObject({
      ok: false,
      error: { code: 'refused', message: expect.stringContaining('Cloudflare Support') },
    })
    expect((await listServiceUsers(ServiceUsersQuery.parse({}))).totalCount).toBe(0)
    await control('PUT', '/settings', { serviceUsers: true })
    created(await createServiceUser(input))
  })

  it('lands a refused address on its field', async () => {
    const input = form({})
    created(await createServiceUser(input))
    expect(await createServiceUser(form({ email: input.email }))).toMatchObject({
      ok: false,
      error: { code: 'invalid', fields: { email: expect.any(String) } },
    })
  })

  it.each([
    ['email', { email: 'no address' }],
    ['email', { email: `${'a'.repeat(90)}@shop.example` }],
    ['roles', { roles: [] }],
    ['roles', { roles: ['f'.repeat(32)] }],
  ])('refuses a wrong %s before anything is sent', async (field, values) => {
    expect(await createServiceUser(form(values))).toMatchObject({
      ok: false,
      error: { fields: { [field]: expect.any(String) } },
    })
    expect(await calls('POST')).toHaveLength(0)
  })
})

describe('the key', () => {
  it('is said to be saved by the person who saw it, and nobody else', async () => {
    const input = form({})
    created(await createServiceUser(input))
    const { email } = staff
    staff.email = 'somebody.else@example.com'
    expect(await confirmKeySaved({ id: input.formKey })).toMatchObject({ error: { code: 'not_found' } })
    staff.email = email
    expect(await confirmKeySaved({ id: input.formKey })).toMatchObject({ ok: true })
    expect((await listServiceUsers(ServiceUsersQuery.parse({}))).rows[0]!.keySavedAt).not.toBeNull()
    expect(await phases('service-user.key-saved')).toEqual(['failed', 'succeeded'])
  })
})

describe('rights', () => {
  it.each(['support', 'auditor'] as const)('%s creates none, and each try is on record', async (role) => {
    staff.role = role
    const id = randomUUID()
    for (const act of [
      () => createServiceUser(form({})),
      () => retryMembership({ id }),
      () => confirmKeySaved({ id }),
    ])
      expect(await act()).toMatchObject({ ok: false, error: { code: 'denied' } })
    for (const action of ['service-user.create', 'service-user.membership', 'service-user.key-saved'])
      expect(await phases(action)).toEqual(['denied'])
    const denied = await db().auditEvent.findMany({
      where: { targetId: id, phase: 'denied' },
      orderBy: { seq: 'asc' },
    })
    expect(denied.map(({ action }) => action)).toEqual(['service-user.membership', 'service-user.key-saved'])
    expect(await calls('POST')).toHaveLength(0)
  })

  it('none is created for an account that is not ours', async () => {
    for (const foreign of SEED.accounts.outside)
      expect(await createServiceUser(form({ accountId: foreign }))).toMatchObject({
        ok: false,
        error: { code: 'not_found' },
      })
    expect(await calls('POST')).toHaveLength(0)
    await expect(serviceUserForm(SEED.accounts.outside[0], randomUUID())).rejects.toThrow('404')
  })
})

type Input = Parameters<typeof createServiceUser>[0]
const form = (values: Partial<Input>): Input => ({
  formKey: randomUUID(),
  accountId,
  email: `service-${randomUUID().slice(0, 8)}@partner.example`,
  roles: [ADMINISTRATOR],
  ...values,
})

function created(answer: Awaited<ReturnType<typeof createServiceUser>>): { apiKey: string } {
  if (!answer.ok || answer.data.status !== 'created')
    throw new Error(`not created: ${JSON.stringify(answer)}`)
  return answer.data
}

async function memberEmails(): Promise<string[]> {
  const { members, users } = (await control('GET', '/state')) as State
  const mine = members.filter(({ account }) => account === accountId)
  return mine.map(({ user }) => users.find(({ id }) => id === user)!.email)
}

async function phases(action: string): Promise<string[]> {
  return (await upstream.audit(action)).map(({ phase }) => phase)
}

const stringify = (value: unknown) =>
  JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner))

const fault = (what: { kind: string; status?: number; code?: number }, at = '^/users$') =>
  upstream.fault('POST', at, what)

const { calls } = upstream
