import 'server-only'
import type { Staff } from '@/lib/auth/session'
import { AppError } from '@/lib/core/errors'
import type { Prisma } from '@/lib/db/generated/client'

type Admin = { id: string; usable: boolean }

/**
 * Every change of staff first locks the rows of all enabled administrators, always in one order. So of two admins
 * who demote each other at the same moment, the second waits, sees what the first did, and is refused.
 */
export async function lockAdmins(tx: Prisma.TransactionClient, asking: Staff): Promise<Admin[]> {
  const admins = await tx.$queryRaw<Admin[]>`
    SELECT id::text, password_hash IS NOT NULL AS usable FROM staff
    WHERE role = 'admin' AND disabled_at IS NULL ORDER BY id FOR NO KEY UPDATE`
  if (!admins.some(({ id }) => id === asking.id))
    throw new AppError('denied', 'You are no longer an administrator.')
  return admins
}

/** Throws where nobody else could administer. Somebody invited who has never set a password cannot yet. */
export function keepOne(admins: Admin[], person: { id: string; name: string }): void {
  const others = admins.filter(({ id, usable }) => usable && id !== person.id)
  if (others.length === 0)
    throw new AppError(
      'conflict',
      `${person.name} is the last administrator who can sign in. Make somebody else an administrator first.`,
    )
}

export async function personOf(tx: Prisma.TransactionClient, id: string) {
  const person = await tx.staff.findUnique({
    where: { id },
    select: { id: true, name: true, email: true, role: true, disabledAt: true },
  })
  if (!person) throw new AppError('not_found', 'This person is not on the list.')
  return person
}
