import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SYSTEM_ACTOR } from '@/lib/audit/record'
import { SEED } from '@/lib/sandbox/seed'
import type { TenantApi } from '@/lib/tenant-api/client'
import { EMPTY_KYC } from './constants'
import { as, staff } from '@/scripts/vitest/person'
import { useSandbox, type Fault } from '@/scripts/vitest/sandbox'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { createAccount, chooseCandidate } = await import('./actions')
const { addWantedSubscription, dropWantedSubscription } = await import('@/lib/subscriptions/actions')
const { attemptState: settleWith } = await import('./attempt-state')
const { sameNameAccounts, toSameName } = await import('./namesakes')
const { accountNotes, attemptState } = await import('./queries')
const { forgetOwned } = await import('@/lib/tenants/ownership')
const { db } = await import('@/lib/db/client')

let unitId: string

const sandbox = useSandbox()
const { audit, control } = sandbox
beforeEach(async () => {
  const { createChoices } = await import('./queries')
  unitId = (await createChoices()).units[0]!.id
})

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('Create Account', () => {
  it('makes one account, keeps the description and records the attempt before and the success after', async () => {
    const name = 'Anvil & Sons'
    const answer = await createAccount(
      form({ name, description: 'Moved from reseller X', businessName: 'Anvil Ltd' }),
    )
    const accountId = created(answer)

    expect(await db().accountNote.findUnique({ where: { accountId } })).toMatchObject({
      description: 'Moved from reseller X',
    })
    const rows = await audit('account.create')
    expect(rows.map((row) => row.phase)).toEqual(['attempted', 'succeeded'])
    expect(rows[0]!.request).toMatchObject({ name, unitId, businessName: 'set', businessEmail: 'empty' })
    expect(rows[1]).toMatchObject({ accountId, accountName: name, actorEmail: staff.email })
    expect(JSON.stringify(rows, stringify)).not.toContain('Anvil Ltd')
  })

  it('makes one account of a double click, and names that account again for a replay', async () => {
    const input = form({ name: 'Clicked Twice' })
    const answers = await Promise.all([createAccount(input), createAccount(input), createAccount(input)])
    const replay = await createAccount(input)
    expect(await posts('/accounts')).toHaveLength(1)
    // Whoever came while the first was under way is told so; whoever came after it is given its account.
    const ids = answers.flatMap((answer) =>
      answer.ok && answer.data.status === 'created' ? [answer.data.accountId] : [],
    )
    expect(new Set([...ids, created(replay)]).size).toBe(1)
    expect(await accountsNamed(input.name)).toBe(1)
  })

  it('finds the account when the answer is lost, and never sends again', async () => {
    await fault({ kind: 'lose_reply' })
    const input = form({ name: 'Lost On The Way', ratePlanId: 'TEAMS_FREE' })
    const answer = await createAccount(input)
    expect(answer).toMatchObject({ ok: true, data: { status: 'unknown' } })

    const settled = await attemptState(input.attemptKey)
    expect(settled).toMatchObject({ status: 'created', missingPlanId: 'TEAMS_FREE' })
    expect(created(await createAccount(input))).toBe((settled as { accountId: string }).accountId)
    expect(await posts('/accounts')).toHaveLength(1)
    const phases = (await audit('account.create')).map((row) => row.phase)
    expect(phases.slice(0, 2)).toEqual(['attempted', 'unknown'])
    const looked = await audit('account.create.settle')
    expect(looked.map((row) => row.phase)).toEqual(['succeeded'])
    expect(looked[0]!.upstream).toContainEqual(
      expect.objectContaining({ method: 'GET', path: '/accounts', ray: expect.any(String) }),
    )

    const { accountId } = settled as { accountId: string }
    expect(await addWantedSubscription({ accountId, ratePlanId: 'TEAMS_FREE' })).toMatchObject({ ok: true })
    expect(await db().wantedSubscription.count({ where: { accountId } })).toBe(0)
  })

  it.each(['truncate', 'html', 'reset'])(
    'ends in "not created" or in the account after %s, as upstream says',
    async (kind) => {
      await fault({ kind })
      const input = form({ name: `After ${kind}` })
      const answer = await createAccount(input)
      expect(answer).toMatchObject({ ok: true, data: { status: 'unknown' } })
      await pretendItWasLongAgo(input.attemptKey)
      const settled = await attemptState(input.attemptKey)
      const there = await accountsNamed(input.name)
      expect(settled.status).toBe(there === 1 ? 'created' : 'failed')
      if (settled.status === 'failed') created(await createAccount(input))
      expect(await accountsNamed(input.name)).toBe(1)
    },
  )

  it('ends in "not created" after a call that nobody answers, for as long as one is waited for', async () => {
    await fault({ kind: 'hang' })
    const input = form({ name: 'After hang' })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const answer = createAccount(input)
    // Moves the clock, too.
    await vi.waitFor(async () => expect(await posts('/accounts')).toHaveLength(1), { timeout: 10_000 })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await answer).toMatchObject({ ok: true, data: { status: 'unknown' } })
    vi.useRealTimers()
    expect((await audit('account.create')).map(({ phase }) => phase)).toEqual(['attempted', 'unknown'])
    await pretendItWasLongAgo(input.attemptKey)
    expect(await attemptState(input.attemptKey)).toEqual({ status: 'failed' })
    created(await createAccount(input))
    expect(await accountsNamed(input.name)).toBe(1)
  })

  it('does not call a lost account "not created" before it had time to turn up', async () => {
    await fault({ kind: 'reset' })
    const input = form({ name: 'Too Early To Say' })
    await createAccount(input)
    expect(await attemptState(input.attemptKey)).toMatchObject({ status: 'unknown' })
    expect((await createAccount(input)).ok && (await posts('/accounts')).length).toBeLessThanOrEqual(1)
  })

  it('asks a person when several new accounts could be the lost one', async () => {
    const name = 'Twice As Nice'
    await fault({ kind: 'lose_reply' })
    const input = form({ name })
    await createAccount(input)
    await another(name)

    const unclear = await attemptState(input.attemptKey)
    if (unclear.status !== 'choose') throw new Error(`expected a choice, got ${unclear.status}`)
    expect(unclear.candidates).toHaveLength(2)
    const accountId = unclear.candidates[0]!.id
    expect(await chooseCandidate({ attemptKey: input.attemptKey, accountId: 'f'.repeat(32) })).toMatchObject({
      ok: false,
    })
    expect(await chooseCandidate({ attemptKey: input.attemptKey, accountId })).toMatchObject({
      ok: true,
      data: { status: 'created', accountId },
    })
  })

  it('does not adopt an account that had the name before', async () => {
    const name = 'Here Before'
    created(await createAccount(form({ name })))
    await fault({ kind: 'reset' })
    const input = form({ name, confirmDuplicate: true })
    await createAccount(input)
    expect(await attemptState(input.attemptKey)).toMatchObject({ status: 'unknown' })
  })

  it('does not adopt an account of that name in another unit', async () => {
    const name = 'In Another Unit'
    await fault({ kind: 'reset' })
    const lost = form({ name })
    await createAccount(lost)
    await another(name, SEED.units.resale.id)
    await pretendItWasLongAgo(lost.attemptKey)
    expect(await attemptState(lost.attemptKey)).toEqual({ status: 'failed' })
  })

  it('does not adopt an older account that was given the name in the meantime', async () => {
    const name = 'Older Than The Form'
    await fault({ kind: 'reset' })
    const lost = form({ name })
    await createAccount(lost)
    await upstream('PUT', `/accounts/${SEED.accounts.plain}`, { id: SEED.accounts.plain, name })
    expect(await accountsNamed(name)).toBe(1)
    await pretendItWasLongAgo(lost.attemptKey)
    expect(await attemptState(lost.attemptKey)).toEqual({ status: 'failed' })
  })

  it('shows a same-name account, whatever its case, and wants a deliberate tick', async () => {
    created(await createAccount(form({ name: 'Same Name' })))
    const again = form({ name: 'same name' })
    expect(await createAccount(again)).toMatchObject({
      ok: true,
      data: { status: 'duplicate', twins: [{ name: 'Same Name' }] },
    })
    expect(await posts('/accounts')).toHaveLength(1)
    created(await createAccount({ ...again, confirmDuplicate: true }))
  })

  it('warns of a twin that is spelled in another way, and adopts it for no lost account', async () => {
    created(await createAccount(form({ name: 'Orchard Jewellers' })))
    const typed = 'ORCHARD\u00A0 Jewellers, Ltd.'
    const again = form({ name: typed })
    expect(await createAccount(again)).toMatchObject({
      data: { status: 'duplicate', twins: [{ name: 'Orchard Jewellers' }], everySpelling: true },
    })
    expect(await posts('/accounts')).toHaveLength(1)

    await fault({ kind: 'reset' })
    await createAccount({ ...again, confirmDuplicate: true })
    await another('Orchard Jewellers Ltd')
    await pretendItWasLongAgo(again.attemptKey)
    expect(await attemptState(again.attemptKey)).toEqual({ status: 'failed' })
  })

  it('makes one account when two people send the same name in the same second', async () => {
    const [first, second] = ['Ada Lovelace', 'Grace Hopper'].map((name) => ({
      ...staff,
      id: randomUUID(),
      name,
    }))
    for (const { id, name } of [first!, second!])
      await db().staff.create({ data: { id, name, email: `${id}@example.com`, role: 'operator' } })
    await fault({ kind: 'slow', ms: 500 })
    const answers = await Promise.all([
      as(first!, () => createAccount(form({ name: 'Both At Once' }))),
      // Upper and lower case make no other name, and a tick was not for what nobody has seen.
      as(second!, () => createAccount(form({ name: 'BOTH at once', confirmDuplicate: true }))),
    ])
    expect(await posts('/accounts')).toHaveLength(1)
    const told = answers.flatMap((answer) => (answer.ok ? [] : [answer.error]))
    expect(told).toMatchObject([{ code: 'conflict' }])
    expect(told[0]!.message).toMatch(
      /^(Ada Lovelace|Grace Hopper) is creating an account with this name right now/,
    )
    expect(await createAccount(form({ name: 'Both At Once' }))).toMatchObject({
      data: { status: 'duplicate', twins: [{ name: expect.stringMatching(/^both at once$/i) }] },
    })
  })

  it('sends nothing while it is not known whether somebody else’s of that name was created', async () => {
    const name = 'Still Not Known'
    await fault({ kind: 'reset' })
    const lost = form({ name })
    await createAccount(lost)
    const other = form({ name })
    expect(await createAccount(other)).toMatchObject({
      ok: false,
      error: { code: 'conflict', message: expect.stringContaining('not known yet whether it was created') },
    })
    expect(await posts('/accounts')).toHaveLength(1)
    await pretendItWasLongAgo(lost.attemptKey)
    expect(await attemptState(lost.attemptKey)).toEqual({ status: 'failed' })
    created(await createAccount(other))
  })

  it('is not asked for by a key that is none', async () => {
    await expect(attemptState('not-a-uuid')).rejects.toThrow('404')
  })

  it('finds the one of that name behind a hundred names that contain it', async () => {
    await Promise.all(Array.from({ length: 105 }, (_, nth) => another(`A Holding ${nth}`)))
    await another('Holding')
    expect(await createAccount(form({ name: 'Holding' }))).toMatchObject({
      data: { status: 'duplicate', twins: [{ name: 'Holding' }], complete: true },
    })

    await fault({ kind: 'lose_reply' })
    const lost = form({ name: 'holding', confirmDuplicate: true })
    await createAccount(lost)
    await pretendItWasLongAgo(lost.attemptKey, 60_000)
    expect(await attemptState(lost.attemptKey)).toMatchObject({ status: 'created' })
  })

  it('says neither "free" nor "not created" when there are too many names to look at', async () => {
    await fault({ kind: 'reset' })
    const lost = form({ name: 'Needle' })
    await createAccount(lost)
    await pretendItWasLongAgo(lost.attemptKey)
    const attempt = await db().accountAttempt.findUniqueOrThrow({ where: { key: lost.attemptKey } })
    const seen = (...accounts: unknown[]) =>
      ({
        calls: [],
        accounts: {
          all: async () => ({ items: accounts, complete: false }),
          list: async () => Promise.reject(new Error('too many')),
        },
        tenants: { list: async () => ({ items: [], complete: false }) },
      }) as unknown as TenantApi

    forgetOwned()
    expect(toSameName('Needle', await sameNameAccounts(seen(), 'Needle'))).toEqual({
      twins: [],
      thisName: true,
      complete: false,
      everySpelling: false,
    })
    expect(await settleWith(seen(), attempt, SYSTEM_ACTOR)).toMatchObject({ status: 'unknown' })
  })

  it('wants a tick where not all that may have the name could be read, though none of them was seen', async () => {
    const real = globalThis.fetch
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (target, init) => {
      const { pathname, searchParams } = new URL(target instanceof Request ? target.url : target)
      if (!pathname.endsWith('/accounts') || !searchParams.has('name')) return real(target, init)
      const result = [{ id: 'b'.repeat(32), name: 'Perhaps Freed', type: 'standard' }, {}]
      const result_info = { page: 1, per_page: 50, total_count: 2 }
      return Response.json({ success: true, errors: [], messages: [], result, result_info })
    })
    const input = form({ name: 'Perhaps Free' })
    expect(await createAccount(input)).toMatchObject({
      data: { status: 'duplicate', twins: [], complete: false },
    })
    expect(await posts('/accounts')).toEqual([])
    created(await createAccount({ ...input, confirmDuplicate: true }))
  })

  it('keeps the account when its subscription is refused, and says what is missing', async () => {
    await fault({ kind: 'status', status: 403, code: 1225 }, '/accounts/[^/]+/subscriptions$')
    const answer = await createAccount(form({ name: 'No Add-on', ratePlanId: 'TEAMS_FREE' }))
    const accountId = created(answer)
    expect(answer).toMatchObject({ data: { missingPlanId: 'TEAMS_FREE' } })
    expect(await db().wantedSubscription.findMany({ where: { accountId } })).toHaveLength(1)
    const rows = await audit('account.create.subscription')
    expect(rows.map((row) => row.phase)).toEqual(['attempted', 'failed'])
    expect(rows[0]).toMatchObject({
      accountId,
      targetName: 'TEAMS_FREE',
      request: { ratePlanId: 'TEAMS_FREE' },
    })
    expect((await audit('account.create')).at(-1)).toMatchObject({ phase: 'succeeded' })
    // The whole tenant is refused this plan, until it can be bought after all.
    expect(await db().planRefusal.findMany()).toMatchObject([
      { ratePlanId: 'teams_free', code: 1225, refusedBy: staff.email },
    ])
    expect(await addWantedSubscription({ accountId, ratePlanId: 'TEAMS_FREE' })).toMatchObject({ ok: true })
    expect((await audit('subscription.create-wanted')).at(-1)).toMatchObject({
      phase: 'succeeded',
      after: { ratePlanId: 'TEAMS_FREE' },
    })
    expect(await db().planRefusal.count()).toBe(0)
  })

  it('finds the subscription whose answer was lost', async () => {
    await fault({ kind: 'lose_reply' }, '/accounts/[^/]+/subscriptions$')
    const answer = await createAccount(form({ name: 'Lost Add-on', ratePlanId: 'TEAMS_FREE' }))
    expect(answer).toMatchObject({ data: { missingPlanId: null } })
    expect((await audit('account.create.subscription')).at(-1)).toMatchObject({
      phase: 'succeeded',
      after: { found: true },
    })
    expect((await accountNotes(created(answer))).missing).toEqual([])
  })

  it('tells a subscription that is missing from one that may be, and forgets what turned up or is not wanted', async () => {
    const gone = { kind: 'status', status: 403, code: 1225 }
    await fault(gone, '/accounts/[^/]+/subscriptions$')
    const accountId = created(await createAccount(form({ name: 'Wanted', ratePlanId: 'TEAMS_FREE' })))
    expect((await accountNotes(accountId)).missing).toMatchObject([{ certain: true }])
    await control('POST', '/faults', { match: { method: 'GET', path: '/subscriptions$' }, fault: gone })
    expect((await accountNotes(accountId)).missing).toMatchObject([{ certain: false }])

    const unwanted = { accountId, ratePlanId: 'TEAMS_FREE' }
    expect(await dropWantedSubscription(unwanted)).toMatchObject({ ok: true })
    expect((await accountNotes(accountId)).missing).toEqual([])
    expect(await audit('subscription.unwant')).toMatchObject([
      { phase: 'succeeded', targetName: 'TEAMS_FREE', accountId, accountName: 'Wanted' },
    ])
    expect(await dropWantedSubscription(unwanted)).toMatchObject({ error: { code: 'not_found' } })

    await db().wantedSubscription.create({ data: { ...unwanted, reason: 'Lost.' } })
    await upstream('POST', `/accounts/${accountId}/subscriptions`, { rate_plan: { id: 'TEAMS_FREE' } })
    expect((await accountNotes(accountId)).missing).toEqual([])
    expect(await db().wantedSubscription.count({ where: { accountId } })).toBe(0)
  })

  it('lands an upstream refusal on its field and lets the corrected form be sent', async () => {
    await fault({ kind: 'status', status: 400, code: 1001, message: 'name is not valid' })
    const input = form({ name: 'Refused Once' })
    const answer = await createAccount(input)
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'invalid', fields: { name: expect.any(String) } },
    })
    created(await createAccount({ ...input, name: 'Refused No More' }))
    const keys = (await posts('/accounts')).map((call) => call.headers['idempotency-key'])
    expect(new Set(keys).size).toBe(2)
  })

  it('marks as required what the tenant was seen to demand, on every field it names, until it is taken empty', async () => {
    const { createChoices } = await import('./queries')
    const demanded = async () => (await createChoices()).units[0]!.demanded
    const input = form({ name: 'Demanding', businessEmail: 'a@example.com' })
    expect(await demanded()).toEqual([])
    await fault({
      kind: 'status',
      status: 400,
      code: 1001,
      message: 'business_name, business_phone and business_email are required by the tenant',
    })
    const says = 'Cloudflare requires it for accounts of this tenant.'
    const answer = await createAccount(input)
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'invalid', fields: { businessName: says, businessPhone: says } },
    })
    expect(!answer.ok && answer.error.fields.businessEmail).toBe(
      'Cloudflare did not accept this business email address.',
    )
    expect(await demanded()).toEqual(['businessName', 'businessPhone'])
    created(await createAccount({ ...input, businessName: 'Demanding Ltd' }))
    expect(await demanded()).toEqual(['businessName'])
  })

  it('refuses a unit that is not the tenant’s own before anything is sent', async () => {
    const answer = await createAccount(form({ name: 'Elsewhere', unitId: 'someoneelsesunit' }))
    expect(answer).toMatchObject({ ok: false, error: { fields: { unitId: expect.any(String) } } })
    expect(await posts('/accounts')).toHaveLength(0)
  })

  it.each([
    ['account_creation', 'standard', { unitId: expect.any(String) }],
    ['enterprise_capability', 'enterprise', { type: expect.any(String) }],
  ])('sends nothing where the tenant’s flag %s denies it', async (flag, type, fields) => {
    await control('PUT', '/settings', { tenantShape: 'spec', deniedFlags: [flag] })
    forgetOwned()
    const answer = await createAccount(form({ name: 'Not Here', type }))
    expect(answer).toMatchObject({ ok: false, error: { code: 'refused', fields } })
    expect(await posts('/accounts')).toEqual([])
  })

  it.each([
    ['404', { status: 404 }, ['standard', 'enterprise'], true],
    ['7003', { status: 400, code: 7003 }, ['standard', 'enterprise'], true],
    ['500', { status: 500 }, ['standard'], false],
    ['403', { status: 403, code: 10000 }, ['standard'], false],
  ])('offers what is safe where the account types answer %s', async (_, status, types, typesRead) => {
    const { createChoices } = await import('./queries')
    const fault = { kind: 'status', ...status }
    const match = { method: 'GET', path: '/account_types$' }
    await control('POST', '/faults', { match, fault, times: 3 })
    for (const unit of (await createChoices()).units) expect(unit).toMatchObject({ types, typesRead })
  })

  it('has no unit to offer where the credentials administer no tenant', async () => {
    const { createChoices } = await import('./queries')
    Object.assign(globalThis, {
      tenantdeskTenants: { last: { tenants: { items: [], complete: true }, keptUntil: Infinity } },
    })
    expect(await createChoices()).toEqual({ units: [], closed: [], unread: [], noTenant: true })
  })

  it('does not show one person’s form to another', async () => {
    const input = form({ name: 'Mine' })
    await createAccount(input)
    await db().accountAttempt.update({ where: { key: input.attemptKey }, data: { staffId: randomUUID() } })
    expect(await createAccount(input)).toMatchObject({ ok: false, error: { code: 'not_found' } })
  })
})

function form(values: Partial<Parameters<typeof createAccount>[0]> & { name: string }) {
  return {
    attemptKey: randomUUID(),
    description: '',
    unitId,
    type: 'standard',
    ratePlanId: '',
    confirmDuplicate: false,
    ...EMPTY_KYC,
    ...values,
  }
}

async function pretendItWasLongAgo(key: string, ms = 200_000): Promise<void> {
  const then = new Date(Date.now() - ms)
  await db().accountAttempt.update({ where: { key }, data: { sentAt: then, updatedAt: then } })
}

const another = (name: string, unit = unitId) =>
  upstream('POST', '/accounts', { name, type: 'standard', unit: { id: unit } })

function created(answer: Awaited<ReturnType<typeof createAccount>>): string {
  if (!answer.ok || answer.data.status !== 'created')
    throw new Error(`not created: ${JSON.stringify(answer)}`)
  return answer.data.accountId
}

const stringify = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value)

const fault = (what: Fault, at = '/accounts$') => sandbox.fault('POST', at, what)

const posts = (at: string) => sandbox.calls('POST', at)

async function accountsNamed(name: string): Promise<number> {
  const list = (await upstream('GET', `/accounts?name=${encodeURIComponent(name)}&per_page=50`)) as {
    name: string
  }[]
  return list.filter((account) => account.name === name).length
}

async function upstream(method: string, path: string, body?: unknown): Promise<unknown> {
  return (await sandbox.call(method, path, body)).result
}
