import { afterEach, expect, test, vi } from 'vitest'
import { parseSettings } from '@/lib/env'
import { exposures, warnOfExposure } from './exposure'

const LIVE = { CLOUDFLARE_EMAIL: 'a@example.com', CLOUDFLARE_API_KEY: 'a'.repeat(37) }
const HIDDEN = 'hunter2'

afterEach(() => vi.restoreAllMocks())

test.each([
  {},
  LIVE,
  { ...LIVE, CLOUDFLARE_BASE_URL: 'http://127.0.0.1:9/client/v4' },
  { ...LIVE, CLOUDFLARE_BASE_URL: 'http://[::1]:9/client/v4' },
  { ...LIVE, CLOUDFLARE_BASE_URL: 'https://api.example.com' },
  { DATABASE_URL: 'postgresql://u:p@localhost/d' },
  { DATABASE_URL: 'postgresql://u:p@127.0.0.5:6432/d' },
  { DATABASE_URL: 'postgresql://u:p@db/d?sslmode=verify-full' },
  { DATABASE_URL: 'postgresql://u:p@db/d?ssl=true' },
  { DATABASE_URL: 'postgresql://u:p@localhost/d?host=/var/run/postgresql' },
  { NEXTAUTH_URL: 'https://console.example.com', HOST: '0.0.0.0' },
  { NEXTAUTH_URL: 'http://localhost:3000', HOST: '0.0.0.0' },
  { HOST: '127.0.0.1' },
])('nothing is in the clear with %o', (source) => {
  expect(exposures(parseSettings(source))).toEqual([])
})

test.each([
  [
    { ...LIVE, CLOUDFLARE_BASE_URL: 'http://api.example.com' },
    /^CLOUDFLARE_BASE_URL .* set an https address/,
  ],
  [{ ...LIVE, CLOUDFLARE_BASE_URL: 'http://10.0.0.1:80' }, /^CLOUDFLARE_BASE_URL leads to 10\.0\.0\.1/],
  [
    { DATABASE_URL: `postgresql://u:${HIDDEN}@db.example.com/d` },
    /^DATABASE_URL .* add \?sslmode=verify-full/,
  ],
  [
    { DATABASE_URL: `postgresql://u:${HIDDEN}@db/d?sslmode=disable` },
    /^DATABASE_URL leads to db without TLS/,
  ],
  [{ DATABASE_URL: `postgresql://u:${HIDDEN}@localhost/d?host=db` }, /^DATABASE_URL leads to db without TLS/],
  [{ NEXTAUTH_URL: 'http://console.example.com' }, /^NEXTAUTH_URL is a plain http address/],
  [{ HOST: '0.0.0.0' }, /^HOST 0\.0\.0\.0 lets others in/],
  [{ HOST: '::' }, /^HOST :: lets others in/],
])('what %o lays open is said, without a secret', (source, sentence) => {
  const said = exposures(parseSettings(source))
  expect(said).toHaveLength(1)
  expect(said[0]).toMatch(sentence)
  expect(said[0]).not.toContain(HIDDEN)
})

test('the database is looked at by both its addresses', () => {
  const url = 'postgresql://u:p@db/d'
  expect(exposures(parseSettings({ DATABASE_URL: url, DATABASE_OWNER_URL: url }))).toHaveLength(2)
})

test('to practise, it is a warning; live, a refusal that says what to set, unless it is wanted', () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue()
  const open = { NEXTAUTH_URL: 'http://console.example.com' }
  warnOfExposure(parseSettings(open))
  expect(warn).toHaveBeenCalledTimes(1)
  expect(() => warnOfExposure(parseSettings({ ...open, ...LIVE }))).toThrow(
    /in the clear:\n {2}NEXTAUTH_URL .*\n.*ALLOW_INSECURE=1/,
  )
  expect(warn).toHaveBeenCalledTimes(1)
  warnOfExposure(parseSettings({ ...open, ...LIVE, ALLOW_INSECURE: '1' }))
  expect(warn).toHaveBeenCalledTimes(2)
  expect(() => parseSettings({ ALLOW_INSECURE: 'yes' })).toThrow(/^ALLOW_INSECURE must be 1, or left out/)
})
