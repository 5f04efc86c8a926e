import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { ROLES } from '@/lib/auth/permissions'
import { SEED } from '@/lib/sandbox/seed'
import { CREDENTIALS, SHAPES } from '@/lib/sandbox/testing'
import { staff } from '@/scripts/vitest/person'
import { work } from '@/scripts/vitest/work'
import { useSandbox } from '@/scripts/vitest/sandbox'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const tenants = await import('./queries')
const accounts = await import('@/lib/accounts/queries')
const { ListQuery } = await import('@/lib/accounts/schema')
const { listServiceUsers, exportServiceUsers } = await import('@/lib/service-users/queries')
const { exportCsv } = await import('@/lib/entry/download')
const { ServiceUsersQuery } = await import('@/lib/service-users/schema')
const { forgetOwned } = await import('./ownership')
const { db } = await import('@/lib/db/client')

const FIRST = SEED.tenant.tag
const SECOND = SEED.secondTenant.tag
const { direct, resale } = SEED.units

const upstream = useSandbox()
beforeEach(() => {
  staff.role = 'support'
})

describe('a tenant, in the documented shape', () => {
  it('is told from the list alone, with its units and who is in them', async () => {
    expect((await tenants.listTenants()).items).toEqual([
      {
        id: FIRST,
        name: 'Halyard Cloud Partners',
        type: 'reseller',
        status: 'active',
        createdOn: '2019-03-04T10:15:00.000Z',
        units: 2,
      },
    ])
    expect(await tenants.tenantDetails(FIRST)).toMatchObject({
      customerId: 'C-20417',
      contacts: { email: 'partners@halyard.example', website: 'https://halyard.example' },
      network: null,
      labels: ['emea', 'gold'],
      nameServers: ['ns1.halyard.example', 'ns2.halyard.example'],
      parent: null,
      mayDo: [],
    })
    expect((await tenants.tenantUnits(FIRST)).rows).toEqual([
      {
        id: direct.id,
        name: 'Halyard Direct',
        status: 'active',
        members: [CREDENTIALS.email, 'dana.whitlock@halyard.example', 'omar.haddad@halyard.example'],
        membersRead: true,
        depth: 0,
      },
      {
        id: resale.id,
        name: 'Halyard Resale',
        status: 'active',
        members: [CREDENTIALS.email, 'dana.whitlock@halyard.example'],
        membersRead: true,
        depth: 0,
      },
    ])
    expect(await calls(/^\/tenants\/[^/]+$/)).toEqual([])
  })

  it('says what it is entitled to, which accounts it may have, and who may act on it', async () => {
    const { items: rows } = await tenants.tenantEntitlements(FIRST)
    const worth = (key: string) => rows.find((row) => row.key === key)?.value
    expect(worth('allow_auto_accept_invites')).toBe(false)
    expect(worth('mhs_certificate_count')).toBe(100)
    expect(rows.filter(({ label }) => label === null)).toEqual([
      { key: 'logs.max_jobs', label: null, value: 4 },
      { key: 'dns.custom_ns', label: null, value: true },
      { key: 'support.partner_portal', label: null, value: null },
    ])
    expect((await tenants.tenantAccountTypes(FIRST)).items).toEqual(['standard', 'enterprise'])
    expect((await tenants.tenantMembers(FIRST)).items).toContainEqual({
      id: 'd4b1c2a39f0e4c7788a1b2c3d4e5f601',
      email: 'dana.whitlock@halyard.example',
      name: 'Dana Whitlock',
    })
  })

  it('fails part by part', async () => {
    await upstream.control('POST', '/faults', {
      match: { method: 'GET', path: 'entitlements$' },
      fault: { kind: 'status', status: 500 },
      times: 9,
    })
    await expect(tenants.tenantEntitlements(FIRST)).rejects.toMatchObject({ code: 'unavailable' })
    expect((await tenants.tenantAccountTypes(FIRST)).items).toHaveLength(2)
    expect(await tenants.tenantDetails(FIRST)).toMatchObject({ name: 'Halyard Cloud Partners' })
  })
})

describe('a tenant, in the published shape', () => {
  beforeEach(() => upstream.control('PUT', '/settings', { tenantShape: 'spec' }))

  it('is an organization; the tenant itself is asked for what that leaves out', async () => {
    expect((await tenants.listTenants()).items.map(({ id, name }) => [id, name])).toEqual([
      [direct.id, 'Halyard Direct'],
      [resale.id, 'Halyard Resale'],
    ])
    expect(await tenants.tenantDetails(direct.id)).toMatchObject({
      id: direct.id,
      name: 'Halyard Direct',
      type: 'reseller',
      customerId: 'C-20417',
      parent: { id: FIRST, name: 'Halyard Cloud Partners' },
      mayDo: expect.arrayContaining([
        { label: 'Create accounts', value: true },
        { label: 'Migrate accounts', value: false },
      ]),
    })
    expect((await tenants.tenantUnits(direct.id)).rows).toMatchObject([
      { id: direct.id, name: 'Halyard Direct', members: expect.arrayContaining([CREDENTIALS.email]) },
    ])
  })

  it('offers nothing with accounts that its flags deny', async () => {
    staff.role = 'admin'
    const types = async () => (await accounts.createChoices()).units.map((unit) => unit.types)
    expect(await types()).toEqual([
      ['standard', 'enterprise'],
      ['standard', 'enterprise'],
    ])
    expect(await accounts.offersCreation()).toBe(true)
    expect(await accounts.deletionPreview(SEED.accounts.plain)).toMatchObject({ allowed: true })

    await upstream.control('PUT', '/settings', { deniedFlags: ['enterprise_capability'] })
    forgetOwned()
    expect(await types()).toEqual([['standard'], ['standard']])
    await upstream.control('PUT', '/settings', { deniedFlags: ['account_creation', 'account_deletion'] })
    forgetOwned()
    expect(await accounts.createChoices()).toEqual({
      units: [],
      closed: ['Halyard Direct', 'Halyard Resale'],
      unread: [],
      noTenant: false,
    })
    expect(await accounts.offersCreation()).toBe(false)
    expect(await accounts.deletionPreview(SEED.accounts.plain)).toMatchObject({ allowed: false })
  })

  it('makes do with what was listed where there is no tenant of that id', async () => {
    await upstream.control('POST', '/faults', {
      match: { method: 'GET', path: '^/tenants/[^/]+$' },
      fault: { kind: 'status', status: 404, code: 7003 },
      times: 9,
    })
    expect(await tenants.tenantDetails(direct.id)).toMatchObject({ name: 'Halyard Direct', customerId: null })
    expect((await tenants.tenantUnits(direct.id)).rows).toEqual([
      { id: direct.id, name: 'Halyard Direct', status: null, members: null, membersRead: true, depth: 0 },
    ])
  })
})

describe('several tenants', () => {
  beforeEach(() => upstream.control('PUT', '/settings', { secondTenant: true }))

  it('are offered by the switch', async () => {
    expect((await tenants.tenantChoices()).choices).toEqual([
      { id: FIRST, name: 'Halyard Cloud Partners' },
      { id: SECOND, name: 'Halyard Iberia' },
    ])
    expect((await tenants.listTenants(SECOND)).items.map(({ id }) => id)).toEqual([SECOND])
  })

  it('narrow the list of accounts, with its totals and its pages', async () => {
    const all = await accounts.listAccounts(ListQuery.parse({ size: '50' }))
    expect(all.totalCount).toBe(SEED.counts.reachable + SEED.accounts.second.length)
    const second = await accounts.listAccounts(ListQuery.parse({ tenant: SECOND }))
    expect(second.totalCount).toBe(3)
    expect(second.rows.map(({ id }) => id).sort()).toEqual([...SEED.accounts.second].sort())
    expect(second.rows[0]).toMatchObject({ owned: true, unitName: 'Halyard Iberia' })

    const pages = await Promise.all(
      [1, 2, 3].map((page) =>
        accounts.listAccounts(ListQuery.parse({ tenant: FIRST, page: String(page), size: '20' })),
      ),
    )
    expect(pages.map(({ rows }) => rows.length)).toEqual([20, 20, 2])
    expect(new Set(pages.flatMap(({ rows }) => rows.map(({ id }) => id))).size).toBe(SEED.counts.tenant)
    expect(pages[0]!.totalCount).toBe(SEED.counts.tenant)
    const named = await accounts.listAccounts(ListQuery.parse({ tenant: SECOND, name: 'acme' }))
    expect(named.rows).toEqual([])
  })

  it.each(SHAPES)('narrow what is counted, in the shape $tenantShape', async ({ tenantShape, units }) => {
    await upstream.control('PUT', '/settings', { tenantShape })
    expect(await accounts.overviewCounts()).toEqual({
      units: units.length + 1,
      accounts: SEED.counts.tenant + 3,
    })
    const second = tenantShape === 'spec' ? SEED.secondTenant.unit : SECOND
    expect(await accounts.overviewCounts(second)).toEqual({ units: 1, accounts: 3 })
  })

  it('narrow what the form offers: one tenant’s units and types', async () => {
    staff.role = 'operator'
    const { units } = await accounts.createChoices(SECOND)
    expect(units).toEqual([
      {
        id: SEED.secondTenant.unit,
        name: 'Halyard Iberia',
        tenant: 'Halyard Iberia',
        types: ['standard'],
        typesRead: true,
        demanded: [],
      },
    ])
    expect((await accounts.createChoices()).units).toHaveLength(3)
  })

  it('narrow what waits, by account or by unit', async () => {
    staff.role = 'operator'
    const [theirs] = SEED.accounts.second
    await db().wantedSubscription.createMany({
      data: [SEED.accounts.plain, theirs!].map((accountId) => ({ accountId, ratePlanId: 'P', reason: 'x' })),
    })
    for (const unitId of [direct.id, SEED.secondTenant.unit]) {
      const key = randomUUID()
      await db().accountAttempt.create({
        data: { key, idempotencyKey: key, staffId: staff.id, status: 'unknown', name: unitId, unitId },
      })
    }
    // What is of no tenant that is known is shown in each.
    expect(await work({ tenant: SECOND })).toHaveLength(4)
    await db().belonging.createMany({
      data: [
        [SEED.accounts.plain, FIRST],
        [direct.id, FIRST],
        [theirs!, SECOND],
        [SEED.secondTenant.unit, SECOND],
      ].map(([id, tenantId]) => ({ id: id!, tenantId: tenantId! })),
    })
    expect(await work()).toHaveLength(4)
    expect(await work({ tenant: SECOND })).toMatchObject([
      { kind: 'Account creation not known', subject: SEED.secondTenant.unit },
      { kind: 'Subscription missing', account: { id: theirs } },
    ])
  })

  it('narrow the service users', async () => {
    const [theirs] = SEED.accounts.second
    for (const accountId of [SEED.accounts.plain, theirs!])
      await db().serviceUser.create({
        data: { id: randomUUID(), accountId, email: `${accountId}@x.example`, createdBy: 'op@example.com' },
      })
    // Whoever makes one has seen its account.
    await accounts.listAccounts(ListQuery.parse({ size: '50' }))
    expect(await listServiceUsers(ServiceUsersQuery.parse({}))).toMatchObject({ totalCount: 2 })
    expect(await listServiceUsers(ServiceUsersQuery.parse({ tenant: SECOND }))).toMatchObject({
      totalCount: 1,
      rows: [{ accountId: theirs }],
    })
  })

  it('narrow what is exported, and that is on record', async () => {
    staff.role = 'admin'
    const names = async (answer: Response) => (await answer.text()).trim().split(/\r?\n/).length - 1
    expect(await names(await exportCsv(accounts.exportAccounts, {}))).toBe(SEED.counts.tenant + 3)
    expect(await names(await exportCsv(accounts.exportAccounts, { tenant: SECOND }))).toBe(3)
    expect(await names(await exportCsv(exportServiceUsers, { tenant: SECOND }))).toBe(0)
    const [last] = await db().auditEvent.findMany({
      where: { action: 'accounts.export', phase: 'attempted' },
      orderBy: { seq: 'desc' },
      take: 1,
    })
    expect(last).toMatchObject({ request: { filter: { tenant: SECOND } } })
  })

  it('do not keep an account of another tenant from being opened', async () => {
    expect(await accounts.accountOverview(SEED.accounts.second[0]!)).toMatchObject({
      unitName: 'Halyard Iberia',
    })
  })
})

describe('a tenant that is not there', () => {
  const missing = { code: 'not_found', message: expect.stringContaining('no tenant with this ID') }

  it.each([
    ['the details', () => tenants.tenantDetails('nobody')],
    ['the list of tenants', () => tenants.listTenants('nobody')],
    ['the accounts', () => accounts.listAccounts(ListQuery.parse({ tenant: 'nobody' }))],
    ['the counts', () => accounts.overviewCounts('nobody')],
    ['the service users', () => listServiceUsers(ServiceUsersQuery.parse({ tenant: 'nobody' }))],
    ['one that these credentials do not administer', () => tenants.tenantDetails(SECOND)],
  ])('shows nothing of anybody’s: %s', async (_, read) => {
    await expect(read()).rejects.toMatchObject(missing)
  })
})

it.each(ROLES)('a person of the role %s may see the tenant', async (role) => {
  staff.role = role
  expect(await tenants.tenantDetails(FIRST)).toMatchObject({ id: FIRST })
})

async function calls(path: RegExp): Promise<string[]> {
  const all: { path: string }[] = await upstream.control('GET', '/calls')
  return all.map((call) => call.path).filter((each) => path.test(each))
}
