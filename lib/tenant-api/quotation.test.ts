import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asId, type AccountId } from '@/lib/core/ids'
import { openTenantApi } from './client'
import { documentationPage, quotable, redactor } from './quotation'
import { KEY, ok, refused, upstream } from './upstream.fixture'

const redact = redactor(['our-own-secret', null, ''])
const ID = '023e105f4ecef8ad9ca31a8372d0c353'

test('redaction reaches every form of credential, ours first, and leaves ids alone', () => {
  expect(redact(`our-own-secret cfk_${'A1'.repeat(24)} cfut_x cfat_y ${'a'.repeat(37)} ${ID}`)).toBe(
    `[redacted] [redacted] [redacted] [redacted] [redacted] ${ID}`,
  )
})

test.each([
  ['YQSn-xWAQiiEh9qM58wZNnyQS7FUdoqGIUAbrh7T', 'an older token'],
  ['Authorization: Bearer abc123', 'a header'],
  ['X-Auth-Key: abc123', 'the key’s header'],
  ['{"api_key":"abc123"}', 'JSON'],
  ['secret_access_key=abc123', 'a pair'],
  ['https://user:abc123@example.com/x', 'an address with a password'],
  ['s3://bucket/path?access-key-id=abc123&x=abc123', 'an address with a query'],
  ['-----BEGIN PRIVATE KEY-----\nabc123', 'a private key'],
  ['to\u200Bken=abc\u200B123', 'one with invisible characters in it'],
])('%s: %s is blotted out', (said) => {
  const quoted = quotable(`it says ${said}`, redact)
  expect(quoted).toMatch(/^it says /)
  expect(quoted).not.toMatch(/abc123|YQSn/)
})

test('what is harmless is quoted as it came', () => {
  for (const said of [
    'bücher.example is not registered',
    `Could not route to /accounts/${ID}/roles, perhaps your object identifier is invalid?`,
    'Actor requires permission "DNS Write"',
    'token is invalid',
    'a 3f2504e0-4f89-11d3-9a0c-0305e82c3301 b',
  ])
    expect(quotable(said, redact)).toBe(said)
})

test('whatever is said comes out as one short line that is read as it is written', () => {
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom('\u202E', '\0', '\n', '\u0301', '\uD800', 'cfat_', 'a'), fc.string()),
  })
  fc.assert(
    fc.property(text, (said) => {
      const quoted = quotable(said, redact)
      expect([...quoted].length).toBeLessThanOrEqual(301)
      expect(quoted).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]|\p{M}{3}/u)
      expect(quoted).not.toMatch(/cfat_./)
    }),
  )
})

test('something huge is not read to its end, nor is a secret cut so that half of it is left', () => {
  const half = `${'\u200B'.repeat(3980)} ${KEY}`
  expect(quotable(half, redactor([]))).toBe('')
  expect(quotable('x '.repeat(5e6), redact).length).toBe(300)
})

test.each([
  ['https://developers.cloudflare.com/api/a#b', 'https://developers.cloudflare.com/api/a#b'],
  ['https://developers.cloudflare.com/a?token=1', 'https://developers.cloudflare.com/a'],
  ['http://developers.cloudflare.com/', null],
  ['https://cloudflare.com.evil.example/', null],
  ['https://evilcloudflare.com/', null],
  ['https://a:b@developers.cloudflare.com/', null],
  ['https://developers.cloudflare.com:8443/', null],
  ['javascript:alert(1)//cloudflare.com', null],
  [`https://developers.cloudflare.com/${'a'.repeat(600)}`, null],
  [7, null],
])('%s as documentation is %s', (given, page) => {
  expect(documentationPage(given)).toBe(page)
})

describe('through the client', () => {
  const account = asId<AccountId>(ID)!

  test('a code may be text, an error may be alone, and success may be a word', async () => {
    const { config } = await upstream(({ path }) =>
      path === '/zones'
        ? refused(400, '1061' as never, 'exists')
        : { json: { success: 'false', errors: { code: '1001', message: 'no' }, result: null } },
    )
    const api = openTenantApi({ config })
    await expect(api.zones.create({ accountId: account, name: 'a.example' })).rejects.toMatchObject({
      codes: [1061],
      message: expect.stringMatching(/already/),
    })
    expect(api.calls[0]!.codes).toEqual([1061])
    await expect(api.accounts.get(account)).rejects.toMatchObject({ kind: 'invalid', codes: [1001] })
  })

  test('an error may be a text alone', async () => {
    const { config } = await upstream(() => ({ status: 400, json: { success: false, errors: 'because' } }))
    await expect(openTenantApi({ config }).accounts.get(account)).rejects.toMatchObject({ said: 'because' })
  })

  test('an answer that neither says yes nor no but tells errors is not taken for a yes', async () => {
    const { config } = await upstream(() => ({ json: { errors: [{ code: 1, message: 'x' }], result: null } }))
    await expect(openTenantApi({ config }).zones.delete(ID as never)).rejects.toMatchObject({
      effect: 'unknown',
    })
  })

  test('what is quoted holds no credential, and its page is one of Cloudflare’s', async () => {
    const { config } = await upstream(() =>
      refused(403, 1999, `no \u202Efor ${KEY} of partner@example.com\0`, {
        documentation_url: 'https://developers.cloudflare.com/api/x',
      }),
    )
    await expect(openTenantApi({ config }).accounts.get(account)).rejects.toMatchObject({
      said: 'no for [redacted] of [redacted]',
      documentation: 'https://developers.cloudflare.com/api/x',
      message: expect.not.stringContaining('no for'),
    })
  })

  test('Logpush jobs are known by ids in text too, and none is overlooked', async () => {
    const { config } = await upstream((_, nth) => ok(nth === 1 ? [{ id: '42' }] : [{ id: 1 }, { id: 'x' }]))
    const { logpush } = openTenantApi({ config })
    expect(await logpush.accountJobs(account)).toMatchObject([{ id: 42 }])
    await expect(logpush.accountJobs(account)).rejects.toMatchObject({ kind: 'malformed' })
  })
})
