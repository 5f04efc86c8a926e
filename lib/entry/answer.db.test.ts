import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { NextRequest } from 'next/server'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { makePerson, signedIn, type Browser } from '@/lib/auth/browser.fixture'
import { SEED } from '@/lib/sandbox/seed'
import { TOKEN_GROUPS } from '@/lib/sandbox/token-groups'
import { CREDENTIALS, sandbox, TOKEN } from '@/lib/sandbox/testing'

vi.mock('next/headers', async () => (await import('@/lib/auth/request.fixture')).nextHeaders)

const { forgetOwned } = await import('@/lib/tenants/ownership')
const { db } = await import('@/lib/db/client')

const HOST = 'tenantdesk.example:3000'
const OURS = { 'sec-fetch-site': 'same-origin', origin: `http://${HOST}` }
/** Those that answer anybody: they record nothing of whom they answer, and next-auth has its own token against it. */
const OPEN = ['app/api/health/route.ts', 'app/api/auth/[...nextauth]/route.ts']
const FILES = readdirSync('app/api', { recursive: true })
  .map((file) => path.join('app/api', String(file)))
  .filter((file) => path.basename(file) === 'route.ts' && !OPEN.includes(file))
/** Those that answer people's own tools too, which say nothing of where they are. */
const BARE = ['app/api/find/route.ts']
const EXPORTS = FILES.filter((file) => file.endsWith('export/route.ts'))
/** A file is sent to them: nothing is to be had of them otherwise. */
const UPLOADS = FILES.filter((file) => file.endsWith('upload/route.ts'))
const { busy } = SEED.accounts
const IMPORT = randomUUID()

const FOREIGN: Record<string, string>[] = [
  ...['cross-site', 'same-site', 'none'].map((site) => ({ 'sec-fetch-site': site })),
  { 'sec-fetch-site': 'cross-site', origin: `http://${HOST}` },
  // Browsers that say nothing of the site.
  {},
  { origin: 'null' },
  { origin: 'http://evil.example' },
  { origin: 'http://tenantdesk.example:4000' },
  { origin: `http://${HOST}.evil.example` },
]

const namesASite = (headers: Record<string, string>) =>
  'origin' in headers || !['none', undefined].includes(headers['sec-fetch-site'])

type Method = 'GET' | 'POST'
type Module = Partial<
  Record<Method, (request: NextRequest, context: { params: Promise<unknown> }) => Promise<Response>>
>

let upstream: Awaited<ReturnType<typeof sandbox>>
let browser: Browser

beforeAll(async () => {
  upstream = await sandbox()
  Object.assign(process.env, {
    CLOUDFLARE_EMAIL: CREDENTIALS.email,
    CLOUDFLARE_API_KEY: CREDENTIALS.apiKey,
    CLOUDFLARE_API_TOKEN: CREDENTIALS.apiToken,
    CLOUDFLARE_BASE_URL: upstream.url(),
  })
  browser = await signedIn(await makePerson('admin'))
})
afterAll(() => upstream.stop())
beforeEach(async () => {
  await upstream.control('POST', '/reset')
  await upstream.control('PUT', '/settings', { budget: { limit: 1_000_000, windowSeconds: 300 } })
  await db().rateLimit.deleteMany()
  await db().upstreamCall.deleteMany()
  forgetOwned()
})

describe('what no page of ours asked for', () => {
  it('is looked for in every handler there is', () => {
    expect(EXPORTS).toHaveLength(13)
    expect(FILES.length).toBeGreaterThan(EXPORTS.length + 7)
    for (const file of FILES)
      expect(readFileSync(file, 'utf8'), file).toMatch(/\b(answer|answerBare|download|upload)\(\s*request,/)
  })

  it.each(FILES)('is refused, records nothing and asks Cloudflare nothing: %s', async (file) => {
    await upstream.control('DELETE', '/calls')
    const before = await db().auditEvent.count()
    for (const method of await methodsOf(file))
      for (const foreign of FOREIGN.filter((each) => !BARE.includes(file) || namesASite(each)))
        expect((await call(file, method, foreign)).status, JSON.stringify({ method, foreign })).toBe(403)
    expect(await db().auditEvent.count()).toBe(before)
    expect(await upstream.control('GET', '/calls')).toEqual([])
  })

  it.each(FILES)('is told from what one did ask for, over plain http too: %s', async (file) => {
    const methods = await methodsOf(file)
    expect(methods).toContain('POST')
    expect(methods.includes('GET')).toBe(![...EXPORTS, ...UPLOADS].includes(file))
    for (const method of methods)
      expect((await drained(await call(file, method, { 'sec-fetch-site': 'same-origin' }))).status).not.toBe(
        403,
      )
    // By its own name, and by the one that it was given.
    for (const origin of [`http://${HOST}`, 'http://localhost:3000'])
      expect((await drained(await call(file, 'POST', { origin }))).status, origin).not.toBe(403)
    if (methods.includes('GET') && !BARE.includes(file))
      expect((await call(file, 'GET', { origin: `http://${HOST}` })).status).toBe(403)
  })
})

describe('an export of several batches', () => {
  const MANY: Record<string, () => Promise<number>> = {
    'app/api/accounts/export/route.ts': async () => {
      await times(60, (n) =>
        post('/accounts', { name: `Many ${n}`, type: 'standard', unit: { id: SEED.units.direct.id } }),
      )
      return SEED.counts.tenant + 60
    },
    'app/api/accounts/[accountId]/members/export/route.ts': async () => -51,
    'app/api/accounts/[accountId]/zones/export/route.ts': async () => 62,
    'app/api/accounts/[accountId]/subscriptions/export/route.ts': async () => {
      const { result } = await upstream.call('GET', `/accounts/${busy}/subscriptions`)
      return result.length
    },
    'app/api/accounts/[accountId]/tokens/export/route.ts': async () => {
      const resources = { [`com.cloudflare.api.account.${busy}`]: '*' }
      const policy = { effect: 'allow', permission_groups: [{ id: TOKEN_GROUPS[0]!.id }], resources }
      await times(60, (n) =>
        post(`/accounts/${busy}/tokens`, { name: `Many ${n}`, policies: [policy] }, TOKEN),
      )
      return 66
    },
    'app/api/service-users/export/route.ts': async () => {
      const user = (n: number) => ({
        id: randomUUID(),
        accountId: busy,
        email: `${n}@a.example`,
        createdBy: 'a',
      })
      await db().serviceUser.createMany({ data: Array.from({ length: 1_100 }, (_, n) => user(n)) })
      return 1_100
    },
    'app/api/onboarding/imports/[importId]/export/route.ts': async () => {
      await db().onboardingImport.create({
        data: {
          id: IMPORT,
          fileName: 'a.csv',
          digest: '',
          rowCount: 1_100,
          createdBy: randomUUID(),
          rows: { create: Array.from({ length: 1_100 }, (_, n) => ({ row: n + 2 })) },
        },
      })
      return 1_100
    },
    'app/api/onboarding/runs/export/route.ts': async () => {
      const run = (n: number) => ({
        id: randomUUID(),
        operationId: randomUUID(),
        title: `Run ${n}`,
        unitId: SEED.units.direct.id,
        startedBy: randomUUID(),
        startedByEmail: 'a@a.example',
      })
      await db().onboardingRun.createMany({ data: Array.from({ length: 250 }, (_, n) => run(n)) })
      return 250
    },
    'app/api/people/export/route.ts': async () => {
      const { id, seenAt } = await mirrored()
      const member = (n: number) => ({
        id: `member-${n}`,
        accountId: id,
        email: `${n}@many.example`,
        roles: [],
        policies: [],
        seenAt,
      })
      await db().directoryMember.createMany({ data: Array.from({ length: 1_100 }, (_, n) => member(n)) })
      return 1_100
    },
    'app/api/today/export/route.ts': async () => {
      const { id, seenAt } = await mirrored()
      const item = (n: number) => ({
        kind: 'token-ending',
        subjectId: `token-${n}`,
        accountId: id,
        data: { name: `Token ${n}` },
        urgency: 2,
        since: seenAt,
        until: seenAt,
      })
      await db().workItem.createMany({ data: Array.from({ length: 1_100 }, (_, n) => item(n)) })
      return 1_100
    },
    'app/api/reconcile/export/route.ts': async () => {
      const { tenantId, seenAt } = await mirrored()
      const account = (n: number) => ({
        id: `reconciled-${n}`,
        name: `Reconciled ${n}`,
        sortName: `reconciled ${n}`,
        tenantId,
        seenAt,
      })
      await db().directoryAccount.createMany({ data: Array.from({ length: 1_100 }, (_, n) => account(n)) })
      return -1_100
    },
    'app/api/activity/export/route.ts': async () => {
      const row = () => ({ operationId: randomUUID(), requestId: '1', phase: 'denied', action: 'x' }) as const
      await db().auditEvent.createMany({ data: Array.from({ length: 11_000 }, row) })
      return -1
    },
    // The case: 520 changes to one account.
    'app/api/accounts/[accountId]/audit-log/export/route.ts': async () => {
      await times(520, (n) =>
        upstream.call('PUT', `/accounts/${busy}`, { name: `Brightwave ${n}`, settings: {} }),
      )
      return -520
    },
  }

  it('is tried for every export there is', () =>
    expect(Object.keys(MANY).sort()).toEqual([...EXPORTS].sort()))

  it.each(Object.keys(MANY))('holds all rows and ends well: %s', async (file) => {
    const rows = await MANY[file]!()
    const response = await call(file, 'POST', OURS)
    expect(response.status).toBe(200)
    // As in Next, nobody's request is there any more when the rest is read.
    const lines = (await response.text()).trimEnd().split('\r\n').length - 1
    if (rows < 0) expect(lines).toBeGreaterThanOrEqual(-rows)
    else expect(lines).toBe(rows)
    expect(await outcome(response)).toEqual({ ended: 'well', rows: lines, complete: true, why: null })
  })

  it('that breaks off says so in its last line, fails as a transfer, and to the page that asks', async () => {
    const file = 'app/api/accounts/[accountId]/zones/export/route.ts'
    const response = await call(file, 'POST', OURS)
    await upstream.control('POST', '/faults', {
      match: { method: 'GET', path: '^/zones' },
      fault: { kind: 'status', status: 500 },
      times: 9,
    })
    const got = await received(response)
    expect(got.error).toBeTruthy()
    const last = got.text.trimEnd().split('\r\n').at(-1)
    expect(last).toMatch(/^"Not complete: the export stopped after 50 rows\. .+ Request ID: [\w-]{36}\."$/)
    const told = await outcome(response)
    expect(told).toMatchObject({ ended: 'broken', rows: 50, complete: false })
    expect(last).toContain(told.why)
    // It is nobody else's to ask.
    const other = await signedIn(await makePerson('admin'))
    expect(await outcome(response, other)).toBeNull()
  })
})

async function methodsOf(file: string): Promise<Method[]> {
  const handlers: Module = await import(path.resolve(file))
  return (['GET', 'POST'] as const).filter((method) => handlers[method])
}

async function call(
  file: string,
  method: Method,
  headers: Record<string, string>,
  more: { operationId?: string; by?: Browser } = {},
): Promise<Response> {
  const handlers: Module = await import(path.resolve(file))
  const url = `http://${HOST}/api?range=custom&from=${day(-80)}`
  const request = new NextRequest(url, { method, headers: { host: HOST, ...headers } })
  const params = {
    accountId: busy,
    importId: IMPORT,
    zoneId: 'x',
    key: randomUUID(),
    operationId: more.operationId ?? '',
  }
  const context = { params: Promise.resolve(params) }
  // Next's own control flow is an answer too.
  return (more.by ?? browser).within(() =>
    handlers[method]!(request, context).catch(() => new Response(null, { status: 404 })),
  )
}

async function drained(response: Response): Promise<Response> {
  await response.text()
  return response
}

async function received(response: Response): Promise<{ text: string; error: unknown }> {
  const decoder = new TextDecoder()
  let text = ''
  try {
    for await (const chunk of response.body!) text += decoder.decode(chunk as Uint8Array, { stream: true })
    return { text, error: null }
  } catch (error) {
    return { text, error }
  }
}

async function outcome(response: Response, by?: Browser) {
  const operationId = response.headers.get('x-operation-id')!
  const answer = await call('app/api/exports/[operationId]/route.ts', 'GET', OURS, { operationId, by })
  return (await answer.json()).data
}

async function times(count: number, each: (n: number) => Promise<unknown>): Promise<void> {
  for (let n = 1; n <= count; n++) await each(n)
}

async function post(at: string, body: unknown, headers?: Record<string, string>): Promise<void> {
  const answer = await upstream.call('POST', at, body, headers)
  if (!answer.success) throw new Error(JSON.stringify(answer.errors))
}

function day(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
}

/** An account of the directory. */
function mirrored() {
  const data = { name: 'Many', sortName: 'many', tenantId: SEED.tenant.tag, seenAt: new Date() }
  return db().directoryAccount.upsert({ where: { id: busy }, create: { id: busy, ...data }, update: {} })
}
