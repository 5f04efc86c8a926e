import { randomUUID } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { forgetOwned } from '@/lib/tenants/ownership'
import { settleForgotten } from '@/lib/accounts/forgotten'
import { EMPTY_KYC } from '@/lib/accounts/constants'
import { onBehalfOf, recordAttempt, recordOutcome } from '@/lib/audit/record'
import { remembered } from '@/lib/audit/remember'
import { ACTS } from '@/lib/commands'
import { digestsOf } from '@/lib/core/digest'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { SEED } from '@/lib/sandbox/seed'
import type { Finding } from '@/lib/entry/command'
import { openTenantApi } from '@/lib/tenant-api/client'
import { useSandbox } from '@/scripts/vitest/sandbox'
import { cleanUp, sweep } from './sweep'

const work = { acts: ACTS, settle: settleForgotten, forget: vi.fn(async () => {}) }
const person = { actorId: randomUUID(), actorEmail: 'op@example.com', actorRole: 'operator' }
const actor = { ...person, sessionId: randomUUID(), address: '203.0.113.7', userAgent: 'Firefox' }
const upstream = useSandbox()

describe('an attempt that a crash left open', () => {
  it('is closed as unknown after looking, in the name of the person and saying so', async () => {
    const account = await anAccount()
    const { attemptId } = await left('account.delete', 61, { accountId: account.id, name: account.name })
    expect(await sweep(work)).toBe(1)
    const [line] = await outcomes(attemptId)
    expect(line).toMatchObject({
      phase: 'unknown',
      actorId: person.actorId,
      actorEmail: person.actorEmail,
      actorRole: 'system',
      sessionId: null,
      accountId: account.id,
      after: { found: true },
      durationMs: null,
    })
    expect(line!.errorText).toContain('the account is there')
    expect(line!.upstream).toContainEqual(
      expect.objectContaining({ method: 'GET', path: '/accounts/{account_id}', status: 200 }),
    )
    expect(await sweep(work)).toBe(0)
  })

  it('is left alone while it may still be under way, and when it has its outcome', async () => {
    await left('account.update.settings', 4)
    const closed = await left('account.update.settings', 60)
    await recordOutcome(closed, { phase: 'succeeded' })
    for (const action of [
      'activity.export',
      'zones.export',
      'members.invite',
      'account.delete.logpush',
    ] as const)
      await left(action, 55)
    expect(await sweep(work)).toBe(0)
  })

  it('is left alone for as long as this process is at it, whatever it is', async () => {
    const entry = { operationId: randomUUID(), requestId: randomUUID(), actor }
    const attempt = await recordAttempt({ ...entry, act: ACTS.get('account.update.settings')! })
    await left('account.update.settings', 0)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 6 * 60_000 })
    try {
      expect(await sweep(work)).toBe(1)
      expect(await phases(attempt.attemptId)).toEqual([])
      await recordOutcome(attempt, { phase: 'succeeded' })
      expect(await sweep(work)).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  it('was a success when it deleted an account that is gone', async () => {
    const gone = { accountId: 'f'.repeat(32), name: 'Gone' }
    const whole = await left('account.delete', 61, gone)
    const step = await left('account.delete.account', 61, { ...gone, operationId: whole.operationId })
    const other = await left('account.delete', 61, gone)
    expect(await sweep(work)).toBe(3)
    expect(await phases(step.attemptId)).toEqual(['succeeded'])
    expect(await phases(whole.attemptId)).toEqual(['succeeded'])
    // This one never came to its last step: somebody else removed the account.
    expect(await phases(other.attemptId)).toEqual(['unknown'])
  })

  it('was none while the account is there, though it is not found in its tenant’s list, or is of no tenant', async () => {
    const { id: accountId } = await anAccount()
    await upstream.control('PUT', '/settings', { managedBy: 'none' })
    forgetOwned()
    const fault = { kind: 'status', status: 404, code: 7003 }
    for (const path of ['^/tenants/[^/]+/accounts$', `^/accounts/${accountId}/organizations$`])
      await upstream.control('POST', '/faults', { match: { method: 'GET', path }, fault })
    const { attemptId } = await left('account.delete.account', 61, { accountId })
    const foreign = await left('account.delete.account', 61, { accountId: SEED.accounts.outside[0] })
    await sweep(work)
    expect(await phases(attemptId)).toEqual([])
    expect(await phases(foreign.attemptId)).toEqual([])
    await sweep(work)
    expect(await phases(attemptId)).toEqual(['unknown'])
  })

  it('waits for the next round while upstream cannot be asked, and for a day at most', async () => {
    const account = await anAccount()
    const waiting = await left('account.update.settings', 6, { accountId: account.id })
    const given = await left('account.update.settings', 25 * 60, { accountId: account.id })
    const blind = looking(() => Promise.reject(new Error('unreachable')))
    expect(await sweep(blind)).toBe(1)
    expect(await phases(given.attemptId)).toEqual(['unknown'])
    expect(await sweep(work)).toBe(1)
    expect(await phases(waiting.attemptId)).toEqual(['unknown'])
  })
})

describe('a save that a crash left open', () => {
  const sent = { businessName: 'Renamed Ltd', businessPhone: '+44 20 7946 0000' }
  const operationId = randomUUID()

  it.each([
    ['has what was sent', {}, 'succeeded'],
    ['has none of it', { businessName: 'Old', businessPhone: '' }, 'failed'],
    ['has a part of it', { businessPhone: '' }, 'unknown'],
  ])('of Know-Your-Customer data, where the account %s', async (_, there, phase) => {
    const account = await anAccount()
    await openTenantApi({ work: 'background' }).profiles.replace(account.id, {
      ...EMPTY_KYC,
      ...sent,
      ...there,
    })
    const request = { ...sent, digests: digestsOf(sent, operationId) }
    const { attemptId } = await left('account.update.profile', 6, {
      accountId: account.id,
      request,
      operationId,
    })
    await sweep(work)
    const [line] = await outcomes(attemptId)
    expect(line).toMatchObject({ phase, after: { found: phase === 'succeeded' } })
    if (phase === 'unknown')
      expect(line!.errorText).toContain('Business Name is as sent, Business Phone is not as sent')
    expect(JSON.stringify([line!.request, line!.after, line!.errorText])).not.toContain('Renamed')
  })

  it('of Know-Your-Customer data is not guessed once the secret was changed', async () => {
    const account = await anAccount()
    const digests = { ...digestsOf(sent, operationId), key: 'another0' }
    const request = { ...sent, digests }
    const { attemptId } = await left('account.update.profile', 6, {
      accountId: account.id,
      request,
      operationId,
    })
    await sweep(work)
    const [line] = await outcomes(attemptId)
    expect(line).toMatchObject({ phase: 'unknown', errorText: expect.stringContaining('has changed') })
  })

  it.each([
    [{ name: 'Renamed' }, 'succeeded', 'the account has what was sent'],
    [{ name: 'Elsewhere' }, 'failed', 'the account does not have what was sent'],
    [{ name: 'Renamed', enforceTwoFactor: true }, 'unknown', 'the name is as sent, the two-factor setting'],
  ])('of settings %j ends as %s', async (request, phase, says) => {
    const account = await anAccount()
    await openTenantApi({ work: 'background' }).accounts.update(account.id, { name: 'Renamed', settings: {} })
    const changed = Object.keys(request)
    const { attemptId } = await left('account.update.settings', 6, {
      accountId: account.id,
      request: { ...request, changed },
    })
    await sweep(work)
    const [line] = await outcomes(attemptId)
    expect(line).toMatchObject({ phase, errorText: expect.stringContaining(says) })
  })

  it('of several parts ends as its parts do', async () => {
    const account = await anAccount()
    await openTenantApi({ work: 'background' }).accounts.update(account.id, { name: 'Renamed', settings: {} })
    const accountId = account.id
    const save = async (changed: string[]) => {
      const operationId = randomUUID()
      const request = { name: 'Renamed', description: 'Ours', changed }
      const whole = await left('account.update', 7, { accountId, request, operationId })
      const step = await left('account.update.settings', 6, { accountId, request, operationId })
      return [whole.attemptId, step.attemptId]
    }
    const [name, nameStep] = await save(['name'])
    const [both, bothStep] = await save(['name', 'businessName'])
    const [noted] = await save(['name', 'description'])
    await sweep(work)
    for (const step of [nameStep, bothStep]) expect(await phases(step!)).toEqual(['succeeded'])
    expect(await phases(name!)).toEqual(['succeeded'])
    const [line] = await outcomes(both!)
    expect(line).toMatchObject({ phase: 'failed' })
    expect(line!.errorText).toContain('saved: the name and settings;')
    expect(line!.errorText).toContain('not saved: Know-Your-Customer data')
    expect(await phases(noted!)).toEqual(['failed'])
  })
})

describe('a creation that a crash left open', () => {
  it.each([
    ['the account, where it is there', 'succeeded', true],
    ['"not created", where it is not', 'failed', false],
  ])('ends in %s', async (_, phase, made) => {
    const name = `Crashed ${phase}`
    const { attemptId, operationId } = await left('account.create', 6, { name })
    const unitId = await formSent(operationId, name)
    const id = made ? (await create(name, unitId)).id : null
    await sweep(work)
    const [line] = await outcomes(attemptId)
    expect(line).toMatchObject({ phase, accountId: id })
    const settled = await db().auditEvent.findFirst({ where: { action: 'account.create.settle' } })
    expect(settled).toMatchObject({ actorEmail: null, actorRole: 'system', operationId })
  })

  it('has made nothing where its form was never sent', async () => {
    const { attemptId } = await left('account.create', 6, { name: 'Never Sent' })
    await sweep(work)
    expect(await phases(attemptId)).toEqual(['failed'])
  })

  it('is settled where the answer was lost and the person has gone', async () => {
    const unitId = await formSent(randomUUID(), 'Forgotten')
    const { id } = await create('Forgotten', unitId)
    await sweep(work)
    expect(await db().accountAttempt.findFirst()).toMatchObject({ status: 'created', accountId: id })
  })
})

it('leaves what it does not know to another version for a day, and then does not wait for ever', async () => {
  const open = (minutesAgo: number) => {
    const id = randomUUID()
    const at = new Date(Date.now() - minutesAgo * 60_000)
    const ids = { id, attemptId: id, operationId: randomUUID(), requestId: randomUUID() }
    const row = {
      ...ids,
      ...actor,
      at,
      phase: 'attempted',
      action: 'account.rename',
      targetType: 'account',
    } as const
    return db().auditEvent.create({ data: row })
  }
  const [given, waiting] = [await open(24 * 60 + 1), await open(23 * 60)]
  expect(await sweep(work)).toBe(1)
  expect(await outcomes(given.id)).toMatchObject([
    { phase: 'unknown', action: 'account.rename', actorId: person.actorId, targetType: 'account' },
  ])
  expect(await phases(waiting.id)).toEqual([])
  const mark = await db().setting.findUnique({ where: { key: 'audit.settled' } })
  expect(mark!.value).toBe(String(waiting.seq - 1n))
})

it('is not held up by many that cannot be closed yet', async () => {
  const at = new Date(Date.now() - 23 * 3600_000)
  const many = Array.from({ length: 60 }, () => {
    const id = randomUUID()
    const ids = { id, attemptId: id, operationId: randomUUID(), requestId: randomUUID() }
    return { ...ids, ...actor, at, phase: 'attempted', action: 'account.rename' } as const
  })
  await db().auditEvent.createMany({ data: many })
  const { attemptId } = await left('account.update.settings', 6)
  expect(await sweep(work)).toBe(0)
  expect(await sweep(work)).toBe(1)
  expect(await phases(attemptId)).toEqual(['unknown'])
  // And from the oldest again.
  const { attemptId: next } = await left('account.update.settings', 6)
  expect(await sweep(work)).toBe(0)
  expect(await sweep(work)).toBe(1)
  expect(await phases(next)).toEqual(['unknown'])
})

it('sweeps in one process at a time', async () => {
  await left('account.update.settings', 6)
  let [running, most] = [0, 0]
  const slow = looking(async () => {
    most = Math.max(most, ++running)
    await db().$executeRaw`SELECT pg_sleep(0.2)`
    running--
    return { phase: 'unknown', says: 'x' } as const
  })
  const closed = await Promise.all([sweep(slow), sweep(slow), sweep(slow)])
  expect(closed.sort()).toEqual([0, 0, 1])
  expect(most).toBe(1)
})

it('leaves alone what was closed by its own process while it looked', async () => {
  const attempt = await left('account.update.settings', 6)
  const late = async () => {
    await recordOutcome(attempt, { phase: 'succeeded' })
    return { phase: 'unknown', says: 'x' } as const
  }
  expect(await sweep(looking(late))).toBe(0)
  expect(await phases(attempt.attemptId)).toEqual(['succeeded'])
})

it('notes up to where all is closed, and still finds what is open above', async () => {
  const old = await left('account.update.settings', 200)
  await left('account.update.settings', 190)
  await sweep(work)
  const mark = await db().setting.findUnique({ where: { key: 'audit.settled' } })
  const last = await db().auditEvent.findMany({
    where: { phase: 'attempted' },
    orderBy: { seq: 'desc' },
    take: 1,
  })
  expect(mark!.value).toBe(String(last[0]!.seq))
  expect(await phases(old.attemptId)).toEqual(['unknown'])
  await left('account.update.settings', 6)
  expect(await sweep(work)).toBe(1)
})

it('cleans up what has ended, and only that', async () => {
  const days = (count: number) => new Date(Date.now() - count * 24 * 3600_000)
  const { id: staffId } = await db().staff.create({
    data: { email: 'a@b.example', name: 'A', role: 'admin' },
  })
  const session = (endedAt: Date | null, expiresAt: Date) =>
    db().staffSession.create({ data: { staffId, endedAt, expiresAt } })
  await session(days(91), days(-1))
  await session(null, days(91))
  const recent = [await session(days(89), days(80)), await session(null, days(-1))]
  const link = (usedAt: Date | null, expiresAt: Date) =>
    db().passwordLink.create({ data: { staffId, tokenHash: randomUUID(), usedAt, expiresAt } })
  await link(days(31), days(30))
  const fresh = await link(null, days(-1))
  await db().rateLimit.createMany({
    data: [
      { key: 'old', expire: BigInt(days(2).getTime()) },
      { key: 'now', expire: BigInt(days(-1).getTime()) },
      { key: 'forever', expire: null },
    ],
  })
  await cleanUp(work)
  expect(work.forget).toHaveBeenCalledOnce()
  const ids = (rows: { id: string }[]) => rows.map(({ id }) => id).sort()
  expect(ids(await db().staffSession.findMany())).toEqual(ids(recent))
  expect(ids(await db().passwordLink.findMany())).toEqual([fresh.id])
  const keys = (await db().rateLimit.findMany()).map(({ key }) => key)
  expect(keys).toEqual(expect.arrayContaining(['now', 'forever']))
  expect(keys).not.toContain('old')
})

/** What the sweeper is given, with another look for saved settings. */
function looking(look: () => Promise<Finding<unknown, never>>) {
  const act = ACTS.get('account.update.settings')!
  return { ...work, acts: new Map(ACTS).set(act.name, { ...act, look }) }
}

/** Leaves an attempt as a process leaves it on record that was gone some minutes ago. */
async function left(
  action: string,
  minutesAgo: number,
  {
    accountId = action === 'account.create' ? undefined : 'f'.repeat(32),
    name,
    request,
    operationId = randomUUID(),
  }: {
    accountId?: string
    name?: string | null
    request?: Record<string, unknown>
    operationId?: string
  } = {},
) {
  const act = ACTS.get(action)!
  const id = randomUUID()
  const at = new Date(Date.now() - minutesAgo * 60_000)
  const row = { id, attemptId: id, at, operationId, requestId: randomUUID(), action, ...actor }
  return onBehalfOf(
    await db().auditEvent.create({
      data: {
        ...row,
        phase: 'attempted',
        accountId,
        targetName: name,
        request: (remembered(act.remember.request, request) ?? undefined) as
          Prisma.InputJsonValue | undefined,
      },
    }),
    act,
  )
}

function outcomes(attemptId: string) {
  return db().auditEvent.findMany({ where: { attemptId, phase: { not: 'attempted' } } })
}
const phases = async (attemptId: string) => (await outcomes(attemptId)).map(({ phase }) => phase)

async function anAccount() {
  const tenant = openTenantApi({ work: 'background' })
  const { items } = await tenant.tenants.list()
  return (await tenant.tenants.accounts(items[0]!.id, { page: 1, perPage: 5 })).items[0]!
}

async function create(name: string, unitId: string) {
  return openTenantApi({ work: 'background' }).accounts.create(
    { name, type: 'standard', unitId: unitId as never },
    { idempotencyKey: randomUUID() },
  )
}

/** A form that was sent six minutes ago, whose answer never came; returns its unit. */
async function formSent(operationId: string, name: string): Promise<string> {
  const unitId = (await openTenantApi({ work: 'background' }).tenants.list()).items[0]!.units[0]!.id
  const key = randomUUID()
  const then = new Date(Date.now() - 6 * 60_000)
  await db().accountAttempt.create({
    data: {
      key,
      idempotencyKey: key,
      staffId: person.actorId,
      operationId,
      name,
      unitId,
      status: 'sent',
      sentAt: then,
      updatedAt: then,
    },
  })
  return unitId
}
