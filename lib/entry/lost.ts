import 'server-only'
import { targetOfRow, type RecordedCall, type Target } from '@/lib/audit/record'
import { recall, type Recorded, type Remember } from '@/lib/audit/remember'
import { comparedBy, type Digests } from '@/lib/core/digest'
import { db } from '@/lib/db/client'
import type { AuditEvent, AuditPhase } from '@/lib/db/generated/client'
import { openTenantApi, type TenantApi } from '@/lib/tenant-api/client'
import type { Command, Finding, Lost, Step } from './command'

const MINUTE = 60_000
/** Longer than a few calls wait for Cloudflare: an attempt open for so long has lost its process, or its last row. */
export const OPEN_FOR_MS = 5 * MINUTE

const LATER = 'The outcome was not recorded at the time. Checked later:'

type Recall = { operationId: string; at: Date; target: Target; request: unknown }

/** What is on record of an attempt, as its `look` gets it. */
export function lookingAt(
  { request }: Remember,
  { operationId, at, target, request: kept }: Recall,
): Lost<unknown, never> {
  return {
    operationId,
    at,
    target,
    request: recall(request, kept),
    compare: (values) => {
      const { digests } = (kept ?? {}) as { digests?: Digests }
      if (!digests) return { same: null, why: 'none' }
      return comparedBy(digests, values, operationId) ?? { same: null, why: 'secret' }
    },
  }
}

/** Anything that leaves an attempt on record. */
export type Attempted = Recorded & Partial<Pick<Step<never>, 'look' | 'longest'> & Pick<Command, 'effect'>>

/** How long an attempt may be under way, in milliseconds. */
export const longestOf = ({ longest = OPEN_FOR_MS }: Attempted) => longest

/**
 * The outcome of an attempt whose sender is gone, by looking; null while it cannot be told. Throws where upstream cannot
 * be asked.
 */
export async function findOut(
  act: Attempted,
  row: AuditEvent,
): Promise<(Finding & { upstream?: RecordedCall[] }) | null> {
  const { look, effect } = act
  if (!look || effect === 'read')
    return { phase: 'unknown', says: 'No outcome was recorded. It changes nothing at Cloudflare.' }
  if (typeof look !== 'function') return { phase: 'unknown', says: look.says }
  const tenant = openTenantApi({ work: 'background' })
  const finding = await look({ tenant }, lostOf(act, row) as never)
  return finding && { ...finding, says: `${LATER} ${finding.says}`, upstream: tenant.calls }
}

/**
 * How a step of an operation ended, looking where that is not on record; null where it was never begun. Throws as
 * looking does.
 */
export async function endOf(
  step: Attempted,
  { tenant, operationId }: { tenant: TenantApi; operationId: string },
): Promise<AuditPhase | null> {
  const rows = await db().auditEvent.findMany({ where: { operationId, action: step.name } })
  const attempt = rows.find(({ phase }) => phase === 'attempted')
  if (!attempt) return null
  const outcome = rows.find(({ attemptId, phase }) => attemptId === attempt.id && phase !== 'attempted')
  if (outcome) return outcome.phase
  if (typeof step.look !== 'function') return 'unknown'
  const finding = await step.look({ tenant }, lostOf(step, attempt) as never)
  return finding?.phase ?? 'unknown'
}

function lostOf({ remember }: Recorded, row: AuditEvent): Lost<unknown, never> {
  return lookingAt(remember, {
    operationId: row.operationId,
    at: row.at,
    target: targetOfRow(row),
    request: row.request,
  })
}
