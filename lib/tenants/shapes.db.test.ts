import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { SEED } from '@/lib/sandbox/seed'
import { EMPTY_KYC } from '@/lib/accounts/terms'
import { CREDENTIALS, sandbox, SHAPES } from '@/lib/sandbox/testing'

const staff = {
  id: randomUUID(),
  email: 'op@example.com',
  name: 'Op',
  role: 'admin' as const,
  sessionId: randomUUID(),
}
vi.mock('react', async (original) => ({
  ...(await original<typeof import('react')>()),
  cache: (run: unknown) => run,
}))
vi.mock('@/lib/auth/session', () => ({
  currentStaff: async () => staff,
  requirePermission: async () => staff,
  actorOf: async () => ({ actorId: staff.id, actorEmail: staff.email, actorRole: staff.role }),
}))

const tenants = await import('./queries')
const accounts = await import('@/lib/accounts/queries')
const { ListQuery } = await import('@/lib/accounts/schema')
const { createAccount } = await import('@/lib/accounts/actions')
const { managedAccount } = await import('./access')
const { forgetOwned } = await import('./ownership')
const { openTenantApi } = await import('@/lib/tenant-api/client')
const { db } = await import('@/lib/db/client')

const { plain, outside, subUnit } = SEED.accounts
let upstream: Awaited<ReturnType<typeof sandbox>>

beforeAll(async () => {
  upstream = await sandbox()
  Object.assign(process.env, {
    CLOUDFLARE_EMAIL: CREDENTIALS.email,
    CLOUDFLARE_API_KEY: CREDENTIALS.apiKey,
    CLOUDFLARE_BASE_URL: upstream.url(),
  })
})
afterAll(() => upstream.stop())

/** What every screen says of tenants, units and accounts, however Cloudflare tells them. */
describe.each(SHAPES)('with tenants in the shape $tenantShape', ({ tenantShape, ...shape }) => {
  beforeEach(async () => {
    await upstream.control('POST', '/reset')
    await upstream.control('PUT', '/settings', { tenantShape })
    await db().rateLimit.deleteMany()
    await db().accountAttempt.deleteMany()
    forgetOwned()
  })
  const ids = (rows: { id: string }[]) => rows.map(({ id }) => id).sort()

  it('Create Account offers the units, and an account is made in each', async () => {
    const { units } = await accounts.createChoices()
    expect(ids(units)).toEqual(ids(shape.units))
    for (const { id, name } of shape.units) {
      const answer = await createAccount(form(`New in ${name}`, id))
      expect(answer).toMatchObject({ ok: true, data: { status: 'created' } })
    }
    const { accounts: made } = await upstream.control('GET', '/state')
    expect(made.filter((row: { name: string }) => row.name.startsWith('New in '))).toHaveLength(
      shape.units.length,
    )
  })

  it('the counts agree', async () => {
    expect(await accounts.deskCounts()).toEqual({ units: shape.units.length, accounts: SEED.counts.tenant })
    const listed = await tenants.listTenants()
    // What lies below another is one of its units.
    expect(ids(listed)).toEqual(ids(shape.tenants.slice(0, tenantShape === 'tree' ? 1 : undefined)))
  })

  describe.each([
    ['its unit', {}],
    ['its tenant', { parentOrganization: 'tenant' }],
    ['nobody', { managedBy: 'none' }],
  ])('and accounts that name %s as what they are managed by', (named, settings) => {
    beforeEach(() => upstream.control('PUT', '/settings', settings))

    it('the list says in whose unit an account is, and which are others’', async () => {
      const { rows } = await accounts.listAccounts(ListQuery.parse({ size: '50' }))
      expect(rows.filter(({ owned }) => owned)).toHaveLength(SEED.counts.tenant)
      expect(ids(rows.filter(({ owned }) => owned === false))).toEqual([...outside].sort())
      for (const id of [plain, ...subUnit]) {
        // What is not told is left out, never guessed.
        const known = [shape.unitOf(id)!.name, ...(named === 'its unit' ? [] : [null])]
        expect(known).toContain(rows.find((row) => row.id === id)?.unitName)
      }
    })

    it('the tenant’s own accounts are opened, and others are not', async () => {
      const managed = (id: string) => managedAccount(openTenantApi({ work: 'background' }), id)
      for (const id of [plain, ...subUnit]) expect(await managed(id)).toMatchObject({ id })
      await expect(managed(outside[0]!)).rejects.toMatchObject({ code: 'not_found' })
    })
  })
})

function form(name: string, unitId: string) {
  return {
    attemptKey: randomUUID(),
    description: '',
    name,
    unitId,
    type: 'standard' as const,
    ratePlanId: '',
    confirmDuplicate: false,
    ...EMPTY_KYC,
  }
}
