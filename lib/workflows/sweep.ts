import 'server-only'
import type { AuditAction } from '@/lib/audit/catalogue'
import { recordedOf } from '@/lib/audit/legacy'
import { openAttempts, SETTLED_KEY } from '@/lib/audit/lines'
import { recordWaitingRefusals } from '@/lib/audit/refusals'
import { isUnderWay, onBehalfOf, recordOutcome, type Closing } from '@/lib/audit/record'
import { log } from '@/lib/core/log'
import { findOut, longestOf, type Attempted } from '@/lib/entry/lost'
import { db, pool } from '@/lib/db/client'
import type { AuditEvent } from '@/lib/db/generated/client'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Longer than a few calls wait for Cloudflare: an attempt open for so long has lost its process, or its last row. */
const OPEN_FOR_MS = 5 * MINUTE
/** What makes a call for each zone, or lasts as long as the browser reads it, may be another process's work. */
const LONG = /^(account\.delete(\.\w+)?|[\w-]+\.export)$/
const LONG_OPEN_FOR_MS = HOUR
const GIVE_UP_AFTER_MS = DAY
const AT_ONCE = 50
// Any number will do, as long as every process that sweeps takes the same one.
const SWEEP_LOCK = 5_120_847_263

/** What became of an attempt, as far as looking tells; null when it cannot be told now. */
export type Finding = Pick<Closing, 'phase' | 'target' | 'after' | 'upstream'> & { says: string }

/** What the sweeper knows of the features: workflows import none, so whoever starts it hands it over. */
export type Eyes = {
  /** All that leaves attempts, by name. */
  acts: ReadonlyMap<string, Attempted>
  /** Takes an attempt without an outcome; looks upstream. May throw: then it is looked at again in the next round. */
  look: (open: AuditEvent) => Promise<Finding | null>
  /** Settles what a person left unsettled. */
  settle: () => Promise<void>
}

const kept = globalThis as typeof globalThis & { tenantdeskSweeper?: NodeJS.Timeout }

/** Sweeps every minute from now on, and cleans up every hour; one process at a time, however many there are. */
export function startSweeper(eyes: Eyes): void {
  let cleanedAt = 0
  const round = async () => {
    try {
      await sweep(eyes)
      if (Date.now() - cleanedAt > HOUR) {
        await cleanUp()
        cleanedAt = Date.now()
      }
    } catch (error) {
      log().warn({ err: error }, 'sweep failed')
    }
    kept.tenantdeskSweeper = setTimeout(round, MINUTE).unref()
  }
  clearTimeout(kept.tenantdeskSweeper)
  kept.tenantdeskSweeper = setTimeout(round, 5_000).unref()
}

/**
 * Closes the attempts that a crash left open, after looking upstream, in the name of the person who began them.
 * Returns how many it closed; 0 where another process is at it.
 */
export async function sweep({ acts, look, settle }: Eyes): Promise<number> {
  const client = await pool().connect()
  try {
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS mine', [SWEEP_LOCK])
    if (!rows[0].mine) return 0
    try {
      await settle().catch((error) => log().warn({ err: error }, 'attempts not settled'))
      await recordWaitingRefusals().catch((error) => log().warn({ err: error }, 'refusals not recorded'))
      return await closeOpen(acts, look)
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [SWEEP_LOCK])
    }
  } finally {
    client.release()
  }
}

/** Removes what nobody needs any more from the tables that grow. The audit is not among them. */
export async function cleanUp(): Promise<void> {
  const ago = (ms: number) => new Date(Date.now() - ms)
  await db().rateLimit.deleteMany({ where: { expire: { lt: BigInt(Date.now() - DAY) } } })
  await db().staffSession.deleteMany({
    where: { OR: [{ endedAt: { lt: ago(90 * DAY) } }, { expiresAt: { lt: ago(90 * DAY) } }] },
  })
  await db().passwordLink.deleteMany({
    where: { OR: [{ usedAt: { lt: ago(30 * DAY) } }, { expiresAt: { lt: ago(30 * DAY) } }] },
  })
  await db().refusal.deleteMany({ where: { waiting: 0, recordedAt: { lt: ago(DAY) } } })
  await db().accountAttempt.deleteMany({ where: { status: 'open', updatedAt: { lt: ago(30 * DAY) } } })
}

async function closeOpen(acts: Eyes['acts'], look: Eyes['look']): Promise<number> {
  let closed = 0
  for (const open of await openAttempts(new Date(Date.now() - OPEN_FOR_MS), AT_ONCE)) {
    const age = Date.now() - open.at.getTime()
    const act = acts.get(open.action)
    if (age < (act ? longestOf(act) : LONG.test(open.action) ? LONG_OPEN_FOR_MS : 0)) continue
    // A stream that nobody reads or ends would be under way for ever.
    if (isUnderWay(open.id) && age < GIVE_UP_AFTER_MS) continue
    const found = await (act ? findOut(act, open) : look(open)).catch((error) => {
      log().warn({ err: error, operationId: open.operationId }, 'attempt not looked at')
      return null
    })
    const finding = found ?? (age > GIVE_UP_AFTER_MS ? NOTHING_FOUND : null)
    if (!finding || (await hasOutcome(open))) continue
    const { says, ...closing } = finding
    // How long it took is not known: nobody saw its end.
    await recordOutcome(onBehalfOf(open, act ?? recordedOf(open.action as AuditAction)), {
      ...closing,
      errorText: says,
      durationMs: undefined,
    })
    closed++
  }
  await moveMark()
  return closed
}

const NOTHING_FOUND: Finding = {
  phase: 'unknown',
  says: 'No outcome was recorded, and it could not be looked up for a day.',
}

async function hasOutcome({ id }: AuditEvent): Promise<boolean> {
  const outcome = await db().auditEvent.findFirst({
    where: { attemptId: id, phase: { not: 'attempted' } },
    select: { seq: true },
  })
  return outcome !== null
}

/** Notes up to where nothing is open. An hour behind, so that no row can still be on its way below the mark. */
async function moveMark(): Promise<void> {
  const [oldest] = await openAttempts(new Date(), 1)
  const newest = await db().auditEvent.findFirst({
    where: { phase: 'attempted', at: { lt: new Date(Date.now() - HOUR) } },
    orderBy: { seq: 'desc' },
    select: { seq: true },
  })
  const mark = oldest && newest && oldest.seq <= newest.seq ? oldest.seq - 1n : newest?.seq
  if (mark === undefined) return
  const value = String(mark)
  await db().setting.upsert({
    where: { key: SETTLED_KEY },
    create: { key: SETTLED_KEY, value },
    update: { value },
  })
}
