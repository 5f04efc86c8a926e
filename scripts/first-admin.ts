import { randomBytes, randomUUID } from 'node:crypto'
import { recordEvent } from '@/lib/audit/record'
import { hashPassword } from '@/lib/auth/password'
import { db, pool } from '@/lib/db/client'

const nobody = {
  actorId: null,
  actorEmail: null,
  actorRole: null,
  sessionId: null,
  address: null,
  userAgent: null,
}

/**
 * Makes the first administrator when there is no staff at all; returns the e-mail and password it can sign in with, or
 * null when somebody is already there. Two processes that start at once make one administrator.
 */
export async function createFirstAdmin(
  email = 'admin@tenantdesk.local',
  password = randomBytes(15).toString('base64url'),
): Promise<{ email: string; password: string } | null> {
  try {
    const passwordHash = await hashPassword(password)
    return await db().$transaction(async (tx) => {
      await tx.$executeRaw`lock table staff in share row exclusive mode`
      if ((await tx.staff.count()) > 0) return null
      const staff = await tx.staff.create({
        data: { email, name: 'Administrator', role: 'admin', passwordHash },
      })
      const entry = {
        operationId: randomUUID(),
        requestId: 'first-start',
        action: 'staff.add' as const,
        actor: nobody,
      }
      await recordEvent(
        entry,
        { phase: 'succeeded', target: { id: staff.id, name: staff.name }, after: staff },
        tx,
      )
      return { email, password }
    })
  } finally {
    await db().$disconnect()
    await pool().end()
  }
}
