import 'server-only'
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { RateLimiterPostgres } from 'rate-limiter-flexible'
import { pool } from '@/lib/db/client'
import { env } from '@/lib/env'

/*
 * Guessing is slowed without giving strangers a way to lock someone out (OWASP, "device cookies"): a browser in which
 * the person has signed in before is counted by itself, and only unknown browsers share the account's counter.
 */
const WINDOW_S = 15 * 60
const PER_ADDRESS = 60
const PER_ADDRESS_AND_ACCOUNT = 8
const PER_ACCOUNT = 40
const PER_DEVICE = 8
// Of dead links, the first is worth a row of the audit.
const GUESSES = { 'current-password': 8, link: 30, 'dead-link': 1 }

const limiter = (keyPrefix: string, points: number) =>
  new RateLimiterPostgres({
    storeClient: pool(),
    tableName: 'rate_limit',
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix,
    points,
    duration: WINDOW_S,
  })

export type SignInAttempt = { email: string; address: string | null; deviceCookie: string | undefined }

/** When trying again makes sense (epoch milliseconds), and whether this is the first refusal of its window. */
export type Throttled = { retryAt: number; first: boolean }

/**
 * Takes a sign-in attempt; counts it and returns null, or how long to wait. Counted before the password is checked,
 * so that parallel guesses cannot slip through together; a success gives the point back through `forgive`.
 */
export async function throttle(attempt: SignInAttempt): Promise<Throttled | null> {
  const refusals: Throttled[] = []
  for (const { limit, key } of counters(attempt)) {
    const refusal = await consume(limit, key)
    if (refusal) refusals.push(refusal)
  }
  if (refusals.length === 0) return null
  return {
    retryAt: Math.max(...refusals.map(({ retryAt }) => retryAt)),
    first: refusals.some(({ first }) => first),
  }
}

/** Takes an attempt that succeeded; clears the counters that spoke of this person from this place. */
export async function forgive(attempt: SignInAttempt): Promise<void> {
  for (const { limit, key, shared } of counters(attempt))
    await (shared ? limit.reward(key) : limit.delete(key))
  // Counters of addresses that never come back would pile up for ever.
  await pool().query('DELETE FROM rate_limit WHERE expire < $1', [Date.now()])
}

type Guess = keyof typeof GUESSES

/** Takes what is guessed at and by whom; counts it and returns null, or how long to wait. */
export function countGuess(kind: Guess, by: string): Promise<Throttled | null> {
  return consume(limiter(kind, GUESSES[kind]), by)
}

/** Takes the same after a right guess; starts the count anew. */
export async function clearGuesses(kind: Guess, by: string): Promise<void> {
  await limiter(kind, GUESSES[kind]).delete(by)
}

async function consume(limit: RateLimiterPostgres, key: string): Promise<Throttled | null> {
  try {
    await limit.consume(key)
    return null
  } catch (refusal) {
    if (!isRefusal(refusal)) throw refusal
    const { msBeforeNext, consumedPoints } = refusal
    return { retryAt: Date.now() + msBeforeNext, first: consumedPoints === limit.points + 1 }
  }
}

/** Takes a staff e-mail; returns the value of a device cookie for it. */
export function deviceCookieFor(email: string): string {
  const nonce = randomUUID()
  return `${nonce}.${sign(email, nonce)}`
}

function counters({ email, address, deviceCookie }: SignInAttempt) {
  const device = knownDevice(email, deviceCookie)
  if (device) return [{ limit: limiter('sign-in:device', PER_DEVICE), key: device, shared: false }]
  const from = address ?? 'unknown'
  return [
    { limit: limiter('sign-in:address', PER_ADDRESS), key: from, shared: true },
    {
      limit: limiter('sign-in:pair', PER_ADDRESS_AND_ACCOUNT),
      key: `${from}|${digest(email)}`,
      shared: false,
    },
    { limit: limiter('sign-in:account', PER_ACCOUNT), key: digest(email), shared: true },
  ]
}

function knownDevice(email: string, cookie: string | undefined): string | null {
  const [nonce, signature] = cookie?.split('.') ?? []
  if (!nonce || !signature) return null
  const expected = Buffer.from(sign(email, nonce))
  const given = Buffer.from(signature)
  return given.length === expected.length && timingSafeEqual(given, expected) ? nonce : null
}

const sign = (email: string, nonce: string) =>
  createHmac('sha256', env().NEXTAUTH_SECRET).update(`device\n${nonce}\n${email}`).digest('base64url')

// Typed addresses are not kept in clear: people type passwords into the wrong box.
const digest = (email: string) =>
  createHmac('sha256', env().NEXTAUTH_SECRET).update(`email\n${email}`).digest('hex')

function isRefusal(value: unknown): value is { msBeforeNext: number; consumedPoints: number } {
  return typeof value === 'object' && value !== null && 'msBeforeNext' in value
}
