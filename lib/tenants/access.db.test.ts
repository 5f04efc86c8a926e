import { beforeEach, describe, expect, it, vi } from 'vitest'
import { SEED } from '@/lib/sandbox/seed'
import { useSandbox } from '@/scripts/vitest/sandbox'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { isGone, managedAccount } = await import('./access')
const { exportAccounts, listAccounts } = await import('@/lib/accounts/queries')
const { exportCsv } = await import('@/lib/entry/download')
const { ListQuery } = await import('@/lib/accounts/schema')
const { openTenantApi } = await import('@/lib/tenant-api/client')
const { db } = await import('@/lib/db/client')

const { plain, outside } = SEED.accounts
const NOBODY = 'f'.repeat(32)
const OWN_LIST = '^/tenants/[^/]+/accounts$'
const NO_ROUTE = { kind: 'status', status: 404, code: 7003 }

const upstream = useSandbox()

describe.each(['all', 'some', 'none'])('where managed_by comes with %s of the accounts', (managedBy) => {
  beforeEach(() => upstream.control('PUT', '/settings', { managedBy }))

  it('the list tells the tenant’s own from others', async () => {
    const { rows } = await list({ size: '50' })
    const others = rows.filter(({ owned }) => owned === false).map(({ id }) => id)
    expect(others.sort()).toEqual([...outside].sort())
    expect(rows.filter(({ owned }) => owned)).toHaveLength(SEED.counts.tenant)
  })

  it('the tenant’s own are opened, and others are not', async () => {
    expect(await managed(plain)).toMatchObject({ id: plain, tenantId: SEED.tenant.tag })
    const refusal = await managed(outside[0]!).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ code: 'not_found' })
    expect(isGone(refusal)).toBe(false)
  })
})

it('asks for nothing more where managed_by comes with every account of a page', async () => {
  const { rows } = await list({ name: 'Acme' })
  expect(rows.map(({ owned }) => owned)).toEqual([true, true])
  expect((await calls()).filter((path) => path !== '/user/tenants')).toEqual(['/accounts'])
})

it.each(['some', 'none'])(
  'with managed_by for %s, reads the tenant’s own list once a minute',
  async (managedBy) => {
    await upstream.control('PUT', '/settings', { managedBy })
    const firstPages = async (seconds: number) => {
      const then = Date.now() + seconds * 1000
      const clock = vi.spyOn(Date, 'now').mockImplementation(() => then)
      await list({ size: '50' }).finally(() => clock.mockRestore())
      return (await calls()).filter((path) => new RegExp(OWN_LIST).test(path)).length
    }
    expect(await firstPages(0)).toBe(1)
    expect(await firstPages(55)).toBe(1)
    expect(await firstPages(65)).toBe(2)
  },
)

describe('where the tenant’s own list cannot be read', () => {
  beforeEach(async () => {
    await upstream.control('PUT', '/settings', { managedBy: 'some' })
    await fails(OWN_LIST, { kind: 'status', status: 500 })
  })

  it('the accounts are listed, and whose they are is not known', async () => {
    const { rows } = await list({ size: '50' })
    const owners = new Set(rows.map(({ owned }) => owned))
    expect(owners).toEqual(new Set([true, null]))
    expect(rows.find(({ id }) => id === outside[0])?.owned).toBe(null)
  })

  it('nothing is exported as if it were all', async () => {
    expect((await exportCsv(exportAccounts, {})).ok).toBe(false)
    const [last] = await db().auditEvent.findMany({ orderBy: { seq: 'desc' }, take: 1 })
    expect(last).toMatchObject({ action: 'accounts.export', phase: 'failed' })
  })
})

it.each([OWN_LIST, '^/user/tenants$'])(
  'an account is not taken for gone because %s is not found',
  async (path) => {
    await upstream.control('PUT', '/settings', { managedBy: 'none' })
    await fails('/organizations$', NO_ROUTE)
    await fails(path, NO_ROUTE)
    const fault = await managed(plain).catch((error: unknown) => error)
    expect(fault).toMatchObject({ code: 'unavailable' })
    expect(isGone(fault)).toBe(false)
  },
)

it('an account that Cloudflare does not know is gone', async () => {
  const fault = await managed(NOBODY).catch((error: unknown) => error)
  expect(fault).toMatchObject({ code: 'not_found' })
  expect(isGone(fault)).toBe(true)
})

describe.each([10000, 9109])('a 403 with %i', (code) => {
  const forbidden = { kind: 'status', status: 403, code }

  it('for an account that no tenant lists is one that is not there', async () => {
    await fails(`^/accounts/${NOBODY}$`, forbidden)
    const fault = await managed(NOBODY).catch((error: unknown) => error)
    expect(fault).toMatchObject({ code: 'not_found' })
    // Nobody said so.
    expect(isGone(fault)).toBe(false)
  })

  it('for one of the tenant’s own is told as it is', async () => {
    await fails(`^/accounts/${plain}$`, forbidden)
    await expect(managed(plain)).rejects.toMatchObject({ code: 'credentials' })
  })

  it('is told as it is where the tenant’s own list cannot be read', async () => {
    await fails(`^/accounts/${NOBODY}$`, forbidden)
    await fails(OWN_LIST, forbidden)
    await expect(managed(NOBODY)).rejects.toMatchObject({ code: 'credentials' })
  })
})

it.each([
  ['9', []],
  ['1', null],
])('page %s of the list, refused, is one that is not there unless it is the first', async (page, rows) => {
  await fails('^/accounts$', { kind: 'status', status: 400, code: 1001 })
  const answer = list({ page })
  if (rows) expect(await answer).toMatchObject({ rows, perPage: 20, totalCount: null, more: false })
  else await expect(answer).rejects.toMatchObject({ code: 'invalid' })
})

const list = (params: Record<string, string>) => listAccounts(ListQuery.parse(params))
const managed = (id: string) => managedAccount(openTenantApi({ work: 'background' }), id)

// Reads are retried twice.
const fails = (path: string, fault: object) =>
  upstream.control('POST', '/faults', { match: { method: 'GET', path }, fault, times: 9 })

async function calls(): Promise<string[]> {
  return ((await upstream.control('GET', '/calls')) as { path: string }[]).map(({ path }) => path)
}
