import { afterEach, describe, expect, test, vi } from 'vitest'
import { asId, type AccountId, type UnitId } from '@/lib/core/ids'
import { openTenantApi, type TenantApi } from './client'
import { TenantApiError } from './errors'
import { close, IMPATIENT, KEY, ok, refused, upstream, type Reply } from './upstream.fixture'

const ID = asId<AccountId>('023e105f4ecef8ad9ca31a8372d0c353')!
const UNIT = asId<UnitId>('1a2b3c4d5e6fgh7i')!
const ACCOUNT = { id: ID, name: 'Acme', type: 'standard', created_on: '2024-03-01T12:00:00Z', settings: {} }

const read = (api: TenantApi) => api.accounts.get(ID)
const write = (api: TenantApi) =>
  api.accounts.create({ name: 'Acme', unitId: UNIT }, { idempotencyKey: 'form-1' })

async function fault(promise: Promise<unknown>): Promise<TenantApiError> {
  const error = await promise.then(() => null).catch((thrown) => thrown)
  expect(error).toBeInstanceOf(TenantApiError)
  return error
}

describe('credentials', () => {
  afterEach(() => vi.unstubAllEnvs())

  test('sends the key pair and nothing that it finds in the environment', async () => {
    vi.stubEnv('CLOUDFLARE_API_TOKEN', 'stray-token')
    vi.stubEnv('CLOUDFLARE_API_KEY', 'stray-key')
    vi.stubEnv('CLOUDFLARE_EMAIL', 'stray@example.com')
    vi.stubEnv('CLOUDFLARE_API_USER_SERVICE_KEY', 'stray-service-key')
    vi.stubEnv('CLOUDFLARE_CUSTOM_HEADERS', 'X-Stray: 1\nAuthorization: Bearer stray\nX-Auth-Key: stray')
    vi.stubEnv('CLOUDFLARE_BASE_URL', 'http://stray.invalid')
    const { config, received } = await upstream(() => ok(ACCOUNT))
    await read(openTenantApi({ config }))
    expect(received[0]!.headers).toMatchObject({ 'x-auth-email': 'partner@example.com', 'x-auth-key': KEY })
    expect(JSON.stringify(received[0]!.headers)).not.toMatch(/stray/i)
    expect(received[0]!.headers).not.toHaveProperty('authorization')
  })

  test('keeps them to the key pair where a token is set too', async () => {
    const { config, received } = await upstream(() => ok(ACCOUNT))
    await read(openTenantApi({ config: { ...config, apiToken: 'cfut_token' } }))
    expect(received[0]!.headers).toHaveProperty('x-auth-key', KEY)
    expect(received[0]!.headers).not.toHaveProperty('authorization')
  })

  test('does not carry them to where a redirect points', async () => {
    const elsewhere = await upstream(() => ok(ACCOUNT))
    const { config } = await upstream(() => ({
      status: 302,
      headers: { location: `${elsewhere.config.baseUrl}/accounts/${ID}` },
      json: {},
    }))
    const error = await fault(read(openTenantApi({ config })))
    expect(error.kind).toBe('malformed')
    expect(elsewhere.received).toEqual([])
  })

  test('blots them out of what goes to the log', async () => {
    const said = `bad key ${KEY}, cfk_abcdef0123, cfat_xyz9, ${'a1'.repeat(18)}b of partner@example.com`
    const { config } = await upstream(() => refused(403, 9103, said))
    const { detail, message } = await fault(read(openTenantApi({ config })))
    expect(detail).toContain('bad key [redacted], [redacted], [redacted], [redacted] of [redacted]')
    expect(message).not.toContain('bad key')
  })
})

test('pins the version of the API and says who calls', async () => {
  const { config, received } = await upstream(() => ok(ACCOUNT))
  await read(openTenantApi({ config: { ...config, baseUrl: `${config.baseUrl}/` } }))
  expect(received[0]).toMatchObject({ path: `/accounts/${ID}` })
  expect(received[0]!.headers).toMatchObject({ 'api-version': '2026-10-01', 'user-agent': 'Tenantdesk' })
})

test('never sends an empty id, which would reach the collection', async () => {
  const { config, received } = await upstream(() => ok({}))
  const error = await fault(openTenantApi({ config }).accounts.delete('' as AccountId))
  expect(error).toMatchObject({ kind: 'invalid', effect: 'none' })
  expect(received).toEqual([])
})

describe('a read', () => {
  const recovering: [string, Reply][] = [
    ['a fault of theirs', { status: 503, json: {} }],
    ['a broken connection', 'reset'],
    ['a broken answer', 'cut'],
    ['429 with a wait of no time', { status: 429, headers: { 'retry-after': '0' }, json: {} }],
    ['429 without a wait', { status: 429, json: {} }],
  ]
  test.each(recovering)('is tried again twice after %s', async (_, reply) => {
    const { config, received } = await upstream((_request, nth) => (nth < 3 ? reply : ok(ACCOUNT)))
    expect(await read(openTenantApi({ config }))).toMatchObject({ id: ID })
    expect(received).toHaveLength(3)
  })

  test('is given up after three', async () => {
    const { config, received } = await upstream(() => ({ status: 500, json: {} }))
    expect(await fault(read(openTenantApi({ config })))).toMatchObject({
      kind: 'unavailable',
      effect: 'none',
    })
    expect(received).toHaveLength(3)
  })

  test('is not tried again after a refusal', async () => {
    const { config, received } = await upstream(() => refused(400, 1001, 'no'))
    await fault(read(openTenantApi({ config })))
    expect(received).toHaveLength(1)
  })

  test.each(['hang', 'stall'] as const)('ends in time when upstream gives a %s', async (reply) => {
    const { config } = await upstream(() => reply)
    const api = openTenantApi({ config: { ...config, timing: IMPATIENT } })
    expect(await fault(read(api))).toMatchObject({ kind: 'timeout', effect: 'none' })
  })

  test('keeps to its whole time limit, retries included', async () => {
    const { config, received } = await upstream(() => ({ status: 500, json: {} }))
    await fault(read(openTenantApi({ config: { ...config, timing: { pause: 5_000, readTotal: 1_000 } } })))
    expect(received).toHaveLength(1)
  })

  test('tells when to come back instead of waiting long', async () => {
    const reply: Reply = { status: 429, headers: { 'retry-after': '300' }, json: {} }
    const { config, received } = await upstream(() => reply)
    const before = Date.now()
    const error = await fault(read(openTenantApi({ config })))
    expect(error).toMatchObject({ code: 'rate_limited', status: 429 })
    expect(error.retryAt! - before).toBeGreaterThanOrEqual(300_000)
    expect(error.retryAt! - before).toBeLessThan(310_000)
    expect(error.message).toMatch(/used up for now\.$/)
    expect(received).toHaveLength(1)
  })

  test('is told the time by the Ratelimit headers where there is no Retry-After', async () => {
    const headers = { ratelimit: '"default";r=0;t=120', 'ratelimit-policy': '"default";q=1200;w=300' }
    const { config } = await upstream(() => ({ status: 429, headers, json: {} }))
    const error = await fault(read(openTenantApi({ config })))
    expect(error.retryAt! - Date.now()).toBeGreaterThan(110_000)
  })

  test('reads at most eight megabytes', async () => {
    const { config } = await upstream(() => ({ raw: 'x'.repeat(9 * 1024 * 1024) }))
    const { detail } = await fault(read(openTenantApi({ config })))
    expect(detail).toMatch(/larger than/)
  })

  test.each([
    ['HTML', { raw: '<html>sign in</html>' }],
    ['half a JSON', { raw: '{"success":true,"result":{"id":' }],
    ['an empty body', { raw: '' }],
    ['JSON that is no envelope', { json: [ACCOUNT] }],
    ['neither success nor result', { json: { errors: [] } }],
    ['a result without an id', ok({ name: 'Acme' })],
    ['no result', ok(null)],
  ] as [string, Reply][])('of %s is malformed', async (_, reply) => {
    const { config } = await upstream(() => reply)
    expect(await fault(read(openTenantApi({ config })))).toMatchObject({
      kind: 'malformed',
      code: 'unavailable',
      effect: 'none',
    })
  })
})

describe('a write', () => {
  const lost: [string, Reply, string][] = [
    ['a fault of theirs', { status: 500, json: {} }, 'unavailable'],
    ['a connection that broke after sending', 'reset', 'unreachable'],
    ['half an answer', 'cut', 'unreachable'],
    ['no answer', 'hang', 'timeout'],
    ['an answer that does not end', 'stall', 'timeout'],
    ['truncated JSON', { raw: '{"success":true,"result":{"id":' }, 'malformed'],
    ['HTML', { raw: '<html></html>' }, 'malformed'],
    ['nothing where an account was promised', { raw: '' }, 'malformed'],
    ['an account without an id', ok({ name: 'Acme' }), 'malformed'],
    ['a redirect that may follow a change', { status: 303, json: {} }, 'malformed'],
  ]
  test.each(lost)('whose answer is %s is unknown, and sent once', async (_, reply, kind) => {
    const { config, received } = await upstream(() => reply)
    const timing = kind === 'timeout' ? IMPATIENT : config.timing
    expect(await fault(write(openTenantApi({ config: { ...config, timing } })))).toMatchObject({
      kind,
      code: 'unknown',
      effect: 'unknown',
    })
    expect(received).toHaveLength(1)
  })

  test.each([
    ['400', refused(400, 1001, 'no')],
    ['403', { status: 403, raw: '<html>blocked</html>' }],
    ['409', { status: 409, json: {} }],
    ['200 without success', { json: { success: false, errors: [{ code: 1001, message: 'no' }] } }],
    ['a redirect of the whole address', { status: 308, json: {} }],
  ] as [string, Reply][])('answered with %s did not happen', async (_, reply) => {
    const { config, received } = await upstream(() => reply)
    const error = await fault(write(openTenantApi({ config })))
    expect(error.effect).toBe('none')
    expect(error.code).not.toBe('unknown')
    expect(received).toHaveLength(1)
  })

  test('is tried again where nothing was sent, and then did not happen', async () => {
    const { config, server } = await upstream(() => ok(ACCOUNT))
    await close(server)
    const api = openTenantApi({ config })
    expect(await fault(write(api))).toMatchObject({ kind: 'unreachable', effect: 'none', status: null })
    expect(api.calls).toHaveLength(3)
  })

  test('did not happen where there is no such host', async () => {
    const { config } = await upstream(() => ok(ACCOUNT))
    const error = await fault(
      write(openTenantApi({ config: { ...config, baseUrl: 'http://nowhere.invalid' } })),
    )
    expect(error).toMatchObject({ kind: 'unreachable', effect: 'none' })
  })

  test('waits out a short 429 with the same key', async () => {
    const wait: Reply = { status: 429, headers: { 'retry-after': '1' }, json: {} }
    const { config, received } = await upstream((_, nth) => (nth === 1 ? wait : ok(ACCOUNT)))
    expect(await write(openTenantApi({ config }))).toMatchObject({ id: ID })
    expect(received.map(({ headers }) => headers['idempotency-key'])).toEqual(['form-1', 'form-1'])
  })

  test.each<Record<string, string>>([{ 'retry-after': '300' }, {}])(
    'is told of a 429 with %o',
    async (headers) => {
      const { config, received } = await upstream(() => ({ status: 429, headers, json: {} }))
      expect(await fault(write(openTenantApi({ config })))).toMatchObject({
        code: 'rate_limited',
        effect: 'none',
      })
      expect(received).toHaveLength(1)
    },
  )
})

test('after a 429 no call is sent until upstream said to come back', async () => {
  const { config, received } = await upstream(() => ({
    status: 429,
    headers: { 'retry-after': '300' },
    json: {},
  }))
  await fault(read(openTenantApi({ config })))
  const api = openTenantApi({ config })
  const error = await fault(write(api))
  expect(error).toMatchObject({ code: 'rate_limited', effect: 'none' })
  expect(error.retryAt).toBeGreaterThan(Date.now() + 290_000)
  expect(received).toHaveLength(1)
  expect(api.calls).toEqual([])
})

test('reports every call, by template', async () => {
  const { config } = await upstream((_, nth) =>
    nth === 1
      ? { status: 500, json: {} }
      : refused(400, 7003, 'no route', { error_chain: [{ code: 6102, message: 'email' }] }),
  )
  const api = openTenantApi({ config })
  await fault(read(api))
  const call = { method: 'GET', path: '/accounts/{account_id}', durationMs: expect.any(Number) }
  expect(api.calls).toEqual([
    { ...call, status: 500, ray: 'ray1-LHR', codes: [] },
    { ...call, status: 400, ray: 'ray2-LHR', codes: [7003, 6102] },
  ])
})
