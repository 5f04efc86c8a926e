import 'server-only'
import { Pool } from 'pg'
import { RateLimiterMemory, RateLimiterPostgres, type RateLimiterAbstract } from 'rate-limiter-flexible'
import { DeskError } from '@/lib/core/errors'
import { log } from '@/lib/core/log'
import { env } from '@/lib/env'
import { allowanceSpent } from './errors'

export type Work = 'interactive' | 'background'

export type BudgetState = {
  limit: number
  used: number
  /** Epoch milliseconds, null while nothing is used. */
  resetsAt: number | null
  /** Set while upstream refuses every call. */
  blockedUntil: number | null
}

/** What 1,200 calls per 5 minutes leave (tenant-api §4.1), for all instances together. */
export type Budget = {
  /**
   * Takes one call from the allowance. Throws `rate_limited` with `retryAt` when there is none for this kind of work, and
   * `unavailable` when the database that counts is away and the call is a write. In both cases nothing was sent.
   */
  take(work: Work, call: { write: boolean }): Promise<void>
  /** Learns from an answer: the Ratelimit headers know what the partner's own dashboard spends of the same allowance. */
  observe(answer: { status: number; headers: Headers; retryAt: number | null }): void
  state(): Promise<BudgetState>
}

const LIMIT = 1200
const WINDOW_SECONDS = 300
/** Kept back for people: background work stops here, because going over locks everyone out for five minutes. */
const RESERVE = 200
/** A count no window reaches: upstream said to stop. */
const BLOCKED = 1_000_000
const KEY = 'upstream'

// Calls in flight are counted here and not yet there, so only a wide gap says that we count too many.
const DRIFT_UP = 5
const DRIFT_DOWN = 40
const SYNC_EVERY_MS = 5_000

type Counter = Pick<RateLimiterAbstract, 'penalty' | 'set' | 'get'>

/** Takes where to count; returns an allowance. `warn` hears of a counter that is away. */
export function makeBudget(
  counter: Counter,
  warn: (message: string, error: unknown) => void = () => {},
): Budget {
  let limit = LIMIT
  let blockedUntil = 0
  // Refused once, refused until the window ends, without asking again: refusals would eat the reserve they protect.
  const spentUntil: Record<Work, number> = { interactive: 0, background: 0 }
  let used = 0
  let resetsAt = 0
  let syncedAt = 0

  const ceiling = (work: Work) => (work === 'background' ? Math.max(0, limit - RESERVE) : limit)
  const set = (points: number, milliseconds: number) => {
    counter
      .set(KEY, points, Math.max(1, Math.ceil(milliseconds / 1000)))
      .catch((error) => warn('budget not shared', error))
  }

  // A page makes several calls at once. Counted one by one they would queue for the one row that counts them.
  let together: { calls: number; counted: Promise<{ consumedPoints: number; msBeforeNext: number }> } | null =
    null
  const count = async () => {
    together ??= {
      calls: 0,
      counted: new Promise((resolve) => setImmediate(resolve)).then(() => {
        const { calls } = together!
        together = null
        return counter.penalty(KEY, calls)
      }),
    }
    const those = together
    const place = ++those.calls
    const { consumedPoints, msBeforeNext } = await those.counted
    return { used: consumedPoints - those.calls + place, resetsAt: Date.now() + msBeforeNext }
  }

  return {
    async take(work, { write }) {
      const now = Date.now()
      const until = Math.max(blockedUntil, spentUntil[work])
      if (until > now) throw allowanceSpent(until, { write })
      try {
        const counted = await count()
        used = counted.used
        resetsAt = counted.resetsAt
      } catch (error) {
        warn('budget not counted', error)
        if (!write) return
        throw new DeskError(
          'unavailable',
          'The console’s database cannot be reached, so nothing was sent to Cloudflare. Try again in a moment.',
        )
      }
      if (used >= BLOCKED) {
        blockedUntil = resetsAt
        throw allowanceSpent(blockedUntil, { write })
      }
      if (used > ceiling(work)) {
        spentUntil[work] = resetsAt
        counter.penalty(KEY, -1).catch((error) => warn('budget not returned', error))
        throw allowanceSpent(resetsAt, { write })
      }
    },

    observe({ status, headers, retryAt }) {
      const now = Date.now()
      if (status === 429 && retryAt !== null && retryAt > now) {
        blockedUntil = Math.max(blockedUntil, retryAt)
        // A burst limit passes in seconds: sharing it would forget what the window has counted.
        if (retryAt - now > 10_000) set(BLOCKED, retryAt - now)
        return
      }
      for (const { remaining, resetSeconds, quota, windowSeconds } of parseRatelimit(headers)) {
        const reset = now + resetSeconds * 1000
        if (windowSeconds !== WINDOW_SECONDS) {
          if (remaining === 0 && resetSeconds > 0) blockedUntil = Math.max(blockedUntil, reset)
          continue
        }
        if (quota !== null && quota > 0) limit = quota
        const spent = Math.max(0, limit - remaining)
        const drifted = spent > used + DRIFT_UP || spent < used - DRIFT_DOWN
        if (!drifted || resetSeconds <= 0 || now - syncedAt < SYNC_EVERY_MS || blockedUntil > now) continue
        syncedAt = now
        used = spent
        resetsAt = reset
        spentUntil.interactive = spentUntil.background = 0
        set(spent, reset - now)
      }
    },

    async state() {
      const now = Date.now()
      const counted = await counter.get(KEY).catch((error) => (warn('budget not read', error), null))
      const points = counted?.consumedPoints ?? 0
      const reset = counted && points > 0 ? now + counted.msBeforeNext : null
      const until = Math.max(blockedUntil, points >= BLOCKED ? (reset ?? 0) : 0)
      return {
        limit,
        used: Math.min(Math.max(0, points), limit),
        resetsAt: reset,
        blockedUntil: until > now ? until : null,
      }
    },
  }
}

/** An allowance of this process alone, for a client with a configuration of its own. */
export function ownBudget(): Budget {
  return makeBudget(new RateLimiterMemory({ points: LIMIT, duration: WINDOW_SECONDS }))
}

// On globalThis because the framework evaluates this module once per bundle, and each pool holds connections.
const kept = globalThis as typeof globalThis & { tenantdeskBudget?: Budget }

/** The allowance that all instances share, in the table `rate_limit`. */
export function sharedBudget(): Budget {
  kept.tenantdeskBudget ??= makeBudget(
    new RateLimiterPostgres({
      storeClient: connect(env().DATABASE_URL),
      storeType: 'pool',
      tableName: 'rate_limit',
      tableCreated: true,
      keyPrefix: 'budget',
      points: LIMIT,
      duration: WINDOW_SECONDS,
    }),
    (message, error) => log().warn({ err: error }, message),
  )
  return kept.tenantdeskBudget
}

/** Returns what the meter shows. Never throws; a counter that is away reads as nothing used. */
export function budgetState(): Promise<BudgetState> {
  return sharedBudget().state()
}

function connect(connectionString: string): Pool {
  const pool = new Pool({
    connectionString,
    max: 2,
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
    allowExitOnIdle: true,
    // Every call upstream waits for this count: what a crash of the database forgets of it is not worth a flush each.
    options: '-c synchronous_commit=off',
  })
  // An idle connection that breaks would otherwise end the process.
  pool.on('error', () => {})
  return pool
}

export type Ratelimit = {
  name: string
  remaining: number
  resetSeconds: number
  quota: number | null
  windowSeconds: number | null
}

/**
 * Reads `Ratelimit` and `Ratelimit-Policy`: lists of a quoted policy name followed by `;key=number` pairs. An entry is
 * paired with the policy of its name, or with the only one there is.
 */
export function parseRatelimit(headers: Headers): Ratelimit[] {
  const policies = parseList(headers.get('ratelimit-policy'))
  const entries = parseList(headers.get('ratelimit'))
  return entries.flatMap(({ name, numbers }) => {
    const remaining = numbers.get('r')
    if (remaining === undefined) return []
    const only = policies.length === 1 && entries.length === 1 ? policies[0] : undefined
    const policy = policies.find((other) => other.name === name) ?? only
    return [
      {
        name,
        remaining,
        resetSeconds: numbers.get('t') ?? 0,
        quota: policy?.numbers.get('q') ?? null,
        windowSeconds: policy?.numbers.get('w') ?? null,
      },
    ]
  })
}

function parseList(header: string | null): { name: string; numbers: Map<string, number> }[] {
  const item = /"((?:[^"\\]|\\.)*)"((?:\s*;\s*[a-z*][\w.*-]*\s*(?:=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]+))?)*)/gi
  return [...(header ?? '').matchAll(item)].map(([, name = '', parameters = '']) => ({
    name: name.replace(/\\(.)/g, '$1'),
    numbers: new Map(
      [...parameters.matchAll(/;\s*([a-z]+)\s*=\s*(\d+)(?![\w.])/gi)].map(([, key = '', value]) => [
        key.toLowerCase(),
        Number(value),
      ]),
    ),
  }))
}
