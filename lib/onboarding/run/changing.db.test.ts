import { randomUUID } from 'node:crypto'
import { expect, it, vi } from 'vitest'
import { db } from '@/lib/db/client'
import { staff } from '@/scripts/vitest/person'
import { continueRuns, stopRuns } from '@/lib/onboarding/actions'
import { watchZones } from './watching'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const RUNS = 5_000

const queued = (like: string) => db().$queryRaw<{ name: string }[]>`
  SELECT workflow_uuid AS name FROM dbos.workflow_status WHERE workflow_uuid LIKE ${like}`

it('continues and stops as many runs at once as an import makes', { timeout: 120_000 }, async () => {
  const runIds = Array.from({ length: RUNS }, () => randomUUID())
  await db().onboardingRun.createMany({
    data: runIds.map((id, index) => ({
      id,
      operationId: randomUUID(),
      title: `Customer ${index}`,
      unitId: 'u1',
      startedBy: staff.id,
      startedByEmail: staff.email,
      status: index === 0 ? ('completed' as const) : ('paused' as const),
      endedAt: index === 0 ? new Date() : null,
      stretch: 1,
    })),
  })
  const of = { id: { in: runIds } }
  const done = (answer: Awaited<ReturnType<typeof continueRuns>>) =>
    answer.ok ? answer.data.filter((each) => each.done).length : answer.error
  expect(done(await continueRuns({ runIds }))).toBe(RUNS - 1)
  expect(await db().onboardingRun.count({ where: { ...of, status: 'queued', stretch: 2 } })).toBe(RUNS - 1)
  expect(await queued(`provision:${runIds[1]}:%`)).toEqual([{ name: `provision:${runIds[1]}:2` }])
  expect(done(await continueRuns({ runIds }))).toBe(0)
  expect(done(await stopRuns({ runIds }))).toBe(RUNS - 1)
  expect(await db().onboardingRun.count({ where: { ...of, status: 'stopped', stretch: 3 } })).toBe(RUNS - 1)
})

it('watches the zones of a run again later where that broke off', async () => {
  const id = randomUUID()
  await watchZones.gaveUp(id, 3)
  expect(await queued(`watch-zones:${id}:%`)).toEqual([{ name: `watch-zones:${id}:4` }])
})

it('is held up by no process that froze while it had a run locked', async () => {
  const [told] = await db().$queryRaw<[{ seconds: number }]>`
    SELECT extract(epoch FROM current_setting('idle_in_transaction_session_timeout')::interval)::int AS seconds`
  expect(told.seconds).toBeGreaterThan(0)
})
