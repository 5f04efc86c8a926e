import { truncate } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SEED } from './seed'
import { startSandbox } from './server'
import { CREDENTIALS, KEY, sandbox, TOKEN } from './testing'

let box: Awaited<ReturnType<typeof sandbox>>
beforeAll(async () => {
  box = await sandbox()
})
afterAll(() => box.stop())
beforeEach(() => box.control('POST', '/reset'))

const unit = { id: SEED.units.direct.id }

describe('credentials', () => {
  const refusals: [string, Record<string, string>, number, number, number?][] = [
    ['nothing', {}, 400, 9106],
    ['an email without a key', { 'x-auth-email': CREDENTIALS.email }, 400, 9107],
    ['a bad email', { ...KEY, 'x-auth-email': 'robin' }, 400, 6003, 6102],
    ['a bad key', { ...KEY, 'x-auth-key': 'short' }, 400, 6003, 6103],
    ['an unknown key', { ...KEY, 'x-auth-key': 'a1'.repeat(18) + 'b' }, 403, 9103],
    ['another email', { ...KEY, 'x-auth-email': 'else@halyard.example' }, 403, 9103],
    ['a bad Authorization', { authorization: 'Basic abc' }, 400, 6003, 6111],
    ['a key as Bearer', { authorization: `Bearer ${CREDENTIALS.apiKey}` }, 401, 10000],
    ['an unknown token', { authorization: 'Bearer cfut_unknown_token' }, 401, 9109],
    ['both kinds', { ...KEY, ...TOKEN }, 400, 6003, 6111],
    ['a token where the key is wanted', TOKEN, 403, 10000],
  ]
  it.each(refusals)('refuses %s', async (_, headers, status, code, chained) => {
    const answer = await box.call('GET', '/user/tenants', undefined, headers)
    expect([answer.status, answer.success, answer.errors[0]!.code]).toEqual([status, false, code])
    expect(answer.errors[0]!.error_chain?.[0]?.code).toBe(chained)
    expect(answer.result).toBeNull()
  })

  it('takes the token where either is taken', async () => {
    expect((await box.call('GET', '/zones', undefined, TOKEN)).success).toBe(true)
  })
})

describe('every answer', () => {
  it('carries a ray, the allowance and the envelope', async () => {
    const { headers, ...answer } = await box.call('GET', '/user')
    expect(headers.get('cf-ray')).toMatch(/^[0-9a-f]{16}-[A-Z]{3}$/)
    expect(headers.get('ratelimit')).toBe('"default";r=1199;t=300')
    expect(headers.get('ratelimit-policy')).toBe('"default";q=1200;w=300')
    expect(answer).toMatchObject({
      success: true,
      errors: [],
      messages: [],
      result: { email: CREDENTIALS.email },
    })
  })

  it('says 7003 for routes and ids it does not know, and 405 for methods', async () => {
    const unknown = await box.call('GET', `/accounts/${'0'.repeat(32)}`)
    expect([unknown.status, unknown.errors[0]!.code]).toEqual([404, 7003])
    const malformed = await box.call('DELETE', '/accounts/not-an-id')
    expect([malformed.status, malformed.errors[0]!.code]).toEqual([400, 7003])
    const nowhere = await box.call('GET', '/nowhere')
    expect([nowhere.status, nowhere.errors[0]!.code]).toEqual([400, 7003])
    const wrong = await box.call('DELETE', '/accounts/')
    expect([wrong.status, wrong.errors[0]!.code]).toEqual([405, 7001])
    expect((await box.call('PUT', '/zones', {})).errors[0]!.code).toBe(10405)
  })

  it('checks the content type and the JSON', async () => {
    const plain = await fetch(`${box.url()}/accounts`, { method: 'POST', headers: KEY, body: '{}' })
    expect((await plain.json()).errors[0]).toMatchObject({ code: 6003, error_chain: [{ code: 6105 }] })
    expect((await box.call('POST', '/accounts', '{"name":')).errors[0]!.code).toBe(6007)
  })
})

describe('the allowance', () => {
  it('blocks every call once it is spent, and names the wait', async () => {
    await box.control('PUT', '/settings', { budget: { limit: 2, windowSeconds: 120 } })
    const first = await box.call('GET', '/user')
    expect(first.headers.get('ratelimit')).toMatch(/^"default";r=1;t=1[12]\d$/)
    await box.call('GET', '/user')
    const third = await box.call('GET', '/user')
    expect([third.status, third.success]).toEqual([429, false])
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(110)
    // The token of the same user spends the same allowance.
    expect((await box.call('GET', '/zones', undefined, TOKEN)).status).toBe(429)
  })
})

describe('faults', () => {
  const create = () => box.call('POST', '/accounts', { name: 'Faulty', unit })
  const made = async () => (await box.call('GET', '/accounts?name=Faulty')).result.length
  const plan = (fault: object, times = 1) =>
    box.control('POST', '/faults', { match: { method: 'POST', path: '^/accounts$' }, fault, times })

  it('answers a status without processing, as often as told, and only where it matches', async () => {
    await plan({ kind: 'status', status: 503, code: 1234, message: 'No' }, 2)
    expect((await box.call('GET', '/accounts')).status).toBe(200)
    expect(await create()).toMatchObject({ status: 503, errors: [{ code: 1234, message: 'No' }] })
    expect(await box.control('GET', '/faults')).toMatchObject([{ times: 1 }])
    expect((await create()).status).toBe(503)
    expect((await create()).status).toBe(200)
    expect(await made()).toBe(1)
  })

  it('refuses for the rate', async () => {
    await plan({ kind: 'rate_limit', retryAfter: 7 })
    const answer = await create()
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7'])
    expect(await made()).toBe(0)
  })

  it('breaks the connection before processing, or after', async () => {
    await plan({ kind: 'reset' })
    await expect(create()).rejects.toThrow()
    expect(await made()).toBe(0)
    await plan({ kind: 'lose_reply' })
    await expect(create()).rejects.toThrow()
    expect(await made()).toBe(1)
  })

  it('names the documentation of the call in a 403', async () => {
    const page = 'https://developers.cloudflare.com/api/resources/accounts/methods/create/'
    await plan({ kind: 'status', status: 403, code: 1002, message: 'No' })
    expect((await create()).errors[0]).toMatchObject({ code: 1002, documentation_url: page })
    await plan({ kind: 'status', status: 400 })
    expect((await create()).errors[0]).not.toHaveProperty('documentation_url')
  })

  it('answers a success that says nothing, and does nothing', async () => {
    await plan({ kind: 'null' })
    expect(await create()).toMatchObject({ status: 200, success: true, result: null })
    expect(await made()).toBe(0)
  })

  it('cuts the JSON in half after processing', async () => {
    await plan({ kind: 'truncate' })
    const answer = await fetch(`${box.url()}/accounts`, {
      method: 'POST',
      headers: { ...KEY, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Faulty', unit }),
    })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json'])
    const text = await answer.text()
    expect(text).toContain('{"result":{"id":"')
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
    expect(await made()).toBe(1)
  })

  it('answers a page of HTML without processing', async () => {
    await plan({ kind: 'html', status: 200 })
    const answer = await fetch(`${box.url()}/accounts`, {
      method: 'POST',
      headers: { ...KEY, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Faulty', unit }),
    })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8'])
    expect(await made()).toBe(0)
  })

  it('hangs until the caller leaves, without processing', async () => {
    await plan({ kind: 'hang' })
    const leave = new AbortController()
    const pending = fetch(`${box.url()}/accounts`, {
      method: 'POST',
      headers: { ...KEY, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Faulty', unit }),
      signal: leave.signal,
    })
    await expect.poll(() => box.control('GET', '/calls')).toMatchObject([{ fault: 'hang', status: null }])
    leave.abort()
    await expect(pending).rejects.toThrow()
    expect(await made()).toBe(0)
  })

  it('answers late', async () => {
    await plan({ kind: 'slow', ms: 120 })
    const started = performance.now()
    expect((await create()).status).toBe(200)
    expect(performance.now() - started).toBeGreaterThan(110)
  })

  it('refuses a bad request for a fault', async () => {
    await expect(plan({ kind: 'melt' })).rejects.toThrow('400')
    const path = { match: { path: '(' }, fault: { kind: 'hang' } }
    await expect(box.control('POST', '/faults', path)).rejects.toThrow('400')
  })
})

describe('the control API', () => {
  it('shows the calls without credentials', async () => {
    await box.call(
      'POST',
      '/accounts?a=1&b=2&b=3',
      { name: 'Shown', unit },
      { ...KEY, 'idempotency-key': 'abc' },
    )
    const calls = await box.control('GET', '/calls')
    expect(calls).toMatchObject([
      {
        method: 'POST',
        path: '/accounts',
        query: { a: '1', b: ['2', '3'] },
        headers: { 'idempotency-key': 'abc', 'x-auth-key': '[redacted]' },
        body: { name: 'Shown' },
        status: 200,
      },
    ])
    expect(JSON.stringify(calls)).not.toContain(CREDENTIALS.apiKey)
  })

  it('refuses pages and foreign hosts', async () => {
    const withOrigin = await fetch(`${box.controlUrl()}/state`, {
      headers: { origin: 'http://localhost:3000' },
    })
    expect(withOrigin.status).toBe(403)
    const status = await new Promise((resolve, reject) => {
      const call = request(`${box.controlUrl()}/state`, { headers: { host: 'evil.example' } }, (answer) =>
        resolve(answer.resume().statusCode),
      )
      call.on('error', reject).end()
    })
    expect(status).toBe(403)
  })
})

describe('the state', () => {
  it('survives a restart, and a torn file', async () => {
    const { result } = await box.call('POST', '/accounts', { name: 'Kept', unit })
    await box.restart()
    expect((await box.call('GET', `/accounts/${result.id}`)).result.name).toBe('Kept')
    await box.restart()
    await truncate(join(box.dataDir, 'state.json'), 1000)
    await box.restart()
    expect((await box.call('GET', `/accounts/${result.id}`)).result.name).toBe('Kept')
  })

  it('is on disk when the answer leaves, whatever happens to the process', async () => {
    const { result } = await box.call('POST', '/accounts', { name: 'Kept', unit })
    const heir = await startSandbox({ dataDir: box.dataDir, credentials: CREDENTIALS })
    const answer = await fetch(`${heir.baseUrl}/accounts/${result.id}`, { headers: KEY })
    await heir.close()
    expect(answer.status).toBe(200)
  })

  it('goes back to the seeds', async () => {
    const { result } = await box.call('POST', '/accounts', { name: 'Gone', unit })
    await box.control('PUT', '/settings', { tenantShape: 'spec' })
    await box.control('POST', '/reset')
    expect((await box.call('GET', `/accounts/${result.id}`)).status).toBe(404)
    expect(await box.control('GET', '/settings')).toMatchObject({ tenantShape: 'docs' })
    expect((await box.control('GET', '/state')).counts.accounts).toBe(48)
  })
})
