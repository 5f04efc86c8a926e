/** A sandbox in a directory of its own, and a caller with the right credentials, for tests. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSeed, SEED } from './seed'
import { startSandbox } from './server'
import { DEFAULT_SETTINGS, TENANT_SHAPES } from './settings'
import { unitOf, unitsOf } from './units'

export const CREDENTIALS = {
  email: 'robin@halyard.example',
  apiKey: 'cfk_0123456789abcdefghijABCDEFGHIJ0123456789a1b2c3d4',
  apiToken: 'cfut_0123456789abcdefghijABCDEFGHIJ0123456789a1b2c3d4',
}

export const KEY = { 'x-auth-email': CREDENTIALS.email, 'x-auth-key': CREDENTIALS.apiKey }
export const TOKEN = { authorization: `Bearer ${CREDENTIALS.apiToken}` }

export interface Answer {
  status: number
  headers: Headers
  success: boolean
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers freely
  result: any
  errors: { code: number; message: string; error_chain?: { code: number; message: string }[] }[]
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  result_info: any
}

/**
 * Every shape that tenants and units come in, for `describe.each`: what GET /user/tenants lists, what accounts can be created
 * in, and where the seeded accounts then are. Switch with `control('PUT', '/settings', { tenantShape })`.
 */
export const SHAPES = TENANT_SHAPES.map((tenantShape) => {
  const settings = { ...DEFAULT_SETTINGS, tenantShape }
  const units = unitsOf(settings)
  const { accounts } = buildSeed(new Date())
  const root = { id: SEED.tenant.tag, name: SEED.tenant.name }
  return {
    tenantShape,
    tenants: { spec: units, tree: [root, ...units] }[tenantShape as string] ?? [root],
    units,
    /** Whether an account is refused whose `unit.id` is the tenant's own. */
    ownIdRefused: units[0]!.id !== root.id,
    /** The number of seeded accounts in a unit. */
    count: (unitId: string) => accounts.filter((row) => unitOf(settings, row)?.id === unitId).length,
    unitOf: (accountId: string) =>
      unitOf(
        settings,
        accounts.find((row) => row.id === accountId)!,
      ),
  }
})

/** Starts a sandbox. `call` uses the key by default; `control` calls the control API. */
export async function sandbox() {
  const dataDir = await mkdtemp(join(tmpdir(), 'sandbox-'))
  let running = await startSandbox({ dataDir, credentials: CREDENTIALS })

  async function call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = KEY,
  ): Promise<Answer> {
    const answer = await fetch(running.baseUrl + path, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, ...(text && JSON.parse(text)) }
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  async function control(method: string, path: string, body?: unknown): Promise<any> {
    const answer = await fetch(running.controlUrl + path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${answer.status} ${text}`)
    return text ? JSON.parse(text) : undefined
  }

  return {
    call,
    control,
    dataDir,
    url: () => running.baseUrl,
    controlUrl: () => running.controlUrl,
    async restart() {
      await running.close()
      running = await startSandbox({ dataDir, credentials: CREDENTIALS })
    },
    async stop() {
      await running.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
