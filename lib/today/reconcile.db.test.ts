import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import * as mirror from '@/scripts/vitest/mirror'
import { emptyTables } from '@/scripts/vitest/owner'
import { newPerson, session, staff } from '@/scripts/vitest/person'
import { given, ORDER } from '@/scripts/vitest/run'
import type { ReconcileRow } from './reconcile-schema'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { exportReconcile, reconcile } = await import('./reconcile-queries')
const { ReconcileQuery } = await import('./reconcile-schema')
const { seal } = await import('@/lib/core/seal')
const { db } = await import('@/lib/db/client')
const { daysAgo } = mirror

const ask = (query: object) => reconcile(ReconcileQuery.parse(query))
const names = async (query: object) => (await ask(query)).rows.map(({ account }) => account.name)

beforeEach(async () => {
  await emptyTables()
  Object.assign(staff, newPerson())
  session.signedIn = true
  await mirror.passed()
})

it('tells what is only at Cloudflare, the latest first, until somebody writes what it is', async () => {
  const older = await mirror.account('Older')
  const newer = await mirror.account('Newer', { firstSeenAt: daysAgo(1) })
  await given({ accountId: await mirror.account('Made here') })
  expect(await names({})).toEqual(['Newer', 'Older'])
  expect((await ask({})).rows[0]).toMatchObject({
    says: [expect.stringContaining('appeared after the first listing')],
    next: { href: `/accounts/${newer}` },
  })
  await db().accountNote.create({ data: { accountId: older, description: 'The first customer.' } })
  expect(await names({})).toEqual(['Newer'])
})

it('tells what is only here, and what became of it', async () => {
  const goneAt = daysAgo(3)
  const run = await given({ accountId: await mirror.account('Provisioned', { goneAt }) })
  await mirror.account('Vanished', { goneAt: daysAgo(4) })
  const deleted = {
    accountName: 'x',
    operationId: randomUUID(),
    startedBy: 'x',
    steps: [],
    status: 'done' as const,
  }
  await db().accountDeletion.create({
    data: { ...deleted, accountId: await mirror.account('Deleted', { goneAt }) },
  })
  const { rows, counts } = await ask({ show: 'here' })
  expect(rows.map(({ account, next }) => [account.name, next?.href])).toEqual([
    ['Provisioned', `/onboarding/runs/${run}`],
    ['Vanished', expect.stringContaining('/activity?account=')],
  ])
  expect(counts).toMatchObject({ here: 2, cloudflare: 0 })
})

it('tells namesakes beside each other, of one likeness where it is asked for, and of the chosen tenant', async () => {
  for (const name of ['Anvil Ltd', 'ANVIL, Limited', 'Bolt', 'Bolt GmbH', 'Cask']) await mirror.account(name)
  expect((await names({ show: 'namesakes' })).sort()).toEqual([
    'ANVIL, Limited',
    'Anvil Ltd',
    'Bolt',
    'Bolt GmbH',
  ])
  expect(await ask({ show: 'namesakes', like: 'bolt' })).toMatchObject({
    totalCount: 2,
    counts: { namesakes: 4 },
  })
  expect(await names({ show: 'namesakes', tenant: 'another' })).toEqual([])
})

describe('beside its order an account', () => {
  const order = {
    ...ORDER,
    access: {
      ...ORDER.access,
      emails: ['ada@anvil.example'],
      grant: { kind: 'roles' as const, roles: ['r1'] },
      names: { r1: 'Administrator' },
    },
    zones: [{ name: 'anvil.example', type: 'full', jumpStart: false, plan: null }] as never,
  }
  const steps = ['account', 'member:0', 'zone:anvil.example'].map((key) => ({ key, state: 'done' as const }))
  const provisioned = async (account: object = {}, run: object = {}) => {
    const accountId = await mirror.account('Anvil Ltd', { unitId: 'u1', type: 'standard', ...account })
    const id = await given({ accountId, status: 'completed', endedAt: daysAgo(2), ...run }, steps, order)
    return { accountId, id }
  }
  const only = async (): Promise<ReconcileRow> => (await ask({ show: 'drift' })).rows[0]!

  it('is in sync, or says what it has otherwise, without an address', async () => {
    const { accountId, id } = await provisioned()
    await mirror.zone(accountId, 'anvil.example', { type: 'full' })
    const member = await mirror.member(accountId, 'ada@anvil.example', {
      roles: [{ id: 'x', name: 'Administrator' }],
    })
    expect(await only()).toMatchObject({ drift: 'in-sync' })
    await db().directoryMember.update({ where: { id: member }, data: { roles: [] } })
    await db().directoryZone.updateMany({ data: { goneAt: new Date() } })
    await db().directoryAccount.updateMany({ data: { name: 'Anvil & Sons' } })
    const drifted = await only()
    expect(drifted).toMatchObject({
      drift: 'drifted',
      says: [
        'The account is called Anvil & Sons, not Anvil Ltd.',
        'Person 1 does not have Administrator.',
        'anvil.example is not there.',
      ],
      next: { href: `/onboarding/runs/${id}` },
    })
    expect(JSON.stringify(drifted)).not.toContain('ada@')
    expect(await ask({ show: 'drift', drift: 'drifted' })).toMatchObject({ totalCount: 1 })
    expect(await ask({ show: 'drift', drift: 'in-sync' })).toMatchObject({ totalCount: 0 })
  })

  it('is not compared in what the run has skipped', async () => {
    await provisioned()
    await db().onboardingStep.updateMany({ where: { key: { not: 'account' } }, data: { state: 'skipped' } })
    expect(await only()).toMatchObject({ drift: 'in-sync' })
  })

  it.each([
    ['not checked once the order is removed', {}, { content: null }, 'not-checked'],
    ['not checked where the order cannot be read', {}, { content: seal({}, 'another') }, 'not-checked'],
    ['unknown while the account was not read', { readAt: null }, {}, 'unknown'],
    ['unknown once the account is gone', { goneAt: daysAgo(1) }, {}, 'unknown'],
  ])('is %s', async (_, account, run, drift) => {
    await provisioned(account, run)
    expect(await only()).toMatchObject({ drift })
  })
})

it('is exported whole, for those who may', async () => {
  for (let each = 0; each < 3; each++) await mirror.account(`Account ${each}`)
  const plan = exportReconcile.plan({ show: 'cloudflare' }, undefined)
  const report = { caller: { work: 'export' as const, person: staff.id } }
  const rows: ReconcileRow[] = []
  for await (const batch of await plan.open(report, false)) rows.push(...batch)
  expect(rows).toHaveLength(3)
  expect(exportReconcile.permission).toBe('customers.export')
})
