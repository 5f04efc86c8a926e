import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import { takeTurn } from './turns.mjs'

/** Requests of a browser with this session; tells which are worked at, and ends them. */
function browser(session: string | null, more: { method?: string; url?: string; headers?: object } = {}) {
  const begun: string[] = []
  const socket = new EventEmitter().setMaxListeners(0)
  const open = new Map<string, EventEmitter & { status?: number }>()
  return {
    begun,
    ask(name: string) {
      const response = Object.assign(new EventEmitter(), {
        status: undefined as number | undefined,
        writeHead: (status: number) => (response.status = status),
        end: () => response.emit('close'),
      })
      open.set(name, response)
      const headers = {
        ...(session && { cookie: `a=b; tenantdesk-session=${session}; c=d` }),
        ...more.headers,
      }
      const request = { method: 'GET', url: '/', socket, ...more, headers }
      takeTurn(request, response, () => begun.push(name))
    },
    end: (name: string) => open.get(name)!.emit('close'),
    breakOff: () => socket.emit('close'),
    status: (name: string) => open.get(name)!.status,
  }
}
const names = (count: number) => Array.from({ length: count }, (_, n) => `r${n + 1}`)

test('four requests of a session are worked at, the others in their order', () => {
  const { begun, ask, end } = browser('one')
  names(7).forEach(ask)
  expect(begun).toEqual(['r1', 'r2', 'r3', 'r4'])
  end('r2')
  end('r4')
  expect(begun.slice(4)).toEqual(['r5', 'r6'])
})

test('another session does not wait for them', () => {
  const busy = browser('busy')
  names(100).forEach(busy.ask)
  const colleague = browser('colleague')
  colleague.ask('page')
  expect(colleague.begun).toEqual(['page'])
})

test('who goes away while waiting loses the place, and nobody else does', () => {
  const { begun, ask, end } = browser('impatient')
  names(6).forEach(ask)
  end('r5')
  end('r1')
  expect(begun).toEqual(['r1', 'r2', 'r3', 'r4', 'r6'])
})

test('a connection that breaks gives back the turns of all that was sent on it', () => {
  const one = browser('pipelined')
  names(8).forEach(one.ask)
  one.breakOff()
  // What is told of the response too counts once.
  one.end('r1')
  const other = browser('pipelined')
  names(5).forEach(other.ask)
  expect(other.begun).toEqual(['r1', 'r2', 'r3', 'r4'])
})

test('exports have turns of their own', () => {
  const exporting = browser('exporter', { method: 'POST', url: '/api/accounts/export?name=a' })
  names(6).forEach(exporting.ask)
  expect(exporting.begun).toHaveLength(2)
  const reading = browser('exporter')
  names(6).forEach(reading.ask)
  expect(reading.begun).toHaveLength(4)
})

test('a flood is refused, and what came before it is still worked at', () => {
  const { begun, ask, end, status } = browser('flood')
  names(206).forEach(ask)
  expect(status('r204')).toBeUndefined()
  expect(status('r205')).toBe(429)
  names(204).forEach(end)
  expect(begun).toHaveLength(204)
})

describe('what does not wait', () => {
  test.each([
    ['files', browser('files', { url: '/_next/static/chunks/a.js' })],
    ['changes', browser('acts', { method: 'POST', headers: { 'next-action': 'x' } })],
    ['strangers', browser(null)],
  ])('%s', (_, { begun, ask }) => {
    names(9).forEach(ask)
    expect(begun).toHaveLength(9)
  })

  test.each([
    ['written in other letters', (n: number) => ({ cookie: `tenantdesk-session=${n % 2 ? 'A' : '%41'}B` })],
    ['behind another', (n: number) => ({ cookie: `tenantdesk-session=${n}; tenantdesk-session=C` })],
  ])('a session %s is the same session', (_, headers) => {
    const begun = Array.from({ length: 9 }, (_, n) => browser(null, { headers: headers(n) })).filter(
      (one) => {
        one.ask('page')
        return one.begun.length > 0
      },
    )
    expect(begun).toHaveLength(4)
  })

  test.each([
    ['a read', { headers: { 'next-action': 'x' } }],
    ['a handler', { method: 'POST', url: '/api/allowance', headers: { 'next-action': 'x' } }],
  ])('%s is not made a change by a header', (name, more) => {
    const { begun, ask } = browser(`clever at ${name}`, more)
    names(9).forEach(ask)
    expect(begun).toHaveLength(4)
  })
})
