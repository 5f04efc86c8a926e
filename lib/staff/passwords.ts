import 'server-only'
import { forgetFirstPassword } from '@/lib/auth/first-password'
import { hashPassword } from '@/lib/auth/password'
import type { Throttled } from '@/lib/auth/throttle'
import { AppError } from '@/lib/core/errors'
import type { Prisma } from '@/lib/db/generated/client'
import { passwordFault } from './password-rules'

export async function hashOfNew(password: string, person: { name: string; email: string }): Promise<string> {
  const fault = await passwordFault(password, person)
  if (fault) throw fieldFault('password', fault)
  return hashPassword(password)
}

/** Tells whether the person was still there as expected. Links that are still open would be a second way in. */
export async function putPassword(
  tx: Prisma.TransactionClient,
  expected: { id: string; passwordHash?: string | null },
  passwordHash: string,
): Promise<boolean> {
  await tx.passwordLink.deleteMany({ where: { staffId: expected.id, usedAt: null } })
  const { count } = await tx.staff.updateMany({
    where: { ...expected, disabledAt: null },
    data: { passwordHash, mustChangePassword: false },
  })
  return count === 1
}

export const passwordChanged = ({ id, email }: { id: string; email: string }, wasGenerated: boolean) => ({
  data: null,
  target: { id, name: email },
  committed: wasGenerated ? forgetFirstPassword : undefined,
})

export function refuseGuesses(throttled: Throttled | null): void {
  if (throttled) throw new AppError('throttled', 'Too many attempts.', throttled)
}

export const fieldFault = (field: string, sentence: string) =>
  new AppError('invalid', 'Some fields need your attention.', { fields: { [field]: sentence } })
