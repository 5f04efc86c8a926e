import { afterAll, beforeAll, beforeEach } from 'vitest'
import { CREDENTIALS, sandbox } from '@/lib/sandbox/testing'
import { db } from '@/lib/db/client'
import { forgetOwned } from '@/lib/tenants/ownership'
import { empty, ownerClient } from './owner'
import { newPerson, session, staff } from './person'

type Call = { method: string; path: string; headers: Record<string, string>; body: unknown }
/** What the sandbox does to the next calls that match (lib/sandbox/faults.ts). */
export type Fault = {
  kind: string
  status?: number
  code?: number
  message?: string
  ms?: number
  retryAfter?: number
}

/**
 * For tests of what is done upstream: a sandbox for the file, as it was seeded before each test, with an empty database
 * and an administrator signed in (`staff` of ./person, where the file mocks `lib/auth/session` by its `sessions`).
 */
export function useSandbox({ withToken = false } = {}) {
  let running: Awaited<ReturnType<typeof sandbox>>
  let owner: ReturnType<typeof ownerClient>
  const control = (method: string, path: string, body?: unknown) => running.control(method, path, body)

  beforeAll(async () => {
    owner = ownerClient()
    ;[running] = await Promise.all([sandbox(), owner.connect()])
    Object.assign(process.env, {
      CLOUDFLARE_EMAIL: CREDENTIALS.email,
      CLOUDFLARE_API_KEY: CREDENTIALS.apiKey,
      CLOUDFLARE_BASE_URL: running.url(),
      ...(withToken && { CLOUDFLARE_API_TOKEN: CREDENTIALS.apiToken }),
    })
  })
  afterAll(async () => {
    await Promise.all([running.stop(), owner.end()])
  })
  beforeEach(async () => {
    Object.assign(staff, newPerson())
    session.signedIn = true
    await Promise.all([running.control('POST', '/reset'), empty(owner, ['engine_process'])])
    forgetOwned()
  })

  return {
    control,
    url: () => running.url(),
    call: ((...asked) => running.call(...asked)) as typeof running.call,
    /** Switches the sandbox (lib/sandbox/settings.ts). */
    set: (settings: object) => control('PUT', '/settings', settings),
    /** Makes the next calls of a method fail whose path matches. */
    fault: (method: string, path: string, fault: Fault, times = 1) =>
      control('POST', '/faults', { match: { method, path }, fault, times }),
    /** The calls that came since the test began, or since they were forgotten, the oldest first. */
    calls: async (method?: string, path: string | RegExp = ''): Promise<Call[]> =>
      ((await control('GET', '/calls')) as Call[]).filter(
        (call) =>
          (!method || call.method === method) &&
          (typeof path === 'string' ? !path || call.path === path : path.test(call.path)),
      ),
    forgetCalls: () => control('DELETE', '/calls'),
    /** What the audit holds of an action, the oldest first. */
    audit: (action: string) => db().auditEvent.findMany({ where: { action }, orderBy: { seq: 'asc' } }),
  }
}
