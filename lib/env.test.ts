import { describe, expect, test } from 'vitest'
import { parseSettings, SERVER_VARIABLES } from './env'

const pair = { CLOUDFLARE_EMAIL: 'partner@example.com', CLOUDFLARE_API_KEY: 'k'.repeat(37) }

describe('what an operator may set', () => {
  test('nothing at all', () => {
    expect(parseSettings({})).toMatchObject({
      PORT: 3000,
      HOST: 'localhost',
      DATA_DIR: '.data',
      LOG_LEVEL: 'info',
    })
  })

  test('an empty variable is one that is not set', () => {
    expect(parseSettings({ PORT: '', CLOUDFLARE_API_KEY: '' }).PORT).toBe(3000)
  })

  test('an upstream of one’s own, with or without its last slash', () => {
    const settings = parseSettings({ ...pair, CLOUDFLARE_BASE_URL: 'http://127.0.0.1:4010/client/v4/' })
    expect(settings.CLOUDFLARE_BASE_URL).toBe('http://127.0.0.1:4010/client/v4')
  })

  test('an address of one’s own, with or without its last slash, and numbers with spaces around', () => {
    const settings = parseSettings({
      NEXTAUTH_URL: 'https://desk.example.com/',
      PORT: ' 80 ',
      TRUSTED_PROXIES: '2',
    })
    expect(settings).toMatchObject({ NEXTAUTH_URL: 'https://desk.example.com', PORT: 80, TRUSTED_PROXIES: 2 })
  })

  test('the administrator’s email is kept as it is looked up', () => {
    expect(parseSettings({ ADMIN_EMAIL: ' Ada@Example.com ' }).ADMIN_EMAIL).toBe('ada@example.com')
  })
})

test('the server gets the size of the allowance, and nothing that only commands need', () => {
  expect(SERVER_VARIABLES).toEqual(
    expect.arrayContaining(['DATA_KEY', 'CLOUDFLARE_CALLS_PER_5_MINUTES', 'CLOUDFLARE_CALLS_FOR_PEOPLE']),
  )
  for (const name of ['DATA_KEY_BEFORE', 'DATABASE_OWNER_URL', 'ADMIN_PASSWORD'])
    expect(SERVER_VARIABLES).not.toContain(name)
})

describe('what is refused names the variable and quotes no secret', () => {
  test.each([
    [{ PORT: 'eighty' }, /^PORT must be a port number/],
    [{ PORT: '70000' }, /^PORT must be a port number/],
    [{ PORT: ' ' }, /^PORT must be a port number/],
    [{ CLOUDFLARE_CALLS_PER_5_MINUTES: 'many' }, /^CLOUDFLARE_CALLS_PER_5_MINUTES must be a whole number/],
    [{ CLOUDFLARE_CALLS_PER_5_MINUTES: '0' }, /^CLOUDFLARE_CALLS_PER_5_MINUTES must be at least 1/],
    [{ CLOUDFLARE_CALLS_FOR_PEOPLE: '1200' }, /^CLOUDFLARE_CALLS_FOR_PEOPLE must be less than the 1200/],
    [{ TRUSTED_PROXIES: ' ' }, /^TRUSTED_PROXIES must be a whole number/],
    [{ NEXTAUTH_URL: 'desk.example.com' }, /^NEXTAUTH_URL must be an http or https URL/],
    [{ NEXTAUTH_URL: 'https://example.com/desk' }, /^NEXTAUTH_URL must be an address without a path/],
    [{ NEXTAUTH_URL: 'https://example.com?desk' }, /^NEXTAUTH_URL must be an address without a path/],
    [{ HOST: 'http://localhost' }, /^HOST must be a host name/],
    [{ DATABASE_URL: 'mysql://u:hunter2@host/db' }, /^DATABASE_URL must be a PostgreSQL URL/],
    [{ DATABASE_URL: 'postgresql://u:hunter2@host' }, /^DATABASE_URL must be a PostgreSQL URL/],
    [{ DATABASE_OWNER_URL: 'postgresql://u:hunter2@host' }, /^DATABASE_OWNER_URL must be a PostgreSQL URL/],
    [
      { DATABASE_OWNER_URL: 'postgresql://u:hunter2@host/db' },
      /^DATABASE_OWNER_URL is set without DATABASE_URL/,
    ],
    [{ CLOUDFLARE_EMAIL: pair.CLOUDFLARE_EMAIL }, /^CLOUDFLARE_EMAIL is set without CLOUDFLARE_API_KEY/],
    [{ CLOUDFLARE_API_KEY: 'hunter2' }, /^CLOUDFLARE_API_KEY is set without CLOUDFLARE_EMAIL/],
    [{ CLOUDFLARE_API_TOKEN: 'hunter2' }, /^CLOUDFLARE_API_TOKEN is set without CLOUDFLARE_EMAIL and/],
    [
      { CLOUDFLARE_BASE_URL: 'https://example.com' },
      /^CLOUDFLARE_BASE_URL is set without CLOUDFLARE_EMAIL and/,
    ],
    [{ ...pair, CLOUDFLARE_BASE_URL: 'example.com' }, /^CLOUDFLARE_BASE_URL must be an http or https URL/],
    [{ ADMIN_EMAIL: 'ada' }, /^ADMIN_EMAIL must be an email address/],
    [{ ADMIN_PASSWORD: 'hunter2' }, /^ADMIN_PASSWORD must be at least 12 characters long/],
    [{ ADMIN_PASSWORD: 'hunter2'.repeat(147) }, /^ADMIN_PASSWORD must be at most 1024 characters long/],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL must be one of/],
    [
      { NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: 'short' },
      /^NEXT_SERVER_ACTIONS_ENCRYPTION_KEY must be 16, 24 or 32/,
    ],
  ])('%o', (source: Record<string, string>, sentence) => {
    expect(() => parseSettings(source)).toThrow(sentence)
    expect(() => parseSettings(source)).not.toThrow(/hunter2/)
  })
})
