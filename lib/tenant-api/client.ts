import 'server-only'
import type { APIPromise } from 'cloudflare/core/api-promise'
import { APIConnectionError, APIError } from 'cloudflare/core/error'
import { BaseAccounts } from 'cloudflare/resources/accounts/accounts'
import { BaseAudit } from 'cloudflare/resources/accounts/logs/audit'
import { BaseMembers } from 'cloudflare/resources/accounts/members'
import { BaseRoles } from 'cloudflare/resources/accounts/roles'
import { BaseSubscriptions } from 'cloudflare/resources/accounts/subscriptions/subscriptions'
import { BasePermissionGroups as BaseTokenPermissionGroups } from 'cloudflare/resources/accounts/tokens/permission-groups'
import { BaseTokens } from 'cloudflare/resources/accounts/tokens/tokens'
import { BaseValue } from 'cloudflare/resources/accounts/tokens/value'
import { BasePermissionGroups } from 'cloudflare/resources/iam/permission-groups'
import { BaseResourceGroups } from 'cloudflare/resources/iam/resource-groups'
import { BaseJobs } from 'cloudflare/resources/logpush/jobs'
import { BaseAccounts as BaseTenantAccounts } from 'cloudflare/resources/tenants/accounts'
import { BaseAccountTypes } from 'cloudflare/resources/tenants/account-types'
import { BaseEntitlements } from 'cloudflare/resources/tenants/entitlements'
import { BaseMemberships } from 'cloudflare/resources/tenants/memberships'
import { BaseTenants } from 'cloudflare/resources/tenants/tenants'
import { BaseTenants as BaseUserTenants } from 'cloudflare/resources/user/tenants'
import { BasePlans } from 'cloudflare/resources/zones/plans'
import { BaseRatePlans } from 'cloudflare/resources/zones/rate-plans'
import { BaseSubscriptions as BaseZoneSubscriptions } from 'cloudflare/resources/zones/subscriptions'
import { BaseZones } from 'cloudflare/resources/zones/zones'
import { createClient } from 'cloudflare/tree-shakable'
import { z } from 'zod'
import { CLOUDFLARE_API, env } from '@/lib/env'
import { accountsApi, type AccountsApi } from './accounts'
import { auditLogApi, type AuditLogApi } from './audit-log'
import { ownBudget, sharedBudget, type Budget, type Work } from './budget'
import {
  redactor,
  tenantApiError,
  TenantApiError,
  type Fault,
  type Operation,
  type UpstreamError,
} from './errors'
import { logpushApi, type LogpushApi } from './logpush'
import { membersApi, type MembersApi } from './members'
import { permissionGroupsApi, type PermissionGroupsApi } from './permission-groups'
import { profilesApi, type ProfilesApi } from './profiles'
import { resourceGroupsApi, type ResourceGroupsApi } from './resource-groups'
import { rolesApi, type RolesApi } from './roles'
import { serviceUsersApi, type ServiceUsersApi } from './service-users'
import { type Answer, list, Malformed, maybe, raw, text } from './shape'
import { subscriptionsApi, type SubscriptionsApi } from './subscriptions'
import { tenantsApi, type TenantsApi } from './tenants'
import { tokensApi, type TokensApi } from './tokens'
import { zeroTrustApi, type ZeroTrustApi } from './zero-trust'
import { zoneSubscriptionsApi, type ZoneSubscriptionsApi } from './zone-subscriptions'
import { zonesApi, type ZonesApi } from './zones'

/** One call as it left the house, for the audit. `path` is the template, so it names no customer. */
export type UpstreamCall = {
  method: string
  path: string
  status: number | null
  ray: string | null
  codes: number[]
  durationMs: number
}

export type TenantApiConfig = {
  baseUrl: string
  email: string
  apiKey: string
  /** Used where upstream takes nothing else. */
  apiToken?: string | null
  budget?: Budget
  timing?: Partial<Timing>
}

/** Milliseconds. */
export type Timing = {
  read: number
  write: number
  /** A read and its retries together. */
  readTotal: number
  /** The first pause before a retry; the second is twice as long. */
  pause: number
  /** The longest wait that upstream may ask for before the person is told instead. */
  longestWait: number
}

export type TenantApi = {
  /** Every call made through this opening, in order, retries included. */
  calls: UpstreamCall[]
  accounts: AccountsApi
  profiles: ProfilesApi
  tenants: TenantsApi
  subscriptions: SubscriptionsApi
  members: MembersApi
  zones: ZonesApi
  zeroTrust: ZeroTrustApi
  logpush: LogpushApi
  roles: RolesApi
  permissionGroups: PermissionGroupsApi
  resourceGroups: ResourceGroupsApi
  serviceUsers: ServiceUsersApi
  zoneSubscriptions: ZoneSubscriptionsApi
  tokens: TokensApi
  auditLog: AuditLogApi
}

/**
 * Opens the one door to the Tenant API. `work: 'background'` may not touch the part of the allowance kept for people.
 * Every method throws a TenantApiError (errors.ts); reads are retried twice within a time limit, writes only when nothing
 * was sent or upstream asks for a short wait (architecture.md, "the door out").
 */
export function openTenantApi({
  work = 'interactive',
  config,
}: { work?: Work; config?: TenantApiConfig } = {}): TenantApi {
  const calls: UpstreamCall[] = []
  const send = sender(doorFor(config), work, calls)
  return {
    calls,
    accounts: accountsApi(send),
    profiles: profilesApi(send),
    tenants: tenantsApi(send),
    subscriptions: subscriptionsApi(send),
    members: membersApi(send),
    zones: zonesApi(send),
    zeroTrust: zeroTrustApi(send),
    logpush: logpushApi(send),
    roles: rolesApi(send),
    permissionGroups: permissionGroupsApi(send),
    resourceGroups: resourceGroupsApi(send),
    serviceUsers: serviceUsersApi(send),
    zoneSubscriptions: zoneSubscriptionsApi(send),
    tokens: tokensApi(send),
    auditLog: auditLogApi(send),
  }
}

/** How a resource makes a call: which operation, through the SDK how, and what its answer means. */
export type Send = <T>(request: {
  operation: Operation
  call: (sdk: Sdk, options: CallOptions) => APIPromise<unknown>
  /** Turns the answer into our shape; throws Malformed when it is none. */
  read: (answer: Answer) => T
  /** For the endpoints that take a token only, where there is one. */
  with?: 'token'
}) => Promise<T>

export type CallOptions = { timeout: number; maxRetries: 0 }
export type Sdk = ReturnType<typeof makeSdk>

type Door = {
  sdk: Sdk
  tokenSdk: Sdk
  budget: Budget
  timing: Timing
  redact: (raw: string) => string
}

const TIMING: Timing = { read: 15_000, write: 30_000, readTotal: 20_000, pause: 250, longestWait: 5_000 }
const RETRIES = 2

function sender({ sdk, tokenSdk, budget, timing, redact }: Door, work: Work, calls: UpstreamCall[]): Send {
  return async ({ operation, call, read, with: credential }) => {
    const [method, path] = operation.split(' ') as [string, string]
    const write = method !== 'GET'
    const timeout = write ? timing.write : timing.read
    const deadline = Date.now() + (write ? timing.write : timing.readTotal)

    const attempt = async () => {
      await budget.take(work, { write })
      const started = performance.now()
      const made: UpstreamCall = { method, path, status: null, ray: null, codes: [], durationMs: 0 }
      calls.push(made)
      try {
        const left = Math.max(1, Math.min(timeout, deadline - Date.now()))
        const response = await call(credential === 'token' ? tokenSdk : sdk, { timeout: left, maxRetries: 0 })
          .asResponse()
          .catch(answered)
        made.durationMs = Math.round(performance.now() - started)
        made.status = response.status
        made.ray = rayOf(response.headers)
        const retryAt = response.status === 429 ? retryTime(response.headers) : null
        budget.observe({ status: response.status, headers: response.headers, retryAt })
        const { answer, errors, fault } = open(response.status, await response.text(), made.ray, retryAt)
        made.codes = errors.flatMap(({ code }) => (code === null ? [] : [code]))
        if (fault) throw new Failed(fault)
        return read(answer)
      } catch (error) {
        made.durationMs ||= Math.round(performance.now() - started)
        const fault =
          error instanceof Failed
            ? error.fault
            : error instanceof Malformed
              ? ({ at: 'malformed', status: made.status ?? 0, ray: made.ray, detail: error.message } as const)
              : null
        if (!fault) throw error
        if (fault.at === 'lost') Object.assign(made, { status: fault.status, ray: fault.ray })
        throw tenantApiError(operation, { ...fault, detail: redact(fault.detail) })
      }
    }

    for (let tried = 0; ; tried++) {
      try {
        return await attempt()
      } catch (error) {
        const wait = error instanceof TenantApiError ? pauseBefore(error, tried, write, timing) : null
        if (wait === null || Date.now() + wait >= deadline) throw error
        await new Promise((resolve) => setTimeout(resolve, wait))
      }
    }
  }
}

/** Milliseconds to wait before trying again, or null when the fault is for the person to see. */
function pauseBefore(error: TenantApiError, tried: number, write: boolean, timing: Timing): number | null {
  if (tried >= RETRIES || error.effect === 'unknown') return null
  const pause = timing.pause * 2 ** tried
  if (error.kind === 'rate_limited') {
    if (error.retryAt === null) return write ? null : pause
    const wait = Math.max(0, error.retryAt - Date.now())
    return wait > timing.longestWait ? null : wait + Math.random() * timing.pause
  }
  if (error.kind === 'unreachable') return pause
  return !write && error.kind === 'unavailable' ? pause : null
}

class Failed extends Error {
  constructor(readonly fault: Fault) {
    super(fault.detail)
  }
}

/** The SDK throws what is not 2xx; here that is an answer like any other. What is no answer stays thrown. */
function answered(error: unknown): { status: number; headers: Headers; text(): Promise<string> } {
  if (error instanceof APIError && error.status !== undefined && error.headers) {
    const body = error.error === undefined ? '' : JSON.stringify(error.error)
    return { status: error.status, headers: error.headers, text: async () => body }
  }
  if (error instanceof APIConnectionError && error.cause instanceof Failed) throw error.cause
  throw error
}

const UpstreamErrorRecord = z.object({
  code: z.number().int().nullable().catch(null),
  message: z.string().catch(''),
  source: maybe(z.object({ pointer: text })),
})
const Errors = list(UpstreamErrorRecord.extend({ error_chain: list(UpstreamErrorRecord) }))
const Envelope = z.object({
  success: z.boolean().optional().catch(undefined),
  errors: Errors,
  result: raw,
  result_info: raw,
})

/** Opens the envelope. A refusal is known by its status, or by `success: false` under a 200. */
function open(status: number, body: string, ray: string | null, retryAt: number | null) {
  const json = parseJson(body)
  const parsed = Envelope.safeParse(json)
  const envelope = parsed.success ? parsed.data : null
  const errors: UpstreamError[] = (envelope?.errors ?? [])
    .flatMap(({ error_chain, ...first }) => [first, ...error_chain])
    .map(({ code, message, source }) => ({ code, message, pointer: source?.pointer ?? null }))
  const answer: Answer = { status, result: envelope?.result, info: envelope?.result_info }
  const said = errors.map(({ code, message }) => `${code ?? '-'} ${message}`).join('; ')
  let fault: Fault | null = null
  if (status < 200 || status >= 300) {
    fault = {
      at: 'answer',
      status,
      ray,
      errors,
      detail: `${status} ${said || 'without an envelope'}`,
      retryAt,
    }
  } else if (status === 204) {
    return { answer: { ...answer, result: null }, errors, fault }
  } else if (!envelope) {
    // The body stays out of the log: half an answer may hold half a secret.
    const looks = /^\s*</.test(body) ? 'HTML' : 'not JSON'
    fault = { at: 'malformed', status, ray, detail: `no envelope: ${body.length} characters, ${looks}` }
  } else if (envelope.success === false) {
    fault = { at: 'answer', status, ray, errors, detail: `${status} but no success: ${said}`, retryAt }
  } else if (envelope.success === undefined && envelope.result === undefined) {
    fault = { at: 'malformed', status, ray, detail: 'neither success nor result' }
  }
  return { answer, errors, fault }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

function rayOf(headers: Headers): string | null {
  return headers.get('cf-ray')?.match(/^[\w-]{1,64}$/)?.[0] ?? null
}

/** When upstream says to come back: seconds or a date, within a day; null when it does not say. */
function retryTime(headers: Headers): number | null {
  const raw = headers.get('retry-after')?.trim()
  if (!raw) return null
  const time = /^\d+$/.test(raw) ? Date.now() + Number(raw) * 1000 : Date.parse(raw)
  return Number.isFinite(time) ? Math.min(time, Date.now() + 86_400_000) : null
}

// Made once for the environment's configuration, and once for each one given.
let ofEnvironment: Door | undefined
const ofConfig = new WeakMap<TenantApiConfig, Door>()

function doorFor(config?: TenantApiConfig): Door {
  if (config) {
    const door = ofConfig.get(config) ?? makeDoor(config, config.budget ?? ownBudget())
    ofConfig.set(config, door)
    return door
  }
  const { CLOUDFLARE_BASE_URL, CLOUDFLARE_EMAIL, CLOUDFLARE_API_KEY, CLOUDFLARE_API_TOKEN } = env()
  ofEnvironment ??= makeDoor(
    {
      baseUrl: CLOUDFLARE_BASE_URL ?? CLOUDFLARE_API,
      email: CLOUDFLARE_EMAIL,
      apiKey: CLOUDFLARE_API_KEY,
      apiToken: CLOUDFLARE_API_TOKEN ?? null,
    },
    sharedBudget(),
  )
  return ofEnvironment
}

function makeDoor({ baseUrl, email, apiKey, apiToken, timing }: TenantApiConfig, budget: Budget): Door {
  const keyPair = makeSdk(baseUrl, { apiEmail: email, apiKey, apiToken: null })
  return {
    sdk: keyPair,
    tokenSdk: apiToken ? makeSdk(baseUrl, { apiEmail: null, apiKey: null, apiToken }) : keyPair,
    budget,
    timing: { ...TIMING, ...timing },
    redact: redactor([apiKey, apiToken, email]),
  }
}

type Credential = { apiEmail: string | null; apiKey: string | null; apiToken: string | null }

// The SDK would send every credential it finds in the environment together with ours: each is named, or named null.
function makeSdk(baseUrl: string, credential: Credential) {
  const sdk = createClient({
    ...credential,
    userServiceKey: null,
    baseURL: baseUrl.replace(/\/+$/, ''),
    // By default the SDK asks for today's version, so that behaviour could change overnight.
    apiVersion: '2026-10-01',
    maxRetries: 0,
    logLevel: 'off',
    fetch: boundedFetch,
    // A redirect would carry the credentials to wherever it points.
    fetchOptions: { redirect: 'manual', cache: 'no-store' },
    resources: [
      BaseAccounts,
      BaseMembers,
      BaseSubscriptions,
      BaseJobs,
      BaseTenants,
      BaseTenantAccounts,
      BaseAccountTypes,
      BaseEntitlements,
      BaseMemberships,
      BaseUserTenants,
      BaseZones,
      BaseRoles,
      BasePermissionGroups,
      BaseResourceGroups,
      BasePlans,
      BaseRatePlans,
      BaseZoneSubscriptions,
      BaseTokens,
      BaseValue,
      BaseTokenPermissionGroups,
      BaseAudit,
    ],
  })
  // CLOUDFLARE_CUSTOM_HEADERS has no option of its own to leave it out.
  sdk['_options'].defaultHeaders = { 'User-Agent': 'Tenantdesk' }
  return sdk
}

const LARGEST_ANSWER = 8 * 1024 * 1024

/**
 * The SDK's fetch. It reads the body here, so that the SDK's time limit covers it and its size is bounded, and it tells
 * what was never sent from what was lost on the way: only the first may be tried again when it is a write.
 */
async function boundedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const { pathname } = new URL(input instanceof Request ? input.url : input)
  if (/\/\/|\/$/.test(pathname)) throw new Failed({ at: 'unsendable', detail: 'an empty id in the path' })
  const failed = (fault: Fault) =>
    new Failed(init?.signal?.aborted ? { at: 'deadline', detail: 'no answer' } : fault)
  let response: Response
  try {
    response = await fetch(input, init)
  } catch (error) {
    const detail = reasonOf(error)
    throw failed(
      neverSent(error) ? { at: 'connection', detail } : { at: 'lost', detail, status: null, ray: null },
    )
  }
  const { status, headers } = response
  try {
    const body = await readBounded(response)
    return new Response([204, 205, 304].includes(status) ? null : body, { status, headers })
  } catch (error) {
    // A status that refuses says enough without its body.
    if (status >= 400 && status < 500) return new Response('', { status, headers })
    throw failed({ at: 'lost', detail: reasonOf(error), status, ray: rayOf(headers) })
  }
}

async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder()
  let body = ''
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > LARGEST_ANSWER) throw new Error(`answer larger than ${LARGEST_ANSWER} bytes`)
    body += decoder.decode(chunk, { stream: true })
  }
  return body + decoder.decode()
}

const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|UNABLE_TO_\w+|ERR_SSL_\w+)$/

function neverSent(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: string; syscall?: string } }
  return cause !== undefined && (cause.syscall === 'connect' || NEVER_SENT.test(cause.code ?? ''))
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as { message?: string; cause?: { code?: string; message?: string } }
  return [message, cause?.code, cause?.message].filter(Boolean).join(' ')
}
