import 'server-only'
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
import type { Fault } from './errors'

type Credential = { apiEmail: string | null; apiKey: string | null; apiToken: string | null }

export type Sdk = ReturnType<typeof makeSdk>

/**
 * The official client with the resources that we call. By itself the SDK also sends every credential that it finds in
 * the environment (tenant-api §4.5), so each is given, or given as null.
 */
export function makeSdk(baseUrl: string, credential: Credential) {
  const sdk = createClient({
    ...credential,
    userServiceKey: null,
    baseURL: baseUrl.replace(/\/+$/, ''),
    // By default the SDK asks for today's version, so behaviour could change overnight.
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
  // There is no option to ignore CLOUDFLARE_CUSTOM_HEADERS.
  sdk['_options'].defaultHeaders = { 'User-Agent': 'Tenantdesk' }
  return sdk
}

/** A call without a usable answer. */
export class Failed extends Error {
  constructor(readonly fault: Fault) {
    super(fault.detail)
  }
}

/** The SDK throws for every status but 2xx; here those are answers too. Errors without an answer are thrown on. */
export function answered(error: unknown): { status: number; headers: Headers; text(): Promise<string> } {
  if (error instanceof APIError && error.status !== undefined && error.headers) {
    const body = error.error === undefined ? '' : JSON.stringify(error.error)
    return { status: error.status, headers: error.headers, text: async () => body }
  }
  if (error instanceof APIConnectionError && error.cause instanceof Failed) throw error.cause
  throw error
}

export function rayOf(headers: Headers): string | null {
  return headers.get('cf-ray')?.match(/^[\w-]{1,64}$/)?.[0] ?? null
}

const LARGEST_ANSWER = 8 * 1024 * 1024

/**
 * The SDK's fetch. It reads the body, so that the time limit covers it and its size is bounded, and it separates
 * requests that were never sent from those lost on the way: only the former may be retried when they are writes.
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
    // A 4xx status is enough without its body.
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
