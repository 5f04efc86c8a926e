import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const { lines } = vi.hoisted(() => ({ lines: [] as Record<string, unknown>[] }))
vi.mock('./log', () => ({
  log: () => ({
    level: 'error',
    child: (bound: object, { level }: { level: string }) => ({
      info: (line: object) => lines.push({ ...bound, level, ...line }),
    }),
  }),
}))
const { logSecurity } = await import('./security-log')

beforeEach(() => {
  vi.useFakeTimers()
  vi.advanceTimersByTime(60_000)
  lines.length = 0
})
afterEach(() => {
  vi.runAllTimers()
  vi.useRealTimers()
  delete (globalThis as { tenantdeskSecurityLog?: unknown }).tenantdeskSecurityLog
})

test('one line an event, of the kind “security”, whatever the level of the log', () => {
  logSecurity({ event: 'denied', path: '/staff', permission: 'staff.read', actorId: 'a', address: null })
  expect(lines).toEqual([
    {
      log: 'security',
      level: 'info',
      event: 'denied',
      path: '/staff',
      permission: 'staff.read',
      actorId: 'a',
    },
  ])
})

test('a line is no longer than anybody reads', () => {
  const long = 'x'.repeat(100_000)
  logSecurity({
    event: 'invalid',
    path: long,
    action: long,
    fields: Array.from({ length: 1000 }, () => long),
  })
  expect(JSON.stringify(lines).length).toBeLessThan(4_000)
})

test('of a flood it writes a sample, and how many it left out', () => {
  for (let nth = 0; nth < 1_000; nth++) logSecurity({ event: 'signed_out', path: '/', address: '192.0.2.1' })
  logSecurity({ event: 'signed_out', path: '/', address: '192.0.2.2' })
  expect(lines).toHaveLength(20 + 10 + 1)
  vi.advanceTimersByTime(60_000)
  expect(lines.at(-1)).toEqual({ log: 'security', level: 'info', event: 'sampled', skipped: 970 })
})

test('strangers from everywhere fill neither the log nor the memory, nor hide what people do', () => {
  for (let nth = 0; nth < 100_000; nth++) logSecurity({ event: 'signed_out', address: `2001:db8::${nth}` })
  logSecurity({ event: 'denied', actorId: 'a', address: '192.0.2.1' })
  expect(lines).toHaveLength(301)
  expect(lines.at(-1)).toMatchObject({ event: 'denied', actorId: 'a' })
})
