import 'server-only'
import type { APIPromise } from 'cloudflare/core/api-promise'
import { z } from 'zod'
import { CLOUDFLARE_API, env } from '@/lib/env'
import { accountsApi, type AccountsApi } from './accounts'
import { auditLogApi, type AuditLogApi } from './audit-log'
import { ownBudget, parseRatelimit, sharedBudget, type Budget, type Work } from './budget'
import { tenantApiError, TenantApiError, type Fault, type UpstreamError } from './errors'
import { logpushApi, type LogpushApi } from './logpush'
import { membersApi, type MembersApi } from './members'
import type { Operation } from './operations'
import { permissionGroupsApi, type PermissionGroupsApi } from './permission-groups'
import { documentationPage, quotable, redactor } from './quotation'
import { profilesApi, type ProfilesApi } from './profiles'
import { resourceGroupsApi, type ResourceGroupsApi } from './resource-groups'
import { rolesApi, type RolesApi } from './roles'
import { answered, Failed, makeSdk, rayOf, type Sdk } from './sdk'
import { tell, type Sighting } from './sightings'
import { serviceUsersApi, type ServiceUsersApi } from './service-users'
import { type Answer, count, list, Malformed, maybe, raw, text } from './shape'
import { subscriptionsApi, type SubscriptionsApi } from './subscriptions'
import { tenantsApi, type TenantsApi } from './tenants'
import { tokensApi, type TokensApi } from './tokens'
import { zeroTrustApi, type ZeroTrustApi } from './zero-trust'
import { zoneSubscriptionsApi, type ZoneSubscriptionsApi } from './zone-subscriptions'
import { zonesApi, type ZonesApi } from './zones'

/** One upstream call, for the audit. `path` is the template, so it names no customer. */
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
  /** Used where upstream accepts nothing else. */
  apiToken?: string | null
  budget?: Meter
  timing?: Partial<Timing>
}

/** Counts the calls of a client. */
type Meter = Pick<Budget, 'take' | 'observe'>

/** Milliseconds. */
export type Timing = {
  read: number
  write: number
  /** A read and its retries together. */
  readTotal: number
  /** The first pause before a retry; the second is twice as long. */
  pause: number
  /** The longest `retry-after` to wait for; beyond it the person is told instead. */
  longestWait: number
}

export type TenantApi = {
  /** Every call made so far, in order, retries included. */
  calls: UpstreamCall[]
  /** Names of everything read so far, by id, so that a failed change is recorded with a name. */
  names: Map<string, string>
  /** Resolves once what was read so far is in the mirror. What was changed is there before its answer. */
  mirrored: () => Promise<void>
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

/** Who the calls are for. Optional only for a client with its own configuration, and so its own allowance. */
export type Opening = Work | ({ config: TenantApiConfig } & Partial<Work>)

/**
 * The only way to the Tenant API, for a person's page or change or for background work: each has its part of the
 * allowance (budget.ts). `mayStillSend` is asked right before every call goes out; what it throws ends the call, and
 * nothing was sent. Every method throws a TenantApiError (errors.ts), or `unavailable` where the allowance cannot
 * be counted for a write. Reads are retried twice within a time limit; writes only when nothing was sent, or when
 * upstream asks for a short wait.
 */
export function openTenantApi(opening: Opening, mayStillSend?: MayStillSend): TenantApi {
  const config = 'config' in opening ? opening.config : undefined
  const caller: Work = opening.work === undefined ? { work: 'background' } : (opening as Work)
  const calls: UpstreamCall[] = []
  const names = new Map<string, string>()
  const telling = new Set<Promise<void>>()
  const send = sender(clientFor(config), caller, { calls, names, telling }, mayStillSend)
  return {
    calls,
    names,
    mirrored: async () => void (await Promise.all(telling)),
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

/** How a resource makes a call: which operation, which SDK method, and how to read the answer. */
export type Send = <T>(request: {
  operation: Operation
  call: (sdk: Sdk, options: CallOptions) => APIPromise<unknown>
  /** Turns the answer into our shape; throws Malformed when it is none. */
  read: (answer: Answer) => T
  /** What the answer shows, for the mirror. */
  seen?: (value: T) => Sighting | null
  /** For the endpoints that accept only a token, where one is configured. */
  with?: 'token'
}) => Promise<T>

export type CallOptions = { timeout: number; maxRetries: 0 }

type Client = {
  sdk: Sdk
  tokenSdk: Sdk
  budget: Meter
  timing: Timing
  redact: (raw: string) => string
}

export type MayStillSend = (call: { write: boolean }) => void | Promise<void>

const TIMING: Timing = { read: 15_000, write: 30_000, readTotal: 20_000, pause: 250, longestWait: 5_000 }
const RETRIES = 2
/** A change is not under way for longer, in milliseconds. */
export const LONGEST_CHANGE_MS = TIMING.write

function sender(
  { sdk, tokenSdk, budget, timing, redact }: Client,
  caller: Work,
  { calls, names, telling }: Pick<TenantApi, 'calls' | 'names'> & { telling: Set<Promise<void>> },
  mayStillSend: MayStillSend = () => {},
): Send {
  return async ({ operation, call, read, seen, with: credential }) => {
    const [method, path] = operation.split(' ') as [string, string]
    const write = method !== 'GET'
    const timeout = write ? timing.write : timing.read
    const deadline = Date.now() + (write ? timing.write : timing.readTotal)

    const attempt = async () => {
      await budget.take(caller, { write })
      await mayStillSend({ write })
      const started = performance.now()
      const asked = new Date()
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
        const { answer, errors, fault } = open(
          method,
          response.status,
          await response.text(),
          made.ray,
          retryAt,
        )
        made.codes = errors.flatMap(({ code }) => (code === null ? [] : [code]))
        if (fault) throw new Failed(fault)
        for (const [id, name] of namesIn(answer.result)) names.set(id, name)
        const value = read(answer)
        const sighting = seen?.(value)
        if (sighting) {
          const told = tell(sighting, write ? new Date() : asked).finally(() => telling.delete(told))
          telling.add(told)
          // Who made a change finds it in the next list; a page need not wait for what it has read.
          if (write) await told
        }
        return value
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
        throw tenantApiError(operation, cleaned(fault, redact))
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

/** Names in a result by id; members and users by their email. */
function namesIn(result: unknown): [string, string][] {
  return [result].flat().flatMap((each) => {
    const { id, name, email } = (each ?? {}) as { id?: unknown; name?: unknown; email?: unknown }
    const called = name ?? email
    return typeof id === 'string' && typeof called === 'string' ? [[id, called]] : []
  })
}

/** Milliseconds to wait before trying again, or null when the error goes to the caller. */
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

/** Removes credentials, and makes upstream's messages fit to be quoted. */
function cleaned(fault: Fault, redact: (raw: string) => string): Fault {
  const clean = { ...fault, detail: redact(fault.detail) }
  if (clean.at !== 'answer') return clean
  const errors = clean.errors.map((error) => ({ ...error, message: quotable(error.message, redact) }))
  return { ...clean, errors }
}

const UpstreamErrorRecord = z.object({
  // Text in some answers.
  code: count,
  message: z.string().catch(''),
  source: maybe(z.object({ pointer: text })),
  documentation_url: raw.transform(documentationPage),
})
const Errors = list(UpstreamErrorRecord.extend({ error_chain: list(UpstreamErrorRecord) }))
const Envelope = z.object({
  success: z.union([z.boolean(), z.stringbool()]).optional().catch(undefined),
  errors: z.preprocess(asList, Errors),
  result: raw,
  result_info: raw,
})

/**
 * Reads the envelope. A refusal has an error status, or `success: false` under a 200. A change may be answered with an
 * empty body, also without the status 204 (tenant-api §2.9): a caller that expects a result finds it missing.
 */
function open(method: string, status: number, body: string, ray: string | null, retryAt: number | null) {
  const json = parseJson(body)
  const parsed = Envelope.safeParse(json)
  const envelope = parsed.success ? parsed.data : null
  const errors: UpstreamError[] = (envelope?.errors ?? [])
    .flatMap(({ error_chain, ...first }) => [first, ...error_chain])
    .map(({ code, message, source, documentation_url }) => ({
      code,
      message,
      pointer: source?.pointer ?? null,
      documentation: documentation_url,
    }))
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
  } else if (status === 204 || (method !== 'GET' && body.trim() === '')) {
    return { answer: { ...answer, result: null }, errors, fault }
  } else if (!envelope) {
    // The body stays out of the log: a truncated answer may contain part of a secret.
    const looks = /^\s*</.test(body) ? 'HTML' : 'not JSON'
    fault = { at: 'malformed', status, ray, detail: `no envelope: ${body.length} characters, ${looks}` }
  } else if (envelope.success === false) {
    fault = { at: 'answer', status, ray, errors, detail: `${status} but no success: ${said}`, retryAt }
  } else if (envelope.success === undefined && (envelope.result === undefined || errors.length > 0)) {
    fault = { at: 'malformed', status, ray, detail: `neither success nor result: ${said}` }
  }
  return { answer, errors, fault }
}

/** Some answers have a single error instead of a list, or a text instead of a record. */
function asList(errors: unknown): unknown[] {
  return [errors ?? []].flat().map((error) => (typeof error === 'string' ? { message: error } : error))
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** When to try again after a 429: seconds or a date, within a day; null when upstream does not say. */
function retryTime(headers: Headers): number | null {
  const raw = headers.get('retry-after')?.trim()
  if (!raw) {
    const spent = parseRatelimit(headers).filter(({ remaining }) => remaining === 0)
    const seconds = Math.max(0, ...spent.map(({ resetSeconds }) => resetSeconds))
    return seconds > 0 ? Date.now() + seconds * 1000 : null
  }
  const time = /^\d+$/.test(raw) ? Date.now() + Number(raw) * 1000 : Date.parse(raw)
  return Number.isFinite(time) ? Math.min(time, Date.now() + 86_400_000) : null
}

// One client for the environment's configuration, and one for each configuration passed in.
let ofEnvironment: Client | undefined
const ofConfig = new WeakMap<TenantApiConfig, Client>()

function clientFor(config?: TenantApiConfig): Client {
  if (config) {
    const client = ofConfig.get(config) ?? makeClient(config, config.budget ?? ownBudget())
    ofConfig.set(config, client)
    return client
  }
  const { CLOUDFLARE_BASE_URL, CLOUDFLARE_EMAIL, CLOUDFLARE_API_KEY, CLOUDFLARE_API_TOKEN } = env()
  ofEnvironment ??= makeClient(
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

function makeClient({ baseUrl, email, apiKey, apiToken, timing }: TenantApiConfig, budget: Meter): Client {
  const keyPair = makeSdk(baseUrl, { apiEmail: email, apiKey, apiToken: null })
  return {
    sdk: keyPair,
    tokenSdk: apiToken ? makeSdk(baseUrl, { apiEmail: null, apiKey: null, apiToken }) : keyPair,
    budget,
    timing: { ...TIMING, ...timing },
    redact: redactor([apiKey, apiToken, email]),
  }
}
