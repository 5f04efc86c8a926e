import 'server-only'
import { db } from '@/lib/db/client'

/**
 * Whether the runs of an import that have not begun are to wait. To be asked before a run's first step: what has begun
 * is brought to its end.
 */
export async function importHolds(importId: string): Promise<boolean> {
  const found = await db().onboardingImport.findUnique({ where: { id: importId }, select: { status: true } })
  return found?.status === 'paused'
}
