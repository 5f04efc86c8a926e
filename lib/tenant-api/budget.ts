import 'server-only'
import { Pool } from 'pg'
import { RateLimiterMemory, RateLimiterPostgres, type RateLimiterAbstract } from 'rate-limiter-flexible'
import { AppError } from '@/lib/core/errors'
import { log } from '@/lib/core/log'
import { env, USUAL_CALLS } from '@/lib/env'
import { allowanceSpent } from './errors'
import { NOTE, ownLedger, sharedLedger, type Entry, type Ledger } from './ledger'

/**
 * Who the call is for. `view`: somebody waits for a page. `export`: for a file. `act`: a change, with the reads that it
 * needs. `run`: a change that a run makes in the name of a person who does not wait for it, so it is not theirs to pay
 * for. `background`: nobody waits, and nobody is named.
 */
export type Work = { work: 'view' | 'export' | 'act'; person: string } | Run | Background

/** `ahead`: calls that `room` has counted and that were not made yet. The budget keeps it; make one for each step. */
type Ahead = { ahead?: { slot: number; calls: number } }
export type Run = { work: 'run'; person: string } & Ahead
export type Background = { work: 'background' } & Ahead

export type BudgetState = {
  limit: number
  /** How many of them runs and background work leave to people. */
  forPeople: number
  used: number
  /** Epoch milliseconds when half of it is free again, null while nothing is used. */
  resetsAt: number | null
  /** When all of it is. */
  fullAt: number | null
  /** Set while upstream refuses every call. */
  blockedUntil: number | null
  /** What it was used for. */
  by: Record<Work['work'] | 'others', number>
}

/**
 * Counts the calls of the latest five minutes (tenant-api §4.1), for all processes together. A call counts for five
 * minutes after it was made, whenever upstream's own five minutes begin: so no five minutes, wherever they are laid, hold
 * more than the limit. The clocks of the processes may differ by GRACE_SECONDS.
 */
export type Budget = {
  /**
   * Counts one call. Throws `rate_limited` with `retryAt` when none is left for this kind of work or this person, and
   * `unavailable` when the database that counts cannot be reached: at once for a write, for reads after a few that are
   * counted later. In all these cases nothing was sent.
   */
  take(caller: Work, call: { write: boolean }): Promise<void>
  /**
   * Asks, before anything is recorded or sent, whether a step of a run, or a piece of background work, may make so many
   * calls now. Answers null where it
   * may: they are counted already, for all processes, and the calls that are made with this very object use them up
   * first, so that none of them is refused for want of allowance. Else answers until when to wait (epoch milliseconds)
   * before asking again; then nothing is counted, and nobody need stay awake. Ask for the most that the step can need
   * and `leave` when it is over. Where the database that counts cannot be reached, that is a wait of some seconds.
   */
  room(caller: Run | Background, calls: number): Promise<number | null>
  /** Gives back what was counted ahead and not used. A process that dies before it is only counted too high for a while. */
  leave(caller: Run | Background): void
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
const SLOTS = 60
/** How long after it was counted a call may still arrive. */
const GRACE_SECONDS = 5

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
  /** A person who was refused comes back when so much is free: a page would be refused again after its first call. */
  worthwhile: 1 / 24,
}

/** As an operator may set it; the window and what is added to it are shorter only in tests. */
export type Allowance = {
  /** The most calls in five minutes, also where upstream says that it allows more. */
  calls?: number
  /** How many of them runs and background work leave to people. */
  forPeople?: number
  windowSeconds?: number
  graceSeconds?: number
}

/** Reads allowed while the counter cannot be reached. They are counted once it is back. */
const UNCOUNTED = 50

/** How many runs come back soon, where steps under way may leave something. */
const AT_ONCE = 4
/** When a run asks again that could not be counted. */
const AWAY_MS = 5_000

/** Counts for each person, without whom the others' share is not known. */
type People = Pick<RateLimiterAbstract, 'penalty'>
type Own = { used: number; resetsAt: number }
/** `share`: there is allowance left, but not for this person. `calls`: so many were too many. */
type Refusal = { until: number; share: boolean; calls: number }

/** `warn` is called when the counter cannot be reached. */
export function makeBudget(
  { ledger, people }: { ledger: Ledger; people: People },
  warn: (message: string, error: unknown) => void = () => {},
  { calls: most, forPeople, windowSeconds = WINDOW_SECONDS, graceSeconds = GRACE_SECONDS }: Allowance = {},
): Budget {
  const windowMs = windowSeconds * 1000
  const slotMs = windowMs / SLOTS
  const graceMs = graceSeconds * 1000
  let limit = most ?? USUAL_CALLS
  const kept = forPeople === undefined ? SHARE.people : forPeople / limit
  let blockedUntil = 0
  // A refusal is remembered until it ends: asking again would use up the reserve that it protects.
  const refusals = new Map<string, Refusal>()
  let entries: Entry[] = []
  /** When those come back that `room` has sent away. */
  let line: number[] = []
  /** How much steps under way in this process have counted ahead, of which most is given back soon. */
  let ahead = 0
  let correctedAt = 0
  let uncounted = 0

  const lately = () => {
    const now = Date.now()
    entries = entries.filter(({ until }) => until > now)
    return entries
  }
  const read = async () => {
    entries = await ledger.read()
    blockedUntil = Math.max(
      blockedUntil,
      ...entries.flatMap((each) => (each.work === 'blocked' ? each.until : [])),
    )
    return entries
  }
  const slotAt = (time: number) => Math.floor(time / slotMs)
  const add = (slot: number, work: string, calls: number) =>
    ledger.add({ slot, work, calls, until: Math.ceil((slot + 1) * slotMs + windowMs + graceMs) })
  const count = together(async (work, calls) => {
    const slot = slotAt(Date.now())
    await add(slot, work, calls)
    return { slot, used: usedOf(await read()) }
  })
  const countOwn = together(async (person, calls) => {
    const { consumedPoints, msBeforeNext } = await people.penalty(`person:${person}`, calls)
    return { used: consumedPoints, resetsAt: Date.now() + msBeforeNext }
  })
  const giveBack = (counted: Promise<unknown>) =>
    void counted.catch((error) => warn('budget not returned', error))
  const note = (work: string, calls: number, until: number) =>
    ledger
      .note({ slot: NOTE, work, calls, until: Math.ceil(until) })
      .catch((error) => warn('budget not shared', error))

  /** Counts so many calls, or says until when they must wait and counts none. */
  async function ask(
    caller: Work,
    calls: number,
    write: boolean,
  ): Promise<Refusal | { slot: number | null }> {
    const person = caller.work === 'run' || caller.work === 'background' ? null : caller.person
    const who = person === null ? 'background' : `${caller.work}:${person}`
    const told = refusals.get(who)
    if (told && told.until > Date.now() && calls >= told.calls) return told
    let slot: number
    let used: number
    let own: Own | null
    try {
      const owed = uncounted
      uncounted = 0
      if (owed > 0) await add(slotAt(Date.now()), 'view', owed).catch(() => (uncounted += owed))
      ;[{ slot, used }, own] = await Promise.all([
        count(caller.work, calls),
        person === null ? null : countOwn(person, calls),
      ])
    } catch (error) {
      warn('budget not counted', error)
      if (!write && uncounted < UNCOUNTED) {
        uncounted++
        return { slot: null }
      }
      throw new AppError(
        'unavailable',
        'The console’s database cannot be reached, so this was not sent to Cloudflare. Try again in a moment.',
      )
    }
    const refused =
      blockedUntil > Date.now()
        ? { until: blockedUntil, share: false, calls }
        : refusal(caller.work, { limit, kept }, { entries, used, calls }, own)
    if (!refused) return { slot }
    refusals.set(who, refused)
    giveBack(add(slot, caller.work, -calls))
    if (person !== null) giveBack(people.penalty(`person:${person}`, -calls))
    return refused
  }

  /**
   * Until when the next of many must wait: each is told to come when there may be a call for it. Thousands that came
   * back for the first fifty calls would all but fifty be sent away again. A few come back soon, for what steps under way
   * give back.
   */
  function inLine(until: number): number {
    const now = Date.now()
    line = line.filter((each) => each > now)
    const soon = now + slotMs / 5
    if (line.filter((each) => each <= soon).length < Math.min(ahead, AT_ONCE)) {
      line.push(soon)
      return soon
    }
    const used = usedOf(lately())
    const freed = used > 0 ? freeAt(entries, (line.length % used) + 1) : now
    // Beyond what is used now: what is used then comes back a window later.
    const windows = used > 0 ? Math.floor(line.length / used) : 0
    line.push(Math.max(until, freed + windows * (windowMs + slotMs + graceMs)))
    return line.at(-1)!
  }

  /** What upstream has seen in its window, without what we have counted since that began, is what others spend. */
  async function correct(spent: number, resetsAt: number) {
    const since = resetsAt - windowMs - 1_000
    const others = (known: Entry[]) =>
      spent - usedOf(known.filter(({ slot, work }) => work !== 'others' && slot >= slotAt(since)))
    const noted = (known: Entry[]) => known.find(({ work }) => work === 'others')?.calls ?? 0
    const now = Date.now()
    if (others(lately()) <= noted(entries) || now - correctedAt < slotMs) return
    correctedAt = now
    // Other processes have counted meanwhile.
    const known = await read().catch((error) => (warn('budget not read', error), null))
    if (!known || others(known) <= noted(known)) return
    const entry = { slot: NOTE, work: 'others', calls: others(known), until: resetsAt }
    entries = [...known.filter(({ work }) => work !== 'others'), entry]
    await note('others', entry.calls, resetsAt)
  }

  const stateOf = (known: Entry[]): BudgetState => {
    const used = usedOf(known)
    const of = (kind: string) => usedOf(known.filter(({ work }) => work === kind))
    return {
      limit,
      forPeople: Math.floor(kept * limit),
      used: Math.min(Math.max(0, used), limit),
      resetsAt: used > 0 ? freeAt(known, Math.ceil(used / 2)) : null,
      fullAt: used > 0 ? freeAt(known, used) : null,
      blockedUntil: blockedUntil > Date.now() ? blockedUntil : null,
      by: {
        view: of('view'),
        export: of('export'),
        act: of('act'),
        run: of('run'),
        background: of('background'),
        others: of('others'),
      },
    }
  }

  return {
    async take(caller, { write }) {
      if (blockedUntil > Date.now()) throw allowanceSpent(blockedUntil, { write })
      const counted = (caller as Run).ahead
      if (counted && counted.calls > 0) {
        counted.calls--
        ahead--
        // It counts from when it is made.
        if (slotAt(Date.now() - graceMs) > counted.slot) {
          const { work } = caller
          const moved = add(slotAt(Date.now()), work, 1).then(() => add(counted.slot, work, -1))
          await moved.catch((error) => warn('budget not moved', error))
        }
        return
      }
      const asked = await ask(caller, 1, write)
      if ('until' in asked) throw allowanceSpent(asked.until, { write, share: asked.share })
    },

    async room(caller, wanted) {
      if (blockedUntil > Date.now()) return blockedUntil
      // A step that may need more than there ever is begins with all of it.
      const calls = Math.min(wanted, limit - Math.floor(kept * limit))
      const asked = await ask(caller, calls, true).catch(() => null)
      if (!asked) return Date.now() + AWAY_MS
      if ('until' in asked) return inLine(asked.until)
      caller.ahead = { slot: asked.slot!, calls }
      ahead += calls
      return null
    },

    leave(caller) {
      const { slot, calls } = caller.ahead ?? { slot: 0, calls: 0 }
      caller.ahead = undefined
      ahead -= calls
      if (calls > 0) giveBack(add(slot, caller.work, -calls).then(() => refusals.delete('background')))
    },

    observe({ status, headers, retryAt }) {
      const now = Date.now()
      if (status === 429 && retryAt !== null && retryAt > now) {
        blockedUntil = Math.max(blockedUntil, retryAt)
        // A burst limit passes in seconds.
        if (retryAt - now > 10_000) void note('blocked', 0, retryAt)
        return
      }
      for (const { remaining, resetSeconds, quota, windowSeconds: seconds } of parseRatelimit(headers)) {
        const reset = now + resetSeconds * 1000
        if (seconds !== windowSeconds) {
          if (remaining === 0 && resetSeconds > 0) blockedUntil = Math.max(blockedUntil, reset)
          continue
        }
        const told = quota ? Math.min(quota, most ?? quota) : limit
        if (told !== limit) refusals.clear()
        limit = told
        if (resetSeconds > 0) void correct(limit - remaining, reset)
      }
    },

    async state() {
      return stateOf(await read().catch((error) => (warn('budget not read', error), [])))
    },

    lately: () => stateOf(lately()),
  }
}

const usedOf = (entries: Entry[]) => entries.reduce((sum, { calls }) => sum + calls, 0)

/** When so many of these calls count no more. */
function freeAt(entries: Entry[], calls: number): number {
  let freed = 0
  for (const entry of entries.toSorted((one, other) => one.until - other.until)) {
    freed += entry.calls
    if (freed >= calls) return entry.until
  }
  return Math.max(Date.now(), ...entries.map(({ until }) => until))
}

/** Until when this work must wait, or null if it may go ahead. `used` is with the calls that it asks for. */
function refusal(
  work: Work['work'],
  { limit, kept }: { limit: number; kept: number },
  { entries, used, calls }: { entries: Entry[]; used: number; calls: number },
  own: Own | null,
): Refusal | null {
  const reads = work === 'view' || work === 'export'
  const most = reads ? SHARE.personViews : SHARE.personActs
  if (own && own.used > most * limit && used <= limit) return { until: own.resetsAt, share: true, calls }
  const greedy = reads && own !== null && own.used > SHARE.little * limit
  const reserve = work === 'act' ? 0 : !reads ? kept : greedy ? SHARE.acts + SHARE.others : SHARE.acts
  const line = limit - Math.floor(reserve * limit)
  if (used <= line) return null
  const share = greedy && used <= limit - Math.floor(SHARE.acts * limit)
  const more = own ? Math.max(0, Math.floor(SHARE.worthwhile * limit) - calls) : 0
  return { until: freeAt(entries, used - line + more), share, calls }
}

/**
 * Counts calls in batches and gives each caller its own place in the count. A page makes several calls at once; counted
 * one by one they would queue for the same row.
 */
function together<C extends { used: number }>(
  count: (key: string, calls: number) => Promise<C>,
): (key: string, calls: number) => Promise<C> {
  type Batch = { calls: number; counted: Promise<C> }
  const batches = new Map<string, Batch>()
  return async (key, calls) => {
    const batch: Batch = batches.get(key) ?? {
      calls: 0,
      counted: new Promise((resolve) => setImmediate(resolve)).then(() => {
        batches.delete(key)
        return count(key, batch.calls)
      }),
    }
    batches.set(key, batch)
    const place = (batch.calls += calls)
    const counted = await batch.counted
    return { ...counted, used: counted.used - batch.calls + place }
  }
}

/** An allowance for this process only, for a client with its own configuration. */
export function ownBudget(set?: Allowance): Budget {
  const people = new RateLimiterMemory({ points: USUAL_CALLS, duration: WINDOW_SECONDS })
  return makeBudget({ ledger: ownLedger(), people }, undefined, set)
}

// On globalThis because the framework evaluates this module once per bundle, and each pool holds connections.
const kept = globalThis as typeof globalThis & { tenantdeskBudget?: Budget }

/** The allowance that all processes share. */
export function sharedBudget(): Budget {
  kept.tenantdeskBudget ??= newSharedBudget()
  return kept.tenantdeskBudget
}

function newSharedBudget(): Budget {
  const { DATABASE_URL, CLOUDFLARE_CALLS_PER_5_MINUTES, CLOUDFLARE_CALLS_FOR_PEOPLE } = env()
  const pool = connect(DATABASE_URL)
  const people = new RateLimiterPostgres({
    storeClient: pool,
    storeType: 'pool',
    tableName: 'rate_limit',
    tableCreated: true,
    keyPrefix: 'budget',
    points: USUAL_CALLS,
    duration: WINDOW_SECONDS,
  })
  return makeBudget(
    { ledger: sharedLedger(pool), people },
    (message, error) => log().warn({ err: error }, message),
    { calls: CLOUDFLARE_CALLS_PER_5_MINUTES, forPeople: CLOUDFLARE_CALLS_FOR_PEOPLE },
  )
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
