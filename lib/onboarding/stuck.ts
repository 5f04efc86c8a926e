import 'server-only'
import type { OnboardingRun, Prisma } from '@/lib/db/generated/client'
import { MOVING, STUCK_AFTER_MS } from './run-constants'

/** As `stuck` has it, in the database. */
export function isStuck(): Prisma.OnboardingRunWhereInput {
  const long = new Date(Date.now() - STUCK_AFTER_MS)
  return {
    status: { in: [...MOVING] },
    movedAt: { lt: long },
    AND: [
      { OR: [{ wakeAt: null }, { wakeAt: { lt: long } }] },
      { OR: [{ status: { not: 'queued' } }, { importId: null }] },
    ],
  }
}

/** A row of a file waits for those before it, as long as that takes. */
export function stuck({ status, movedAt, wakeAt, importId }: Omit<OnboardingRun, 'content'>): boolean {
  if (!MOVING.includes(status) || (status === 'queued' && importId)) return false
  return Date.now() - Math.max(movedAt.getTime(), wakeAt?.getTime() ?? 0) > STUCK_AFTER_MS
}
