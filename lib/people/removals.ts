import 'server-only'
import * as z from 'zod'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { Prisma, Removal } from '@/lib/db/generated/client'
import type { RemovalView } from './schema'

type Tx = Prisma.TransactionClient

/** Throws `not_found`. */
export async function viewOf(id: string): Promise<RemovalView> {
  const removal = z.uuid().safeParse(id).success
    ? await db().removal.findUnique({ where: { id }, include: { steps: { orderBy: { position: 'asc' } } } })
    : null
  if (!removal) throw noSuchRemoval()
  const { email, status, reason, wakeAt, startedByEmail, createdAt, endedAt, stopAskedAt, steps } = removal
  return {
    ...{ id, email, status, reason },
    stopping: stopAskedAt !== null && endedAt === null,
    wakeAt: wakeAt?.toISOString() ?? null,
    startedBy: startedByEmail,
    createdAt: createdAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    steps: steps.map((step) => ({
      accountId: step.accountId,
      accountName: step.accountName,
      state: step.state,
      message: step.message,
      requestId: step.requestId,
      ray: step.ray,
      at: (step.endedAt ?? step.startedAt)?.toISOString() ?? null,
    })),
  }
}

/** Locks the removal until the transaction ends. Throws `not_found`, and `conflict` where it has ended. */
export async function openRemoval(tx: Tx, id: string): Promise<Removal> {
  await tx.$queryRaw`SELECT FROM removal WHERE id = ${id}::uuid FOR UPDATE`
  const removal = await tx.removal.findUnique({ where: { id } })
  if (!removal) throw noSuchRemoval()
  if (removal.endedAt) throw new AppError('conflict', 'This removal has ended. Reload the page.')
  return removal
}

const noSuchRemoval = () => new AppError('not_found', 'There is no such removal.')
