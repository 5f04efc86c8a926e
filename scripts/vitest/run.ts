import { randomUUID } from 'node:crypto'
import { seal } from '@/lib/core/seal'
import { db } from '@/lib/db/client'
import { staff } from './person'
import type { Order } from '@/lib/onboarding/schema'

type Run = Parameters<ReturnType<typeof db>['onboardingRun']['create']>[0]['data']
export type Step = Partial<Parameters<ReturnType<typeof db>['onboardingStep']['create']>[0]['data']> & {
  key: string
}

/** What the runs of tests are ordered to make. */
export const ORDER: Order = {
  customer: {
    name: 'Anvil Ltd',
    description: '',
    unitId: 'u1',
    type: 'standard',
    agreementOn: '',
    agreementBy: '',
    businessName: 'Anvil Limited',
    businessAddress: '1 Forge Lane',
    businessEmail: 'secret@anvil.example',
    businessPhone: '',
    externalMetadata: '',
  },
  access: {
    emails: ['ada@anvil.example', 'bob@anvil.example'],
    grant: { kind: 'roles', roles: ['r1'] },
    likeAccountId: null,
    names: {},
    serviceUser: { email: 'bot@anvil.example', roles: ['r1'] },
  },
  zones: [],
  subscriptions: [],
  confirmDuplicate: false,
}

/** A run as the engine leaves it, in the name of the person who is signed in. */
export async function given(values: Partial<Run> = {}, steps: Step[] = [], order = ORDER): Promise<string> {
  const id = randomUUID()
  await db().onboardingRun.create({
    data: {
      id,
      operationId: randomUUID(),
      title: 'Anvil Ltd',
      unitId: 'u1',
      content: seal(order, `onboarding_run:${id}`),
      startedBy: staff.id,
      startedByEmail: staff.email,
      ...values,
    } as Run,
  })
  await db().onboardingStep.createMany({
    data: steps.map((step, position) => ({
      runId: id,
      position,
      idempotencyKey: randomUUID(),
      ...step,
    })) as never,
  })
  return id
}
