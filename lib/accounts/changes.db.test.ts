import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { SEED } from '@/lib/sandbox/seed'
import { DELETION_STEP_LABELS, type DeletionStep } from './constants'
import type { Kyc } from './schema'
import { KEY } from '@/lib/sandbox/testing'
import { staff } from '@/scripts/vitest/person'
import { work } from '@/scripts/vitest/work'
import { useSandbox } from '@/scripts/vitest/sandbox'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { updateAccount, deleteAccount, revealKyc } = await import('./actions')
const { accountNotes, accountSettings, deletionPreview, deletionProgress } = await import('./queries')
const { forgetOwned } = await import('@/lib/tenants/ownership')
const { db } = await import('@/lib/db/client')

type Upstream = { accounts: { id: string; name: string; kyc: unknown }[]; orphans: unknown[] }
const { plain, busy } = SEED.accounts
const ACCOUNT = `^/accounts/${busy}$`
const FAULTS = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 403, code: 10000 },
  // Without Retry-After nothing is waited for, and nothing stays blocked.
  { kind: 'status', status: 429 },
  { kind: 'reset' },
  { kind: 'lose_reply' },
  { kind: 'truncate' },
  { kind: 'html' },
]

const { audit, calls, control, url } = useSandbox()
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

it('brakes whoever reveals the data of one customer after another, and keeps that on record', async () => {
  staff.id = randomUUID()
  for (let times = 0; times < 20; times++)
    expect(await revealKyc({ accountId: busy })).toMatchObject({ ok: true })
  const refused = await revealKyc({ accountId: busy })
  expect(refused).toMatchObject({ ok: false, error: { code: 'throttled', retryAt: expect.any(Number) } })
  expect((await audit('account.kyc.reveal')).at(-1)).toMatchObject({
    phase: 'failed',
    errorCode: 'throttled',
  })
  // A colleague is not braked with them.
  staff.id = randomUUID()
  expect(await revealKyc({ accountId: busy })).toMatchObject({ ok: true })
})

it('sees, changes and deletes an account whose name nothing can keep', async () => {
  const name = 'Broken \uD83D\0'
  await fetch(`${url()}/accounts/${plain}`, {
    method: 'PUT',
    headers: { ...KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ id: plain, name }),
  })
  const loaded = await accountSettings(plain)
  expect(loaded.name).toBe(name)
  const changed = { ...loaded, enforceTwoFactor: !loaded.enforceTwoFactor }
  expect(await updateAccount({ ...changed, accountId: plain, loaded })).toMatchObject({ ok: true })
  const kept = 'Broken \uFFFD\uFFFD'
  expect(await deleteAccount({ accountId: plain, typedName: kept })).toMatchObject({ ok: true })
  for (const action of ['account.kyc.view', 'account.update', 'account.delete']) {
    const rows = await audit(action)
    expect(rows.at(-1), action).toMatchObject({ phase: 'succeeded', accountName: kept })
  }
})

describe('saving settings', () => {
  for (const fault of FAULTS)
    for (const at of [`^/accounts/${plain}$`, `^/accounts/${plain}/profile$`])
      it(`tells the truth after ${fault.kind} ${fault.status ?? ''} at PUT ${at}`, async () => {
        const loaded = await accountSettings(plain)
        const changed = {
          ...loaded,
          name: 'Delta Dental Renamed',
          kyc: { ...(loaded.kyc as Kyc), businessName: 'Renamed Ltd' },
        }
        await control('POST', '/faults', { match: { method: 'PUT', path: at }, fault, times: 1 })
        const answer = await updateAccount({ ...changed, accountId: plain, loaded })

        const account = (await upstream()).accounts.find(({ id }) => id === plain)!
        const there = at.includes('profile')
          ? JSON.stringify(account.kyc).includes('Renamed Ltd')
          : account.name === changed.name
        const [attempted, ...closing] = await audit('account.update')
        expect(attempted?.phase).toBe('attempted')
        expect(closing).toHaveLength(1)
        if (answer.ok) expect(there).toBe(true)
        else if (answer.error.code !== 'unknown') expect(there).toBe(false)
        expect(closing[0]!.phase).toBe(
          answer.ok ? 'succeeded' : answer.error.code === 'unknown' ? 'unknown' : 'failed',
        )

        // Once the fault is over, loading again and saving ends in what was wanted.
        const now = await accountSettings(plain)
        const again = await updateAccount({ ...changed, accountId: plain, loaded: now })
        expect(again).toMatchObject({ ok: true, data: { status: 'saved' } })
        const after = (await upstream()).accounts.find(({ id }) => id === plain)!
        expect(after).toMatchObject({ name: changed.name, kyc: { business_name: 'Renamed Ltd' } })
      })

  it.each([
    { kind: 'status', status: 429, code: 10100 },
    { kind: 'status', status: 403, code: 10000 },
  ])('says of a part that was saved and one that was refused (%o) what became of each', async (fault) => {
    const loaded = await accountSettings(plain)
    const kyc = { ...(loaded.kyc as Kyc), businessName: 'Renamed Ltd' }
    await control('POST', '/faults', { match: { method: 'PUT', path: '/profile$' }, fault })
    const changed = { ...loaded, name: 'Delta Dental Renamed', kyc, accountId: plain, loaded }
    const answer = await updateAccount(changed)
    expect(answer).toMatchObject({ ok: false, error: { effect: 'partly' } })
    const message = answer.ok ? '' : answer.error.message
    expect(message).toMatch(/^The name and settings were saved; the rest was not\./)
    // What is said of the one call is not said of the whole.
    expect(message).not.toMatch(/nothing was/i)
    expect((await audit('account.update')).at(-1)).toMatchObject({ phase: 'failed' })
  })

  it('settles a save whose answer was lost by looking, part by part, and the record agrees', async () => {
    const loaded = await accountSettings(plain)
    const kyc = { ...(loaded.kyc as Kyc), businessName: 'Renamed Ltd' }
    const changed = { ...loaded, name: 'Delta Dental Renamed', kyc, accountId: plain, loaded }
    for (const path of [`^/accounts/${plain}$`, '/profile$'])
      await control('POST', '/faults', { match: { method: 'PUT', path }, fault: { kind: 'lose_reply' } })
    await control('DELETE', '/calls')
    expect(await updateAccount(changed)).toMatchObject({
      ok: true,
      data: { status: 'saved', saved: { name: changed.name, kyc } },
    })
    expect(await calls('PUT')).toHaveLength(2)
    for (const action of ['account.update.settings', 'account.update.profile'])
      expect((await audit(action)).at(-1)).toMatchObject({ phase: 'succeeded', after: { found: true } })
    expect((await audit('account.update')).at(-1)).toMatchObject({ phase: 'succeeded' })
    const [attempt] = await audit('account.update.profile')
    expect(attempt!.request).toMatchObject({
      businessName: 'set',
      digests: { of: { businessName: expect.stringMatching(/^\w{32}$/) } },
    })
    expect(JSON.stringify(attempt!.request)).not.toContain('Renamed')
  })

  it('says of the rest that it is not known, where looking does not tell, and finds it at the next save', async () => {
    const loaded = await accountSettings(plain)
    const kyc = { ...(loaded.kyc as Kyc), businessName: 'Renamed Ltd' }
    const changed = { ...loaded, name: 'Delta Dental Renamed', kyc, accountId: plain, loaded }
    await control('POST', '/faults', {
      match: { method: 'PUT', path: '/profile$' },
      fault: { kind: 'reset' },
    })
    const answer = await updateAccount(changed)
    expect(answer).toMatchObject({ ok: false, error: { code: 'unknown', effect: 'unknown' } })
    expect(!answer.ok && answer.error.message).toMatch(
      /^The name and settings were saved; of the rest it is not known\./,
    )
    expect((await audit('account.update')).at(-1)).toMatchObject({ phase: 'unknown' })
    const now = await accountSettings(plain)
    expect(await updateAccount({ ...changed, loaded: now })).toMatchObject({ ok: true })
  })

  it('saves the rest, and nothing of a profile that cannot be read', async () => {
    const loaded = await accountSettings(plain)
    await control('POST', '/faults', {
      match: { method: 'GET', path: '/profile$' },
      fault: { kind: 'status', status: 500 },
      times: 100,
    })
    const unread = await accountSettings(plain)
    expect(unread).toEqual({ ...loaded, kyc: 'unread' })
    await control('DELETE', '/calls')
    for (const was of [loaded, unread]) {
      const name = `Delta Dental ${was.kyc === 'unread'}`
      const before = { ...was, name: (await accountSettings(plain)).name }
      expect(await updateAccount({ ...before, name, accountId: plain, loaded: before })).toMatchObject({
        ok: true,
        data: { status: 'saved', saved: { name, kyc: was.kyc } },
      })
    }
    expect(await calls('PUT')).toMatchObject([{ path: `/accounts/${plain}` }, { path: `/accounts/${plain}` }])

    const now = { ...loaded, name: (await accountSettings(plain)).name }
    const kyc = { ...(loaded.kyc as Kyc), businessName: 'Renamed Ltd' }
    expect(await updateAccount({ ...now, kyc, accountId: plain, loaded: now })).toMatchObject({
      ok: false,
      error: { code: 'unavailable' },
    })
    expect(await calls('PUT')).toHaveLength(2)
  })

  it('sends nothing when the account changed since the form was loaded', async () => {
    const loaded = await accountSettings(plain)
    await control('DELETE', '/calls')
    // Who guesses what the form was loaded with sees all the same what is there.
    staff.sessionId = randomUUID()
    const answer = await updateAccount({
      ...loaded,
      name: 'Mine',
      accountId: plain,
      loaded: { ...loaded, name: 'As it was' },
    })
    expect(answer).toMatchObject({ ok: true, data: { status: 'changed', theirs: { name: loaded.name } } })
    expect(await calls('PUT')).toEqual([])
    expect((await audit('account.update')).map(({ phase }) => phase)).toEqual(['attempted', 'failed'])
    expect((await audit('account.kyc.view')).at(-1)).toMatchObject({ sessionId: staff.sessionId })
  })
})

it('shows on the first page what a killed process left open, once for each operation, to whom it concerns', async () => {
  const at = new Date(performance.timeOrigin - 60_000)
  const begun = { accountId: plain, accountName: 'Delta Dental Clinics', operationId: randomUUID(), at }
  await leftOpen('account.update', begun)
  await leftOpen('account.update.settings', begun)
  // Another process may be at it.
  await leftOpen('account.update', { ...begun, operationId: randomUUID(), at: new Date() })
  expect(await work()).toMatchObject([
    {
      kind: 'Outcome not known',
      detail: expect.stringContaining(staff.email),
      account: { id: plain, name: begun.accountName },
      next: { href: expect.stringMatching(/^\/activity\?event=/) },
    },
  ])
  staff.role = 'support'
  expect(await work()).toMatchObject([
    { next: { href: expect.stringContaining(`/accounts/${plain}/activity`) } },
  ])
  Object.assign(staff, { ...staff, id: randomUUID() })
  expect(await work()).toEqual([])
})

describe('deleting', () => {
  const at = {
    logpush: { method: 'DELETE', path: '/logpush/jobs/' },
    gateway: { method: 'DELETE', path: '/gateway$' },
    access: { method: 'DELETE', path: '/access/organizations$' },
    account: { method: 'DELETE', path: ACCOUNT },
  }
  for (const fault of FAULTS)
    for (const [step, match] of Object.entries(at))
      it(`tells the truth after ${fault.kind} ${fault.status ?? ''} at ${step}, and goes on from there`, async () => {
        const input = { accountId: busy, typedName: 'Brightwave Retail Group' }
        await control('POST', '/faults', { match, fault, times: 1 })
        const answer = await deleteAccount(input)
        const there = (await upstream()).accounts.some(({ id }) => id === busy)
        const closing = (await audit('account.delete')).filter(({ phase }) => phase !== 'attempted')
        expect(closing).toHaveLength(1)
        const run = await deletionProgress(busy)
        if (answer.ok) {
          expect(there).toBe(false)
          expect(run?.status).toBe('done')
        } else {
          expect(run?.status).toBe('stopped')
          expect(closing[0]!.phase).toBe(answer.error.code === 'unknown' ? 'unknown' : 'failed')
          expect(run?.steps.find(({ status }) => status === 'failed' || status === 'unknown')?.step).toBe(
            step,
          )
          if (answer.error.code !== 'unknown') expect(there).toBe(true)
        }

        if (!answer.ok) {
          expect(await work()).toContainEqual(
            expect.objectContaining({
              kind: 'Deletion stopped',
              account: expect.objectContaining({ id: busy }),
              detail: expect.stringContaining(`Stopped at “${DELETION_STEP_LABELS[step as DeletionStep]}”.`),
            }),
          )
          expect(await deleteAccount(input)).toMatchObject({ ok: true, data: { status: 'done' } })
        }
        const after = await upstream()
        expect(after.accounts.some(({ id }) => id === busy)).toBe(false)
        expect(after.orphans).toEqual([])
        expect(await work()).toEqual([])
      })

  it('that a killed process left is on the first page at once, by its customer and as old as it is', async () => {
    const lastHeard = new Date(performance.timeOrigin - 5_000)
    const left = { accountId: busy, accountName: 'Brightwave Retail Group', operationId: randomUUID() }
    const steps = [{ step: 'logpush', status: 'running', error: null, ray: null }]
    await db().accountDeletion.create({
      data: { ...left, startedBy: staff.email, steps, status: 'running', updatedAt: lastHeard },
    })
    await leftOpen('account.delete', { ...left, at: lastHeard })
    await leftOpen('account.delete.logpush', { ...left, at: lastHeard })
    expect(await work()).toMatchObject([
      {
        kind: 'Deletion stopped',
        account: { id: busy, name: left.accountName },
        detail: expect.stringContaining('It was interrupted'),
        since: lastHeard.toISOString(),
      },
    ])
    await db().accountDeletion.updateMany({ data: { updatedAt: new Date() } })
    expect(await work()).toEqual([])
  })

  it('refuses a name that is not typed in full, says what it is, and tells nothing upstream', async () => {
    await control('DELETE', '/calls')
    const answer = await deleteAccount({ accountId: busy, typedName: 'Brightwave' })
    expect(answer).toMatchObject({
      ok: false,
      error: {
        message: 'The account is now called Brightwave Retail Group.',
        fields: { typedName: expect.any(String) },
      },
    })
    expect(await calls('DELETE')).toEqual([])
  })

  it('deletes nothing where the flags of the tenant deny it', async () => {
    await control('PUT', '/settings', { tenantShape: 'spec', deniedFlags: ['account_deletion'] })
    forgetOwned()
    await control('DELETE', '/calls')
    const answer = await deleteAccount({ accountId: busy, typedName: 'Brightwave Retail Group' })
    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'refused', message: expect.stringContaining('does not allow') },
    })
    expect(await calls('DELETE')).toEqual([])
  })

  it('deletes nothing outside the tenant', async () => {
    const [outside] = SEED.accounts.outside
    const answer = await deleteAccount({ accountId: outside, typedName: 'Halyard Internal Systems' })
    expect(answer).toMatchObject({ ok: false, error: { code: 'not_found' } })
    expect(await calls('DELETE')).toEqual([])
  })

  it('closes a stopped deletion whose account is gone by now', async () => {
    await control('POST', '/faults', {
      match: { method: 'DELETE', path: ACCOUNT },
      fault: { kind: 'status', status: 403 },
      times: 1,
    })
    const input = { accountId: busy, typedName: 'Brightwave Retail Group' }
    expect((await deleteAccount(input)).ok).toBe(false)
    await fetch(`${url()}/accounts/${busy}`, { method: 'DELETE', headers: KEY })
    expect(await deleteAccount(input)).toMatchObject({ ok: true, data: { status: 'done' } })
  })

  const input = { accountId: busy, typedName: 'Brightwave Retail Group' }
  const unheardOf = () =>
    db().accountDeletion.updateMany({ data: { updatedAt: new Date(Date.now() - 10 * 60_000) } })

  it('is not taken for stopped, nor run a second time, however long a step takes', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const call = hold('GET', /\/zones\/\w+\/logpush\/jobs$/)
    const first = deleteAccount(input)
    await call.made
    await unheardOf()
    expect((await deletionProgress(busy))?.status).toBe('stopped')
    vi.advanceTimersByTime(20_000)
    await vi.waitFor(async () => expect((await deletionProgress(busy))?.status).toBe('running'))
    expect(await deleteAccount(input)).toMatchObject({ ok: false, error: { code: 'conflict' } })
    call.answer()
    expect(await first).toMatchObject({ ok: true, data: { status: 'done' } })
  })

  it('ends as done where a run that was taken for lost comes back', async () => {
    const call = hold('GET', /\/zones\/\w+\/logpush\/jobs$/)
    const lost = deleteAccount(input)
    await call.made
    await unheardOf()
    expect(await deleteAccount(input)).toMatchObject({ ok: true, data: { status: 'done' } })
    call.answer()
    expect((await lost).ok).toBe(false)
    expect((await deletionProgress(busy))?.status).toBe('done')
  })

  it('stops before the account where not all of its zones could be listed, and goes on once they can be', async () => {
    const send = globalThis.fetch
    const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(async (target, init) => {
      const { pathname } = new URL(target instanceof Request ? target.url : target)
      const answer = await send(target, init)
      if (!pathname.endsWith('/zones')) return answer
      const body = (await answer.json()) as { result: unknown[] }
      body.result[0] = {}
      return Response.json(body)
    })
    const answer = await deleteAccount(input)
    expect(answer).toMatchObject({ ok: false, error: { code: 'unavailable' } })
    expect(!answer.ok && answer.error.message).toMatch(/^Only \d+ of the account’s zones could be listed/)
    expect((await upstream()).accounts.some(({ id }) => id === busy)).toBe(true)
    expect((await deletionProgress(busy))?.steps[0]).toMatchObject({ step: 'logpush', status: 'failed' })

    spy.mockRestore()
    expect(await deleteAccount(input)).toMatchObject({ ok: true, data: { status: 'done' } })
    expect((await upstream()).orphans).toEqual([])
  })

  it('is done where somebody else deleted the account in its last step', async () => {
    const call = hold('DELETE', new RegExp(`/accounts/${busy}$`))
    const answer = deleteAccount(input)
    await call.made
    await fetch(`${url()}/accounts/${busy}`, { method: 'DELETE', headers: KEY })
    call.answer()
    expect(await answer).toMatchObject({ ok: true, data: { status: 'done' } })
    const [, closing] = await audit('account.delete.account')
    expect(closing?.phase).toBe('succeeded')
  })

  it('forgets what was still wanted for the account', async () => {
    const wanted = { accountId: busy, ratePlanId: 'TEAMS_ENT', reason: 'Refused.' }
    await db().wantedSubscription.create({ data: wanted })
    expect(await deleteAccount(input)).toMatchObject({ ok: true })
    expect(await work()).toEqual([])
    expect(await db().wantedSubscription.count({ where: { accountId: busy } })).toBe(0)
  })

  it('is remembered for a day where Cloudflare queued it, and the account is still there', async () => {
    expect((await deletionPreview(plain)).deletedAt).toBeNull()
    const run = { accountName: 'Delta', operationId: randomUUID(), startedBy: staff.email, steps: [] }
    await db().accountDeletion.create({ data: { ...run, accountId: plain, status: 'done' } })
    expect((await deletionPreview(plain)).deletedAt).not.toBeNull()
    expect((await accountNotes(plain)).deletedAt).not.toBeNull()
    await db().accountDeletion.updateMany({ data: { updatedAt: new Date(Date.now() - 25 * 60 * 60_000) } })
    expect((await deletionPreview(plain)).deletedAt).toBeNull()
  })

  it('does not take an account for deleted because its tenant’s list is not found', async () => {
    await control('PUT', '/settings', { managedBy: 'none' })
    const refused = { kind: 'status', status: 403 }
    await control('POST', '/faults', { match: at.gateway, fault: refused, times: 1 })
    expect((await deleteAccount(input)).ok).toBe(false)
    await control('DELETE', '/calls')
    forgetOwned()
    const fault = { kind: 'status', status: 404, code: 7003 }
    for (const path of ['^/tenants/[^/]+/accounts$', '^/accounts/[^/]+/organizations$'])
      await control('POST', '/faults', { match: { method: 'GET', path }, fault })
    expect(await deleteAccount(input)).toMatchObject({ ok: false, error: { code: 'unavailable' } })
    expect(await calls('DELETE')).toEqual([])
    expect((await audit('account.delete')).at(-1)).toMatchObject({ phase: 'failed' })
    expect(await deletionProgress(busy)).toMatchObject({ status: 'stopped' })
    expect(await deleteAccount(input)).toMatchObject({ ok: true, data: { status: 'done' } })
    expect((await upstream()).accounts.some(({ id }) => id === busy)).toBe(false)
  })
})

/** Holds the next such call on its way upstream. */
function hold(method: string, path: RegExp) {
  const send = globalThis.fetch
  let reached = () => {}
  let answer = () => {}
  const made = new Promise<void>((resolve) => (reached = resolve))
  const answered = new Promise<void>((resolve) => (answer = resolve))
  const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(async (target, init) => {
    const { pathname } = new URL(target instanceof Request ? target.url : target)
    if ((init?.method?.toUpperCase() ?? 'GET') === method && path.test(pathname)) {
      spy.mockImplementation(send)
      reached()
      await answered
    }
    return send(target, init)
  })
  return { made, answer: () => answer() }
}

/** An attempt as a process leaves it that was killed. */
async function leftOpen(
  action: string,
  row: { accountId: string; accountName: string; operationId: string; at: Date },
): Promise<string> {
  const id = randomUUID()
  const by = { actorId: staff.id, actorEmail: staff.email, actorRole: staff.role, requestId: randomUUID() }
  await db().auditEvent.create({ data: { ...row, ...by, id, attemptId: id, action, phase: 'attempted' } })
  return id
}

const upstream = () => control('GET', '/state') as Promise<Upstream>
