import { randomUUID } from 'node:crypto'
import AxeBuilder from '@axe-core/playwright'
import { test as base, expect, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { encode } from 'next-auth/jwt'
import { Pool } from 'pg'
import type { Role } from '../../lib/auth/permissions'
import { readSecrets } from '../../scripts/data-dir'
import { builtActions, post, resultOf } from './actions'
import { DATA_DIR, running } from './env'
import { empty } from '../../scripts/vitest/owner'

export { SEED, seedZone } from '../../lib/sandbox/seed'
export { expect }

/** Somebody of the partner's team, signed in. */
export type Person = { id: string; email: string; name: string; role: Role; sessionId: string }

/** What a waiting fault does to the next calls that match (lib/sandbox/faults.ts). */
export type Fault = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Source of a regular expression for the path after /client/v4. */
  path?: string
  kind: 'status' | 'rate_limit' | 'hang' | 'slow' | 'reset' | 'lose_reply' | 'truncate' | 'html' | 'null'
  status?: number
  code?: number
  message?: string
  ms?: number
  retryAfter?: number
  times?: number
}

/** Tables that outlive a test: people and what they did, and what the start has left. */
const OF_THE_RUN = [
  'staff',
  'staff_session',
  'password_link',
  'audit_event',
  'refusal',
  'belonging',
  'setting',
  'engine_process',
  'work_look',
]

type Fixtures = {
  /** Signs a new person of a role in on the test's own browser, without the form. */
  signInAs: (role: Role, name?: string) => Promise<Person>
  /** The same in a browser of their own: returns its page too. */
  another: (role: Role, name?: string) => Promise<Person & { page: Page }>
  sandbox: Sandbox
  /** Has the app read all that is in the sandbox into its directory, as **Refresh now** does, and waits until it has. */
  fillDirectory: () => Promise<void>
  faultless: void
}

/**
 * What the browser tests share: people without the sign-in form, the sandbox's control API, the database. Every test
 * starts with the sandbox and our own tables about accounts as they were seeded, and fails when the page throws or the
 * Content-Security-Policy is violated.
 */
export const test = base.extend<Fixtures, { database: Pool }>({
  database: [
    async ({}, provide) => {
      const pool = new Pool({ connectionString: running().databaseOwnerUrl, max: 2 })
      await provide(pool)
      await pool.end()
    },
    { scope: 'worker' },
  ],

  sandbox: [
    async ({ database }, provide) => {
      const sandbox = new Sandbox(running().upstream.sandboxControlUrl)
      await sandbox.reset()
      // The budget too: a run of many tests spends more than five minutes' worth.
      await empty(database, OF_THE_RUN)
      await provide(sandbox)
      await sandbox.clearFaults()
    },
    { auto: true },
  ],

  fillDirectory: async ({ browser, baseURL, database }, provide) => {
    await provide(async () => {
      const context = await open(browser, baseURL)
      await signIn(context, database, 'admin')
      const refresh = builtActions().find((action) => action.export === 'refreshDirectory')!
      expect(await resultOf(await post(context.request, refresh, {}))).toMatchObject({ ok: true })
      await context.close()
      const ended = async () =>
        (
          await database.query<{ done: boolean }>(
            'SELECT fault IS NULL AND ended_at IS NOT NULL AS done FROM directory_pass ORDER BY number DESC LIMIT 1',
          )
        ).rows[0]!.done
      await expect.poll(ended, { timeout: 60_000 }).toBe(true)
    })
  },

  signInAs: async ({ context, database }, provide) => {
    await provide((role, name) => signIn(context, database, role, name))
  },

  another: async ({ browser, database, baseURL }, provide) => {
    const opened: BrowserContext[] = []
    await provide(async (role, name) => {
      const context = await open(browser, baseURL)
      opened.push(context)
      const person = await signIn(context, database, role, name)
      return { ...person, page: await context.newPage() }
    })
    for (const context of opened) await context.close()
  },

  faultless: [
    async ({ page }, provide) => {
      const faults: string[] = []
      page.on('pageerror', (error) => faults.push(String(error)))
      page.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) faults.push(message.text())
      })
      await provide()
      expect(faults, 'what the page threw').toEqual([])
    },
    { auto: true },
  ],
})

/** Checks that axe finds nothing serious on the page as it is now. */
export async function expectAccessible(page: Page): Promise<void> {
  // Between two pages there is none for a moment.
  await expect(page).toHaveTitle(/./)
  // What fades in or out has no contrast of its own yet.
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        (each) => each.playState !== 'running' || each.effect?.getComputedTiming().iterations === Infinity,
      ),
  )
  const { violations } = await new AxeBuilder({ page }).analyze()
  const serious = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
  expect(serious).toEqual([])
}

/** Checks that the page does not scroll sideways, as on a telephone it must not. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { scrollWidth, clientWidth } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return { scrollWidth, clientWidth }
  })
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth)
}

/** The sandbox's control API, and what is upstream. */
export class Sandbox {
  constructor(private readonly control: string) {}

  reset(): Promise<void> {
    return this.send('POST', '/reset')
  }

  /** Makes the next matching calls fail. */
  fail({ method, path, times, ...fault }: Fault): Promise<void> {
    return this.send('POST', '/faults', { match: { method, path }, fault, times })
  }

  clearFaults(): Promise<void> {
    return this.send('DELETE', '/faults')
  }

  /** `tenantShape`, `accountShape`, `latencyMs`, `secondTenant`, … (lib/sandbox/settings.ts). */
  set(settings: Record<string, unknown>): Promise<void> {
    return this.send('PUT', '/settings', settings)
  }

  /** Lets a zone that waits for its name servers become active. */
  activate(zoneId: string): Promise<void> {
    return this.send('POST', `/zones/${zoneId}/status`, { status: 'active' })
  }

  /** The calls that arrived since the reset, the oldest first. */
  async calls(method?: string, path?: RegExp): Promise<{ method: string; path: string; body: unknown }[]> {
    const calls: { method: string; path: string; body: unknown }[] = await this.get('/calls')
    return calls.filter((call) => (!method || call.method === method) && (!path || path.test(call.path)))
  }

  /** Everything upstream, or what is upstream of an account. */
  state(): Promise<{ accounts: { id: string; name: string; [key: string]: unknown }[] }> {
    return this.get('/state')
  }

  /** An account as it is upstream now, undefined when there is none. */
  async account(id: string) {
    return (await this.state()).accounts.find((account) => account.id === id)
  }

  /** Calls the Tenant API itself, as somebody else with the same credentials would. */
  async call(method: string, path: string, body?: unknown): Promise<Response> {
    const { baseUrl, email, apiKey, apiToken } = running().upstream
    // An account's own tokens are closed to the key pair.
    const who: Record<string, string> = path.includes('/tokens')
      ? { authorization: `Bearer ${apiToken}` }
      : { 'x-auth-email': email, 'x-auth-key': apiKey }
    const headers = { ...who, 'content-type': 'application/json' }
    return fetch(`${baseUrl}${path}`, { method, headers, body: JSON.stringify(body) })
  }

  private async get<T>(path: string): Promise<T> {
    return (await (await fetch(`${this.control}${path}`)).json()) as T
  }

  private async send(method: string, path: string, body?: unknown): Promise<void> {
    const response = await fetch(`${this.control}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    if (!response.ok) throw new Error(`The sandbox answered ${response.status}: ${await response.text()}`)
  }
}

async function signIn(
  context: BrowserContext,
  database: Pool,
  role: Role,
  name = `${role[0]!.toUpperCase()}${role.slice(1)} Tester`,
): Promise<Person> {
  const id = randomUUID()
  const email = `${role}-${id.slice(0, 8)}@example.com`
  await database.query('INSERT INTO staff (id, email, name, role) VALUES ($1, $2, $3, $4)', [
    id,
    email,
    name,
    role,
  ])
  const sessionId = randomUUID()
  await database.query(
    `INSERT INTO staff_session (id, staff_id, expires_at) VALUES ($1, $2, now() + interval '12 hours')`,
    [sessionId, id],
  )
  const token = await encode({ token: { sid: sessionId }, secret: readSecrets(DATA_DIR).nextAuth })
  await context.addCookies([
    {
      name: 'tenantdesk-session',
      value: token,
      url: running().address,
      httpOnly: true,
      sameSite: 'Lax',
    },
  ])
  return { id, email, name, role, sessionId }
}

function open(browser: Browser, baseURL: string | undefined): Promise<BrowserContext> {
  return browser.newContext({ baseURL, viewport: { width: 1440, height: 900 } })
}
