import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { Role } from '@/lib/auth/permissions'
import { SEED, seedZone } from '@/lib/sandbox/seed'
import { CREDENTIALS, KEY } from '@/lib/sandbox/testing'
import type { LogLine, LogPage } from './schema'
import { session, staff } from '@/scripts/vitest/person'
import { useSandbox } from '@/scripts/vitest/sandbox'

vi.mock('@/lib/auth/session', async () => (await import('@/scripts/vitest/person')).sessions)

const { addZone } = await import('@/lib/zones/actions')
const { firstLogPage, nextLogPage, logEntry, productGroups, ...queries } = await import('./queries')
const { exportCsv } = await import('@/lib/entry/download')
const exportLog = (accountId: string, params: Record<string, string>) =>
  exportCsv(queries.exportLog, { ...params, accountId })
const { readLogQuery } = await import('./schema')
const { db } = await import('@/lib/db/client')

const accountId = SEED.accounts.plain
const real = globalThis.fetch
const NOT_FOUND = /NEXT_HTTP_ERROR_FALLBACK;404/

const upstream = useSandbox()
const { fault } = upstream
const now = new Date().toISOString()
beforeEach(async () => {
  Object.assign(staff, { email: 'olive@example.com', name: 'Olive Operator' })
  await db().staff.create({ data: { id: staff.id, email: staff.email, name: staff.name, role: 'admin' } })
})

describe('whose act it was', () => {
  it('knows what was done here, by whom, and where it is on record', async () => {
    await addZone({ accountId, name: 'made-here.com', type: 'full' })
    const [line] = (await first({ zone: 'made-here.com' })).lines
    const outcome = await db().auditEvent.findFirst({
      where: { action: 'zone.add', phase: 'succeeded' },
    })
    expect(line).toMatchObject({
      description: 'Create zone',
      actor: { email: CREDENTIALS.email },
      origin: {
        kind: 'here',
        words: 'made here, by Olive Operator',
        email: staff.email,
        eventId: outcome!.id,
      },
    })
  })

  it('knows a refused act as ours too, because it was sent', async () => {
    expect((await addZone({ accountId, name: 'example.com', type: 'full' })).ok).toBe(false)
    const { lines } = await first({ range: '24h', result: 'failure' })
    for (const { origin } of lines.filter(isZone)) expect(origin).toMatchObject({ kind: 'here' })
  })

  it('marks what our credentials did elsewhere, and nothing of other people', async () => {
    await upstream.call('POST', '/zones', { name: 'made-elsewhere.com', account: { id: accountId } })
    const { lines } = await first({ range: 'custom', from: daysAgo(89) })
    const [newest, ...rest] = lines
    expect(newest!.origin).toMatchObject({ kind: 'outside', words: 'made outside this console' })
    expect(rest.length).toBeGreaterThan(5)
    for (const { actor, origin } of rest)
      expect(origin?.kind ?? null).toBe(actor.email === CREDENTIALS.email ? 'outside' : null)
  })

  it('does not raise the alarm where only the answer was lost, on the account where it was', async () => {
    const elsewhere = SEED.accounts.tokens
    await fault('POST', '/zones$', { kind: 'lose_reply' })
    await addZone({ accountId: elsewhere, name: 'lost-answer.com', type: 'full' })
    await upstream.call('POST', '/zones', { name: 'alone.com', account: { id: accountId } })
    expect((await first({ zone: 'lost-answer.com' }, elsewhere)).lines[0]!.origin).toMatchObject({
      kind: 'perhaps',
      words: 'perhaps made here, by Olive Operator',
    })
    expect((await first({ zone: 'alone.com' })).lines[0]!.origin).toMatchObject({ kind: 'outside' })
  })

  it('does not raise the alarm while an act is under way', async () => {
    const id = randomUUID()
    await db().auditEvent.create({
      data: {
        operationId: randomUUID(),
        requestId: randomUUID(),
        attemptId: id,
        id,
        phase: 'attempted',
        action: 'members.invite',
        accountId: SEED.accounts.empty,
        actorId: staff.id,
      },
    })
    await upstream.call('POST', `/accounts/${SEED.accounts.empty}/members`, {
      email: 'new@customer.example',
      roles: ['05784afa30c1afe1440e79d9351c7430'],
    })
    const [line] = (await first({}, SEED.accounts.empty)).lines
    expect(line!.origin).toMatchObject({ kind: 'perhaps', eventId: id })
  })
})

describe('the pages', () => {
  it('follow the cursor to the end, each row once', async () => {
    const asked = { range: 'custom', from: daysAgo(89) }
    const pages = [await first(asked, SEED.accounts.busy)]
    for (let last = pages[0]!; last.cursor; pages.push(last))
      last = await nextLogPage(SEED.accounts.busy, {
        ...asked,
        since: last.since,
        before: last.before,
        cursor: last.cursor,
      })
    const lines = pages.flatMap((page) => page.lines)
    expect(pages.length).toBeGreaterThan(4)
    expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length)
    const times = lines.map(({ at }) => at!)
    expect(times).toEqual([...times].sort().reverse())
  })

  it.each([
    ['result', 'failure', (line: LogLine) => line.result === 'failure'],
    ['action', 'delete', (line: LogLine) => line.action === 'delete'],
    ['product', 'dns', (line: LogLine) => line.product === 'dns'],
    ['product', 'in:dns_and_zones', (line: LogLine) => ['dns', 'zones'].includes(line.product!)],
    ['actor', 'dana.whitlock@halyard.example', (line: LogLine) => line.actor.email!.startsWith('dana')],
    ['actor', 'Deploy pipeline', (line: LogLine) => line.actor.tokenName === 'Deploy pipeline'],
    ['resource', 'member', (line: LogLine) => line.resourceType === 'member'],
  ])('are filtered by %s %s', async (name, value, fits) => {
    const { lines } = await first({ range: 'custom', from: daysAgo(89), [name]: value }, SEED.accounts.busy)
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.every(fits)).toBe(true)
  })

  it('are filtered by what one row says of itself: its ray, address, ids and zone', async () => {
    const range = { range: 'custom', from: daysAgo(89) }
    const page = await first({ ...range, product: 'dns' }, SEED.accounts.busy)
    const line = page.lines[0]!
    const entry = await logEntry(SEED.accounts.busy, { id: line.id!, at: line.at! })
    const filters: Record<string, string>[] = [
      { ray: `${entry!.ray!.toUpperCase()}-LHR` },
      { address: entry!.address!, zone: line.zone!.id! },
      { resource: line.resourceId! },
      { actor: line.actor.id!, zone: line.zone!.name!.toUpperCase() },
    ]
    for (const filter of filters) {
      const found = await first({ ...range, ...filter }, SEED.accounts.busy)
      expect(
        found.lines.map(({ id }) => id),
        JSON.stringify(filter),
      ).toContain(line.id)
    }
  })

  it('are refused without a readable range, and with a cursor that is none', async () => {
    const reach = { since: now, before: new Date().toISOString(), cursor: 'x' }
    for (const wrong of [{ ...reach, since: 'now' }, { ...reach, cursor: '' }, { ...reach, ray: 'x' }, {}])
      await expect(nextLogPage(accountId, wrong)).rejects.toMatchObject({ code: 'invalid' })
    await expect(nextLogPage(accountId, reach)).rejects.toMatchObject({ name: 'TenantApiError' })
  })

  it.each([
    [{ kind: 'status', status: 500 }, 'unavailable'],
    [{ kind: 'html' }, 'unavailable'],
    [{ kind: 'status', status: 403, code: 10000 }, expect.stringMatching(/refused|credentials|denied/)],
  ])('say so when Cloudflare answers with %o', async (what, code) => {
    await fault('GET', '/logs/audit$', what, 5)
    await expect(first({})).rejects.toMatchObject({ code })
    await upstream.control('DELETE', '/faults')
  })

  it('offer Cloudflare’s products by category', async () => {
    const { groups, complete } = await productGroups(accountId)
    expect(complete).toBe(true)
    expect(groups.find(({ label }) => label === 'DNS and zones')!.options).toEqual([
      { value: 'in:dns_and_zones', label: 'All of DNS and zones' },
      { value: 'zones', label: 'zones' },
      { value: 'dns', label: 'dns' },
    ])
  })
})

describe('one row in full', () => {
  it('has the call, the address and both contents, without credentials and personal data', async () => {
    await upstream.call('PUT', `/accounts/${accountId}/profile`, {
      business_name: 'Canary Dental GmbH',
      business_address: '1 Canary Way',
      business_email: 'canary@dental.example',
      business_phone: '+1 555 0100',
      external_metadata: 'canary',
    })
    await upstream.call('POST', `/accounts/${accountId}/members`, {
      email: `cfk_${'a'.repeat(44)}@x.example`,
      roles: ['05784afa30c1afe1440e79d9351c7430'],
    })
    const { lines } = await first({ range: '24h' })
    const entries = await Promise.all(
      lines.map((line) => logEntry(accountId, { id: line.id!, at: line.at! })),
    )
    expect(entries.length).toBeGreaterThan(0)
    const text = JSON.stringify(entries)
    expect(text).not.toMatch(/canary/i)
    expect(text).not.toContain('cfk_aaaa')
    expect(text).not.toContain(CREDENTIALS.apiKey)
    expect(entries[0]).toMatchObject({
      address: expect.any(String),
      ray: expect.stringMatching(/^[0-9a-f]{16}$/),
      method: expect.any(String),
      request: expect.any(String),
      whole: expect.stringContaining('"cf_ray_id"'),
    })
  })

  it('is of the account that is asked, and of no other', async () => {
    const [line] = (await first({ range: 'custom', from: daysAgo(89) }, SEED.accounts.busy)).lines
    const key = { id: line!.id!, at: line!.at! }
    expect(await logEntry(SEED.accounts.busy, key)).toMatchObject({ id: line!.id })
    expect(await logEntry(accountId, key)).toBeNull()
    expect(await logEntry(SEED.accounts.busy, { ...key, at: '2020-01-01T00:00:00Z' })).toBeNull()
    expect(await logEntry(SEED.accounts.busy, { id: line!.id! })).toBeNull()
  })
})

describe('who may, and what is foreign', () => {
  it.each([SEED.accounts.outside[0], 'f'.repeat(32), '../user', ''])('nothing is told of %s', async (id) => {
    const reach = { since: now, before: now, cursor: 'x' }
    await expect(first({}, id)).rejects.toThrow(NOT_FOUND)
    await expect(nextLogPage(id, reach)).rejects.toThrow(NOT_FOUND)
    await expect(logEntry(id, { id: 'x', at: now })).rejects.toThrow(NOT_FOUND)
    await expect(productGroups(id)).rejects.toThrow(NOT_FOUND)
    expect((await exportLog(id, {})).status).toBe(404)
    expect((await exports()).at(-1)).toMatchObject({ phase: 'failed', errorCode: 'not_found' })
  })

  it.each<[Role, number]>([
    ['admin', 200],
    ['auditor', 200],
    ['operator', 403],
    ['support', 403],
  ])('the export answers %s with %i, and is on record', async (role, status) => {
    staff.role = role
    const response = await exportLog(accountId, {})
    expect(response.status).toBe(status)
    await response.text()
    expect((await exports()).map(({ phase }) => phase)).toEqual(
      status === 200 ? ['attempted', 'succeeded'] : ['denied'],
    )
  })
})

describe('the export', () => {
  it('is what is filtered, over all pages, with what it holds on record', async () => {
    const filter = { range: 'custom', from: daysAgo(89) }
    const response = await exportLog(SEED.accounts.busy, filter)
    expect(response.headers.get('content-disposition')).toMatch(
      /filename="tenantdesk-audit-log-of-cloudflare-max-10000-rows-[\d-]{10}\.csv"/,
    )
    const [heading, ...rows] = (await response.text()).trimEnd().split('\r\n')
    expect(heading).toContain('"Time (UTC)","Action","Action type","Result",')
    expect(rows.length).toBeGreaterThan(200)
    expect(await exports()).toMatchObject([
      {
        accountId: SEED.accounts.busy,
        request: { filter: { from: daysAgo(89), since: expect.any(String) } },
      },
      { phase: 'succeeded', after: { rows: rows.length, complete: true } },
    ])
    const dns = await (await exportLog(SEED.accounts.busy, { ...filter, product: 'dns' })).text()
    expect(dns.trimEnd().split('\r\n').length).toBeLessThan(rows.length)
  })

  it('runs nothing in a spreadsheet', async () => {
    const hostile = '=HYPERLINK("http://evil.example","x")'
    await fetch(`${upstream.url()}/zones`, {
      method: 'POST',
      headers: { ...KEY, 'content-type': 'application/json', 'user-agent': hostile },
      body: JSON.stringify({ name: 'spreadsheet.com', account: { id: accountId } }),
    })
    const text = await (await exportLog(accountId, { zone: 'spreadsheet.com' })).text()
    expect(text).toContain('made outside this console')
    expect(text).toContain(`"'=HYPERLINK(""http://evil.example"",""x"")"`)
  })

  it('is refused, not widened, where a filter cannot be read', async () => {
    const response = await exportLog(accountId, { range: 'custom', from: '2026-02-30' })
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('not a date')
    session.signedIn = false
    expect((await exportLog(accountId, {})).status).toBe(401)
    expect(await exports()).toMatchObject([{ phase: 'denied', errorCode: 'invalid' }])
  })

  it('is an error and no half file where the first rows cannot be read', async () => {
    await fault('GET', '/logs/audit$', { kind: 'status', status: 503 }, 5)
    const response = await exportLog(accountId, {})
    expect(response.status).toBe(503)
    expect((await exports()).at(-1)).toMatchObject({ phase: 'failed', errorCode: 'unavailable' })
    await upstream.control('DELETE', '/faults')
  })

  it('ends at ten thousand rows and says so, and a cursor that comes again ends it too', async () => {
    let page = 0
    const rows = (from: number) =>
      Array.from({ length: 500 }, (_, n) => ({
        id: `row-${from + n}`,
        action: { time: now },
      }))
    const server = vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
      if (!String(input).includes('/logs/audit')) return real(input, init)
      page++
      return Response.json({
        success: true,
        errors: [],
        result: rows(page * 500),
        result_info: { count: '500', cursor: String(circle ? page % 2 : page) },
      })
    })
    let circle = false
    try {
      const lines = (await (await exportLog(accountId, {})).text()).trimEnd().split('\r\n')
      expect(lines).toHaveLength(1 + 10_000 + 1)
      expect(lines.at(-1)).toContain('Not complete: only the first 10000 could be listed')
      expect((await exports()).at(-1)).toMatchObject({
        phase: 'succeeded',
        after: { rows: 10_000, complete: false },
      })
      circle = true
      const round = (await (await exportLog(accountId, {})).text()).trimEnd().split('\r\n')
      expect(round.length).toBeLessThan(2_000)
    } finally {
      server.mockRestore()
    }
  })
})

const first = (params: Record<string, string>, id: string = accountId): Promise<LogPage> =>
  firstLogPage(id, readLogQuery(params, new Date()))

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10)
const isZone = (line: LogLine) =>
  line.resourceType === 'zone' && line.zone?.id !== seedZone('delta-dental-clinics.com')

const exports = () =>
  db().auditEvent.findMany({
    where: { action: 'cloudflare-log.export' },
    orderBy: { seq: 'asc' },
  })
