import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { may, ROLES } from '@/lib/auth/permissions'
import { SEED, seedZone } from '@/lib/sandbox/seed'
import { session, staff } from '@/scripts/vitest/person'
import { useSandbox } from '@/scripts/vitest/sandbox'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { defineDownload, download, exportCsv } = await import('@/lib/entry/download')
const accounts = await import('./queries')
const members = await import('@/lib/members/queries')
const { MembersQuery } = await import('@/lib/members/schema')
const zones = await import('@/lib/zones/queries')
const subscriptions = await import('@/lib/subscriptions/queries')
const tokens = await import('@/lib/tokens/queries')
const serviceUsers = await import('@/lib/service-users/queries')
const { db } = await import('@/lib/db/client')

type Params = Record<string, string>
const busy = SEED.accounts.busy
const { listMembers } = members
const exportAccounts = (params: Params) => exportCsv(accounts.exportAccounts, params)
const exportServiceUsers = (params: Params) => exportCsv(serviceUsers.exportServiceUsers, params)
const exportMembers = (accountId: string, params: Params) =>
  exportCsv(members.exportMembers, { ...params, accountId })
const exportZones = (accountId: string, params: Params) =>
  exportCsv(zones.exportZones, { ...params, accountId })
const exportSubscriptions = (accountId: string, params: Params) =>
  exportCsv(subscriptions.exportSubscriptions, { ...params, accountId })
const exportTokens = (accountId: string, params: Params) =>
  exportCsv(tokens.exportTokens, { ...params, accountId })

const EXPORTS: [name: string, action: string, run: (params: Params) => Promise<Response>][] = [
  ['accounts', 'accounts.export', exportAccounts],
  ['members', 'members.export', (params) => exportMembers(busy, params)],
  ['zones', 'zones.export', (params) => exportZones(busy, params)],
  ['subscriptions', 'subscriptions.export', (params) => exportSubscriptions(busy, params)],
  ['tokens', 'tokens.export', (params) => exportTokens(busy, params)],
  ['service users', 'service-users.export', exportServiceUsers],
]

const upstream = useSandbox({ withToken: true })
const { audit } = upstream
beforeEach(() => {
  staff.role = 'operator'
})

describe.each(EXPORTS)('the export of %s', (_, action, run) => {
  it('is on record, before and after, with what was asked and how many rows went out', async () => {
    await serviceUser('bot@example.com')
    const [head, ...rows] = await lines(await run({}))
    expect(head).toContain(',')
    expect(rows.length).toBeGreaterThan(0)
    const [attempted, succeeded] = await audit(action)
    expect(attempted).toMatchObject({ phase: 'attempted', request: { filter: expect.any(Object) } })
    expect(succeeded).toMatchObject({ phase: 'succeeded', after: { rows: rows.length, complete: true } })
  })

  it('is for the roles that may, and a refusal is recorded', async () => {
    await serviceUser('bot@example.com')
    for (const role of ROLES) {
      staff.role = role
      const answer = await run({})
      expect(answer.status, role).toBe(may(role, 'customers.export') ? 200 : 403)
      await answer.text()
    }
    expect(ROLES.filter((role) => !may(role, 'customers.export'))).toEqual(['support'])
    expect((await audit(action)).filter(({ phase }) => phase === 'denied')).toHaveLength(1)
  })

  it('tells nothing to somebody who is signed out', async () => {
    session.signedIn = false
    expect((await run({})).status).toBe(401)
    expect(await audit(action)).toEqual([])
    expect(await calls()).toEqual([])
  })

  it.each(['', ',', 'a,,b', '../x', 'a b', 'x'.repeat(65), Array(201).fill('a').join()])(
    'takes no selection that cannot be read for a selection of everything: %s',
    async (ids) => {
      const answer = await run({ ids })
      expect(answer.status).toBe(400)
      expect(await answer.text()).toContain('is not valid')
      expect(await calls()).toEqual([])
    },
  )
})

describe('what is exported', () => {
  it('is all that is filtered, over all pages', async () => {
    expect(await lines(await exportZones(busy, {}))).toHaveLength(63)
    const filtered = await lines(await exportZones(busy, { name: 'store-6', direction: 'desc', size: '10' }))
    expect(filtered.slice(1).map((line) => line.split(',')[0])).toEqual(['"brightwave-store-60.com"'])
    const [attempted] = await audit('zones.export')
    expect(attempted).toMatchObject({ accountId: busy })
    const pending = await lines(await exportMembers(busy, { status: 'pending' }))
    const { totalCount } = await listMembers(busy, MembersQuery.parse({ status: 'pending' }))
    expect(pending).toHaveLength(totalCount! + 1)
  })

  it('is what is selected, whatever the filter, and of a selection only what is there', async () => {
    const ids = [seedZone('brightwave-cdn.net'), seedZone('brightwave-store-60.com')]
    const text = (await lines(await exportZones(busy, { ids: ids.join(), name: 'nothing' }))).slice(1)
    expect(text).toHaveLength(2)
    expect(text.join()).toContain('brightwave-store-60.com')
    const [attempted, succeeded] = await audit('zones.export')
    expect(attempted!.request).toEqual({ ids })
    expect(succeeded!.after).toMatchObject({ rows: 2 })

    const foreign = await lines(await exportZones(busy, { ids: seedZone('delta-dental-clinics.com') }))
    expect(foreign).toHaveLength(1)
  })

  it('is never of an account outside the tenant', async () => {
    const all = await lines(await exportAccounts({}))
    expect(all).toHaveLength(SEED.counts.tenant + 1)
    for (const id of SEED.accounts.outside) expect(all.join()).not.toContain(id)
    expect(await lines(await exportAccounts({ ids: SEED.accounts.outside.join() }))).toHaveLength(1)
    for (const run of [exportMembers, exportZones, exportSubscriptions, exportTokens])
      for (const id of [SEED.accounts.outside[0]!, 'f'.repeat(32), '..']) {
        const answer = await run(id, {})
        expect(answer.status).toBe(404)
        expect(await answer.text()).toContain('no managed account')
      }
    expect((await audit('zones.export')).map(({ phase }) => phase)).toEqual([
      ...['attempted', 'failed'],
      ...['attempted', 'failed'],
      ...['attempted', 'failed'],
    ])
  })

  it('tells of a token where, from when and from which addresses it works', async () => {
    const [head, ...rows] = await lines(await exportTokens(busy, {}))
    expect(head).toContain(
      '"Resources","Last used","Starts","Expires","Allowed client addresses","Refused client addresses"',
    )
    expect(rows.find((row) => row.startsWith('"DNS sync'))).toMatch(
      /,"All zones",.*,"203\.0\.113\.0\/24","203\.0\.113\.7\/32",/,
    )
    expect(rows.find((row) => row.startsWith('"Launch day'))).toMatch(
      /,"All zones","","\d{4}-\d\d-\d\dT[^,]+","","","",/,
    )
  })

  it('runs nothing in a spreadsheet', async () => {
    await serviceUser('=cmd@example.com', '+44 Ltd')
    await serviceUser('@sum@example.com', '-1')
    const text = (await lines(await exportServiceUsers({}))).join('\n')
    for (const cell of ["'=cmd@example.com", "'@sum@example.com", "'+44 Ltd", "'-1"])
      expect(text).toContain(cell)
  })

  it('says so in its last line where the list is longer than is read', async () => {
    const short = defineDownload<string>({
      name: 'zones.export',
      label: 'Export zones',
      target: 'account',
      permission: 'customers.export',
      file: 'zones',
      plan: () => ({
        filter: {},
        columns: { Name: (name) => name },
        open: async function* () {
          yield ['a.example', 'b.example']
          return false
        },
      }),
    })
    const answer = await exportCsv(short, {})
    expect((await lines(answer)).slice(1)).toEqual([
      '"a.example"',
      '"b.example"',
      '"Not complete: only the first 2 could be listed."',
    ])
    const [, succeeded] = await audit('zones.export')
    expect(succeeded).toMatchObject({ phase: 'succeeded', after: { rows: 2, complete: false } })
  })

  it('has its outcome on record also where nobody waits for it any more', async () => {
    const address = 'http://localhost:3000/api/service-users/export'
    await (await exportServiceUsers({})).body!.cancel()
    const asked = { method: 'POST', headers: { 'sec-fetch-site': 'same-origin' } }
    const gone = new Request(address, { ...asked, signal: AbortSignal.abort() })
    await download(gone, serviceUsers.exportServiceUsers)
    const leaving = new AbortController()
    await download(
      new Request(address, { ...asked, signal: leaving.signal }),
      serviceUsers.exportServiceUsers,
    )
    leaving.abort()
    await vi.waitFor(async () => {
      const rows = await audit('service-users.export')
      expect(rows.map(({ phase }) => phase).sort()).toEqual([
        ...['attempted', 'attempted', 'attempted'],
        ...['failed', 'failed', 'failed'],
      ])
    })
  })

  it('has a status of its own when Cloudflare cannot be asked, and says how far it came when it breaks off', async () => {
    const fail = {
      match: { method: 'GET', path: '^/zones' },
      fault: { kind: 'status', status: 500 },
      times: 9,
    }
    await upstream.control('POST', '/faults', fail)
    const answer = await exportZones(busy, {})
    expect(answer.status).toBe(503)
    await upstream.control('DELETE', '/faults')
    const begun = await exportZones(busy, {})
    await upstream.control('POST', '/faults', fail)
    await expect(begun.text()).rejects.toThrow()
    await upstream.control('DELETE', '/faults')
    const rows = await audit('zones.export')
    expect(rows.map(({ phase }) => phase)).toEqual(['attempted', 'failed', 'attempted', 'failed'])
    expect(rows[3]).toMatchObject({ accountId: busy, after: { rows: 50 }, errorCode: 'unavailable' })
  })
})

async function serviceUser(email: string, accountName = 'Acme') {
  await db().serviceUser.create({
    data: { id: randomUUID(), accountId: busy, accountName, email, createdBy: staff.email },
  })
}

async function lines(answer: Response): Promise<string[]> {
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  return (await answer.text()).trimEnd().split('\r\n')
}

async function calls(): Promise<unknown[]> {
  return upstream.control('GET', '/calls')
}

describe('the export of accounts from the directory', () => {
  const kept = (nth: number, more: object = {}) => ({
    id: String(nth).padStart(32, 'e'),
    name: `Customer ${String(nth).padStart(5, '0')}`,
    sortName: `customer ${String(nth).padStart(5, '0')}`,
    tenantId: 'T',
    seenAt: new Date(),
    ...more,
  })

  it('is all of them, however many, in the order of the list, and costs no call', async () => {
    await db().directoryPass.create({ data: { number: 1, listedAt: new Date() } })
    const many = Array.from({ length: 5_500 }, (_, nth) => kept(nth, { zones: nth % 3 }))
    await db().directoryAccount.createMany({
      data: [
        ...many,
        kept(6_000, { tenantId: null, createdOn: new Date('2020-01-01') }),
        kept(6_001, { goneAt: new Date() }),
      ],
    })
    const [head, ...rows] = await lines(await exportAccounts({ sort: 'zones', direction: 'desc' }))
    expect(head).toContain('"Zones","Plans","Members"')
    expect(rows).toHaveLength(5_500)
    expect(rows[0]).toContain('Customer 05498')
    expect(rows.at(-1)).toContain('Customer 00000')
    expect(await calls()).toEqual([])
    const [attempted, succeeded] = await audit('accounts.export')
    expect(attempted!.request).toEqual({ filter: { sort: 'zones', direction: 'desc' } })
    expect(succeeded!.after).toEqual({ rows: 5_500, complete: true })

    const filtered = await lines(await exportAccounts({ name: 'customer 0001', minZones: '2' }))
    expect(filtered.slice(1).map((line) => line.split(',')[0])).toEqual([
      '"Customer 00011"',
      '"Customer 00014"',
      '"Customer 00017"',
    ])
    const ids = [kept(3).id, kept(5_499).id]
    expect(await lines(await exportAccounts({ ids: ids.join(), name: 'nobody' }))).toHaveLength(3)
  })

  it('says that it is not all where it is not known whose an account is', async () => {
    await db().directoryPass.create({ data: { number: 1, listedAt: new Date() } })
    await db().directoryAccount.createMany({ data: [kept(1), kept(2, { tenantId: null })] })
    const rows = await lines(await exportAccounts({}))
    expect(rows.join()).toContain('Not complete')
  })
})
