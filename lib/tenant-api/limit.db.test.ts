import { setTimeout as pause } from 'node:timers/promises'
import { Pool } from 'pg'
import { RateLimiterPostgres } from 'rate-limiter-flexible'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { db } from '@/lib/db/client'
import { CREDENTIALS, sandbox } from '@/lib/sandbox/testing'
import { makeBudget, type Allowance, type Run, type Work } from './budget'
import { openTenantApi } from './client'
import { TenantApiError } from './errors'
import { sharedLedger } from './ledger'

const LIMIT = 90
const WINDOW = 3
// On a busy machine some tenths of a second pass between counting and sending.
const GRACE = 0.6
const FOR_PEOPLE = 15

let upstream: Awaited<ReturnType<typeof sandbox>>
const pools: Pool[] = []

beforeAll(async () => {
  upstream = await sandbox()
})
afterAll(() => upstream.stop())
beforeEach(async () => {
  await db().upstreamCall.deleteMany()
  await upstream.control('POST', '/reset')
  await upstream.control('PUT', '/settings', {
    budget: { limit: LIMIT, windowSeconds: WINDOW },
    latencyMs: 15,
  })
})
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.end())))

/** A process of its own, as far as the allowance goes. */
function aProcess(set: Allowance = { calls: LIMIT, forPeople: FOR_PEOPLE }) {
  const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 4 })
  pools.push(pool)
  const people = new RateLimiterPostgres({
    storeClient: pool,
    storeType: 'pool',
    tableName: 'rate_limit',
    tableCreated: true,
    keyPrefix: `limit-${pools.length}`,
    points: 1,
    duration: WINDOW,
  })
  const budget = makeBudget({ ledger: sharedLedger(pool), people }, undefined, {
    ...set,
    windowSeconds: WINDOW,
    graceSeconds: GRACE,
  })
  const statuses: (number | null)[] = []
  // Whoever is refused waits here, and not in the client.
  const config = { ...CREDENTIALS, baseUrl: upstream.url(), budget, timing: { longestWait: 0 } }
  return {
    budget,
    statuses,
    /** One read upstream; until when to wait where it is refused. */
    async call(work: Work): Promise<number | null> {
      const tenant = openTenantApi({ config, ...work })
      try {
        await tenant.tenants.list()
        return null
      } catch (error) {
        if (error instanceof TenantApiError && error.kind === 'rate_limited') return error.retryAt!
        throw error
      } finally {
        statuses.push(...tenant.calls.map(({ status }) => status))
      }
    },
  }
}

const until = (time: number) => pause(Math.max(1, time - Date.now()))

test('whatever processes, runs and people do at once, upstream never has to refuse', async () => {
  const end = Date.now() + 4 * (WINDOW + GRACE) * 1000
  const processes = [aProcess(), aProcess(), aProcess()]
  let background = 0
  const going = (turn: () => Promise<void>) =>
    (async () => {
      while (Date.now() < end) await turn()
    })()
  await Promise.all(
    processes.flatMap(({ call, budget }, index) => [
      ...[1, 2, 3].map(() =>
        going(async () => {
          const run: Run = { work: 'run', person: `operator-${index}` }
          const wait = await budget.room(run, 4)
          if (wait !== null) return until(Math.min(end, wait))
          // Once it may go, nothing of it is refused.
          for (let calls = 0; calls < 3; calls++) expect(await call(run)).toBeNull()
          background += 3
          budget.leave(run)
        }),
      ),
      going(async () => {
        const wait = await call({ work: 'background' })
        if (wait === null) background++
        else await until(Math.min(end, wait))
      }),
      // A page is several calls at once, and a person comes back too early.
      going(async () => {
        const calls = Array.from({ length: 4 }, () => call({ work: 'view', person: `reader-${index}` }))
        await Promise.all(calls)
        await pause(180 + 70 * index)
      }),
      going(async () => {
        await call({ work: 'act', person: `operator-${index}` })
        await pause(200)
      }),
    ]),
  )
  const statuses = processes.flatMap((each) => each.statuses)
  expect(statuses.filter((status) => status !== 200)).toEqual([])
  // Nor is it safe only because little is sent.
  expect(statuses.length).toBeGreaterThan(3 * LIMIT)
  expect(background).toBeGreaterThan(LIMIT)
}, 40_000)

test('what the background leaves to people is there when they come', async () => {
  const processes = [aProcess(), aProcess()]
  const end = Date.now() + 1.5 * (WINDOW + GRACE) * 1000
  await Promise.all(
    processes.map(async ({ call }) => {
      while (Date.now() < end) {
        const wait = await call({ work: 'background' })
        if (wait !== null) await until(Math.min(end, wait))
      }
    }),
  )
  const people = Array.from({ length: FOR_PEOPLE }, (_, index) =>
    processes[index % 2]!.call({ work: 'act', person: `operator-${index}` }),
  )
  expect(await Promise.all(people)).toEqual(people.map(() => null))
  expect(processes.flatMap((each) => each.statuses).filter((status) => status !== 200)).toEqual([])
})

test('what is spent elsewhere is left to it, once', async () => {
  const [one, other] = [aProcess(), aProcess()]
  for (let call = 0; call < 40; call++) await upstream.call('GET', '/user/tenants')
  await one.call({ work: 'background' })
  await expect.poll(async () => (await other.budget.state()).by.others).toBe(40)
  const sent = [one, other].map(async ({ call }) => {
    while ((await call({ work: 'background' })) === null);
  })
  await Promise.all(sent)
  expect(await one.budget.state()).toMatchObject({ used: LIMIT - FOR_PEOPLE, by: { others: 40 } })
  expect([one, other].flatMap((each) => each.statuses).filter((status) => status !== 200)).toEqual([])
})
