import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Role } from '@/lib/auth/permissions'
import type { AuditEvent } from '@/lib/db/generated/client'
import { SEED, seedZone } from '@/lib/sandbox/seed'
import { staff } from '@/scripts/vitest/person'
import { useSandbox } from '@/scripts/vitest/sandbox'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const actions = await import('./actions')
const queries = await import('./queries')
const { toOrder } = await import('./constants')
const { ACTS } = await import('@/lib/commands')
const { findOut } = await import('@/lib/entry/lost')
const { managedAccount } = await import('@/lib/tenants/access')
const { openTenantApi } = await import('@/lib/tenant-api/client')
const { whatGoes } = await import('@/lib/accounts/deletable')
const { db } = await import('@/lib/db/client')

const zone = { accountId: SEED.accounts.plain, zoneId: seedZone('delta-dental-clinics.com') }
/** A zone without a subscription. */
const bare = { accountId: SEED.accounts.sameName[1], zoneId: seedZone('acme-logistics.eu') }
const plain = { accountId: SEED.accounts.plain }
const PLAIN = { frequency: 'monthly', componentValues: [] }

const upstream = useSandbox()
const { audit, fault } = upstream
describe.each(['number', 'text'])('the plan of a zone, with amounts that come as %s', (amounts) => {
  beforeEach(() => upstream.control('PUT', '/settings', { amounts }))

  it('is Free where Cloudflare says 1207, and is set by POST', async () => {
    expect(await queries.zonePlan(bare.accountId, bare.zoneId)).toBeNull()
    const { loaded, offer } = await queries.zonePlanOffer(bare.accountId, bare.zoneId)
    expect(loaded).toBeNull()
    const pro = offer.products[0]!.plans[1]!
    expect(pro).toMatchObject({
      id: 'PARTNERS_PRO',
      label: 'Pro',
      components: expect.arrayContaining([{ name: 'page_rules', default: 20, unitPrice: 1 }]),
      listPrice: { amount: 25, currency: 'USD', frequency: 'monthly' },
      refusal: null,
    })

    const order = {
      ratePlanId: pro.id,
      frequency: 'yearly',
      componentValues: [{ name: 'page_rules', value: 30 }],
    }
    expect(await actions.setZonePlan({ ...bare, ...order, loaded })).toEqual({
      ok: true,
      data: { status: 'done' },
    })
    expect(await queries.zonePlan(bare.accountId, bare.zoneId)).toMatchObject({
      planId: 'PARTNERS_PRO',
      frequency: 'yearly',
      price: 30,
    })
    expect(await writes()).toMatchObject([
      {
        method: 'POST',
        body: {
          rate_plan: { id: 'PARTNERS_PRO' },
          frequency: 'yearly',
          component_values: order.componentValues,
        },
      },
    ])
    const rows = await audit('zone.plan')
    expect(rows.map(({ phase }) => phase)).toEqual(['attempted', 'succeeded'])
    expect(rows[1]).toMatchObject({
      targetName: 'acme-logistics.eu',
      accountName: 'Acme Logistics',
      before: null,
      after: { ratePlanId: 'PARTNERS_PRO', componentValues: { page_rules: 30 } },
    })
  })

  it('is changed by PUT after that, down to Free too, with before and after', async () => {
    const { loaded } = await queries.zonePlanOffer(zone.accountId, zone.zoneId)
    expect(loaded).toMatchObject({ ratePlanId: 'PARTNERS_PRO', frequency: 'monthly' })
    expect(
      await actions.setZonePlan({ ...zone, ...PLAIN, ratePlanId: 'PARTNERS_FREE', loaded }),
    ).toMatchObject({
      ok: true,
    })
    expect((await writes()).map(({ method }) => method)).toEqual(['PUT'])
    expect((await audit('zone.plan')).at(-1)).toMatchObject({
      before: { ratePlanId: 'PARTNERS_PRO' },
      after: { ratePlanId: 'PARTNERS_FREE' },
    })
  })

  it('keeps components whose amounts come as text', async () => {
    const parts = { rate_plan: { id: 'PARTNERS_PRO' }, component_values: [{ name: 'page_rules', value: 50 }] }
    await upstream.call('PUT', `/zones/${zone.zoneId}/subscription`, parts)
    await upstream.control('PUT', '/settings', { amounts: 'text' })
    await upstream.control('DELETE', '/calls')
    const { loaded, offer } = await queries.zonePlanOffer(zone.accountId, zone.zoneId)
    expect(loaded).toMatchObject({
      componentValues: expect.arrayContaining([{ name: 'page_rules', value: 50 }]),
      told: true,
    })
    const plan = offer.products[0]!.plans.find(({ id }) => id === 'PARTNERS_PRO')!
    const components = Object.fromEntries(
      loaded!.componentValues.map(({ name, value }) => [name, String(value)]),
    )
    const order = toOrder({ ratePlanId: plan.id, frequency: 'yearly', components }, plan, loaded)
    expect(await actions.setZonePlan({ ...zone, ...order, loaded })).toMatchObject({ ok: true })
    expect(await writes()).toMatchObject([
      { method: 'PUT', body: { component_values: [{ name: 'page_rules', value: 50 }] } },
    ])
    expect((await audit('zone.plan')).at(-1)).toMatchObject({
      before: { price: 50, componentValues: { page_rules: 50 } },
      after: { componentValues: { page_rules: 50 } },
    })
  })

  it.each([
    ['PARTNERS_PRO', 'null'],
    ['PARTNERS_PRO', 'absent'],
    // The way to another plan would reset them likewise.
    ['PARTNERS_BIZ', 'null'],
    ['PARTNERS_BIZ', 'absent'],
  ])('resets no component that was not told, ordering %s (%s)', async (ratePlanId, componentValues) => {
    await upstream.control('PUT', '/settings', { componentValues })
    const { loaded, offer } = await queries.zonePlanOffer(zone.accountId, zone.zoneId)
    expect(loaded).toMatchObject({ ratePlanId: 'PARTNERS_PRO', componentValues: [], told: false })
    const order = { ...zone, ...PLAIN, ratePlanId, loaded }
    const refusal = { code: 'refused', effect: 'none', message: expect.stringContaining('“Page Rules”') }
    expect(await actions.setZonePlan(order)).toMatchObject({ ok: false, error: refusal })
    // What the form asks for is what is enough.
    const { components } = offer.products[0]!.plans.find(({ id }) => id === ratePlanId)!
    const given = components.map(({ name }) => ({ name, value: 20 }))
    const allButOne = { ...order, componentValues: given.slice(1) }
    expect(await actions.setZonePlan(allButOne)).toMatchObject({ ok: false, error: refusal })
    expect(await writes()).toEqual([])
    expect(await actions.setZonePlan({ ...order, componentValues: given })).toMatchObject({ ok: true })
    expect(await writes()).toMatchObject([{ method: 'PUT', body: { component_values: given } }])
  })

  it('sends nothing when somebody else has changed it, and says what it is now', async () => {
    const { loaded } = await queries.zonePlanOffer(zone.accountId, zone.zoneId)
    await upstream.call('PUT', `/zones/${zone.zoneId}/subscription`, { rate_plan: { id: 'PARTNERS_BIZ' } })
    await upstream.control('DELETE', '/calls')
    const answer = await actions.setZonePlan({ ...zone, ...PLAIN, ratePlanId: 'PARTNERS_FREE', loaded })
    expect(answer).toMatchObject({
      ok: true,
      data: { status: 'changed', theirs: { ratePlanId: 'PARTNERS_BIZ' } },
    })
    expect(await writes()).toEqual([])
    expect((await audit('zone.plan')).at(-1)).toMatchObject({ phase: 'failed', errorCode: 'conflict' })
  })

  it('knows an Enterprise plan by the other id that Cloudflare answers', async () => {
    await fault('PUT', '/subscription$', { kind: 'lose_reply' })
    const { loaded } = await queries.zonePlanOffer(zone.accountId, zone.zoneId)
    expect(
      await actions.setZonePlan({ ...zone, ...PLAIN, ratePlanId: 'PARTNERS_ENT', loaded }),
    ).toMatchObject({
      ok: true,
    })
    const after = await queries.zonePlanOffer(zone.accountId, zone.zoneId)
    expect(after.loaded).toMatchObject({ ratePlanId: 'enterprise', frequency: 'not-applicable' })
    expect(after.offer.products.map(({ name }) => name)).not.toContain('Current plan')
  })

  it('is offered from the catalogue alone where Cloudflare tells no choices', async () => {
    await fault('GET', '/available_', { kind: 'status', status: 403 }, 2)
    const { offer } = await queries.zonePlanOffer(zone.accountId, zone.zoneId)
    expect(offer.products[0]!.plans.map(({ id }) => id)).toContain('PARTNERS_PRO')
  })

  it.each(['lose_reply', 'reset', 'html', 'truncate'])('tells what became of it after %s', async (kind) => {
    const { loaded } = await queries.zonePlanOffer(bare.accountId, bare.zoneId)
    await fault('POST', '/subscription$', { kind })
    const order = { ...bare, ...PLAIN, ratePlanId: 'PARTNERS_BIZ', loaded }
    const answer = await actions.setZonePlan(order)
    const there = (await queries.zonePlan(bare.accountId, bare.zoneId))?.planId === 'PARTNERS_BIZ'
    expect(answer.ok).toBe(there)
    if (!answer.ok) expect(answer.error.code).toBe('unknown')
    expect((await audit('zone.plan')).at(-1)!.phase).toBe(there ? 'succeeded' : 'unknown')
    expect(await actions.settleZonePlan(order)).toEqual({ ok: true, data: { there } })
    expect(await writes()).toHaveLength(1)
  })
})

describe('a plan that the agreement does not allow', () => {
  const agency = { ...bare, ...PLAIN, ratePlanId: 'CF_PRO_20_20', loaded: null }
  const offered = async (ids: { accountId: string; zoneId: string }, id: string) =>
    (await queries.zonePlanOffer(ids.accountId, ids.zoneId)).offer.products
      .flatMap(({ plans }) => plans)
      .find((plan) => plan.id === id)

  it('is refused on its field, remembered for the tenant’s other accounts, and forgotten once it is allowed', async () => {
    expect(await actions.setZonePlan(agency)).toMatchObject({
      ok: false,
      error: { code: 'refused', fields: { ratePlanId: expect.any(String) } },
    })
    expect(await offered(zone, 'CF_PRO_20_20')).toMatchObject({
      refusal: { code: 1225, reason: expect.stringContaining('agreement') },
    })
    const { agreement } = await upstream.control('GET', '/settings')
    await upstream.control('PUT', '/settings', { agreement: [...agreement, 'CF_PRO_20_20'] })
    expect(await actions.setZonePlan(agency)).toMatchObject({ ok: true })
    expect(await offered(zone, 'CF_PRO_20_20')).toMatchObject({ refusal: null })
  })

  it('is remembered when Cloudflare does not know it, and not when it is the account that lacks a card', async () => {
    const order = { accountId: SEED.accounts.noPayment, ...PLAIN, confirmDuplicate: false }
    expect(await actions.addSubscription({ ...order, ratePlanId: 'NO_SUCH_PLAN' })).toMatchObject({
      ok: false,
    })
    expect(await actions.addSubscription({ ...order, ratePlanId: 'WORKERS_PAID' })).toMatchObject({
      ok: false,
      error: { code: 'refused', message: expect.stringContaining('payment method') },
    })
    expect(await db().planRefusal.findMany()).toMatchObject([
      { tenantId: SEED.tenant.tag, ratePlanId: 'no_such_plan', code: 1204, refusedBy: staff.email },
    ])
  })
})

describe.each(['number', 'text'])('subscriptions of an account, with amounts that come as %s', (amounts) => {
  beforeEach(() => upstream.control('PUT', '/settings', { amounts }))

  it('are listed with everything upstream tells, odd ones as they come', async () => {
    expect((await queries.accountSubscriptions(SEED.accounts.busy)).items).toContainEqual(
      expect.objectContaining({
        planId: 'TEAMS_ENT',
        components: [{ name: 'access_users_allowed', value: 50, default: 50, price: 3 }],
        state: 'Paid',
        price: 15,
        currency: 'USD',
        periodEnd: expect.any(String),
        next: { id: 'TEAMS_STANDARD', name: expect.any(String) },
      }),
    )
    expect((await queries.accountSubscriptions(SEED.accounts.oddSubscription)).items).toContainEqual(
      expect.objectContaining({ planId: 'legacy_bundle_2019', state: 'subscription.state.', frequency: '' }),
    )
  })

  it('are added, and what was missing since the creation is missing no more', async () => {
    await db().wantedSubscription.create({
      data: { ...plain, ratePlanId: 'TEAMS_STANDARD', reason: 'Lost.' },
    })
    const answer = await actions.addSubscription({
      ...plain,
      ratePlanId: 'TEAMS_STANDARD',
      frequency: 'monthly',
      componentValues: [{ name: 'access_users_allowed', value: 60 }],
      confirmDuplicate: false,
    })
    expect(answer).toEqual({ ok: true, data: { status: 'done' } })
    expect((await queries.accountSubscriptions(plain.accountId)).items).toMatchObject([
      { planId: 'TEAMS_STANDARD', price: 37 },
    ])
    expect(await db().wantedSubscription.count({ where: plain })).toBe(0)
    expect((await audit('subscription.create')).at(-1)).toMatchObject({
      phase: 'succeeded',
      accountId: plain.accountId,
      after: { ratePlanId: 'TEAMS_STANDARD', componentValues: { access_users_allowed: 60 }, price: 37 },
    })
  })

  it('to a plan that is there already want a deliberate tick', async () => {
    const order = { accountId: SEED.accounts.busy, ...PLAIN, ratePlanId: 'TEAMS_ENT' }
    expect(await actions.addSubscription({ ...order, confirmDuplicate: false })).toMatchObject({
      ok: true,
      data: { status: 'duplicate' },
    })
    expect(await writes()).toEqual([])
    expect(await actions.addSubscription({ ...order, confirmDuplicate: true })).toMatchObject({ ok: true })
  })

  it.each(['lose_reply', 'reset', 'html', 'truncate'])('are added at most once after %s', async (kind) => {
    await fault('POST', '/subscriptions$', { kind })
    const order = { ...plain, ...PLAIN, ratePlanId: 'TEAMS_FREE', confirmDuplicate: false }
    const answer = await actions.addSubscription(order)
    const there = (await queries.accountSubscriptions(plain.accountId)).items.length === 1
    expect(answer.ok).toBe(there)
    expect((await audit('subscription.create')).at(-1)!.phase).toBe(there ? 'succeeded' : 'unknown')
    expect(await actions.settleAddition(order)).toEqual({ ok: true, data: { there } })
    if (there) expect(await actions.addSubscription(order)).toMatchObject({ data: { status: 'duplicate' } })
    expect(await writes()).toHaveLength(1)
  })

  it('do not take a twin of minutes ago for their own when the answer is lost', async () => {
    const order = { ...plain, ...PLAIN, ratePlanId: 'TEAMS_FREE' }
    expect(await actions.addSubscription({ ...order, confirmDuplicate: false })).toMatchObject({ ok: true })
    await db().wantedSubscription.create({
      data: { ...plain, ratePlanId: order.ratePlanId, reason: 'A second one.' },
    })
    await fault('POST', '/subscriptions$', { kind: 'status', status: 500, code: 1000 })
    expect(await actions.addSubscription({ ...order, confirmDuplicate: true })).toMatchObject({
      error: { code: 'unknown' },
    })
    expect((await queries.accountSubscriptions(plain.accountId)).items).toHaveLength(1)
    expect(await db().wantedSubscription.count({ where: plain })).toBe(1)
  })

  it('put a refused component on its field', async () => {
    const answer = await actions.addSubscription({
      ...plain,
      ratePlanId: 'TEAMS_FREE',
      frequency: 'monthly',
      componentValues: [{ name: 'page_rules', value: 1 }],
      confirmDuplicate: false,
    })
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'invalid', fields: { componentValues: expect.any(String) } },
    })
  })

  it('change within their product; a smaller plan waits, and can be taken back', async () => {
    const ids = await subscription(SEED.accounts.gateway, 'TEAMS_GATEWAY_ENT')
    const { loaded, offer } = await queries.changeOffer(ids.accountId, ids.subscriptionId)
    expect(offer.products.map(({ name }) => name)).toEqual(['Zero Trust: Gateway'])
    expect(
      await actions.changeSubscription({ ...ids, ...PLAIN, ratePlanId: 'TEAMS_GATEWAY', loaded }),
    ).toMatchObject({ ok: true })
    const row = () => queries.subscriptionDetails(ids.accountId, ids.subscriptionId)
    expect(await row()).toMatchObject({ planId: 'TEAMS_GATEWAY_ENT', next: { id: 'TEAMS_GATEWAY' } })
    expect((await audit('subscription.change')).at(-1)).toMatchObject({
      before: { nextRatePlanId: null },
      after: { nextRatePlanId: 'TEAMS_GATEWAY' },
    })

    await fault('POST', '/cancel-downgrade$', { kind: 'lose_reply' })
    expect(await actions.undoDowngrade(ids)).toMatchObject({ ok: true })
    expect(await row()).toMatchObject({ next: null })
    expect(await actions.undoDowngrade(ids)).toMatchObject({ ok: false, error: { code: 'conflict' } })
  })

  it('of an unknown plan can have their components read and are offered as they are', async () => {
    const ids = await subscription(SEED.accounts.oddSubscription, 'legacy_bundle_2019')
    const { offer } = await queries.changeOffer(ids.accountId, ids.subscriptionId)
    expect(offer.products).toMatchObject([{ name: 'Current plan', plans: [{ id: 'legacy_bundle_2019' }] }])
  })

  it.each([null, 'lose_reply', 'reset'])('are cancelled, or said not to be (%s)', async (kind) => {
    const ids = await subscription(SEED.accounts.gateway, 'TEAMS_GATEWAY_ENT')
    if (kind) await fault('DELETE', '/subscriptions/', { kind })
    const answer = await actions.cancelSubscription(ids)
    const gone = (await queries.accountSubscriptions(ids.accountId)).items.length === 0
    expect(answer.ok).toBe(gone)
    expect((await audit('subscription.cancel')).at(-1)).toMatchObject({
      phase: gone ? 'succeeded' : 'unknown',
      ...(gone && { before: expect.objectContaining({ ratePlanId: 'TEAMS_GATEWAY_ENT' }) }),
    })
  })
})

describe('who may, and what is foreign', () => {
  it.each<[Role, boolean, boolean]>([
    ['admin', true, true],
    ['operator', true, false],
    ['support', false, false],
    ['auditor', false, false],
  ])('%s may order: %s, cancel: %s; a refusal is on record', async (role, mayOrder, mayCancel) => {
    const ids = await subscription(SEED.accounts.gateway, 'TEAMS_GATEWAY_ENT')
    const { loaded } = await queries.changeOffer(ids.accountId, ids.subscriptionId)
    const same = { ...PLAIN, ratePlanId: 'TEAMS_GATEWAY_ENT' }
    staff.role = role
    const answers = [
      await actions.setZonePlan({ ...bare, ...PLAIN, ratePlanId: 'PARTNERS_PRO', loaded: null }),
      await actions.addSubscription({
        ...plain,
        ...PLAIN,
        ratePlanId: 'TEAMS_FREE',
        confirmDuplicate: false,
      }),
      await actions.changeSubscription({ ...ids, ...same, loaded }),
      await actions.cancelSubscription(ids),
    ]
    expect(answers.map(({ ok }) => ok)).toEqual([mayOrder, mayOrder, mayOrder, mayCancel])
    if (!mayOrder) expect(await writes()).toEqual([])
    if (!mayCancel) expect((await audit('subscription.cancel')).map(({ phase }) => phase)).toEqual(['denied'])
  })

  it('another account’s subscription or zone is not found, and nothing is sent', async () => {
    const { subscriptionId } = await subscription(SEED.accounts.gateway, 'TEAMS_GATEWAY_ENT')
    const foreign = { ...plain, subscriptionId }
    for (const answer of [
      await actions.cancelSubscription(foreign),
      await actions.undoDowngrade(foreign),
      await actions.changeSubscription({ ...foreign, ...PLAIN, ratePlanId: 'TEAMS_FREE', loaded: null }),
      await actions.setZonePlan({
        ...plain,
        zoneId: bare.zoneId,
        ...PLAIN,
        ratePlanId: 'PARTNERS_PRO',
        loaded: null,
      }),
      await actions.addSubscription({
        accountId: SEED.accounts.outside[0],
        ...PLAIN,
        ratePlanId: 'TEAMS_FREE',
        confirmDuplicate: false,
      }),
    ])
      expect(answer).toMatchObject({ ok: false, error: { code: 'not_found' } })
    expect(await writes()).toEqual([])
    const gone = /NEXT_HTTP_ERROR_FALLBACK;404/
    await expect(queries.subscriptionDetails(plain.accountId, subscriptionId)).rejects.toThrow(gone)
    await expect(queries.zonePlan(plain.accountId, bare.zoneId)).rejects.toThrow(gone)
  })
})

describe('a list of subscriptions that can be read in part only', () => {
  beforeEach(() => {
    const real = fetch
    vi.stubGlobal('fetch', async (...asked: Parameters<typeof fetch>) => {
      const request = new Request(...asked)
      const answer = await real(...asked)
      if (request.method !== 'GET' || !request.url.endsWith('/subscriptions')) return answer
      const body = (await answer.json()) as { result: unknown[] }
      return Response.json({ ...body, result: [...body.result, null] })
    })
  })
  afterEach(() => vi.unstubAllGlobals())

  it('says so, and is not counted for a deletion', async () => {
    const accountId = SEED.accounts.gateway
    expect(await queries.accountSubscriptions(accountId)).toMatchObject({
      complete: false,
      items: { length: 1 },
    })
    const tenant = openTenantApi({ work: 'view', person: staff.id })
    const account = await managedAccount(tenant, accountId)
    expect(await whatGoes(tenant, account)).toMatchObject({ subscriptions: null, members: 4 })
  })

  it('may hold one to the plan that is added: it wants a tick', async () => {
    const order = { accountId: SEED.accounts.busy, ...PLAIN, ratePlanId: 'TEAMS_FREE' }
    expect(await actions.addSubscription({ ...order, confirmDuplicate: false })).toMatchObject({
      ok: true,
      data: { status: 'duplicate', sure: false },
    })
    expect(await writes()).toEqual([])
    expect(await actions.addSubscription({ ...order, confirmDuplicate: true })).toMatchObject({
      data: { status: 'done' },
    })
  })

  it('does not prove that one is gone, or was not added', async () => {
    const ids = await subscription(SEED.accounts.gateway, 'TEAMS_GATEWAY_ENT')
    await fault('DELETE', '/subscriptions/', { kind: 'lose_reply' })
    expect(await actions.cancelSubscription(ids)).toMatchObject({ ok: false, error: { effect: 'unknown' } })
    const order = {
      accountId: SEED.accounts.busy,
      ...PLAIN,
      ratePlanId: 'TEAMS_FREE',
      confirmDuplicate: true,
    }
    expect(await actions.settleAddition(order)).toMatchObject({ ok: false, error: { code: 'unavailable' } })
    const added = { accountId: SEED.accounts.busy, request: { ratePlanId: 'TEAMS_FREE' } }
    const open = await attempt('subscription.create', added)
    await expect(looked('subscription.create', open)).rejects.toMatchObject({
      code: 'unavailable',
    })
  })
})

describe('an attempt that a crash left open', () => {
  it('to set a plan is closed as done only when the plan is what was ordered', async () => {
    const ids = { accountId: zone.accountId, targetId: zone.zoneId }
    const pro = await attempt('zone.plan', { ...ids, request: { ratePlanId: 'PARTNERS_PRO', frequency: '' } })
    expect(await looked('zone.plan', pro)).toMatchObject({ phase: 'succeeded' })
    const biz = await attempt('zone.plan', { ...ids, request: { ratePlanId: 'PARTNERS_BIZ' } })
    expect(await looked('zone.plan', biz)).toMatchObject({ phase: 'unknown' })
    await upstream.call('DELETE', `/zones/${zone.zoneId}`)
    expect(await looked('zone.plan', pro)).toMatchObject({
      phase: 'unknown',
      says: expect.stringContaining('the zone is gone'),
      after: { found: false },
    })
  })

  it('to add a subscription takes no older one for its own', async () => {
    const add = (accountId: string, ratePlanId: string) =>
      attempt('subscription.create', { accountId, request: { ratePlanId } })
    const older = await add(SEED.accounts.gateway, 'TEAMS_GATEWAY_ENT')
    expect(await looked('subscription.create', older)).toMatchObject({ phase: 'failed' })
    const made = await add(plain.accountId, 'TEAMS_FREE')
    await upstream.call('POST', `/accounts/${plain.accountId}/subscriptions`, {
      rate_plan: { id: 'TEAMS_FREE' },
    })
    expect(await looked('subscription.create', made)).toMatchObject({
      phase: 'succeeded',
      target: { id: expect.any(String) },
    })
  })

  it('to cancel or to take back is closed by what is there', async () => {
    const { accountId, subscriptionId } = await subscription(SEED.accounts.busy, 'TEAMS_ENT')
    const ids = { accountId, targetId: subscriptionId }
    for (const [action, phase] of [
      ['subscription.cancel', 'failed'],
      ['subscription.undo-downgrade', 'failed'],
    ] as const)
      expect(await looked(action, await attempt(action, ids))).toMatchObject({ phase })
    await upstream.call('DELETE', `/accounts/${accountId}/subscriptions/${subscriptionId}`)
    const cancel = await attempt('subscription.cancel', ids)
    expect(await looked('subscription.cancel', cancel)).toMatchObject({ phase: 'succeeded' })
    const undo = await attempt('subscription.undo-downgrade', ids)
    expect(await looked('subscription.undo-downgrade', undo)).toMatchObject({
      phase: 'unknown',
      says: expect.stringContaining('the subscription is gone'),
      after: { found: false },
    })
  })

  it('to cancel was a success too where the subscription ends at the end of its period', async () => {
    await upstream.control('PUT', '/settings', { cancellation: 'at-period-end' })
    const { accountId, subscriptionId } = await subscription(SEED.accounts.busy, 'TEAMS_ENT')
    const cancel = await attempt('subscription.cancel', { accountId, targetId: subscriptionId })
    expect(await looked('subscription.cancel', cancel)).toMatchObject({ phase: 'failed' })
    await upstream.call('DELETE', `/accounts/${accountId}/subscriptions/${subscriptionId}`)
    expect(await looked('subscription.cancel', cancel)).toMatchObject({
      phase: 'succeeded',
      says: expect.stringContaining('the subscription is cancelled'),
      after: { found: true },
    })
  })
})

const looked = (action: string, open: AuditEvent) => findOut(ACTS.get(action)!, open)

const attempt = (action: string, more: object) =>
  db().auditEvent.create({
    data: { operationId: randomUUID(), requestId: randomUUID(), phase: 'attempted', action, ...more },
  })

async function subscription(accountId: string, planId: string) {
  const { items } = await queries.accountSubscriptions(accountId)
  return { accountId, subscriptionId: items.find((row) => row.planId === planId)!.id! }
}

async function writes(): Promise<{ method: string; path: string; body: unknown }[]> {
  const calls = (await upstream.control('GET', '/calls')) as { method: string; path: string; body: unknown }[]
  return calls.filter(({ method }) => method !== 'GET')
}
