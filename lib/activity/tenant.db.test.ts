import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { SEED } from '@/lib/sandbox/seed'
import { SHAPES } from '@/lib/sandbox/testing'
import { staff } from '@/scripts/vitest/person'
import { useSandbox } from '@/scripts/vitest/sandbox'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { activityPage, latestActivity, ...queries } = await import('./queries')
const { exportCsv } = await import('@/lib/entry/download')
const { chooseCandidate, createAccount, deleteAccount } = await import('@/lib/accounts/actions')
const { attemptState, listAccounts } = await import('@/lib/accounts/queries')
const { ListQuery } = await import('@/lib/accounts/schema')
const { forgetOwned } = await import('@/lib/tenants/ownership')
const { learnOlder } = await import('@/lib/tenants/older')
const { onBehalfOf, recordAttempt, recordEvent, recordOutcome } = await import('@/lib/audit/record')
const { readActivityQuery: read } = await import('@/lib/audit/schema')
const { ACTION_LABELS, ACTS } = await import('@/lib/commands')
const readActivityQuery = (params: Record<string, string | undefined>) => read(params, ACTION_LABELS)
const { db } = await import('@/lib/db/client')
const exportActivity = (params: Record<string, string>) =>
  exportCsv(queries.exportActivity, params, ACTION_LABELS)
type Entry = Parameters<typeof recordAttempt>[0]

const FIRST = SEED.tenant.tag
const SECOND = SEED.secondTenant.tag
const { plain } = SEED.accounts
const [theirs, doomed] = SEED.accounts.second

const upstream = useSandbox()
beforeEach(async () => {
  await upstream.control('PUT', '/settings', { secondTenant: true })
  // Whoever acts on an account has seen it.
  await listAccounts(ListQuery.parse({ size: '50' }))
  forgetOwned()
  await upstream.control('DELETE', '/calls')
})

describe('the activity of a tenant', () => {
  it('is what concerns its accounts, and nothing of another’s or of nobody’s', async () => {
    await done(plain, 'First')
    await done(theirs, 'Second')
    await recordEvent(entry(null, 'Somebody', 'session.sign-in'), { phase: 'succeeded' })
    await recordEvent(entry(null, 'Somebody', 'staff.add'), { phase: 'succeeded' })
    await recordEvent(entry(null, null, 'accounts.export'), { phase: 'succeeded' })

    expect(await targets(SECOND)).toEqual(['Second'])
    expect(await targets(FIRST)).toEqual(['First'])
    expect(await targets()).toEqual([null, 'Somebody', 'Somebody', 'Second', 'First'])
    expect(await activityPage(readActivityQuery({}), SECOND)).toMatchObject({ tenantName: 'Halyard Iberia' })
    expect(await activityPage(readActivityQuery({}))).toMatchObject({ tenantName: null })
    expect((await latestActivity(SECOND, 8)).map(({ target }) => target.name)).toEqual(['Second'])
    expect(await latestActivity(undefined, 8)).toHaveLength(5)
  })

  it.each(SHAPES)(
    'keeps what concerned an account that was deleted here, in the shape $tenantShape',
    async (shape) => {
      const { tenantShape } = shape
      await upstream.control('PUT', '/settings', { tenantShape })
      // Where each unit is an organization, the tenant itself is not among them.
      const [first, second] =
        tenantShape === 'spec' ? [SEED.units.direct.id, SEED.secondTenant.unit] : [FIRST, SECOND]
      await listAccounts(ListQuery.parse({ size: '50' }))
      await done(doomed, 'Before')
      expect(await deleteAccount({ accountId: doomed, typedName: 'Umbra Studios' })).toMatchObject({
        ok: true,
      })
      expect(await upstream.control('GET', '/state')).not.toMatchObject({
        accounts: expect.arrayContaining([expect.objectContaining({ id: doomed })]),
      })
      const actions = (await latestActivity(second, 8)).map(({ action }) => action)
      expect(actions).toHaveLength(6)
      expect(actions).toContain('account.delete.account')
      expect(await targets(second)).toContain('Before')
      expect(await targets(first)).toEqual([])
    },
  )

  it('has a deletion that stopped', async () => {
    await upstream.control('POST', '/faults', {
      match: { method: 'DELETE', path: `^/accounts/${doomed}$` },
      fault: { kind: 'status', status: 403 },
      times: 1,
    })
    expect((await deleteAccount({ accountId: doomed, typedName: 'Umbra Studios' })).ok).toBe(false)
    await upstream.call('DELETE', `/accounts/${doomed}`)
    forgetOwned()
    expect((await latestActivity(SECOND, 1))[0]).toMatchObject({ action: 'account.delete', result: 'failed' })
  })

  it('keeps what concerned an account that went another way, or to another tenant', async () => {
    await done(doomed, 'Before')
    await upstream.call('DELETE', `/accounts/${doomed}`)
    expect(await targets(SECOND)).toEqual(['Before'])
    await db().belonging.updateMany({ where: { id: doomed }, data: { tenantId: FIRST } })
    await done(doomed, 'After')
    expect(await targets(SECOND)).toEqual(['Before'])
    expect(await targets(FIRST)).toEqual(['After'])
  })

  it('has rows that were written without one, by whose their account is', async () => {
    await db().belonging.deleteMany()
    forgetOwned()
    await done(plain, 'First')
    await done(theirs, 'Second')
    await recordEvent(creation('Refused'), { phase: 'failed' })
    const swept = await recordAttempt(creation('Swept'))
    const row = await db().auditEvent.findUniqueOrThrow({ where: { id: swept.attemptId } })
    await recordOutcome(onBehalfOf(row, ACTS.get(row.action)!), {
      phase: 'failed',
      after: { found: false },
    })
    expect(await db().auditEvent.count({ where: { tenantId: { not: null } } })).toBe(0)
    await listAccounts(ListQuery.parse({ size: '50' }))
    await done(theirs, 'Since')
    expect(await targets(SECOND)).toEqual(['Since', 'Swept', 'Refused', 'Second'])
    expect(await targets(FIRST)).toEqual(['First'])
    expect(await db().auditEvent.count({ where: { tenantId: SECOND } })).toBe(2)
  })

  it('learns in the background whose the accounts are that have rows without one', async () => {
    await db().belonging.deleteMany()
    forgetOwned()
    await done(theirs, 'Second')
    await done(SEED.accounts.outside[0], 'Nobody’s')
    await done('gone', 'Gone')
    await upstream.control('POST', '/faults', {
      match: { method: 'GET', path: `^/accounts/${theirs}$` },
      fault: { kind: 'status', status: 500 },
      times: 9,
    })
    await expect(learnOlder()).rejects.toThrow()
    expect(await targets(SECOND)).toEqual([])
    await upstream.control('DELETE', '/faults')
    await learnOlder()
    expect(await targets(SECOND)).toEqual(['Second'])
    await upstream.control('DELETE', '/calls')
    await learnOlder()
    expect(await upstream.control('GET', '/calls')).toEqual([])
  })

  it('is written with every row, also where one is closed afterwards', async () => {
    const attempt = await recordAttempt(entry(theirs, 'Crashed'))
    const row = await db().auditEvent.findUniqueOrThrow({ where: { id: attempt.attemptId } })
    await db().belonging.deleteMany()
    await recordOutcome(onBehalfOf(row, ACTS.get(row.action)!), { phase: 'unknown' })
    await recordEvent(entry(plain, 'In one transaction'), { phase: 'succeeded' })
    expect(await db().auditEvent.groupBy({ by: ['tenantId'], _count: true })).toEqual(
      expect.arrayContaining([
        { tenantId: SECOND, _count: 2 },
        { tenantId: null, _count: 1 },
      ]),
    )
  })

  it('asks for no list of the tenant’s accounts, and is told while Cloudflare cannot be reached', async () => {
    await done(theirs, 'Second')
    await upstream.control('DELETE', '/calls')
    forgetOwned()
    expect(await targets(SECOND)).toEqual(['Second'])
    const calls: { path: string }[] = await upstream.control('GET', '/calls')
    expect(calls.filter(({ path }) => /accounts/.test(path))).toEqual([])
    await upstream.control('POST', '/faults', {
      match: { method: 'GET' },
      fault: { kind: 'status', status: 500 },
      times: 99,
    })
    forgetOwned()
    expect(await targets(SECOND)).toEqual(['Second'])
    expect((await latestActivity(SECOND, 8)).map(({ target }) => target.name)).toEqual(['Second'])
  })

  it('has the creations in its units that came to no account, and not those of other units', async () => {
    await upstream.control('POST', '/faults', {
      match: { method: 'POST', path: '^/accounts$' },
      fault: { kind: 'status', status: 400 },
      times: 2,
    })
    await createAccount(form('Refused'))
    await createAccount(form('Elsewhere', SEED.units.direct.id))
    const open = await recordAttempt(creation('Open'))
    const swept = await recordAttempt(creation('Swept'))
    const row = await db().auditEvent.findUniqueOrThrow({ where: { id: swept.attemptId } })
    await recordOutcome(onBehalfOf(row, ACTS.get(row.action)!), {
      phase: 'failed',
      after: { found: false },
    })
    staff.role = 'support'
    await createAccount(form('Denied'))
    staff.role = 'admin'

    expect(await targets(SECOND)).toEqual(['Denied', 'Swept', 'Open', 'Refused'])
    expect(await targets(FIRST)).toEqual(['Elsewhere'])
    await recordOutcome(open, { phase: 'unknown' })
    expect((await latestActivity(SECOND, 1))[0]).toMatchObject({ result: 'unknown', account: null })
  })

  it('has a creation by its account once there is one, and the decision that none of several is it', async () => {
    expect(await createAccount(form('Made'))).toMatchObject({ ok: true, data: { status: 'created' } })
    expect(await targets(SECOND)).toEqual(['Made'])

    await upstream.control('POST', '/faults', {
      match: { method: 'POST', path: '^/accounts$' },
      fault: { kind: 'lose_reply' },
      times: 1,
    })
    const input = form('Twice')
    await createAccount(input)
    const body = { name: 'Twice', type: 'standard', unit: { id: SEED.secondTenant.unit } }
    await upstream.call('POST', '/accounts', body)
    expect(await attemptState(input.attemptKey)).toMatchObject({ status: 'choose' })
    await chooseCandidate({ attemptKey: input.attemptKey, accountId: null })
    const [settled] = await latestActivity(SECOND, 1)
    expect(settled).toMatchObject({ action: 'account.create.choose', target: { name: 'Twice' } })
    expect(await targets(FIRST)).toEqual([])
  })

  it('is filtered and paged as any', async () => {
    for (let n = 1; n <= 60; n++) {
      await recordEvent(entry(theirs, `n${n}`), { phase: n % 2 ? 'succeeded' : 'failed' })
      await recordEvent(entry(plain, `other${n}`), { phase: 'failed' })
    }
    const names = async (params: Record<string, string>) => {
      const page = await activityPage(readActivityQuery(params), SECOND)
      return { ...page, names: page.lines.map(({ target }) => target.name) }
    }
    const first = await names({})
    expect(first.names).toEqual(range(60, 11))
    await recordEvent(entry(theirs, 'late'), { phase: 'failed' })
    const second = await names({ page: first.older! })
    expect(second.names).toEqual(range(10, 1))
    expect(second.older).toBeNull()
    expect((await names({ page: second.newer! })).names).toEqual(range(60, 11))
    expect((await names({ result: 'failed', q: 'n58' })).names).toEqual(['n58'])
    expect((await names({ result: 'failed', q: 'n57' })).names).toEqual([])
    expect((await names({ account: plain })).names).toEqual([])
  })

  it('asks nothing of Cloudflare for those who may not read it', async () => {
    staff.role = 'operator'
    await expect(activityPage(readActivityQuery({}), SECOND)).rejects.toThrow('forbidden')
    await expect(latestActivity(SECOND, 8)).rejects.toThrow('forbidden')
    expect((await exportActivity({ tenant: SECOND })).status).toBe(403)
    expect(await upstream.control('GET', '/calls')).toEqual([])
  })
})

describe('the export of a tenant’s activity', () => {
  it('is of that tenant alone, and on record with it and with what was asked of Cloudflare', async () => {
    await done(plain, 'First')
    await done(theirs, 'Second')
    const response = await exportActivity({ tenant: SECOND, action: 'account.update' })
    const text = await response.text()
    expect(text.trimEnd().split('\r\n')).toHaveLength(2)
    expect(text).toContain('Second')
    const [attempt, outcome] = await exports()
    expect(attempt).toMatchObject({ request: { filter: { action: 'account.update', tenant: SECOND } } })
    expect(outcome).toMatchObject({ phase: 'succeeded', after: { rows: 1, complete: true } })
    expect(JSON.stringify(outcome!.upstream)).toContain('GET')

    expect((await (await exportActivity({ tenant: '' })).text()).trimEnd().split('\r\n')).toHaveLength(4)
  })

  it('is given while the accounts of the tenant cannot be read', async () => {
    await done(theirs, 'Second')
    await upstream.control('POST', '/faults', {
      match: { method: 'GET', path: '^/tenants/[^/]+/accounts' },
      fault: { kind: 'status', status: 500 },
      times: 99,
    })
    forgetOwned()
    const response = await exportActivity({ tenant: SECOND })
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('Second')
  })

  it('refuses a tenant that cannot be read, as it would be more than was asked for', async () => {
    expect((await exportActivity({ tenant: 'x'.repeat(65) })).status).toBe(400)
    expect(await exports()).toMatchObject([{ phase: 'denied', errorCode: 'invalid' }])
  })
})

describe('a tenant that is not there', () => {
  const missing = { code: 'not_found', message: expect.stringContaining('no tenant with this ID') }

  it.each([
    ['no tenant at all', 'nobody'],
    ['one that these credentials do not administer', SECOND],
  ])('shows nothing of anybody’s: %s', async (_, tenant) => {
    await upstream.control('PUT', '/settings', { secondTenant: false })
    await done(plain, 'First')
    await done(theirs, 'Second')
    await expect(activityPage(readActivityQuery({}), tenant)).rejects.toMatchObject(missing)
    await expect(latestActivity(tenant, 8)).rejects.toMatchObject(missing)
    const response = await exportActivity({ tenant })
    expect(response.status).toBe(404)
    expect(await response.text()).toContain('no tenant with this ID')
  })
})

function entry(accountId: string | null, name: string | null, action: string = 'account.update'): Entry {
  return {
    operationId: randomUUID(),
    requestId: randomUUID(),
    act: ACTS.get(action)!,
    actor: {
      actorId: null,
      actorEmail: null,
      actorRole: null,
      sessionId: null,
      address: null,
      userAgent: null,
    },
    target: { id: accountId, name, accountId, accountName: accountId && name },
  }
}

const creation = (name: string) => ({
  ...entry(null, name, 'account.create'),
  request: { name, unitId: SEED.secondTenant.unit },
})

const form = (name: string, unitId = SEED.secondTenant.unit) => ({
  attemptKey: randomUUID(),
  name,
  unitId,
  type: 'standard',
  description: '',
  ratePlanId: '',
  confirmDuplicate: false,
  businessName: '',
  businessAddress: '',
  businessEmail: '',
  businessPhone: '',
  externalMetadata: '',
})

async function done(accountId: string, name: string): Promise<void> {
  await recordOutcome(await recordAttempt(entry(accountId, name)), { phase: 'succeeded' })
}

async function targets(chosen?: string): Promise<(string | null)[]> {
  const { lines } = await activityPage(readActivityQuery({}), chosen)
  return lines.map(({ target }) => target.name)
}

const exports = () =>
  db().auditEvent.findMany({ where: { action: 'activity.export' }, orderBy: { seq: 'asc' } })

const range = (from: number, to: number) =>
  Array.from({ length: from - to + 1 }, (_, index) => `n${from - index}`)
