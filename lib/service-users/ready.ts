import 'server-only'
import type { Prisma, ServiceUser } from '@/lib/db/generated/client'
import { begin } from '@/lib/workflows/engine'

/** The job of whoever waits for a service user: begun, with its id, once it is ready. */
export const READY = 'service-user-ready'

/** Says so in the transaction that makes it ready: it can use its account, and its key is saved. */
export async function tellWhereReady(
  tx: Prisma.TransactionClient,
  { id, memberId, keySavedAt }: ServiceUser,
): Promise<void> {
  if (memberId && keySavedAt) await begin(tx, READY, { id, stretch: 1 })
}
