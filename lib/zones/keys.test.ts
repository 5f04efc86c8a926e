import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ReadFault } from '@/lib/core/errors'
import { zonePlanQuery } from './keys'

const zonePlan = (accountId: string, zoneId: string, signal: AbortSignal): Promise<{ id: string | null }> => {
  const { queryFn } = zonePlanQuery(accountId, zoneId)
  return (queryFn as unknown as (context: { signal: AbortSignal }) => Promise<{ id: string | null }>)({
    signal,
  })
}
const plan = (id: string) => ({ id, tier: null, name: null })
let requests: string[][]
let answers: (zones: string[]) => unknown

beforeEach(() => {
  requests = []
  answers = (zones) => ({
    ok: true,
    data: Object.fromEntries(zones.map((id) => [id, { ok: true, data: plan(id) }])),
  })
  vi.stubGlobal('isSecureContext', true)
  vi.stubGlobal('fetch', async (url: string) => {
    const zones = new URL(url, 'http://console').searchParams.getAll('zone')
    requests.push(zones)
    return Response.json(answers(zones))
  })
})
afterEach(() => vi.unstubAllGlobals())

const ids = Array.from({ length: 50 }, (_, nth) => `z${nth}`)
const signal = () => new AbortController().signal

test('fifty rows are asked for in five requests, one after the other', async () => {
  const plans = await Promise.all(ids.map((id) => zonePlan('a', id, signal())))
  expect(plans.map(({ id }) => id)).toEqual(ids)
  expect(requests.map(({ length }) => length)).toEqual([10, 10, 10, 10, 10])
})

test('a row that cannot be read fails alone, and is asked for again alone', async () => {
  const error = { code: 'unavailable', message: 'Not now.' }
  answers = () => ({ ok: true, data: { z0: { ok: true, data: plan('z0') }, z1: { ok: false, error } } })
  const [one, other, absent] = await Promise.allSettled(
    ['z0', 'z1', 'z2'].map((id) => zonePlan('a', id, signal())),
  )
  expect(one).toMatchObject({ status: 'fulfilled' })
  expect(other).toMatchObject({ status: 'rejected', reason: { message: 'Not now.' } })
  expect(absent!.status).toBe('rejected')
  await zonePlan('a', 'z1', signal()).catch(() => {})
  expect(requests.at(-1)).toEqual(['z1'])
})

test('who is signed out is told so in every row, and nothing more is asked', async () => {
  answers = () => ({ ok: false, error: { code: 'signed_out', message: 'You are signed out.' } })
  const rows = await Promise.allSettled(ids.map((id) => zonePlan('a', id, signal())))
  expect(rows.every((row) => row.status === 'rejected' && row.reason instanceof ReadFault)).toBe(true)
  expect(requests).toHaveLength(1)
})

test('a row that has gone is not asked for', async () => {
  const leaving = new AbortController()
  answers = () => {
    leaving.abort()
    return { ok: true, data: {} }
  }
  const rows = ids.map((id) => zonePlan('a', id, leaving.signal))
  await Promise.allSettled(rows)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(requests).toHaveLength(1)
})

test('drawn on the server it leaves no timer, which would keep the whole request', () => {
  vi.useFakeTimers()
  new QueryObserver(new QueryClient(), zonePlanQuery('a', 'z0'))
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})
