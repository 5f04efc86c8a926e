import 'server-only'
import { z } from 'zod'
import { requireStaff } from '@/lib/auth/session'
import type { ExportOutcome } from '@/lib/core/ask'
import { db } from '@/lib/db/client'

/** How an export of the asking person ended, by its operation's ID; null while nothing is on record, and for others. */
export async function exportOutcome(operationId: string): Promise<ExportOutcome | null> {
  const staff = await requireStaff()
  if (!z.uuid().safeParse(operationId).success) return null
  const row = await db().auditEvent.findFirst({
    where: { operationId, actorId: staff.id, phase: { not: 'attempted' } },
    orderBy: { seq: 'desc' },
  })
  if (!row) return null
  const { rows = 0, complete = false } = (row.after ?? {}) as { rows?: number; complete?: boolean }
  return { ended: row.phase === 'succeeded' ? 'well' : 'broken', rows, complete, why: row.errorText }
}
