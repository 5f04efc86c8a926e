import 'server-only'
import { createHmac } from 'node:crypto'
import { RateLimiterPostgres } from 'rate-limiter-flexible'
import { pool } from '@/lib/db/client'
import { env } from '@/lib/env'
import { networksOf } from './address'
import { knownDevice } from './device'

/*
 * Guessing is slowed without giving strangers a way to lock someone out (OWASP, "device cookies"): a browser in which
 * the person has signed in before is counted by itself, and only unknown browsers share the account's counter.
 */
const WINDOW_S = 15 * 60
// What one address, or the /64 of an IPv6 address, may do. Its /56 may do some times as much.
const PER_ADDRESS = 60
const PER_ADDRESS_AND_ACCOUNT = 8
const WIDE = 2
const PER_ACCOUNT = 40
const PER_DEVICE = 8
// Reveals are no guesses, but going through all customers is braked alike.
const GUESSES = { 'current-password': 8, link: 30, 'kyc-reveal': 20, 'signed-in': 30 }
// What one person may do: more than anybody does by hand, and too little to fill the record. Many invitations are one.
const ACTS = { 'acts-lately': [200, WINDOW_S], 'acts-today': [2000, 24 * 60 * 60] } as const

const limiter = (keyPrefix: string, points: number, duration = WINDOW_S) =>
  new RateLimiterPostgres({
    storeClient: pool(),
    tableName: 'rate_limit',
    tableCreated: true,
    clearExpiredByTimeout: false,
    keyPrefix,
    points,
    duration,
  })

export type SignInAttempt = { email: string; address: string | null; deviceCookie: string | undefined }

/** When trying again makes sense (epoch milliseconds). */
export type Throttled = { retryAt: number }

/**
 * Counts the attempt; returns null, or how long to wait. Counted before the password is checked, so that parallel
 * guesses cannot slip through together; a success gives the point back through `forgive`. `account`: only the account's
 * own counter refuses, so that the attempt may come from where the person is known.
 */
export async function throttle(attempt: SignInAttempt): Promise<(Throttled & { account: boolean }) | null> {
  // What one counter refuses does not reach the next: nobody fills the account's counter from a place or two.
  for (const { limit, key, account } of counters(attempt)) {
    const refusal = await consume(limit, key)
    if (refusal) return { ...refusal, account }
  }
  return null
}

/** After an attempt that succeeded: clears the counters of this person from this place. */
export async function forgive(attempt: SignInAttempt): Promise<void> {
  for (const { limit, key, shared } of counters(attempt))
    await (shared ? limit.reward(key) : limit.delete(key))
  // Counters of addresses that never come back would pile up for ever.
  await pool().query('DELETE FROM rate_limit WHERE expire < $1', [Date.now()])
}

type Guess = keyof typeof GUESSES

/** Counts the guess; returns null, or how long to wait. `kind`: what is guessed at. */
export function countGuess(kind: Guess, by: string): Promise<Throttled | null> {
  return consume(limiter(kind, GUESSES[kind]), by)
}

/** The same for strangers, of whom only the address is known. */
export async function countStranger(kind: Guess, address: string | null): Promise<Throttled | null> {
  for (const { network, times } of placesOf(address)) {
    const refusal = await consume(limiter(kind, GUESSES[kind] * times), network)
    if (refusal) return refusal
  }
  return null
}

/** After a right guess: starts the count anew. */
export async function clearGuesses(kind: Guess, by: string): Promise<void> {
  await limiter(kind, GUESSES[kind]).delete(by)
}

/** Counts the act; returns null, or how long to wait. */
export async function countAct(person: string): Promise<Throttled | null> {
  for (const [name, [points, duration]] of Object.entries(ACTS)) {
    const refusal = await consume(limiter(name, points, duration), person)
    if (refusal) return refusal
  }
  return null
}

async function consume(limit: RateLimiterPostgres, key: string): Promise<Throttled | null> {
  try {
    await limit.consume(key)
    return null
  } catch (refusal) {
    if (!isRefusal(refusal)) throw refusal
    return { retryAt: Date.now() + refusal.msBeforeNext }
  }
}

type Counter = { limit: RateLimiterPostgres; key: string; shared: boolean; account: boolean }

function counters({ email, address, deviceCookie }: SignInAttempt): Counter[] {
  const counter = (name: string, points: number, key: string, more: Partial<Counter> = {}) => ({
    limit: limiter(`sign-in:${name}`, points),
    key,
    shared: false,
    account: false,
    ...more,
  })
  const device = knownDevice(email, deviceCookie)
  if (device) return [counter('device', PER_DEVICE, device)]
  const places = placesOf(address)
  const who = digest(email)
  // The account by place first: whoever hammers at one leaves the others behind the same address alone.
  return [
    ...places.map(({ network, times }) =>
      counter('pair', PER_ADDRESS_AND_ACCOUNT * times, `${network}|${who}`),
    ),
    ...places.map(({ network, times }) => counter('address', PER_ADDRESS * times, network, { shared: true })),
    counter('account', PER_ACCOUNT, who, { shared: true, account: true }),
  ]
}

function placesOf(address: string | null): { network: string; times: number }[] {
  const [near, wide] = address ? networksOf(address) : ['unknown']
  return [{ network: near, times: 1 }, ...(wide ? [{ network: wide, times: WIDE }] : [])]
}

// Typed addresses are not kept in clear: people type passwords into the wrong box.
const digest = (email: string) =>
  createHmac('sha256', env().NEXTAUTH_SECRET).update(`email\n${email}`).digest('hex')

function isRefusal(value: unknown): value is { msBeforeNext: number } {
  return typeof value === 'object' && value !== null && 'msBeforeNext' in value
}
