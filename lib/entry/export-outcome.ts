import 'server-only'
import { z } from 'zod'
import { requireStaff } from '@/lib/auth/session'
import type { ExportOutcome } from '@/lib/core/ask'
import { db } from '@/lib/db/client'

/** Takes the operation's id of an export of the asking person; returns what is on record of its end, or null. */
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
