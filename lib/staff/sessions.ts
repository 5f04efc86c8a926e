import 'server-only'
import { AppError } from '@/lib/core/errors'
import type { Prisma } from '@/lib/db/generated/client'

/** Returns how many were open. */
export async function endSessions(
  tx: Prisma.TransactionClient,
  where: Prisma.StaffSessionWhereInput,
): Promise<number> {
  const { count } = await tx.staffSession.updateMany({
    where: { ...where, endedAt: null },
    data: { endedAt: new Date() },
  })
  return count
}

export async function endOne(tx: Prisma.TransactionClient, where: { id: string; staffId?: string }) {
  const session = await tx.staffSession.findFirst({ where, select: { staff: { select: { email: true } } } })
  if (!session) throw new AppError('not_found', 'This session no longer exists.')
  await endSessions(tx, where)
  const { email } = session.staff
  return { data: null, target: { name: email }, after: { staffEmail: email } }
}
