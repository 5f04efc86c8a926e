import { expect, test } from 'vitest'
import { sharedBudget } from './budget'

const kept = globalThis as { tenantdeskBudget?: unknown }

/** What another process would have. */
function another() {
  kept.tenantdeskBudget = undefined
  return sharedBudget()
}

test('instances share one allowance in PostgreSQL, calls side by side included', async () => {
  const [one, other] = [another(), another()]
  await Promise.all(
    Array.from({ length: 60 }, (_, call) =>
      (call % 2 ? one : other).take({ work: 'act', person: 'operator' }, { write: true }),
    ),
  )
  expect((await another().state()).used).toBe(60)
})

test('a 429 seen by one stops the others', async () => {
  const [one, other] = [another(), another()]
  one.observe({ status: 429, headers: new Headers(), retryAt: Date.now() + 300_000 })
  await expect.poll(async () => (await other.state()).blockedUntil).not.toBeNull()
  await expect(other.take({ work: 'act', person: 'operator' }, { write: true })).rejects.toMatchObject({
    code: 'rate_limited',
  })
})
