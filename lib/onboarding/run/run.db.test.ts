import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { EMPTY_KYC } from '@/lib/accounts/constants'
import { db } from '@/lib/db/client'
import { ADMINISTRATOR } from '@/lib/members/constants'
import { SEED } from '@/lib/sandbox/seed'
import { startEngine, stopEngine } from '@/lib/workflows/engine'
import { as, staff } from '@/scripts/vitest/person'
import { useSandbox } from '@/scripts/vitest/sandbox'
import { continueRuns, mendStep, skipStep, stopRuns } from '../actions'
import type { Order } from '../schema'
import { startRun } from '../starting'
import { provision } from './advance'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { calls, fault, audit, control, set } = useSandbox()
beforeAll(() => startEngine([provision]))
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
})
