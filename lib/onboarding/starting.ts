import 'server-only'
import { randomUUID } from 'node:crypto'
import { tenantOf } from '@/lib/audit/belonging'
import { seal } from '@/lib/core/seal'
import type { Prisma } from '@/lib/db/generated/client'
import { begin } from '@/lib/workflows/engine'
import { planOf } from './plan'
import type { Order } from './schema'

/** The work of one run, and what else the engine does for onboarding. */
export const PROVISION = 'provision'

type Start = {
  order: Order
  /** In whose name it acts. */
  staff: { id: string; email: string }
  draftId?: string
  templateId?: string | null
  importId?: string
  row?: number
}

/** Makes a run of an order, in the caller's transaction; it begins once that is committed. Returns its id. */
export async function startRun(
  tx: Prisma.TransactionClient,
  { order, staff, ...from }: Start,
): Promise<string> {
  const id = randomUUID()
  await tx.onboardingRun.create({
    data: {
      id,
      operationId: randomUUID(),
      ...from,
      title: order.customer.name,
      unitId: order.customer.unitId,
      // Till the account is there its unit tells whose it will be.
      tenantId: await tenantOf(tx, [order.customer.unitId]),
      content: sealOrder(id, order),
      startedBy: staff.id,
      startedByEmail: staff.email,
      stretch: 1,
    },
  })
  await tx.onboardingStep.createMany({
    data: planOf(order).map(({ key }, position) => ({
      runId: id,
      key,
      position,
      idempotencyKey: randomUUID(),
    })),
  })
  await begin(tx, PROVISION, { id, stretch: 1, later: from.importId !== undefined })
  return id
}

export const sealOrder = (runId: string, order: Order) => seal(order, `onboarding_run:${runId}`)
