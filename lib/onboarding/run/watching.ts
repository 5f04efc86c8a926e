import 'server-only'
import { asId, type ZoneId } from '@/lib/core/ids'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { PENDING_DAYS } from '@/lib/onboarding/run-constants'
import { readKey, resultOf } from '@/lib/onboarding/results'
import { sharedBudget, type Run as Caller } from '@/lib/tenant-api/budget'
import { openTenantApi } from '@/lib/tenant-api/client'
import { TenantApiError } from '@/lib/tenant-api/errors'
import { begin, persistent, type Job } from '@/lib/workflows/engine'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const WATCH = 'watch-zones'

/** Looks at the zones that a run has made until they are active, or Cloudflare has deleted them. It changes nothing upstream. */
export const watchZones: Job = {
  name: WATCH,
  atOnce: 1,
  work: persistent(work),
  // Nobody is told: the zone's own page tells the same, until it is watched again.
  gaveUp: (runId, stretch) => watchLater(runId, stretch, new Date(Date.now() + HOUR)),
}

/** Begins to watch, in the transaction that ends the run. */
export function beginWatching(tx: Prisma.TransactionClient, runId: string): Promise<void> {
  return begin(tx, WATCH, { id: runId, stretch: 1, at: new Date(Date.now() + MINUTE), later: true })
}

async function work(runId: string, stretch: number): Promise<boolean> {
  const run = await db().onboardingRun.findUnique({ where: { id: runId }, include: { steps: true } })
  if (!run?.endedAt || Date.now() - run.endedAt.getTime() > PENDING_DAYS * DAY) return false
  const waiting = run.steps.flatMap((step) => {
    const zone = readKey(step.key).kind === 'zone' ? resultOf('zone', step.result) : null
    return zone && zone.status !== 'active' && zone.status !== GONE ? [{ step, zone }] : []
  })
  if (waiting.length === 0) return false

  const caller: Caller = { work: 'run', person: run.startedBy }
  const full = await sharedBudget().room(caller, waiting.length)
  if (full === null)
    try {
      const tenant = openTenantApi(caller)
      for (const { step, zone } of waiting) {
        const status = await statusOf(tenant, zone.zoneId)
        if (status !== null && status !== zone.status)
          await db().onboardingStep.update({
            where: { runId_key: { runId, key: step.key } },
            data: { result: { ...zone, status } },
          })
      }
    } finally {
      sharedBudget().leave(caller)
    }
  // Name servers are changed within hours or days: often at first, and rarely later.
  const next = Math.min(5 * MINUTE * 2 ** Math.min(stretch - 1, 4), HOUR)
  const at = new Date(Math.max(full ?? 0, Date.now() + next))
  await watchLater(runId, stretch, at)
  return false
}

const watchLater = (id: string, stretch: number, at: Date) =>
  begin(db(), WATCH, { id, stretch: stretch + 1, at, later: true })

const GONE = 'deleted'

/** Null where it cannot be told now. */
async function statusOf(tenant: ReturnType<typeof openTenantApi>, zoneId: string): Promise<string | null> {
  const id = asId<ZoneId>(zoneId)
  if (!id) return GONE
  try {
    return (await tenant.zones.get(id)).status
  } catch (error) {
    if (error instanceof TenantApiError && error.kind === 'not_found') return GONE
    if (error instanceof AppError) return null
    throw error
  }
}
