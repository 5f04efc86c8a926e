import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { account, daysAgo, passed, subscription, zone } from '@/scripts/vitest/mirror'
import { emptyTables } from '@/scripts/vitest/owner'
import { newPerson, session, staff } from '@/scripts/vitest/person'
import { work } from '@/scripts/vitest/work'
import type { Role } from '@/lib/auth/permissions'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { handOverWork, releaseWork, snoozeWork, takeWork, wakeWork } = await import('./actions')
const { workCounts, workList } = await import('./queries')
const { lookAt, lookAtAll } = await import('./looking')
const { WorkQuery } = await import('./schema')
const { KINDS } = await import('./kinds')
const { db } = await import('@/lib/db/client')

beforeEach(async () => {
  await emptyTables()
  Object.assign(staff, newPerson(), { role: 'operator' })
  session.signedIn = true
  await passed()
  await person(staff)
})

describe('the list', () => {
  it('opens what it finds, and solves what the next look does not find any more', async () => {
    const id = await account('Anvil Ltd')
    const pending = await zone(id, 'anvil.example', { status: 'pending', createdOn: daysAgo(9) })
    expect(await work()).toMatchObject([
      {
        kind: 'Domain pending',
        subject: 'anvil.example',
        detail: 'It waits for its name servers, day 10 of 28. Then Cloudflare deletes it.',
        account: { id, name: 'Anvil Ltd' },
        urgency: 'later',
        next: { href: `/accounts/${id}/zones/${pending}` },
      },
    ])
    expect(await attention(id)).toBe(1)
    await db().directoryZone.update({ where: { id: pending }, data: { status: 'active' } })
    expect(await work()).toEqual([])
    expect(await attention(id)).toBe(0)
    expect(await work({ show: 'done' })).toMatchObject([{ subject: 'anvil.example', next: null }])
  })

  it('is found anew as nobody’s where it comes back, and keeps whose it is while it stays', async () => {
    const pending = await zone(await account('Anvil'), 'anvil.example', { status: 'pending' })
    const [{ id }] = await one()
    await takeWork({ ids: [id] })
    expect(await work()).toMatchObject([{ id, owner: { me: true } }])
    const set = (status: string) => db().directoryZone.update({ where: { id: pending }, data: { status } })
    await set('active')
    await work()
    await set('pending')
    expect(await work()).toMatchObject([{ id, owner: null }])
  })

  it('has the most urgent first, then what is soonest too late, page by page', async () => {
    const id = await account('Anvil')
    const ages = [1, 27, 20, 24]
    for (const age of ages)
      await zone(id, `day${age}.example`, { status: 'pending', createdOn: daysAgo(age) })
    await zone(id, 'paid.example', { status: 'pending', createdOn: daysAgo(40), planId: 'PRO' })
    expect((await work()).map(({ subject, urgency }) => [subject, urgency])).toEqual([
      ['day27.example', 'now'],
      ['day24.example', 'soon'],
      ['day20.example', 'soon'],
      ['day1.example', 'later'],
      ['paid.example', 'later'],
    ])
    expect(await work({ urgency: 'now' })).toHaveLength(1)
    expect(await work({ page: '2' })).toEqual([])
  })

  it('is filtered by kind, unit, owner, customer and tenant', async () => {
    const mine = await account('Anvil', { unitId: 'u1', tenantId: 'T' })
    const other = await account('Bolt', { unitId: 'u2', tenantId: 'S' })
    for (const each of [mine, other]) await zone(each, `${each}.example`, { status: 'pending' })
    await db().wantedSubscription.create({ data: { accountId: other, ratePlanId: 'P', reason: 'Away.' } })
    const subjects = async (query: Parameters<typeof work>[0]) =>
      (await work(query)).map(({ subject }) => subject)
    expect(await subjects({})).toHaveLength(3)
    expect(await subjects({ kind: 'subscription-missing' })).toEqual(['P'])
    expect(await subjects({ unit: 'u1' })).toEqual([`${mine}.example`])
    expect(await subjects({ account: other })).toHaveLength(2)
    expect(await subjects({ tenant: 'T' })).toEqual([`${mine}.example`])
    const [first] = await work({ unit: 'u1' })
    await takeWork({ ids: [first!.id] })
    expect(await subjects({ owner: 'me' })).toEqual([`${mine}.example`])
    expect(await subjects({ owner: staff.id })).toHaveLength(1)
    expect(await subjects({ owner: 'nobody' })).toHaveLength(2)
    expect(await workCounts()).toEqual({ T: 1, S: 2 })
    expect(await list({})).toMatchObject({
      kinds: [
        { value: 'zone-pending', label: 'Domain pending (2)' },
        { value: 'subscription-missing', label: 'Subscription missing (1)' },
      ],
      units: [{ value: 'u1' }, { value: 'u2' }],
      totalCount: 3,
      unread: null,
      failed: [],
    })
  })

  it('looks at one account without touching another', async () => {
    const [one, other] = [await account('Anvil'), await account('Bolt')]
    const zones = [
      await zone(one, 'a.example', { status: 'pending' }),
      await zone(other, 'b.example', { status: 'pending' }),
    ]
    await lookAtAll()
    await db().directoryZone.updateMany({ where: { id: { in: zones } }, data: { status: 'active' } })
    await lookAt(one)
    expect((await list({})).rows.map(({ subject }) => subject)).toEqual(['b.example'])
    expect(await attention(one)).toBe(0)
    await Promise.all([lookAt(other), lookAt(one), lookAt(other)])
    expect((await list({})).rows).toEqual([])
  })

  it('says what is not read yet', async () => {
    await db().directoryPass.update({ where: { number: 1 }, data: { endedAt: null } })
    await account('Anvil', { readAt: null })
    await account('Bolt')
    expect((await list({})).unread).toEqual({ accounts: 1, of: 2 })
    await db().directoryPass.update({ where: { number: 1 }, data: { listedAt: null } })
    expect((await list({})).unread).toEqual({ accounts: 1, of: null })
  })

  it('goes on with the other kinds where one cannot be looked for', async () => {
    const [broken] = KINDS.filter(({ id }) => id === 'zone-pending')
    vi.spyOn(broken!, 'find').mockRejectedValue(new Error('broken') as never)
    await db().wantedSubscription.create({ data: { accountId: 'a', ratePlanId: 'P', reason: 'Away.' } })
    expect(await work()).toMatchObject([{ kind: 'Subscription missing' }])
    expect((await list({})).failed).toEqual(['Domain pending'])
    vi.restoreAllMocks()
  })
})

describe('a person', () => {
  it('takes, hands over and releases, and each is on record', async () => {
    const { ids } = await twoItems()
    const bo = await person({ name: 'Bo' })
    expect(await takeWork({ ids })).toEqual({ ok: true, data: { done: 2, left: [] } })
    expect(await handOverWork({ ids: ids.slice(0, 1), to: bo.id })).toMatchObject({ data: { done: 1 } })
    expect((await work({ owner: bo.id })).map(({ id }) => id)).toEqual(ids.slice(0, 1))
    expect(await takeWork({ ids })).toEqual({ ok: true, data: { done: 1, left: ['Bo has one of them.'] } })
    expect(await takeWork({ ids: ids.slice(0, 1) })).toMatchObject({ error: { message: 'Bo has it.' } })
    expect(await releaseWork({ ids })).toMatchObject({ data: { done: 2 } })
    expect(await work({ owner: 'nobody' })).toHaveLength(2)
    const rows = await db().auditEvent.findMany({ orderBy: { seq: 'asc' } })
    expect(rows.map(({ action, phase }) => [action, phase])).toEqual([
      ['work.take', 'succeeded'],
      ['work.hand-over', 'succeeded'],
      ['work.take', 'succeeded'],
      ['work.take', 'failed'],
      ['work.release', 'succeeded'],
    ])
    expect(rows[1]).toMatchObject({ after: { to: bo.email }, accountName: 'Anvil' })
  })

  it('refuses an empty choice, and a colleague who is not there, or only looks', async () => {
    const { ids } = await twoItems()
    const gone = await person({ name: 'Gone', disabledAt: new Date() })
    const auditor = await person({ name: 'Auditor', role: 'auditor' })
    expect(await takeWork({ ids: [] })).toMatchObject({ error: { code: 'invalid' } })
    for (const to of [gone.id, auditor.id, randomUUID()])
      expect(await handOverWork({ ids, to })).toMatchObject({ error: { fields: { to: expect.any(String) } } })
    await db().workItem.updateMany({ data: { solvedAt: new Date() } })
    expect(await takeWork({ ids })).toMatchObject({ error: { message: 'This is done by now.' } })
  })

  it('gives back what somebody has who was disabled', async () => {
    const { ids } = await twoItems()
    await takeWork({ ids })
    await db().staff.update({ where: { id: staff.id }, data: { disabledAt: new Date() } })
    expect(await work({ owner: 'nobody' })).toHaveLength(2)
  })

  it('snoozes an entry for a reason, for thirty days at most, and wakes it', async () => {
    const { ids, accountId } = await twoItems()
    const one = { ids: ids.slice(0, 1), scope: 'entries' as const, reason: 'Waits for its registrar.' }
    for (const days of [0, 31, 1.5])
      expect(await snoozeWork({ ...one, days })).toMatchObject({
        error: { fields: { days: expect.any(String) } },
      })
    expect(await snoozeWork({ ...one, days: 30, reason: ' ' })).toMatchObject({
      error: { fields: { reason: expect.any(String) } },
    })
    expect(await snoozeWork({ ...one, days: 30 })).toMatchObject({ ok: true })
    expect(await work()).toHaveLength(1)
    expect(await attention(accountId)).toBe(1)
    expect(await work({ show: 'snoozed' })).toMatchObject([
      { id: ids[0], snoozed: { reason: one.reason, by: staff.email, wholeKind: false } },
    ])
    expect((await list({})).snoozed).toBe(1)
    expect(await wakeWork({ ids: one.ids })).toMatchObject({ ok: true })
    expect(await work()).toHaveLength(2)
    expect(await attention(accountId)).toBe(2)
    const [row] = await db().auditEvent.findMany({ where: { action: 'work.snooze', phase: 'succeeded' } })
    expect(row).toMatchObject({ request: { reason: one.reason, days: 30 } })
  })

  it('lets a snooze end by itself', async () => {
    const { ids } = await twoItems()
    await snoozeWork({ ids, scope: 'entries', reason: 'Later.', days: 1 })
    await db().workSnooze.updateMany({ data: { until: daysAgo(0) } })
    await db().workItem.updateMany({ data: { snoozedUntil: daysAgo(0) } })
    expect(await work()).toHaveLength(2)
    expect(await db().workItem.count({ where: { snoozedUntil: { not: null } } })).toBe(0)
  })

  it('snoozes a kind for a customer, with what comes of it until then, and nothing else', async () => {
    const { ids, accountId } = await twoItems()
    await snoozeWork({ ids: ids.slice(0, 1), scope: 'kind', reason: 'Moves in spring.', days: 7 })
    await zone(accountId, 'new.example', { status: 'pending' })
    await zone(await account('Bolt'), 'bolt.example', { status: 'pending' })
    await db().wantedSubscription.create({ data: { accountId, ratePlanId: 'P', reason: 'Away.' } })
    expect((await work()).map(({ subject }) => subject).sort()).toEqual(['P', 'bolt.example'])
    const snoozed = await work({ show: 'snoozed' })
    expect(snoozed).toHaveLength(3)
    expect(snoozed[0]!.snoozed).toMatchObject({ wholeKind: true })
    await wakeWork({ ids: [snoozed[0]!.id] })
    expect(await work()).toHaveLength(5)
  })

  it.each(['auditor', 'support', 'admin'] as Role[])(
    'of the role %s may do what the role may',
    async (role) => {
      const { ids } = await twoItems()
      staff.role = role
      const answer = await takeWork({ ids })
      if (role === 'auditor') expect(answer).toMatchObject({ error: { code: 'denied' } })
      else expect(answer).toMatchObject({ ok: true })
    },
  )

  it('sees, counts, takes and exports only what their role may see', async () => {
    await db().accountDeletion.create({
      data: {
        accountId: await account('Anvil'),
        accountName: 'Anvil',
        operationId: randomUUID(),
        startedBy: 'x',
        status: 'stopped',
        steps: [],
      },
    })
    staff.role = 'admin'
    const [{ id }] = await one()
    staff.role = 'operator'
    expect(await work()).toEqual([])
    expect(await workCounts()).toEqual({})
    expect(await takeWork({ ids: [id] })).toMatchObject({ error: { message: 'This is done by now.' } })
    // Not even by a number.
    expect(await db().directoryAccount.findFirst()).toMatchObject({ attention: 0 })
    const operator = await person({ name: 'Op' })
    staff.role = 'admin'
    expect(await handOverWork({ ids: [id], to: operator.id })).toMatchObject({
      error: { message: 'Op may not see this, so it cannot be handed over to them.' },
    })
  })

  it('is led where their role may go', async () => {
    await db().wantedSubscription.create({ data: { accountId: 'a', ratePlanId: 'P', reason: 'Away.' } })
    expect(await work()).toMatchObject([{ next: { label: 'Add subscription' } }])
    staff.role = 'support'
    expect(await work()).toMatchObject([{ next: { label: 'Open' } }])
  })
})

describe('a subscription that was wanted', () => {
  it('is missing until the mirror has it, under whatever name of its plan', async () => {
    const accountId = await account('Anvil')
    await db().wantedSubscription.create({ data: { accountId, ratePlanId: 'PARTNERS_PRO', reason: 'Away.' } })
    expect(await work()).toMatchObject([{ kind: 'Subscription missing', subject: 'PARTNERS_PRO' }])
    await subscription(accountId, { ratePlanId: 'pro', goneAt: daysAgo(1) })
    expect(await work()).toHaveLength(1)
    await subscription(accountId, { ratePlanId: 'pro' })
    expect(await work()).toEqual([])
  })
})

async function twoItems() {
  const accountId = await account('Anvil')
  for (const name of ['a.example', 'b.example']) await zone(accountId, name, { status: 'pending' })
  return { accountId, ids: (await work()).map(({ id }) => id) }
}

async function one() {
  const rows = await work()
  expect(rows).toHaveLength(1)
  return rows as [(typeof rows)[number]]
}

const list = (query: object) => workList(WorkQuery.parse(query), {})

async function attention(id: string) {
  return (await db().directoryAccount.findUniqueOrThrow({ where: { id } })).attention
}

function person({ id, name, email, role, disabledAt }: Partial<typeof staff> & { disabledAt?: Date } = {}) {
  const key = id ?? randomUUID()
  return db().staff.create({
    data: {
      id: key,
      name: name ?? 'Op',
      email: email ?? `${key}@example.com`,
      role: role ?? 'operator',
      disabledAt,
    },
  })
}
