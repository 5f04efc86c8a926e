import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { EMPTY_KYC } from '@/lib/accounts/constants'
import { keepBelonging } from '@/lib/audit/belonging'
import type { AccountId } from '@/lib/core/ids'
import { seal } from '@/lib/core/seal'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { ADMINISTRATOR } from '@/lib/members/constants'
import { SEED } from '@/lib/sandbox/seed'
import { SHAPES } from '@/lib/sandbox/testing'
import { sharedBudget } from '@/lib/tenant-api/budget'
import { openTenantApi } from '@/lib/tenant-api/client'
import { startEngine, stopEngine } from '@/lib/workflows/engine'
import { staff } from '@/scripts/vitest/person'
import { useSandbox } from '@/scripts/vitest/sandbox'
import { continueRuns, mendStep, skipStep, stopRuns } from '@/lib/onboarding/actions'
import type { Order } from '@/lib/onboarding/schema'
import { runDetails } from '@/lib/onboarding/run-queries'
import { startRun } from '@/lib/onboarding/starting'
import { confirmKeySaved, createServiceUser, retryMembership } from '@/lib/service-users/actions'
import { provision } from './advance'
import { attended } from './attending'
import { readBack } from './read-back'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { calls, fault, set } = useSandbox()
beforeAll(() => startEngine([provision, attended]))
afterAll(stopEngine)

const customer = (name: string): Order['customer'] => ({
  ...EMPTY_KYC,
  name,
  description: 'Three clinics',
  unitId: SEED.units.direct.id,
  type: 'standard',
  businessName: `${name} Ltd`,
  agreementOn: '2026-11-30',
  agreementBy: 'Jane Doe',
})

const order = (name = 'Ada Dental', more: Partial<Order> = {}): Order => ({
  customer: customer(name),
  access: {
    emails: ['jane@ada.example', 'joe@ada.example'],
    grant: { kind: 'roles', roles: [ADMINISTRATOR] },
    likeAccountId: SEED.accounts.busy,
    names: { [ADMINISTRATOR]: 'Administrator' },
    serviceUser: null,
  },
  zones: [
    {
      name: 'ada-dental.com',
      type: 'full',
      plan: { ratePlanId: 'PARTNERS_BIZ', frequency: 'monthly', componentValues: [] },
    },
    { name: 'ada-dental.net', type: 'full', plan: null },
  ],
  subscriptions: [{ ratePlanId: 'TEAMS_FREE', frequency: '', componentValues: [] }],
  confirmDuplicate: false,
  ...more,
})

async function begin(what: Order): Promise<string> {
  await db().staff.upsert({
    where: { id: staff.id },
    create: { id: staff.id, email: staff.email, name: staff.name, role: staff.role },
    update: {},
  })
  return db().$transaction((tx) => startRun(tx, { order: what, staff }))
}

const runOf = (id: string) =>
  db().onboardingRun.findUniqueOrThrow({
    where: { id },
    include: { steps: { orderBy: { position: 'asc' } } },
  })

const until = (id: string, ...statuses: string[]) =>
  vi.waitFor(
    async () => {
      const run = await runOf(id)
      if (!statuses.includes(run.status))
        throw new Error(
          `${run.status}: ${run.reason} ${JSON.stringify(run.steps.map(({ key, state, message }) => [key, state, message]))}`,
        )
      return run
    },
    { timeout: 20_000, interval: 100 },
  )

const created = () => calls('POST', '/accounts')

describe.each(SHAPES)('Where tenants are told as $tenantShape', ({ tenantShape, units }) => {
  it.each([
    { managedBy: 'all', accountShape: 'spec', accountNameFilter: 'whole' },
    { managedBy: 'none', accountShape: 'gov', accountNameFilter: 'part' },
  ])('a run makes a whole customer, also where the account’s answer is lost (%o)', async (told) => {
    await set({ tenantShape, ...told })
    if (told.managedBy === 'none') await fault('POST', '/accounts$', { kind: 'lose_reply' })
    const base = order()
    const id = await begin({ ...base, customer: { ...base.customer, unitId: units[0]!.id } })
    const run = await until(id, 'completed', 'problems', 'paused')
    expect([run.status, run.reason]).toEqual(['completed', null])
    expect(await created()).toHaveLength(1)
    expect(run.tenantId).not.toBeNull()
    expect(run.steps[0]!.result).toMatchObject({ unitPath: expect.stringContaining(units[0]!.name) })
  })
})

it.each([
  { amounts: 'text', componentValues: 'told' },
  { amounts: 'number', componentValues: 'null' },
  { amounts: 'number', componentValues: 'absent' },
])('A run orders seats, and reads back what of them can be read (%o)', async (told) => {
  await set(told)
  const seats = [{ name: 'access_users_allowed', value: 60 }]
  const id = await begin(
    order('Ada Dental', {
      zones: [],
      subscriptions: [{ ratePlanId: 'TEAMS_STANDARD', frequency: 'monthly', componentValues: seats }],
    }),
  )
  const run = await until(id, 'completed', 'problems', 'paused')
  expect([run.status, run.reason, run.steps.at(-1)!.result]).toEqual(['completed', null, { problems: [] }])
  expect(await calls('POST', /\/subscriptions$/)).toHaveLength(1)
})

it('What is there and differs from the order is a problem, by name and number', async () => {
  const seats = [{ name: 'access_users_allowed', value: 60 }]
  const what = order('Ada Dental', {
    subscriptions: [{ ratePlanId: 'TEAMS_STANDARD', frequency: 'monthly', componentValues: seats }],
  })
  const { accountId, steps } = await until(await begin(what), 'completed')
  const other = {
    ...what,
    customer: { ...what.customer, type: 'enterprise' },
    access: {
      ...what.access,
      grant: { kind: 'roles' as const, roles: ['nobody-has-this'] },
      emails: ['jane@ada.example'],
    },
    zones: [{ ...what.zones[0]!, type: 'partial' as const }],
    subscriptions: [{ ...what.subscriptions[0]!, componentValues: [{ ...seats[0]!, value: 75 }] }],
  }
  const tenant = openTenantApi({ work: 'background' })
  expect(await readBack(tenant, accountId as AccountId, { order: what, steps })).toEqual([])
  expect(await readBack(tenant, accountId as AccountId, { order: other, steps })).toEqual([
    'The account is of the type standard, not enterprise.',
    'Person 1 does not have nobody-has-this.',
    'ada-dental.com is of the type full, not partial.',
    'The subscription TEAMS_STANDARD has Seats 60, not 75.',
  ])
})

describe('A run', () => {
  it('makes a whole customer, each thing once, and reads it back', async () => {
    const id = await begin(order())
    const run = await until(id, 'completed', 'problems', 'paused')
    expect(run.steps.map(({ key, state, message }) => [key, state, message])).toEqual([
      ['account', 'done', null],
      ['member:0', 'done', null],
      ['member:1', 'done', null],
      ['zone:ada-dental.com', 'done', null],
      ['zone:ada-dental.net', 'done', null],
      ['plan:ada-dental.com', 'done', null],
      ['subscription:TEAMS_FREE', 'done', null],
      ['read-back', 'done', null],
    ])
    expect(run.status).toBe('completed')
    const posts = (await calls('POST')).map(({ path }) => path)
    expect(posts).toHaveLength(7)
    // Every change is on record, in the name of the person, by the run, under its operation.
    const rows = await db().auditEvent.findMany({
      where: { operationId: run.operationId },
      orderBy: { seq: 'asc' },
    })
    expect(rows.every(({ runId, actorEmail }) => runId === id && actorEmail === staff.email)).toBe(true)
    expect(rows.filter(({ phase }) => phase === 'attempted')).toHaveLength(7)
    expect(rows.filter(({ phase }) => phase === 'succeeded')).toHaveLength(7)
    expect(run.accountId).toBe(run.steps[0]!.targetId)
    expect(run.tenantId).toBe(SEED.tenant.tag)
  })

  it.each(['lose_reply', 'truncate'])('makes nothing twice where answers are lost (%s)', async (kind) => {
    const id = await begin(order('Beta Dental'))
    await fault('POST', '/accounts$', { kind })
    await fault('POST', '/members$', { kind })
    await fault('POST', '/zones$', { kind })
    await fault('POST', '/subscription$', { kind })
    await fault('POST', '/subscriptions$', { kind })
    const run = await until(id, 'completed', 'problems', 'paused')
    expect(run.status, run.reason ?? '').toBe('completed')
    expect(await calls('POST')).toHaveLength(7)
    const rows = await db().auditEvent.findMany({ where: { operationId: run.operationId } })
    const attempts = rows.filter(({ phase }) => phase === 'attempted')
    expect(attempts).toHaveLength(7)
    for (const { id: attemptId, action } of attempts)
      expect(
        rows.filter((row) => row.attemptId === attemptId && row.phase === 'succeeded'),
        action,
      ).toHaveLength(1)
  })

  it('pauses where Cloudflare refuses, and goes on once that is mended', async () => {
    await fault('POST', '/zones$', { kind: 'status', status: 400, code: 1049 })
    const id = await begin(order())
    const paused = await until(id, 'paused', 'completed')
    expect(paused.steps.find(({ state }) => state === 'paused')).toMatchObject({
      key: 'zone:ada-dental.com',
      errorCode: 'invalid',
      fields: { name: expect.any(String) },
    })
    const key = 'zone:ada-dental.com'
    const mending = await mendStep({
      runId: id,
      key,
      part: { kind: 'zone', zone: { name: 'ada-dentist.com', type: 'full' } },
    })
    expect(mending).toEqual({ ok: true, data: null })
    const run = await until(id, 'completed', 'problems', 'paused')
    expect(run.status).toBe('completed')
    const names = (await calls('POST', '/zones')).map(({ body }) => (body as { name: string }).name)
    expect(names).toEqual(['ada-dental.com', 'ada-dentist.com', 'ada-dental.net'])
    expect(run.steps.map(({ key }) => key)).toContain('plan:ada-dentist.com')
  })

  // As two rows of a file that somebody wants both of.
  it('waits for another that makes an account of the same name', async () => {
    const alike = () => begin(order('Twin Peaks', { zones: [], subscriptions: [], confirmDuplicate: true }))
    await fault('POST', '/accounts$', { kind: 'slow', ms: 1_500 })
    const ids = [await alike(), await alike()]
    await vi.waitFor(async () => expect((await created()).length).toBeGreaterThan(0), { timeout: 5_000 })
    await vi.waitFor(
      async () => {
        const runs = await Promise.all(ids.map(runOf))
        expect(runs.map(({ status, reason }) => [status, reason])).toContainEqual([
          'waiting',
          expect.stringMatching(/an account with this name/),
        ])
      },
      { timeout: 10_000 },
    )
    await stopRuns({ runIds: ids })
    for (const id of ids) await until(id, 'stopped', 'completed', 'problems')
  })

  // With another content it would be another thing, beside the one that may be there.
  it('mends nothing of which nobody knows whether it was done', async () => {
    await fault('POST', '/zones$', { kind: 'status', status: 400, code: 1049 })
    const id = await begin(order())
    await until(id, 'paused')
    const key = 'zone:ada-dental.com'
    await db().onboardingStep.updateMany({ where: { runId: id, key }, data: { state: 'unknown' } })
    const part = { kind: 'zone' as const, zone: { name: 'ada-dentist.com', type: 'full' as const } }
    expect(await mendStep({ runId: id, key, part })).toMatchObject({ ok: false, error: { code: 'conflict' } })
  })

  it('leaves out what is skipped with what hangs on it, and says so at the end', async () => {
    await fault('POST', '/zones$', { kind: 'status', status: 400, code: 1049 })
    const id = await begin(order())
    await until(id, 'paused')
    expect(await skipStep({ runId: id, key: 'zone:ada-dental.com' })).toEqual({ ok: true, data: null })
    const run = await until(id, 'problems', 'completed')
    expect(run.status).toBe('problems')
    expect(run.steps.filter(({ state }) => state === 'skipped').map(({ key }) => key)).toEqual([
      'zone:ada-dental.com',
      'plan:ada-dental.com',
    ])
    expect(run.steps.at(-1)!.result).toEqual({
      problems: ['ada-dental.com was skipped.', 'The plan of ada-dental.com was skipped.'],
    })
  })

  it('sends nothing more once it is stopped', async () => {
    await fault('POST', '/accounts$', { kind: 'slow', ms: 600 })
    const id = await begin(order())
    await vi.waitFor(async () => expect(await created()).toHaveLength(1), { timeout: 5_000 })
    await stopRuns({ runIds: [id] })
    const run = await until(id, 'stopped')
    expect(run.steps.map(({ state }) => state).slice(0, 2)).toEqual(['done', 'waiting'])
    expect((await calls('POST')).map(({ path }) => path)).toEqual(['/accounts'])
    expect(await continueRuns({ runIds: [id] })).toMatchObject({ ok: true, data: [{ done: false }] })
    expect(await stopRuns({ runIds: [] })).toMatchObject({ ok: true, data: [] })
  })

  it('pauses where its order was encrypted with another key, and says so', async () => {
    await begin(order('Somebody Else'))
    const id = await db().$transaction(async (tx) => {
      const made = await startRun(tx, { order: order(), staff })
      const content = seal(order(), `onboarding_run:${made}`, Buffer.alloc(32, 9))
      await tx.onboardingRun.update({ where: { id: made }, data: { content } })
      return made
    })
    expect((await until(id, 'paused')).reason).toMatch(/encrypted with another DATA_KEY/)
    expect((await created()).map(({ body }) => (body as { name: string }).name)).not.toContain('Ada Dental')
  })

  it('says of what was lost when it was stopped that it is not known, and promises no look', async () => {
    await fault('POST', '/accounts$', { kind: 'reset' })
    const id = await begin(order())
    const waiting = await until(id, 'waiting')
    expect(waiting.steps[0]).toMatchObject({ state: 'unknown', nextLookAt: expect.any(Date) })
    await stopRuns({ runIds: [id] })
    const run = await until(id, 'stopped')
    expect(run.steps[0]).toMatchObject({ state: 'unknown', nextLookAt: null })
  })

  it('sends nothing for a starter who is disabled while its step still reads', async () => {
    await fault('GET', '/accounts$', { kind: 'slow', ms: 800 })
    const id = await begin(order())
    await vi.waitFor(async () => expect(await calls('GET', '/accounts')).not.toEqual([]), { timeout: 5_000 })
    await db().staff.update({ where: { id: staff.id }, data: { disabledAt: new Date() } })
    expect((await until(id, 'paused')).reason).toMatch(/was disabled/)
    expect(await created()).toEqual([])
  })

  it('pauses when its starter was disabled, and goes on when that is over', async () => {
    await fault('POST', '/accounts$', { kind: 'slow', ms: 500 })
    const id = await begin(order())
    await vi.waitFor(async () => expect((await runOf(id)).steps[0]!.state).toBe('sending'), {
      timeout: 5_000,
    })
    await db().staff.update({ where: { id: staff.id }, data: { disabledAt: new Date() } })
    const run = await until(id, 'paused')
    expect(run.reason).toMatch(/was disabled/)
    await db().staff.update({ where: { id: staff.id }, data: { disabledAt: null, role: 'support' } })
    await continueRuns({ runIds: [id] })
    expect((await until(id, 'paused')).reason).toMatch(/may not provision/)
    await db().staff.update({ where: { id: staff.id }, data: { role: 'operator' } })
    await continueRuns({ runIds: [id] })
    expect((await until(id, 'completed', 'problems')).status).toBe('completed')
    expect(await created()).toHaveLength(1)
  })

  /** A run as a process leaves it that died while it sent the account, with what happened until another took it over. */
  const cutOff = (meanwhile: (tx: Prisma.TransactionClient, id: string) => Promise<unknown>) =>
    db().$transaction(async (tx) => {
      await tx.staff.upsert({
        where: { id: staff.id },
        create: { id: staff.id, email: staff.email, name: staff.name, role: staff.role },
        update: {},
      })
      const id = await startRun(tx, { order: order(), staff })
      await tx.onboardingStep.updateMany({
        where: { runId: id, key: 'account' },
        data: { state: 'sending', tries: 1, startedAt: new Date() },
      })
      await meanwhile(tx, id)
      return id
    })

  it('that pauses where it was cut off while sending does not know what became of that', async () => {
    const id = await cutOff((tx) =>
      tx.staff.update({ where: { id: staff.id }, data: { disabledAt: new Date() } }),
    )
    const run = await until(id, 'paused')
    expect(run.steps[0]).toMatchObject({ key: 'account', state: 'unknown' })
    const part = { kind: 'account' as const, customer: customer('Beta Dental'), confirmDuplicate: false }
    expect(await mendStep({ runId: id, key: 'account', part })).toMatchObject({
      ok: false,
      error: { code: 'conflict' },
    })
  })

  it('of an import goes on that is resumed while it begins to be held', async () => {
    const { id: importId } = await db().onboardingImport.create({
      data: { fileName: 'a.csv', digest: 'd', createdBy: staff.id, status: 'running' },
    })
    const read = vi.spyOn(db().onboardingImport, 'findUnique')
    read.mockResolvedValueOnce({ status: 'paused' } as never)
    const id = await cutOff((tx, runId) =>
      tx.onboardingRun.update({ where: { id: runId }, data: { importId } }),
    )
    await until(id, 'completed')
    read.mockRestore()
  })

  it('looks for what another process sent only once that must have arrived', async () => {
    const accountId = SEED.accounts.busy
    const key = 'zone:ada-dental.com'
    const id = await cutOff(async (tx, runId) => {
      const { operationId } = await tx.onboardingRun.update({ where: { id: runId }, data: { accountId } })
      await tx.onboardingStep.updateMany({
        where: { runId, key: { in: ['account', 'member:0', 'member:1'] } },
        data: { state: 'done', endedAt: new Date() },
      })
      // It read for a minute, and sent a moment ago.
      const [begun, attempt] = [new Date(Date.now() - 60_000), randomUUID()]
      await tx.onboardingStep.updateMany({
        where: { runId, key },
        data: { state: 'sending', tries: 1, startedAt: begun, nextLookAt: new Date(Date.now() + 20_000) },
      })
      await tx.auditEvent.create({
        data: {
          id: attempt,
          attemptId: attempt,
          onceKey: `${runId}:${key}:1`,
          phase: 'attempted',
          at: begun,
          operationId,
          requestId: randomUUID(),
          action: 'zone.add',
          targetType: 'zone',
          accountId,
          request: { name: 'ada-dental.com' },
          runId,
        },
      })
    })
    const run = await until(id, 'waiting')
    expect(run.steps.find((step) => step.key === key)!.state).toBe('unknown')
    expect(run.wakeAt!.getTime()).toBeGreaterThan(Date.now() + 10_000)
    expect(await calls('POST')).toEqual([])
    await stopRuns({ runIds: [id] })
  })

  it('pauses where what was ordered was removed, and says so', async () => {
    const id = await cutOff((tx, runId) =>
      tx.onboardingRun.update({ where: { id: runId }, data: { content: null } }),
    )
    expect((await until(id, 'paused')).reason).toMatch(/was removed/)
  })

  it('that was told to stop while it was about to wait does not wait', async () => {
    let id = ''
    let asked = 0
    const { room } = sharedBudget()
    const spy = vi.spyOn(sharedBudget(), 'room').mockImplementation(async (...of) => {
      if (++asked !== 2) return room(...of)
      await stopRuns({ runIds: [id] })
      return Date.now() + 60_000
    })
    await fault('POST', '/accounts$', { kind: 'slow', ms: 300 })
    id = await begin(order())
    const run = await until(id, 'stopped', 'waiting', 'completed')
    spy.mockRestore()
    expect(run.status).toBe('stopped')
    expect(run.endedAt).not.toBeNull()
  })

  it('is of the unit that it was mended to', async () => {
    await fault('POST', '/accounts$', { kind: 'status', status: 400, code: 1001 })
    await keepBelonging([[SEED.units.direct.id, SEED.tenant.tag]])
    const id = await begin(order())
    await until(id, 'paused')
    // Without an account, the unit tells whose it will be.
    expect((await runOf(id)).tenantId).toBe(SEED.tenant.tag)
    await keepBelonging([[SEED.units.resale.id, 'another']])
    const other = { ...customer('Ada Dental'), unitId: SEED.units.resale.id }
    const part = { kind: 'account' as const, customer: other, confirmDuplicate: false }
    expect(await mendStep({ runId: id, key: 'account', part })).toMatchObject({ ok: true })
    expect(await runOf(id)).toMatchObject({ unitId: SEED.units.resale.id, tenantId: 'another' })
    await stopRuns({ runIds: [id] })
    await until(id, 'stopped')
  })

  describe('With a service user, as its last step', () => {
    const serviceUser = { email: 'ci@ada.example', roles: [ADMINISTRATOR] }
    const waiting = async () => {
      const access = { ...order().access, serviceUser }
      const id = await begin(order('Ada Dental', { access, zones: [], subscriptions: [] }))
      const run = await until(id, 'paused', 'completed')
      expect(run.reason).toMatch(/API key is shown once/)
      const step = run.steps.at(-1)!
      expect(step).toMatchObject({ key: 'service-user', state: 'paused' })
      // The account is new: whatever address it was given, it is the one that was ordered.
      const sent = { ...serviceUser, email: 'ci2@ada.example', accountId: run.accountId! }
      return {
        id,
        key: step.idempotencyKey,
        make: () => createServiceUser({ formKey: step.idempotencyKey, ...sent }),
      }
    }

    it('it goes on by itself once a person has saved the key, and not before', async () => {
      const { id, key, make } = await waiting()
      expect(await make()).toMatchObject({ ok: true, data: { membership: { there: true } } })
      expect((await runOf(id)).status).toBe('paused')
      expect(await confirmKeySaved({ id: key })).toMatchObject({ ok: true })
      expect((await until(id, 'completed', 'problems')).status).toBe('completed')
      // Confirmed again, it begins nothing.
      const { stretch } = await runOf(id)
      await confirmKeySaved({ id: key })
      expect((await runOf(id)).stretch).toBe(stretch)
    })

    it('it waits until the service user is a member too, whoever asks it to continue', async () => {
      const { id, key, make } = await waiting()
      await fault('POST', '/members$', { kind: 'status', status: 403, code: 1001 })
      expect(await make()).toMatchObject({ ok: true, data: { membership: { there: false } } })
      await confirmKeySaved({ id: key })
      expect((await runOf(id)).status).toBe('paused')
      await continueRuns({ runIds: [id] })
      expect((await until(id, 'paused', 'completed')).reason).toMatch(/not a member of the account yet/)
      expect((await runDetails(id)).steps.at(-1)).toMatchObject({ attended: 'made' })
      expect(await retryMembership({ id: key })).toMatchObject({ ok: true })
      expect((await until(id, 'completed', 'problems')).status).toBe('completed')
    })

    it('it goes on where its key was never confirmed, as soon as a person says so', async () => {
      const { id, make } = await waiting()
      await make()
      expect((await runDetails(id)).steps.at(-1)).toMatchObject({ attended: 'joined' })
      await continueRuns({ runIds: [id] })
      expect((await until(id, 'completed', 'problems')).status).toBe('completed')
    })
  })

  it('keeps no address and nothing of the customer in clear', async () => {
    const id = await begin(
      order('Ada Dental', { customer: { ...customer('Ada Dental'), businessEmail: 'kyc@ada.example' } }),
    )
    await until(id, 'completed')
    const [{ dump }] = await db().$queryRaw<[{ dump: string }]>`
      SELECT coalesce(string_agg(row_to_json(w)::text, ''), '') || (SELECT string_agg(row_to_json(r)::text, '') FROM onboarding_run r)
        || (SELECT string_agg(row_to_json(s)::text, '') FROM onboarding_step s)
        || (SELECT string_agg(row_to_json(o)::text, '') FROM dbos.operation_outputs o) AS dump
      FROM dbos.workflow_status w`
    expect(dump).toContain(id)
    expect(dump).not.toMatch(/@ada\.example|Ada Dental Ltd/)
  })
})
