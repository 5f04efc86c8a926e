import 'server-only'
import { Pool } from 'pg'
import { RateLimiterMemory, RateLimiterPostgres, type RateLimiterAbstract } from 'rate-limiter-flexible'
import { DeskError } from '@/lib/core/errors'
import { log } from '@/lib/core/log'
import { env, USUAL_CALLS } from '@/lib/env'
import { allowanceSpent } from './errors'

/**
 * Who the call is for. `view`: somebody waits for a page. `act`: a change, with the reads that it needs. `run`: a change
 * that a run makes in the name of a person who does not wait for it, so it is not theirs to pay for. `background`: nobody
 * waits, and nobody is named.
 */
export type Work = { work: 'view' | 'act'; person: string } | Run | { work: 'background' }

/** `ahead`: calls that `room` has counted and that were not made yet. The budget keeps it; make one for each step. */
export type Run = { work: 'run'; person: string; ahead?: number }

export type BudgetState = {
  limit: number
  used: number
  /** Epoch milliseconds, null while nothing is used. */
  resetsAt: number | null
  /** Set while upstream refuses every call. */
  blockedUntil: number | null
}

/** Counts the 1,200 calls per 5 minutes (tenant-api §4.1), for all processes together. */
export type Budget = {
  /**
   * Counts one call. Throws `rate_limited` with `retryAt` when none is left for this kind of work or this person, and
   * `unavailable` when the database that counts cannot be reached: at once for a write, for reads after a few that are
   * counted later. In all these cases nothing was sent.
   */
  take(caller: Work, call: { write: boolean }): Promise<void>
  /**
   * Asks, before anything is recorded or sent, whether a step of a run may make so many calls now. Answers null where it
   * may: they are counted already, for all processes, and the calls that are made with this very object use them up
   * first, so that none of them is refused for want of allowance. Else answers until when to wait (epoch milliseconds)
   * before asking again; then nothing is counted, and nobody need stay awake. Ask for the most that the step can need
   * and `leave` when it is over. Throws `unavailable` when the database that counts cannot be reached.
   */
  room(run: Run, calls: number): Promise<number | null>
  /** Gives back what was counted ahead and not used. A process that dies before it is only counted too high for a while. */
  leave(run: Run): void
  /**
   * Corrects the count from an answer: the Ratelimit headers include what the partner's own dashboard used of the same
   * allowance.
   */
  observe(answer: { status: number; headers: Headers; retryAt: number | null }): void
  /** The count in the database. */
  state(): Promise<BudgetState>
  /** The count as of this process's latest call, without a query. */
  lately(): BudgetState
}

const WINDOW_SECONDS = 300

/** How the allowance is divided (docs/decisions/0014). Exceeding it locks everyone out for five minutes. */
const SHARE = {
  /** Limits for one person's pages and changes. Both kinds of calls count towards both limits. */
  personViews: 1 / 3,
  personActs: 2 / 3,
  /** Reserved for changes. */
  acts: 1 / 12,
  /** Reserved, in addition, for the pages of people who have read little. */
  others: 1 / 4,
  little: 1 / 16,
  /** Reserved for people where nothing else is set: runs and background work stop here. */
  people: 1 / 6,
}

/** As an operator may set it. */
export type Allowance = {
  /** The most calls in five minutes, also where upstream says that it allows more. */
  calls?: number
  /** How many of them runs and background work leave to people. */
  forPeople?: number
}

/** Stored as the count when upstream told us to stop; no window reaches it. */
const BLOCKED = 1_000_000
const KEY = 'upstream'
/** Reads allowed while the counter cannot be reached. They are counted once it is back. */
const UNCOUNTED = 50

// Calls in flight are counted here and not yet upstream, so only a large difference means that we count too many.
const DRIFT_UP = 5
const DRIFT_DOWN = 40
const SYNC_EVERY_MS = 5_000

type Counter = Pick<RateLimiterAbstract, 'penalty' | 'set' | 'get'>
type Counted = { used: number; resetsAt: number }
/** `share`: there is allowance left, but not for this person. `calls`: so many were too many. */
type Refusal = { until: number; share: boolean; calls: number }

/** `warn` is called when the counter cannot be reached. */
export function makeBudget(
  counter: Counter,
  warn: (message: string, error: unknown) => void = () => {},
  { calls: most, forPeople }: Allowance = {},
): Budget {
  let limit = most ?? USUAL_CALLS
  const kept = forPeople === undefined ? SHARE.people : forPeople / limit
  let blockedUntil = 0
  // A refusal is remembered until it ends: asking again would use up the reserve that it protects.
  const refusals = new Map<string, Refusal>()
  let used = 0
  let resetsAt = 0
  let syncedAt = 0
  let uncounted = 0

  const set = (points: number, milliseconds: number) => {
    counter
      .set(KEY, points, Math.max(1, Math.ceil(milliseconds / 1000)))
      .catch((error) => warn('budget not shared', error))
  }
  const count = together(counter)
  const giveBack = (keys: string[], calls: number) => {
    for (const key of keys) counter.penalty(key, -calls).catch((error) => warn('budget not returned', error))
  }

  /** Counts so many calls, or says until when they must wait and counts none. */
  async function ask(caller: Work, calls: number, write: boolean): Promise<Refusal | null> {
    const aside = caller.work === 'run' || caller.work === 'background'
    const who = aside ? 'background' : `${caller.work}:${caller.person}`
    const told = refusals.get(who)
    if (told && told.until > Date.now() && calls >= told.calls) return told
    const keys = aside ? [KEY] : [KEY, `person:${caller.person}`]
    let all: Counted
    let own: Counted | undefined
    try {
      const owed = uncounted
      uncounted = 0
      if (owed > 0) void count(KEY, owed).catch(() => (uncounted += owed))
      ;[all, own] = (await Promise.all(keys.map((key) => count(key, calls)))) as [Counted, Counted?]
    } catch (error) {
      warn('budget not counted', error)
      if (!write && uncounted < UNCOUNTED) {
        uncounted++
        return null
      }
      throw new DeskError(
        'unavailable',
        'The console’s database cannot be reached, so this was not sent to Cloudflare. Try again in a moment.',
      )
    }
    ;({ used, resetsAt } = all)
    if (used >= BLOCKED) {
      blockedUntil = resetsAt
      return { until: blockedUntil, share: false, calls }
    }
    const late = refusal(caller.work, { limit, kept }, all, own)
    if (!late) return null
    const refused = { ...late, calls }
    refusals.set(who, refused)
    giveBack(keys, calls)
    return refused
  }

  return {
    async take(caller, { write }) {
      const now = Date.now()
      if (blockedUntil > now) throw allowanceSpent(blockedUntil, { write })
      if (caller.work === 'run' && caller.ahead) {
        caller.ahead--
        return
      }
      const refused = await ask(caller, 1, write)
      if (refused) throw allowanceSpent(refused.until, { write, share: refused.share })
    },

    async room(run, calls) {
      if (blockedUntil > Date.now()) return blockedUntil
      const refused = await ask(run, calls, true)
      if (refused) return refused.until
      run.ahead = (run.ahead ?? 0) + calls
      return null
    },

    leave(run) {
      if (run.ahead) giveBack([KEY], run.ahead)
      run.ahead = 0
    },

    observe({ status, headers, retryAt }) {
      const now = Date.now()
      if (status === 429 && retryAt !== null && retryAt > now) {
        blockedUntil = Math.max(blockedUntil, retryAt)
        // A burst limit passes in seconds, and sharing it would overwrite the count of the window.
        if (retryAt - now > 10_000) set(BLOCKED, retryAt - now)
        return
      }
      for (const { remaining, resetSeconds, quota, windowSeconds } of parseRatelimit(headers)) {
        const reset = now + resetSeconds * 1000
        if (windowSeconds !== WINDOW_SECONDS) {
          if (remaining === 0 && resetSeconds > 0) blockedUntil = Math.max(blockedUntil, reset)
          continue
        }
        if (quota !== null && quota > 0) limit = Math.min(quota, most ?? quota)
        const spent = Math.max(0, limit - remaining)
        const drifted = spent > used + DRIFT_UP || spent < used - DRIFT_DOWN
        if (!drifted || resetSeconds <= 0 || now - syncedAt < SYNC_EVERY_MS || blockedUntil > now) continue
        syncedAt = now
        used = spent
        resetsAt = reset
        refusals.clear()
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

    lately() {
      const now = Date.now()
      const current = resetsAt > now && used < BLOCKED
      return {
        limit,
        used: current ? Math.min(used, limit) : 0,
        resetsAt: current ? resetsAt : null,
        blockedUntil: blockedUntil > now ? blockedUntil : null,
      }
    },
  }
}

/** Until when this work must wait, or null if it may go ahead. */
function refusal(
  work: Work['work'],
  { limit, kept }: { limit: number; kept: number },
  all: Counted,
  own: Counted = { used: 0, resetsAt: 0 },
): Omit<Refusal, 'calls'> | null {
  const beyond = (calls: number) => all.used > limit - Math.floor(calls)
  const forAll = { until: all.resetsAt, share: false }
  if (all.used > limit) return forAll
  if (work === 'run' || work === 'background') return beyond(kept * limit) ? forAll : null
  const most = work === 'view' ? SHARE.personViews : SHARE.personActs
  if (own.used > most * limit) return { until: own.resetsAt, share: true }
  if (work === 'act') return null
  if (beyond(SHARE.acts * limit)) return forAll
  const greedy = own.used > SHARE.little * limit
  return greedy && beyond((SHARE.acts + SHARE.others) * limit) ? { until: all.resetsAt, share: true } : null
}

/**
 * Counts calls in batches and gives each call its own place in the count. A page makes several calls at once; counted
 * one by one they would queue for the same row.
 */
function together(counter: Counter): (key: string, calls: number) => Promise<Counted> {
  const batches = new Map<string, { calls: number; counted: Promise<Counted> }>()
  return async (key, calls) => {
    const batch = batches.get(key) ?? {
      calls: 0,
      counted: new Promise((resolve) => setImmediate(resolve)).then(async () => {
        batches.delete(key)
        const { consumedPoints, msBeforeNext } = await counter.penalty(key, batch.calls)
        return { used: consumedPoints, resetsAt: Date.now() + msBeforeNext }
      }),
    }
    batches.set(key, batch)
    const place = (batch.calls += calls)
    const { used, resetsAt } = await batch.counted
    return { used: used - batch.calls + place, resetsAt }
  }
}

/** An allowance for this process only, for a client with its own configuration. */
export function ownBudget(set?: Allowance): Budget {
  return makeBudget(new RateLimiterMemory({ points: USUAL_CALLS, duration: WINDOW_SECONDS }), undefined, set)
}

// On globalThis because the framework evaluates this module once per bundle, and each pool holds connections.
const kept = globalThis as typeof globalThis & { tenantdeskBudget?: Budget }

/** The allowance that all processes share, in the table `rate_limit`. */
export function sharedBudget(): Budget {
  const { DATABASE_URL, CLOUDFLARE_CALLS_PER_5_MINUTES, CLOUDFLARE_CALLS_FOR_PEOPLE } = env()
  kept.tenantdeskBudget ??= makeBudget(
    new RateLimiterPostgres({
      storeClient: connect(DATABASE_URL),
      storeType: 'pool',
      tableName: 'rate_limit',
      tableCreated: true,
      keyPrefix: 'budget',
      points: USUAL_CALLS,
      duration: WINDOW_SECONDS,
    }),
    (message, error) => log().warn({ err: error }, message),
    { calls: CLOUDFLARE_CALLS_PER_5_MINUTES, forPeople: CLOUDFLARE_CALLS_FOR_PEOPLE },
  )
  return kept.tenantdeskBudget
}

/** How much is used, as of this process's latest call. Cheap enough for every page. */
export function allowance(): BudgetState {
  return sharedBudget().lately()
}

function connect(connectionString: string): Pool {
  const pool = new Pool({
    connectionString,
    max: 4,
    connectionTimeoutMillis: 2_000,
    query_timeout: 2_000,
    allowExitOnIdle: true,
    // Every upstream call waits for this count, and losing the last few counts in a crash is acceptable.
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
