import 'server-only'
import { openAttempts, SETTLED_KEY } from '@/lib/audit/lines'
import { recordWaitingRefusals } from '@/lib/audit/refusals'
import type { TargetType } from '@/lib/audit/remember'
import { isUnderWay, onBehalfOf, recordOutcome } from '@/lib/audit/record'
import { log } from '@/lib/core/log'
import { findOut, longestOf, OPEN_FOR_MS, type Attempted } from '@/lib/entry/lost'
import { db, onConnection } from '@/lib/db/client'
import type { AuditEvent } from '@/lib/db/generated/client'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const GIVE_UP_AFTER_MS = DAY
const AT_ONCE = 50
// Any number will do, as long as every process that sweeps takes the same one.
const SWEEP_LOCK = 5_120_847_263

/** What the sweeper knows of the features: workflows import none, so whoever starts it hands it over. */
export type Work = {
  /** All that leaves attempts, by name. */
  acts: ReadonlyMap<string, Attempted>
  /** Settles what a person left unsettled. */
  settle: () => Promise<void>
  /** Removes what is personal and not needed any more. */
  forget: () => Promise<void>
}

const kept = globalThis as typeof globalThis & { tenantdeskSweeper?: NodeJS.Timeout }

/** Sweeps every minute from now on, and cleans up every hour; one process at a time, however many there are. */
export function startSweeper(work: Work): void {
  let cleanedAt = 0
  const round = async () => {
    try {
      await sweep(work)
      if (Date.now() - cleanedAt > HOUR) {
        await cleanUp(work)
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
export function sweep({ acts, settle }: Pick<Work, 'acts' | 'settle'>): Promise<number> {
  return onConnection(async (client) => {
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS mine', [SWEEP_LOCK])
    if (!rows[0].mine) return 0
    // Where it throws the connection is thrown away, and the lock with it.
    await settle().catch((error) => log().warn({ err: error }, 'attempts not settled'))
    await recordWaitingRefusals().catch((error) => log().warn({ err: error }, 'refusals not recorded'))
    const closed = await closeOpen(acts)
    await client.query('SELECT pg_advisory_unlock($1)', [SWEEP_LOCK])
    return closed
  })
}

/** Removes what nobody needs any more from the tables that grow. The audit is not among them. */
export async function cleanUp({ forget }: Pick<Work, 'forget'>): Promise<void> {
  const ago = (ms: number) => new Date(Date.now() - ms)
  await db().rateLimit.deleteMany({ where: { expire: { lt: BigInt(Date.now() - DAY) } } })
  await db().upstreamCall.deleteMany({ where: { until: { lt: BigInt(Date.now()) } } })
  await db().staffSession.deleteMany({
    where: { OR: [{ endedAt: { lt: ago(90 * DAY) } }, { expiresAt: { lt: ago(90 * DAY) } }] },
  })
  await db().passwordLink.deleteMany({
    where: { OR: [{ usedAt: { lt: ago(30 * DAY) } }, { expiresAt: { lt: ago(30 * DAY) } }] },
  })
  await db().refusal.deleteMany({ where: { waiting: 0, recordedAt: { lt: ago(DAY) } } })
  await db().accountAttempt.deleteMany({ where: { status: 'open', updatedAt: { lt: ago(30 * DAY) } } })
  await forget()
}

/** Where the last round ended: what cannot be closed yet, however much, holds up nothing that comes after it. */
let reached = 0n

async function closeOpen(acts: Work['acts']): Promise<number> {
  const attempts = await openAttempts(new Date(Date.now() - OPEN_FOR_MS), AT_ONCE, reached)
  reached = attempts.length < AT_ONCE ? 0n : attempts.at(-1)!.seq
  let closed = 0
  for (const open of attempts) {
    const age = Date.now() - open.at.getTime()
    const act = acts.get(open.action) ?? unknownAct(open)
    if (age < longestOf(act)) continue
    // A stream that nobody reads or ends would be under way for ever.
    if (isUnderWay(open.id) && age < GIVE_UP_AFTER_MS) continue
    const found = await findOut(act, open).catch((error) => {
      log().warn({ err: error, operationId: open.operationId }, 'attempt not looked at')
      return null
    })
    const finding = found ?? (age > GIVE_UP_AFTER_MS ? NOTHING_FOUND : null)
    if (!finding || (await hasOutcome(open))) continue
    const { says, ...closing } = finding
    // How long it took is not known: nobody saw its end.
    await recordOutcome(onBehalfOf(open, act), { ...closing, errorText: says, durationMs: undefined })
    closed++
  }
  await moveMark()
  return closed
}

/** What another version of Tenantdesk began is that version's to close, for a day. */
function unknownAct({ action, targetType }: AuditEvent): Attempted {
  const target = (targetType ?? 'account') as TargetType
  return { name: action, label: action, target, remember: {}, longest: DAY, look: { says: NOTHING_KNOWN } }
}

const NOTHING_KNOWN = 'No outcome was recorded.'

const NOTHING_FOUND = {
  phase: 'unknown',
  says: 'No outcome was recorded, and for a day it could not be looked up.',
} as const

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
