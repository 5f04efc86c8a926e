import { randomBytes, randomUUID } from 'node:crypto'
import pg from 'pg'

const NAME = 'Administrator'

const NOBODY = {
  actorId: null,
  actorEmail: null,
  actorRole: null,
  sessionId: null,
  address: null,
  userAgent: null,
}

/**
 * Makes the first administrator when there is no staff at all; returns the email and password it signs in with and
 * what is wrong with the password (null for nothing), or null when somebody is already there. A password that nobody
 * chose must be changed at the first sign-in. Two processes that start at once make one. Reads the server's environment.
 */
export async function createFirstAdmin(
  databaseUrl: string,
  email = 'admin@tenantdesk.local',
  chosen?: string,
): Promise<{ email: string; password: string; fault: string | null } | null> {
  if (await hasStaff(databaseUrl)) return null
  // Loaded only now: every later start does without.
  const { hashPassword } = await import('@/lib/auth/password')
  const { passwordFault } = await import('@/lib/staff/password-rules')
  const { recordEvent } = await import('@/lib/audit/record')
  const { addPerson } = await import('@/lib/staff/commands/add-person')
  const { db, pool } = await import('@/lib/db/client')
  const password = chosen ?? randomBytes(15).toString('base64url')
  try {
    const passwordHash = await hashPassword(password)
    const fault = await passwordFault(password, { name: NAME, email })
    return await db().$transaction(async (tx) => {
      await tx.$executeRaw`lock table staff in share row exclusive mode`
      if ((await tx.staff.count()) > 0) return null
      const staff = await tx.staff.create({
        data: { email, name: NAME, role: 'admin', passwordHash, mustChangePassword: chosen === undefined },
      })
      const entry = {
        operationId: randomUUID(),
        requestId: 'first-start',
        act: addPerson,
        actor: NOBODY,
      }
      await recordEvent(
        entry,
        { phase: 'succeeded', target: { id: staff.id, name: staff.name }, after: staff },
        tx,
      )
      return { email, password, fault }
    })
  } finally {
    await db().$disconnect()
    await pool().end()
  }
}

/**
 * Whether the first password in the file is still valid and must then be changed, also if it was created before that
 * was required.
 */
export async function firstPasswordStands(
  databaseUrl: string,
  { email, password }: { email: string; password: string },
): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query('select password_hash from staff where email = $1', [email])
    const { checkPassword } = await import('@/lib/auth/password')
    if (!(await checkPassword(rows[0]?.password_hash ?? null, password))) return false
    await client.query('update staff set must_change_password = true where email = $1', [email])
    return true
  } finally {
    await client.end()
  }
}

async function hasStaff(databaseUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    return (await client.query('select from staff limit 1')).rows.length > 0
  } finally {
    await client.end()
  }
}
