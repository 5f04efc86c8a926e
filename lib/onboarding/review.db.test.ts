import { beforeEach, describe, expect, it, vi } from 'vitest'
import { SEED } from '@/lib/sandbox/seed'
import { useSandbox } from '@/scripts/vitest/sandbox'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { createDraft, saveDraft } = await import('./actions')
const { draftDetails, draftOffer, rolesLike } = await import('./draft-queries')
const { draftReview } = await import('./review-queries')
const { db } = await import('@/lib/db/client')

const upstream = useSandbox()

beforeEach(() => db().planRefusal.deleteMany())

type Content = Awaited<ReturnType<typeof draftDetails>>['content']

async function draft(change: (content: Content) => Content): Promise<string> {
  const begun = await createDraft({ templateId: null })
  if (!begun.ok) throw new Error(begun.error.message)
  const { draftId } = begun.data
  const { content, version } = await draftDetails(draftId)
  await saveDraft({ draftId, version, content: change(content) })
  return draftId
}

const named =
  (name: string, more: Partial<Content> = {}) =>
  (content: Content): Content => ({
    ...content,
    ...more,
    customer: { ...content.customer, name, unitId: SEED.units.direct.id, type: 'standard' },
  })

const business = { ratePlanId: 'PARTNERS_BIZ', frequency: 'monthly', components: {} }
const zones = { text: 'quiet-harbour.example', type: 'full' as const, types: {} }

describe('The review', () => {
  it('tells the steps in order, what they cost, and sends nothing', async () => {
    const id = await draft(named('Quiet Harbour', { zones, plans: { each: false, all: business, by: {} } }))
    const review = await draftReview(id)
    expect(review).toMatchObject({
      version: 2,
      minutes: 0,
      steps: [
        { key: 'account', kind: 'account', subject: 'Quiet Harbour', refused: null },
        { key: 'zone:quiet-harbour.example' },
        { key: 'plan:quiet-harbour.example', subject: expect.stringContaining('PARTNERS_BIZ') },
        { kind: 'read-back' },
      ],
    })
    expect(review.steps && review.calls).toBe(review.steps?.reduce((sum, { calls }) => sum + calls, 0))
    expect((await upstream.calls()).filter(({ method }) => method !== 'GET')).toEqual([])
  })

  it('says how long it waits for the allowance where that has no room', async () => {
    const many = Array.from({ length: 150 }, (_, nth) => `quiet-${nth}.example`).join(' ')
    const id = await draft(
      named('Quiet Harbour', {
        zones: { ...zones, text: many },
        plans: { each: false, all: business, by: {} },
      }),
    )
    const review = await draftReview(id)
    expect(review.steps && review.minutes).toBeGreaterThan(2)
  })

  it('stops at what is wrong: fields, a unit that is none of ours, a name that another account has', async () => {
    const empty = await draftReview(await draft((content) => content))
    expect(empty).toMatchObject({ steps: null, errors: { customer: { name: expect.any(String) } } })

    const foreign = await draft((content) => {
      const { customer, ...rest } = named('Quiet Harbour')(content)
      return { ...rest, customer: { ...customer, unitId: 'none' } }
    })
    expect(await draftReview(foreign)).toMatchObject({
      steps: null,
      errors: { customer: { unitId: 'Choose one of your tenant units.' } },
    })

    const twin = await draft(named('Delta Dental Clinics Ltd'))
    expect(await draftReview(twin)).toMatchObject({
      steps: null,
      errors: { customer: { confirmDuplicate: expect.stringMatching(/Select the box/) } },
    })
    const wanted = await draft((content) => {
      const { customer, ...rest } = named('Delta Dental Clinics Ltd')(content)
      return { ...rest, customer: { ...customer, confirmDuplicate: true } }
    })
    expect((await draftReview(wanted)).steps).not.toBeNull()
  })

  it('says what the agreement is known not to allow', async () => {
    const id = await draft(
      named('Quiet Harbour', {
        zones,
        plans: { each: false, all: business, by: {} },
        subscriptions: { orders: [{ ratePlanId: 'TEAMS_ENT', frequency: '', components: {} }] },
      }),
    )
    const { tenantId } = await tenantOfUnit()
    await db().planRefusal.createMany({
      data: ['partners_biz', 'teams_ent'].map((ratePlanId) => ({
        tenantId,
        ratePlanId,
        code: 1225,
        refusedAt: new Date(),
        refusedBy: 'op@example.com',
      })),
    })
    const { steps, ...review } = await draftReview(id)
    expect(review).toMatchObject({ entitlementsRead: true })
    expect(steps?.filter(({ refused }) => refused).map(({ kind }) => kind)).toEqual(['plan', 'subscription'])
    const offered = await draftOffer(id, 'zone')
    const plan = offered.products
      .flatMap(({ plans }) => plans)
      .find(({ id: plan }) => plan === 'PARTNERS_BIZ')
    expect(plan?.refusal).toMatchObject({ code: 1225 })
  })

  it('says so where the entitlements of the tenant cannot be read', async () => {
    const id = await draft(named('Quiet Harbour'))
    await upstream.fault('GET', '/entitlements$', { kind: 'status', status: 403, code: 10000 })
    expect(await draftReview(id)).toMatchObject({ entitlementsRead: false })
  })
})

it('offers the roles of an account of the same unit, and of another one where that is chosen', async () => {
  const id = await draft(named('Quiet Harbour'))
  const first = await rolesLike(id, '')
  expect(first.account).not.toBeNull()
  const row = (
    (await upstream.control('GET', '/state')) as { accounts: { id: string; unit: string }[] }
  ).accounts.find((account) => account.id === first.account!.id)
  expect(row).toMatchObject({ unit: SEED.units.direct.id })
  expect(first.roles.choices).toContainEqual(expect.objectContaining({ name: 'Administrator' }))
  const other = first.others[0]!
  expect((await rolesLike(id, other.id)).account).toEqual(other)
  expect((await rolesLike(id, 'f'.repeat(32))).account, 'none of ours').toEqual(first.account)
})

async function tenantOfUnit() {
  const { managedTenants } = await import('@/lib/tenants/tenancy')
  const { openTenantApi } = await import('@/lib/tenant-api/client')
  const { items } = await managedTenants(openTenantApi({ work: 'background' }))
  const tenant = items.find(({ units }) => units.some(({ id }) => id === SEED.units.direct.id))!
  return { tenantId: tenant.id }
}
