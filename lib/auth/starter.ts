import 'server-only'
import type { Actor } from '@/lib/audit/record'
import { db } from '@/lib/db/client'
import type { Staff } from './session'

/**
 * The person in whose name a run acts, as they are now, with how the record names them; null for who was disabled or
 * removed. Without a session: nobody sits there.
 */
export async function starterOf(
  staffId: string,
  runId: string,
): Promise<{ staff: Staff; actor: Actor } | null> {
  const person = await db().staff.findFirst({ where: { id: staffId, disabledAt: null } })
  if (!person) return null
  const { id, email, name, role } = person
  return {
    staff: { id, email, name, role, sessionId: '' },
    actor: {
      actorId: id,
      actorEmail: email,
      actorRole: role,
      sessionId: null,
      address: null,
      userAgent: null,
      runId,
    },
  }
}
