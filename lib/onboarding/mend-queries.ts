import 'server-only'
import * as z from 'zod'
import { createChoices } from '@/lib/accounts/queries'
import type { OnboardingStep } from '@/lib/db/generated/client'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { defineQuery } from '@/lib/entry/query'
import { roleChoices } from '@/lib/members/queries'
import type { Grant } from '@/lib/members/schema'
import { subscriptionOffer, zonePlanOffer } from '@/lib/subscriptions/queries'
import { runDetails } from './run-queries'
import { orderOfRun } from './ordered'
import { readKey, resultOf } from './results'
import type { MendForm, OrderedServiceUser } from './run-schema'
import type { Order, RunView } from './schema'

const NOT_HELD = 'The run does not wait for this step any more.'

/** The form of the step that a run waits for. Throws `conflict` where it does not, or not any more. */
export const mendForm = defineQuery({
  permission: 'onboarding.provision',
  run: async (runId: string, key: string): Promise<MendForm> => {
    const run = await runDetails(runId)
    const step = run.steps.find(({ state }) => state !== 'done' && state !== 'skipped')
    if (run.status !== 'paused' || step?.key !== key || step.state !== 'paused')
      throw new AppError('conflict', NOT_HELD)
    const row = await db().onboardingRun.findUniqueOrThrow({ where: { id: runId }, include: { steps: true } })
    const order = orderOfRun(row)
    if (!order) throw new AppError('conflict', 'What was ordered has been removed.')
    const { subject, message, fields } = step
    return { runId, key, subject, message, fields, ...(await partOf(key, order, run, row.steps)) }
  },
})

/** What was ordered of the service user that an opened form is for, or null. `run`: as the address has it. */
export const orderedServiceUser = defineQuery({
  permission: 'service-users.create',
  run: async (
    formKey: string,
    run: string | undefined,
    offered: Offered[],
  ): Promise<OrderedServiceUser | null> => {
    const of = z.uuid().safeParse(run)
    if (!of.success) return null
    const step = await db().onboardingStep.findUnique({
      where: { runId_key: { runId: of.data, key: 'service-user' }, idempotencyKey: formKey },
      include: { run: true },
    })
    const access = step && orderOfRun(step.run)?.access
    if (!step || !access?.serviceUser) return null
    const { email, roles } = access.serviceUser
    return { runId: of.data, wanted: { email, roles: roles.flatMap(offeredAs(offered, access.names)) } }
  },
})

type Offered = { id: string; name: string }

/** What was chosen by the roles of another account is here the role of that id, or of that name. */
const offeredAs =
  (offered: Offered[], names: Record<string, string>) =>
  (id: string): string[] => {
    const found = offered.find((each) => each.id === id) ?? offered.find(({ name }) => name === names[id])
    return found ? [found.id] : []
  }

async function partOf(key: string, order: Order, { accountId }: RunView, steps: OnboardingStep[]) {
  const { kind, which } = readKey(key)
  if (kind === 'account') {
    const { units } = await createChoices()
    return { kind, customer: order.customer, confirmDuplicate: order.confirmDuplicate, units }
  }
  if (!accountId) throw new AppError('conflict', NOT_HELD)
  if (kind === 'member') {
    const roles = await roleChoices(accountId)
    const grant = grantAs(order, offeredAs(roles.choices, order.access.names))
    return { kind, email: order.access.emails[Number(which)] ?? '', grant, accountId, roles }
  }
  const zone = order.zones.find(({ name }) => name === which)
  if (kind === 'zone' && zone) return { kind, zone: { name: zone.name, type: zone.type } }
  if (kind === 'plan' && zone?.plan) {
    const added = resultOf('zone', steps.find((each) => each.key === `zone:${which}`)?.result)
    if (!added)
      throw new AppError('conflict', 'The domain was not added, so it can have no plan. Skip this step.')
    const { offer } = await zonePlanOffer(accountId, added.zoneId)
    return { kind, order: zone.plan, offer }
  }
  const wanted = order.subscriptions.find(({ ratePlanId }) => ratePlanId === which)
  if (kind === 'subscription' && wanted)
    return { kind, order: wanted, offer: await subscriptionOffer(accountId) }
  throw new AppError('conflict', 'There is nothing to change about this step. Skip it, or stop the run.')
}

/** Groups are taken as they were chosen: the form shows which of them the account does not have. */
function grantAs({ access: { grant } }: Order, roleOf: (id: string) => string[]): Grant {
  if (!grant) return { kind: 'roles', roles: [] }
  return grant.kind === 'roles' ? { kind: 'roles', roles: grant.roles.flatMap(roleOf) } : grant
}
