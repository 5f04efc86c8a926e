import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

// A tenant of 10,000 accounts, and what its pages may cost.
vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const COUNT = 10_000
const UNITS = ['u1', 'u2', 'u3']
const idOf = (nth: number) => nth.toString(16).padStart(32, 'a')
const FOREIGN = 'f'.repeat(32)
const LAST = idOf(COUNT - 1)

/** `organizations`: whether Cloudflare tells what is above an account. `managedBy`: whether an account names its unit. */
const shape = { tenants: 'docs', organizations: true, managedBy: true }
let asked: string[] = []

type Row = { id: string; name: string; created_on: string; unit: string | null }
const ROWS: Row[] = [
  { id: FOREIGN, name: 'Account 00000 of somebody else', created_on: '2024-01-01T00:00:00Z', unit: null },
  ...Array.from({ length: COUNT }, (_, nth) => ({
    id: idOf(nth),
    name: `Account ${String(nth).padStart(5, '0')}`,
    created_on: '2024-01-01T00:00:00Z',
    unit: UNITS[nth % 3]!,
  })),
]

function answer(path: string, query: URLSearchParams): { result: unknown; info?: object } | null {
  const records = UNITS.map((unit_tag) => ({ unit_tag, unit_name: `Unit ${unit_tag}` }))
  const organizations = UNITS.map((id) => ({ id, name: `Unit ${id}`, parent: { id: 'T' } }))
  const root = { id: 'T', name: 'Partner' }
  const page = (rows: Row[], show: (row: Row) => object) => {
    const [nth, size] = [Number(query.get('page')), Number(query.get('per_page'))]
    const name = query.get('name')
    const found = name ? rows.filter((row) => row.name.includes(name)) : rows
    const info = { page: nth, per_page: size, total_count: found.length }
    return { result: found.slice((nth - 1) * size, nth * size).map(show), info }
  }
  const listed = ({ unit, ...row }: Row) => ({
    ...row,
    ...(unit && shape.managedBy && { managed_by: { parent_org_id: unit } }),
  })
  if (path === '/user/tenants') {
    if (shape.tenants === 'docs') return { result: [{ tenant_tag: 'T', tenant_units: records }] }
    if (shape.tenants === 'units') return { result: organizations }
    return { result: shape.tenants === 'detail' ? [root] : [root, ...organizations] }
  }
  if (path === '/tenants/T')
    return { result: { tenant_tag: 'T', tenant_units: shape.tenants === 'tree' ? [] : records } }
  if (path === '/tenants/T/account_types') return { result: ['standard'] }
  const tenant = /^\/tenants\/(\w+)\/accounts$/.exec(path)?.[1]
  if (tenant)
    return page(
      ROWS.filter(({ unit }) => unit && (tenant === 'T' || tenant === unit)),
      ({ id, name, created_on }) => ({ id, name, created_on }),
    )
  if (path === '/accounts') return page(ROWS, listed)
  const account = ROWS.find(({ id }) => path.startsWith(`/accounts/${id}`))
  if (account && path.endsWith('/organizations')) {
    if (!shape.organizations || !account.unit) return { result: [] }
    const unit = { id: account.unit, name: `Unit ${account.unit}` }
    return { result: shape.tenants === 'units' ? [unit] : [root, unit] }
  }
  return account && path === `/accounts/${account.id}` ? { result: listed(account) } : null
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url!, 'http://upstream')
  const path = pathname.replace('/client/v4', '')
  asked.push(path)
  const found = answer(path, searchParams)
  response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' })
  response.end(
    JSON.stringify(
      found
        ? { success: true, errors: [], result: found.result, result_info: found.info }
        : { success: false, errors: [{ code: 7003, message: 'no route' }], result: null },
    ),
  )
})

const accounts = await import('@/lib/accounts/queries')
const { ListQuery } = await import('@/lib/accounts/schema')
const { forgetOwned } = await import('./ownership')
const { db } = await import('@/lib/db/client')

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  process.env.CLOUDFLARE_BASE_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/client/v4`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(async () => {
  Object.assign(shape, { tenants: 'docs', organizations: true, managedBy: true })
  await db().rateLimit.deleteMany()
  await db().upstreamCall.deleteMany()
  await db().wantedSubscription.deleteMany()
  await db().accountDeletion.deleteMany()
  forgetOwned()
})

/** Returns what a page came to and the calls that it cost, the tenants being known. */
async function cost<T>(page: () => Promise<T>): Promise<{ shown: T; calls: number }> {
  await accounts.offersCreation()
  asked = []
  const shown = await page()
  return { shown, calls: asked.length }
}
const list = (params: object) => accounts.listAccounts(ListQuery.parse({ size: '50', ...params }))
const open = (id: string) => accounts.accountOverview(id)

describe.each(['docs', 'units', 'detail', 'tree'])('10,000 accounts, tenants told as %s', (tenants) => {
  beforeEach(() => void (shape.tenants = tenants))

  it.each([5002, 5003, COUNT - 1])('account no. %i is opened with one call', async (nth) => {
    const { shown, calls } = await cost(() => open(idOf(nth)))
    expect(shown).toMatchObject({ unitName: `Unit ${UNITS[nth % 3]}` })
    expect(calls).toBe(1)
  })

  it('the tenants cost a call, and one for each that does not tell its units', async () => {
    asked = []
    await accounts.offersCreation()
    expect(asked.length).toBe({ docs: 1, units: 4, detail: 2, tree: 2 }[tenants])
  })

  it('a page of the list costs one call, and a few more where one of its accounts is foreign', async () => {
    // The first time the first page is read beside it, with the foreign one on it.
    expect((await cost(() => list({ page: '149' }))).calls).toBeLessThanOrEqual(6)
    const later = await cost(() => list({ page: '150' }))
    expect(later.calls).toBe(1)
    expect(new Set(later.shown.rows.map(({ owned }) => owned))).toEqual(new Set([true]))
    const first = await cost(() => list({}))
    expect(first.shown.rows[0]).toMatchObject({ id: FOREIGN, owned: false })
    expect(first.calls).toBeLessThanOrEqual(tenants === 'units' ? 11 : 5)
  })

  it('overview, what waits and Create Account do not grow with the tenant', async () => {
    const chosen = tenants === 'units' ? UNITS[(COUNT - 1) % 3] : 'T'
    expect((await cost(() => accounts.overviewCounts())).calls).toBe(tenants === 'units' ? 3 : 1)
    expect((await cost(() => accounts.createChoices(chosen))).calls).toBe(1)
    // Namesakes however they are spelled: the first 500 accounts, and some spellings.
    expect((await cost(() => accounts.sameName('Account 09999'))).calls).toBeLessThanOrEqual(14)
  })

  describe.each([true, false])('without managed_by, what is above an account being told: %s', (told) => {
    beforeEach(() => void Object.assign(shape, { managedBy: false, organizations: told }))

    it('the last account is opened, and a foreign one is not', async () => {
      const { shown, calls } = await cost(() => open(LAST))
      const unit = told || tenants === 'units' ? `Unit ${UNITS[(COUNT - 1) % 3]}` : null
      expect(shown).toMatchObject({ id: LAST, unitName: unit })
      expect(calls).toBeLessThanOrEqual(tenants === 'units' ? 5 : 3)
      await expect(open(FOREIGN)).rejects.toThrow('NEXT_HTTP')
    })

    it('a page of the list says that it does not know whose its accounts are', async () => {
      const { shown, calls } = await cost(() => list({ page: '150' }))
      expect(new Set(shown.rows.map(({ owned }) => owned))).toEqual(new Set([null]))
      expect(calls).toBeLessThanOrEqual(tenants === 'units' ? 7 : 3)
    })
  })
})
