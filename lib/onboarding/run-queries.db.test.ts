import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { emptyTables } from '@/scripts/vitest/owner'
import { newPerson, session, staff } from '@/scripts/vitest/person'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { openRunsMatching, runChoices, runDetails, runSheet, runsPage } = await import('./run-queries')
const { runLeftovers } = await import('./leftover-queries')
const { RunsQuery } = await import('./run-schema')
const { readKey } = await import('./results')
const { seal } = await import('@/lib/core/seal')
const { given, ORDER } = await import('@/scripts/vitest/run')
type Step = import('@/scripts/vitest/run').Step
const { db } = await import('@/lib/db/client')

const ACCOUNT = 'a'.repeat(32)
const MINUTE = 60_000
const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE)

const MADE: Step[] = [
  {
    key: 'account',
    state: 'done',
    targetId: ACCOUNT,
    result: { accountId: ACCOUNT, name: 'Anvil Ltd', unitId: 'u1', unitPath: 'Resale › North' },
  },
  { key: 'member:0', state: 'done', targetId: 'm0', result: { memberId: 'm0', status: 'pending' } },
  { key: 'member:1', state: 'paused', message: 'Refused.', fields: { email: 'Not like this.' } },
  {
    key: 'zone:xn--mller-kva.example',
    state: 'done',
    targetId: 'z1',
    result: {
      zoneId: 'z1',
      name: 'xn--mller-kva.example',
      status: 'pending',
      nameServers: ['ada.ns.example', 'bob.ns.example'],
      createdOn: '2026-11-01T10:00:00Z',
    },
  },
  {
    key: 'zone:paid.example',
    state: 'done',
    targetId: 'z2',
    result: {
      zoneId: 'z2',
      name: 'paid.example',
      status: 'pending',
      nameServers: [],
      createdOn: '2026-11-01T10:00:00Z',
    },
  },
  {
    key: 'plan:paid.example',
    state: 'done',
    result: { plan: 'PARTNERS_BIZ', frequency: 'monthly', price: 20 },
  },
  { key: 'plan:xn--mller-kva.example', state: 'skipped' },
  {
    key: 'subscription:TEAMS_FREE',
    state: 'done',
    targetId: 's1',
    result: { subscriptionId: 's1', plan: 'TEAMS_FREE' },
  },
  { key: 'service-user', state: 'waiting' },
  { key: 'read-back', state: 'done', result: { problems: ['Bob is not there.'] } },
]

beforeEach(async () => {
  Object.assign(staff, newPerson(), { role: 'operator' })
  session.signedIn = true
  await emptyTables()
})

describe('a run', () => {
  it('has its steps in order, each with where what it made is to be seen', async () => {
    const id = await given({ accountId: ACCOUNT, status: 'paused' }, MADE)
    const run = await runDetails(id)
    expect(run.steps.map(({ subject, href }) => [subject, href])).toEqual([
      ['Anvil Ltd', `/accounts/${ACCOUNT}`],
      ['ada@anvil.example', `/accounts/${ACCOUNT}/members/m0`],
      ['bob@anvil.example', null],
      ['müller.example', `/accounts/${ACCOUNT}/zones/z1`],
      ['paid.example', `/accounts/${ACCOUNT}/zones/z2`],
      ['paid.example', `/accounts/${ACCOUNT}/zones/z2`],
      ['müller.example', null],
      ['TEAMS_FREE', `/accounts/${ACCOUNT}/subscriptions/s1`],
      ['bot@anvil.example', null],
      ['', null],
    ])
    expect(run.steps[2]).toMatchObject({
      state: 'paused',
      message: 'Refused.',
      fields: { email: 'Not like this.' },
    })
  })

  it.each(['support', 'auditor'] as const)('shows %s nothing personal', async (role) => {
    const id = await given({ accountId: ACCOUNT, status: 'stopped', endedAt: new Date() }, MADE)
    staff.role = role
    const seen = JSON.stringify([await runDetails(id), await runSheet(id), await runLeftovers(id)])
    expect(seen).not.toMatch(/@anvil|Forge|Anvil Limited/)
    expect((await runDetails(id)).steps[1]!.subject).toBe('person 1 (address masked)')
    expect(await runSheet(id)).toMatchObject({
      hidden: 'masked',
      people: [{ email: null, status: 'pending' }],
    })
  })

  it('says that addresses are removed, or cannot be read, and shows all else', async () => {
    const gone = await given({ content: null }, MADE)
    expect((await runDetails(gone)).steps[1]!.subject).toBe('person 1 (address removed)')
    const sealed = seal(ORDER, 'onboarding_run:another')
    const unreadable = await given({ content: sealed }, MADE)
    expect((await runDetails(unreadable)).steps[1]!.subject).toBe('person 1 (address cannot be read)')
  })

  it.each(['no-id', randomUUID()])('is not there: %s', async (id) => {
    await expect(runDetails(id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it.each([
    ['running', { status: 'running', movedAt: ago(16) }, true],
    ['moved lately', { status: 'running', movedAt: ago(14) }, false],
    ['waits for what is to come', { status: 'waiting', movedAt: ago(60), wakeAt: ago(-5) }, false],
    ['should have gone on', { status: 'waiting', movedAt: ago(60), wakeAt: ago(16) }, true],
    ['waits for a person', { status: 'paused', movedAt: ago(600) }, false],
    ['has ended', { status: 'completed', movedAt: ago(600) }, false],
    ['did not begin', { status: 'queued', movedAt: ago(16) }, true],
    ['waits for the rows before it', { status: 'queued', movedAt: ago(16), importId: randomUUID() }, false],
  ] as const)('is stuck or not: %s', async (_, values, stuck) => {
    const id = await given(values)
    expect((await runDetails(id)).stuck).toBe(stuck)
    expect((await page({ state: 'stuck' })).map((run) => run.id)).toEqual(stuck ? [id] : [])
  })
})

describe('the sheet', () => {
  it('names what was made, and until when Cloudflare keeps a zone that is not active', async () => {
    const id = await given({ accountId: ACCOUNT, status: 'problems', endedAt: new Date() }, MADE)
    expect(await runSheet(id)).toMatchObject({
      account: { id: ACCOUNT, name: 'Anvil Ltd', unit: 'Resale › North' },
      people: [{ email: 'ada@anvil.example', status: 'pending' }],
      zones: [
        { unicode: 'müller.example', plan: 'Free', deletedOn: '2026-11-29T10:00:00.000Z' },
        { name: 'paid.example', plan: 'PARTNERS_BIZ', price: { amount: 20 }, deletedOn: null },
      ],
      subscriptions: ['TEAMS_FREE'],
      serviceUser: false,
      problems: ['Bob is not there.'],
    })
  })

  it('is not there before an account is', async () => {
    expect(await runSheet(await given({}, [{ key: 'account', state: 'paused' }]))).toBeNull()
  })
})

describe('what is left', () => {
  it('goes from the smallest to the account, and says what was removed by whom', async () => {
    const id = await given({ accountId: ACCOUNT, status: 'stopped', endedAt: new Date() }, MADE)
    await db().staff.create({ data: { email: 'boss@example.com', name: 'Boss', role: 'admin' } })
    await db().staff.create({
      data: { email: 'was@example.com', name: 'Was', role: 'admin', disabledAt: new Date() },
    })
    await db().auditEvent.create({
      data: {
        action: 'zone.delete',
        phase: 'succeeded',
        operationId: randomUUID(),
        requestId: '1',
        actorEmail: 'boss@example.com',
        targetId: 'z2',
        accountId: ACCOUNT,
      },
    })
    const { items, administrators } = await runLeftovers(id)
    expect(items.map(({ what, subject, removed }) => [what, subject, removed?.by])).toEqual([
      ['subscription', 'TEAMS_FREE', undefined],
      ['zone', 'müller.example', undefined],
      ['zone', 'paid.example', 'boss@example.com'],
      ['member', 'ada@anvil.example', undefined],
      ['account', 'Anvil Ltd', undefined],
    ])
    expect(items.every(({ mayRemove }) => !mayRemove)).toBe(true)
    expect(administrators).toEqual(['Boss (boss@example.com)'])

    staff.role = 'admin'
    const own = await runLeftovers(id)
    expect(own.items.every(({ mayRemove }) => mayRemove)).toBe(true)
    expect(own.administrators).toEqual([])
  })
})

describe('what may be left, because its answer was lost', () => {
  const lost = (key: string, more: object = {}): Step => ({
    key,
    state: 'unknown',
    tries: 1,
    message: 'The answer was lost.',
    ...more,
  })
  const onRecord = async (id: string, key: string, ...phases: ('unknown' | 'succeeded' | 'failed')[]) => {
    const event = { action: 'x', operationId: randomUUID(), requestId: '1', runId: id }
    const attempt = await db().auditEvent.create({
      data: { ...event, phase: 'attempted', onceKey: `${id}:${key}:1` },
    })
    for (const phase of phases)
      await db().auditEvent.create({
        data: { ...event, phase, attemptId: attempt.id, ...(phase === 'succeeded' && { targetId: 'found' }) },
      })
  }

  it('is listed with what is known, and where to look: skipped or not', async () => {
    const id = await given({ accountId: ACCOUNT, status: 'stopped', endedAt: new Date() }, [
      MADE[0]!,
      lost('member:0'),
      lost('zone:open.example'),
      lost('zone:skipped.example', { state: 'skipped' }),
      lost('zone:found.example'),
      lost('zone:not.example'),
      lost('zone:never-sent.example'),
      lost('plan:open.example'),
      lost('subscription:TEAMS_FREE'),
      { key: 'service-user', state: 'paused' },
    ])
    await onRecord(id, 'member:0')
    await onRecord(id, 'zone:open.example', 'unknown')
    await onRecord(id, 'zone:skipped.example', 'unknown')
    await onRecord(id, 'zone:found.example', 'unknown', 'succeeded')
    await onRecord(id, 'zone:not.example', 'unknown', 'failed')
    await onRecord(id, 'plan:open.example', 'unknown')
    await onRecord(id, 'subscription:TEAMS_FREE', 'unknown')
    await db().serviceUser.create({
      data: {
        id: randomUUID(),
        accountId: ACCOUNT,
        email: 'a@b.c',
        roleIds: [],
        createdBy: 'x',
        status: 'unknown',
      },
    })
    const { items } = await runLeftovers(id)
    const at = `/accounts/${ACCOUNT}`
    expect(items.map(({ subject, href, unknown }) => [subject, href, unknown !== null])).toEqual([
      ['TEAMS_FREE', `${at}/subscriptions`, true],
      ['open.example', `${at}/zones?name=open.example`, true],
      ['skipped.example', `${at}/zones?name=skipped.example`, true],
      ['found.example', `${at}/zones/found`, false],
      ['ada@anvil.example', `${at}/members`, true],
      ['bot@anvil.example', '/service-users', true],
      ['Anvil Ltd', `${at}/settings`, false],
    ])
    expect(items[0]!.unknown).toBe('The answer was lost.')
  })

  it.each([
    ['unknown', [['Anvil Ltd', '/accounts?name=Anvil%20Ltd', true]]],
    ['created', [['Anvil Ltd', `/accounts/${ACCOUNT}/settings`, false]]],
    ['failed', []],
  ] as const)('is the account itself, which was %s', async (status, expected) => {
    const id = await given({ status: 'stopped', endedAt: new Date() }, [lost('account'), { key: 'member:0' }])
    await db().accountAttempt.create({
      data: {
        key: id,
        staffId: staff.id,
        idempotencyKey: id,
        status,
        accountId: status === 'created' ? ACCOUNT : null,
      },
    })
    const { items } = await runLeftovers(id)
    expect(items.map(({ subject, href, unknown }) => [subject, href, unknown !== null])).toEqual(expected)
  })
})

describe('the list', () => {
  it('filters by customer, state, person, template, import, day and tenant, and counts steps', async () => {
    const [templateId, importId, startedBy] = [randomUUID(), randomUUID(), randomUUID()]
    const anvil = await given({ accountId: ACCOUNT, status: 'paused', templateId, tenantId: 't1' }, MADE)
    const brass = await given({
      title: 'Brass GmbH',
      importId,
      startedBy,
      startedByEmail: 'other@example.com',
      createdAt: new Date('2026-01-31T23:59:00Z'),
    })
    const ids = async (query: object) => (await page(query)).map(({ id }) => id)
    expect(await ids({})).toEqual([anvil, brass])
    expect(await ids({ q: 'brass' })).toEqual([brass])
    expect(await ids({ q: ACCOUNT })).toEqual([anvil])
    expect(await ids({ q: brass })).toEqual([brass])
    expect(await ids({ state: 'paused' })).toEqual([anvil])
    expect(await ids({ person: startedBy })).toEqual([brass])
    expect(await ids({ template: templateId })).toEqual([anvil])
    expect(await ids({ import: importId })).toEqual([brass])
    expect(await ids({ from: '2026-01-31', to: '2026-01-31' })).toEqual([brass])
    expect(await ids({ to: '2026-01-30' })).toEqual([])
    expect(await ids({ tenant: 't1' })).toEqual([anvil])
    expect(await ids({ state: 'no such', person: 'x' })).toEqual([anvil, brass])
    expect((await page({ q: 'anvil' }))[0]).toMatchObject({ done: 7, of: 9 })
    expect((await runChoices()).people.map(({ label }) => label)).toEqual([
      'op@example.com',
      'other@example.com',
    ])
  })

  it('has pages', async () => {
    for (let nth = 0; nth < 52; nth++) await given({ title: `Customer ${nth}` })
    const second = await runsPage(RunsQuery.parse({ page: '2' }))
    expect([second.rows.length, second.totalCount]).toEqual([2, 52])
  })

  it('gives all that match over all pages and have not ended, to those who may act on many', async () => {
    for (let nth = 0; nth < 52; nth++) await given({ title: `Customer ${nth}`, status: 'paused' })
    await given({ title: 'Customer 52', status: 'stopped' })
    await given({ title: 'Another' })
    const query = RunsQuery.parse({ q: 'customer', page: '2' })
    expect(await runsPage(query)).toMatchObject({ totalCount: 53, openCount: 52 })
    const runs = await openRunsMatching(query)
    expect(new Set(runs.map(({ title }) => title)).size).toBe(52)
    expect(runs.some(({ title }) => title === 'Customer 52' || title === 'Another')).toBe(false)
    staff.role = 'support'
    await expect(openRunsMatching(query)).rejects.toThrow('forbidden')
  })
})

it('reads keys whose second part has colons too', () => {
  expect(readKey('subscription:A:B')).toEqual({ kind: 'subscription', which: 'A:B' })
})

async function page(query: object) {
  return (await runsPage(RunsQuery.parse(query))).rows
}
