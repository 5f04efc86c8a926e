import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { DraftContent } from '@/lib/onboarding/draft-schema'
import { SEED } from '@/lib/sandbox/seed'
import { staff } from '@/scripts/vitest/person'
import { useSandbox } from '@/scripts/vitest/sandbox'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const actions = await import('@/lib/onboarding/actions')
const { importDetails, importGrid, importPreview } = await import('@/lib/onboarding/import-queries')
const { EMPTY_VALUES } = await import('@/lib/onboarding/import-schema')
const { POST } = await import('@/app/api/onboarding/upload/route')
const { db } = await import('@/lib/db/client')

const { EMPTY_DRAFT, NO_ORDER } = await import('@/lib/onboarding/draft-constants')
const { sealTemplate } = await import('@/lib/onboarding/drafts')
const { readRow } = await import('./rows')

const upstream = useSandbox()
const { direct, resale } = SEED.units

beforeEach(async () => {
  await db().onboardingImport.deleteMany()
  await db().onboardingRun.deleteMany()
  await db().onboardingTemplate.deleteMany()
})

const FROM_OURS = { 'sec-fetch-site': 'same-origin' }

async function post(body: BodyInit | null, headers: Record<string, string> = FROM_OURS) {
  const request = new Request('http://localhost:3000/api/onboarding/upload?name=customers.csv', {
    method: 'POST',
    headers,
    body,
  })
  const response = await POST(request)
  return { status: response.status, ...(await response.json()) }
}
async function checked(table: string): Promise<string> {
  const { ok, data, error } = await post(table)
  if (!ok) throw new Error(error.message)
  return data.importId
}
const table = (columns: string, ...rows: string[]) => [columns, ...rows].join('\n')
const grid = (id: string, show: 'all' | 'errors' | 'twins' | 'ready' = 'all', page = 1) =>
  importGrid(id, { show, page })

describe('Check', () => {
  it('makes of each row what the form would, and keeps it sealed', async () => {
    const id = await checked(
      table(
        'account_name;tenant_unit;account_type;business_name;members;role;zones;zone_plan;subscriptions',
        `Grüne Wiese GmbH;${direct.name};;Grüne Wiese;a@wiese.example|b@wiese.example;Administrator;wiese.example|grüne.example;PARTNERS_BIZ;TEAMS_FREE`,
        `Blue Lake Ltd;${resale.id};enterprise;;;;;;`,
      ),
    )
    const { rows, columns, counts } = await grid(id)
    expect(rows.map(({ row, faults }) => [row, faults])).toEqual([
      [2, {}],
      [3, {}],
    ])
    expect(counts).toEqual({ all: 2, failed: 0, errors: 0, twins: 0, ready: 2 })
    expect(columns).toHaveLength(9)
    expect(await importPreview(id)).toMatchObject({ customers: 2, limit: 1200, forPeople: 200 })
    const kept = await db().onboardingImportRow.findMany({ where: { importId: id } })
    for (const { content } of kept) expect(Buffer.from(content!).toString('latin1')).not.toMatch(/Wiese|Lake/)
    const orders = kept.map((row) => readRow(row)!.order!)
    expect(orders[0]).toMatchObject({
      customer: {
        name: 'Grüne Wiese GmbH',
        unitId: direct.id,
        type: 'standard',
        businessName: 'Grüne Wiese',
      },
      access: { emails: ['a@wiese.example', 'b@wiese.example'], grant: { kind: 'roles' } },
      zones: [
        { name: 'wiese.example', type: 'full', plan: { ratePlanId: 'PARTNERS_BIZ' } },
        { name: 'xn--grne-1ra.example', plan: { ratePlanId: 'PARTNERS_BIZ' } },
      ],
      subscriptions: [{ ratePlanId: 'TEAMS_FREE' }],
    })
    expect(Object.values(orders[0]!.access.names)).toEqual(['Administrator'])
    expect(orders[1]).toMatchObject({ customer: { type: 'enterprise', unitId: resale.id }, zones: [] })
  })

  it('says what is wrong by row and column', async () => {
    const id = await checked(
      table(
        'account_name,tenant_unit,account_type,business_email,members,role,zones,zone_plan,subscriptions,template',
        `,${direct.name},,,,,,,,`,
        'A,Nowhere,,not an address,a@a.example,Administrator,,,,',
        `B,${direct.name},gold,,x@y,Administrator,http://b.example,Business,NO_SUCH_PLAN,No template`,
        `C,${direct.name},,,c@c.example,,,,,`,
        `D,${direct.name},,,d@d.example,Gardener,,Platinum,,`,
        `E,${direct.name},,,,,,free,Stream,`,
        `F,${direct.name},,,,,,,,,surplus`,
      ),
    )
    const { rows, counts } = await grid(id, 'errors')
    expect(counts).toMatchObject({ all: 7, errors: 7 })
    expect(rows.map(({ faults }) => faults)).toEqual([
      { account_name: 'Enter an account name.' },
      {
        tenant_unit: expect.stringContaining('There is no tenant unit “Nowhere”.'),
        business_email: expect.stringContaining('not an email'),
      },
      {
        account_type: expect.stringContaining('“gold”'),
        members: expect.stringContaining('x@y'),
        zones: expect.stringContaining('without https://'),
        zone_plan: expect.stringContaining(
          'more than one zone plan. Enter an ID: PARTNERS_BIZ, CF_BIZ, msp_biz',
        ),
        subscriptions: expect.stringContaining('no subscription “NO_SUCH_PLAN”'),
        template: expect.stringContaining('no template “No template”'),
      },
      { role: expect.stringContaining('Enter the role') },
      {
        role: expect.stringContaining('no role “Gardener”'),
        zone_plan: expect.stringContaining('“Platinum”'),
      },
      { subscriptions: expect.any(String) },
      { account_name: expect.stringContaining('more fields than the heading') },
    ])
  })

  it('takes from a template what the row leaves empty, and nothing of it where the row says otherwise', async () => {
    const id = crypto.randomUUID()
    const { result: roles } = await upstream.call('GET', `/accounts/${SEED.accounts.busy}/roles`)
    const content: DraftContent = {
      ...EMPTY_DRAFT,
      customer: { ...EMPTY_DRAFT.customer, unitId: resale.id, type: 'enterprise' },
      access: {
        ...EMPTY_DRAFT.access,
        grant: { kind: 'roles', roles: [roles[0].id] },
        likeAccountId: SEED.accounts.busy,
        names: { [roles[0].id]: roles[0].name },
        serviceUser: { wanted: true, email: '', roles: [roles[0].id] },
      },
      zones: { ...EMPTY_DRAFT.zones, type: 'partial' },
      plans: { ...EMPTY_DRAFT.plans, all: { ...NO_ORDER, ratePlanId: 'PARTNERS_ENT' } },
      subscriptions: { orders: [{ ...NO_ORDER, ratePlanId: 'TEAMS_FREE' }] },
    }
    await db().onboardingTemplate.create({
      data: {
        id,
        name: 'Shop',
        content: sealTemplate(id, content),
        createdBy: staff.id,
        updatedBy: staff.id,
      },
    })
    const importId = await checked(
      table(
        'account_name,tenant_unit,members,zones,zone_plan,subscriptions,template',
        'A,,a@a.example,a.example,,,shop',
        `B,${direct.name},,b.example,PARTNERS_PRO,IMAGES_BASIC,Shop`,
      ),
    )
    expect((await grid(importId)).counts).toMatchObject({ errors: 0, ready: 2 })
    const kept = await db().onboardingImportRow.findMany({ where: { importId }, orderBy: { row: 'asc' } })
    const [first, second] = kept.map((row) => readRow(row)!.order!)
    expect(first).toMatchObject({
      customer: { unitId: resale.id, type: 'enterprise' },
      access: { emails: ['a@a.example'], grant: { roles: [roles[0].id] }, serviceUser: null },
      zones: [{ name: 'a.example', type: 'partial', plan: { ratePlanId: 'PARTNERS_ENT' } }],
      subscriptions: [{ ratePlanId: 'TEAMS_FREE' }],
    })
    expect(second).toMatchObject({
      customer: { unitId: direct.id, type: 'enterprise' },
      access: { emails: [] },
      zones: [{ plan: { ratePlanId: 'PARTNERS_PRO' } }],
      subscriptions: [{ ratePlanId: 'IMAGES_BASIC' }],
    })
  })

  it('finds twins within the file, in the tenant by name and by domain, and in what is being made', async () => {
    const { result } = await upstream.call('GET', `/accounts/${SEED.accounts.plain}`)
    const zones = await upstream.call('GET', '/zones?per_page=5')
    await db().onboardingRun.create({
      data: {
        id: crypto.randomUUID(),
        operationId: crypto.randomUUID(),
        title: 'Red Barn Inc',
        unitId: direct.id,
        startedBy: staff.id,
        startedByEmail: staff.email,
      },
    })
    const id = await checked(
      table(
        'account_name,tenant_unit,zones',
        `Quiet Harbour Ltd,${direct.name},`,
        `“quiet  HARBOUR” Limited,${direct.name},`,
        `${result.name},${direct.name},`,
        `Somebody,${direct.name},${zones.result[0].name}`,
        `Red Barn,${direct.name},`,
        `Nobody’s twin,${direct.name},fresh.example`,
      ),
    )
    const { rows, counts } = await grid(id)
    expect(counts).toMatchObject({ all: 6, errors: 0, twins: 5, ready: 1 })
    expect(rows.map(({ twins }) => twins)).toEqual([[3], [2], [], [], [], []])
    expect(rows[2]!.like).toMatchObject([{ kind: 'account', accountId: SEED.accounts.plain }])
    expect(rows[3]!.like).toMatchObject([{ kind: 'account', domain: zones.result[0].name }])
    expect(rows[4]!.like).toMatchObject([{ kind: 'run', name: 'Red Barn Inc' }])
    // Nothing was sent but reads.
    expect((await upstream.calls()).filter(({ method }) => method !== 'GET')).toEqual([])
    const { compared } = await importDetails(id)
    expect(compared).toMatchObject({ complete: true, why: null, accounts: SEED.counts.tenant + 0 })
  })

  it('is compared with the directory, of any size, where that has every account', async () => {
    const seen = { seenAt: new Date(), tenantId: SEED.tenant.tag }
    await db().directoryPass.create({ data: { number: 1, listedAt: new Date(), endedAt: new Date() } })
    await db().directoryAccount.createMany({
      data: Array.from({ length: 5_500 }, (_, nth) => ({
        id: String(nth).padStart(32, 'e'),
        name: `Customer ${nth} Ltd`,
        sortName: `customer ${nth} ltd`,
        ...seen,
      })),
    })
    await db().directoryZone.createMany({
      data: [
        { id: 'z1', accountId: '7'.padStart(32, 'e'), name: 'bücher.example', seenAt: new Date() },
        {
          id: 'z2',
          accountId: '8'.padStart(32, 'e'),
          name: 'gone.example',
          ...{ seenAt: new Date(), goneAt: new Date() },
        },
      ],
    })
    await upstream.forgetCalls()
    const domains = Array.from({ length: 41 }, (_, nth) => `fresh-${nth}.example`).join(' ')
    const id = await checked(
      table(
        'account_name,tenant_unit,zones',
        `customer 5499,${direct.name},`,
        `Somebody,${direct.name},xn--bcher-kva.example`,
        `Nobody,${direct.name},gone.example`,
        `No one,${direct.name},"${domains}"`,
      ),
    )
    const { rows } = await grid(id)
    expect(rows[0]!.like).toMatchObject([{ name: 'Customer 5499 Ltd' }])
    expect(rows[1]!.like).toMatchObject([{ name: 'Customer 7 Ltd', domain: 'xn--bcher-kva.example' }])
    expect(rows[2]!.like).toEqual([])
    expect((await importDetails(id)).compared).toMatchObject({ complete: true, accounts: 5_500 })
    const lists = (await upstream.calls()).filter(({ path }) => /accounts|zones/.test(path))
    expect(lists).toEqual([])
  })

  it('refuses what is no table, keeps nothing of it, and spends no call', async () => {
    await upstream.forgetCalls()
    const { status, ok, error } = await post('a,b\n1,2\n')
    expect({ status, ok }).toEqual({ status: 400, ok: false })
    expect(error).toMatchObject({ code: 'invalid', fields: { file: expect.any(String) } })
    expect(await db().onboardingImport.count()).toBe(0)
    expect(await upstream.calls()).toEqual([])
  })

  it('is refused to others than operators and administrators, and to other sites', async () => {
    for (const role of ['support', 'auditor'] as const) {
      staff.role = role
      expect(await post('account_name\nA\n')).toMatchObject({ status: 403, error: { code: 'denied' } })
    }
    staff.role = 'operator'
    expect(await post('account_name\nA\n', { 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403 })
    expect(await post('account_name\nA\n')).toMatchObject({ status: 200 })
    expect(await db().onboardingImport.count()).toBe(1)
  })

  it('keeps the last ten of a person that were not started', async () => {
    for (let n = 0; n < 12; n++) await checked(`account_name\nCustomer ${n}\n`)
    expect(await db().onboardingImport.count()).toBe(10)
  })
})

describe('The grid', () => {
  const values = (name: string) => ({ ...EMPTY_VALUES, account_name: name, tenant_unit: direct.name })

  it('checks what was changed, and overwrites nobody’s correction unseen', async () => {
    const id = await checked(
      table('account_name,tenant_unit', 'Quiet Harbour,Nowhere', `Red Barn,${direct.name}`),
    )
    const [{ values: loaded } = { values: EMPTY_VALUES }] = (await grid(id)).rows
    const mended = { ...loaded, tenant_unit: direct.name }
    const mend = () => actions.mendRows({ importId: id, rows: [{ row: 2, loaded, values: mended }] })
    expect(await mend()).toEqual({ ok: true, data: { errors: 0 } })
    expect((await grid(id)).counts).toMatchObject({ errors: 0, ready: 2 })
    expect(await mend()).toMatchObject({ ok: false, error: { code: 'conflict' } })
    // A twin of what it is called now.
    const like = { ...mended, account_name: 'Red Barn Ltd' }
    await actions.mendRows({ importId: id, rows: [{ row: 2, loaded: mended, values: like }] })
    expect((await grid(id)).counts).toMatchObject({ twins: 2, ready: 0 })
    const { result } = await upstream.call('GET', `/accounts/${SEED.accounts.plain}`)
    const theirs = { ...like, account_name: result.name }
    await actions.mendRows({ importId: id, rows: [{ row: 2, loaded: like, values: theirs }] })
    expect((await grid(id)).rows[0]!.like).toMatchObject([{ accountId: SEED.accounts.plain }])
    const [last] = (await upstream.audit('onboarding.import.mend')).slice(-1)
    expect(last).toMatchObject({ phase: 'succeeded', targetId: id, after: { rows: [2], errors: 0 } })
    expect(JSON.stringify([last!.request, last!.after, last!.targetName])).not.toContain(result.name)
  })

  it('keeps fields of one row that several people correct, and no field of another’s unseen', async () => {
    const id = await checked(table('account_name,tenant_unit', 'Blue Lake,Nowhere'))
    const mend = (loaded: object, values: object) =>
      actions.mendRows({ importId: id, rows: [{ row: 2, loaded, values }] })
    expect(await mend({ tenant_unit: 'Nowhere' }, { tenant_unit: direct.name })).toMatchObject({ ok: true })
    expect(await mend({ account_name: 'Blue Lake' }, { account_name: 'Red Barn' })).toMatchObject({
      ok: true,
    })
    expect((await grid(id)).rows[0]!.values).toMatchObject({
      account_name: 'Red Barn',
      tenant_unit: direct.name,
    })
    for (const loaded of [{ account_name: 'Blue Lake' }, {}])
      expect(await mend(loaded, { account_name: 'Green Hill' })).toMatchObject({
        error: { code: 'conflict', message: expect.stringMatching(/changed row 2 meanwhile/) },
      })
  })

  it('leaves twins out until somebody wants them all the same, or takes one away', async () => {
    const rows = ['A Ltd', 'A Limited', 'B', 'B Inc', 'C'].map((name) => `${name},${direct.name}`)
    const id = await checked(table('account_name,tenant_unit', ...rows))
    expect((await grid(id)).counts).toMatchObject({ twins: 4, ready: 1 })
    expect(await actions.removeRows({ importId: id, rows: [3] })).toMatchObject({
      ok: true,
      data: { rows: 1 },
    })
    expect((await grid(id)).counts).toMatchObject({ all: 4, twins: 2, ready: 2 })
    expect(await actions.confirmTwins({ importId: id, rows: 'twins' })).toMatchObject({ data: { rows: 2 } })
    expect((await grid(id)).counts).toMatchObject({ twins: 0, ready: 4 })
  })

  it('is for operators and administrators, and for what there is', async () => {
    const id = await checked(table('account_name,tenant_unit', `A,${direct.name}`))
    const rows = [{ row: 2, loaded: values('A'), values: values('B') }]
    staff.role = 'support'
    for (const answer of [
      actions.mendRows({ importId: id, rows }),
      actions.confirmTwins({ importId: id, rows: [2] }),
      actions.removeRows({ importId: id, rows: [2] }),
      actions.discardImport({ importId: id }),
    ])
      expect(await answer).toMatchObject({ ok: false, error: { code: 'denied' } })
    await expect(grid(id)).rejects.toThrow('forbidden')
    staff.role = 'operator'
    expect(await actions.mendRows({ importId: crypto.randomUUID(), rows })).toMatchObject({
      error: { code: 'not_found' },
    })
    const giant = [{ row: 2, loaded: values('A'), values: values('x'.repeat(20_001)) }]
    expect(await actions.mendRows({ importId: id, rows: giant })).toMatchObject({
      error: { code: 'invalid' },
    })
    expect(await actions.discardImport({ importId: id })).toMatchObject({ ok: true })
    expect(await db().onboardingImportRow.count()).toBe(0)
  })
})
