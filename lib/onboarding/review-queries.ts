import 'server-only'
import { notFound } from 'next/navigation'
import * as z from 'zod'
import { unitToCreateIn } from '@/lib/accounts/creatable'
import { sameNameAccounts } from '@/lib/accounts/namesakes'
import { requireStaff } from '@/lib/auth/session'
import { AppError, type FieldErrors } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import { defineQuery } from '@/lib/entry/query'
import { refusalsFor } from '@/lib/subscriptions/refusals'
import { sharedBudget } from '@/lib/tenant-api/budget'
import { openTenantApi, type TenantApi } from '@/lib/tenant-api/client'
import { managedTenants } from '@/lib/tenants/tenancy'
import { orderOfDraft, type DraftReview } from './draft-schema'
import { contentOfDraft } from './drafts'
import { planOf } from './plan'
import type { Order } from './schema'

/** What provisioning the draft will do, and what is known to go wrong with it. Nothing is sent but reads. */
export const draftReview = defineQuery({
  permission: 'onboarding.provision',
  run: async (rawId: string): Promise<DraftReview> => {
    const staff = await requireStaff()
    const id = z.uuid().safeParse(rawId).data ?? notFound()
    const draft = (await db().onboardingDraft.findUnique({ where: { id } })) ?? notFound()
    const { order, errors } = orderOfDraft(contentOfDraft(draft))
    if (!order) return { version: draft.version, errors, steps: null }
    const tenant = openTenantApi({ work: 'view', person: staff.id })
    const [place, twins, refused] = await Promise.all([
      unitFaults(tenant, order),
      nameFaults(tenant, order),
      refusedOf(tenant, order),
    ])
    const customer = { ...place, ...twins }
    if (Object.keys(customer).length > 0)
      return { version: draft.version, errors: { ...errors, customer }, steps: null }
    const { why, entitlementsRead } = refused
    const steps = planOf(order).map((step) => ({ ...step, refused: why.get(step.key) ?? null }))
    return { version: draft.version, errors, steps, entitlementsRead, ...(await costOf(steps)) }
  },
})

async function unitFaults(tenant: TenantApi, { customer }: Order): Promise<FieldErrors> {
  try {
    await unitToCreateIn(tenant, customer)
    return {}
  } catch (error) {
    if (error instanceof AppError && Object.keys(error.fields).length > 0) return error.fields
    throw error
  }
}

async function nameFaults(tenant: TenantApi, { customer, confirmDuplicate }: Order): Promise<FieldErrors> {
  if (confirmDuplicate) return {}
  const { accounts, complete } = await sameNameAccounts(tenant, customer.name)
  return accounts.length > 0 || !complete
    ? { confirmDuplicate: 'Select the box to create another account with this name.' }
    : {}
}

/** What of the steps the agreement is known not to allow. What cannot be read is no reason to warn. */
async function refusedOf(tenant: TenantApi, { customer, zones, subscriptions }: Order) {
  const { items } = await managedTenants(tenant)
  const home = items.find(({ units }) => units.some((unit) => unit.id === customer.unitId))
  const [refusals, entitlements] = home
    ? await Promise.all([
        refusalsFor({ tenantId: home.id }),
        tenant.tenants.entitlements(home.id).then(
          (told) => told.items,
          () => null,
        ),
      ])
    : [new Map<string, { reason: string }>(), null]
  const denies = (key: string) => entitlements?.some((each) => each.key === key && each.value === false)
  const said = new Map<string, string>()
  for (const { name, type, plan } of zones) {
    if (type === 'partial' && denies('partial_setup_allowed'))
      said.set(`zone:${name}`, 'Your agreement does not allow partial zones.')
    const refusal = plan && refusals.get(plan.ratePlanId.toLowerCase())
    if (refusal) said.set(`plan:${name}`, refusal.reason)
  }
  for (const { ratePlanId } of subscriptions) {
    const refusal = refusals.get(ratePlanId.toLowerCase())
    if (refusal) said.set(`subscription:${ratePlanId}`, refusal.reason)
  }
  return { why: said, entitlementsRead: entitlements !== null }
}

const WINDOW_MINUTES = 5

/** How many calls it is at most, and how long they take where the allowance has to be waited for. */
async function costOf(steps: { calls: number }[]) {
  const calls = steps.reduce((sum, step) => sum + step.calls, 0)
  const { limit, used, forPeople } = await sharedBudget().state()
  const pace = Math.max(1, limit - forPeople)
  const free = Math.max(0, pace - used)
  return { calls, free, minutes: Math.ceil((Math.max(0, calls - free) * WINDOW_MINUTES) / pace) }
}
