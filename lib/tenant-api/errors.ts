import 'server-only'
import { DeskError, type ErrorCode, type FieldErrors } from '@/lib/core/errors'

/**
 * Every operation that leaves this house, with what it does in a person's words. The same code means different things at
 * different endpoints (tenant-api §4.3), so faults are read by operation and code, never by code alone.
 */
export const OPERATIONS = {
  'GET /accounts': 'list the accounts',
  'POST /accounts': 'create the account',
  'GET /accounts/{account_id}': 'read the account',
  'PUT /accounts/{account_id}': 'update the account',
  'DELETE /accounts/{account_id}': 'delete the account',
  'GET /accounts/{account_id}/profile': 'read the Know-Your-Customer details',
  'PUT /accounts/{account_id}/profile': 'update the Know-Your-Customer details',
  'DELETE /accounts/{account_id}/gateway': 'remove Zero Trust Gateway',
  'DELETE /accounts/{account_id}/access/organizations': 'remove the Access organization',
  'GET /accounts/{account_id}/logpush/jobs': 'list the Logpush jobs',
  'DELETE /accounts/{account_id}/logpush/jobs/{job_id}': 'delete the Logpush job',
  'GET /zones/{zone_id}/logpush/jobs': 'list the Logpush jobs of the zone',
  'DELETE /zones/{zone_id}/logpush/jobs/{job_id}': 'delete the Logpush job of the zone',
  'GET /accounts/{account_id}/members': 'list the members',
  'GET /accounts/{account_id}/members/{member_id}': 'read the member',
  'POST /accounts/{account_id}/members': 'invite the member',
  'PUT /accounts/{account_id}/members/{member_id}': 'change the member',
  'DELETE /accounts/{account_id}/members/{member_id}': 'remove the member',
  'GET /accounts/{account_id}/roles': 'list the roles',
  'GET /accounts/{account_id}/roles/{role_id}': 'read the role',
  'GET /accounts/{account_id}/iam/permission_groups': 'list the permission groups',
  'GET /accounts/{account_id}/iam/resource_groups': 'list the resource groups',
  'POST /accounts/{account_id}/iam/resource_groups': 'create the resource group',
  'PUT /accounts/{account_id}/iam/resource_groups/{resource_group_id}': 'change the resource group',
  'DELETE /accounts/{account_id}/iam/resource_groups/{resource_group_id}': 'delete the resource group',
  'POST /users': 'create the service user',
  'GET /accounts/{account_id}/subscriptions': 'list the subscriptions',
  'POST /accounts/{account_id}/subscriptions': 'add the subscription',
  'GET /accounts/{account_id}/subscriptions/{subscription_id}': 'read the subscription',
  'PUT /accounts/{account_id}/subscriptions/{subscription_id}': 'change the subscription',
  'DELETE /accounts/{account_id}/subscriptions/{subscription_id}': 'cancel the subscription',
  'POST /accounts/{account_id}/subscriptions/cancel-downgrade': 'undo the pending downgrade',
  'GET /zones': 'list the zones',
  'POST /zones': 'add the zone',
  'GET /zones/{zone_id}': 'read the zone',
  'PATCH /zones/{zone_id}': 'change the zone',
  'DELETE /zones/{zone_id}': 'delete the zone',
  'GET /zones/{zone_id}/available_plans': 'list the plans for the zone',
  'GET /zones/{zone_id}/available_rate_plans': 'list the rate plans for the zone',
  'GET /zones/{zone_id}/subscription': 'read the plan of the zone',
  'POST /zones/{zone_id}/subscription': 'set the plan of the zone',
  'PUT /zones/{zone_id}/subscription': 'change the plan of the zone',
  'GET /accounts/{account_id}/tokens': 'list the API tokens',
  'POST /accounts/{account_id}/tokens': 'create the API token',
  'GET /accounts/{account_id}/tokens/{token_id}': 'read the API token',
  'PUT /accounts/{account_id}/tokens/{token_id}': 'change the API token',
  'DELETE /accounts/{account_id}/tokens/{token_id}': 'delete the API token',
  'GET /accounts/{account_id}/tokens/verify': 'verify the API token',
  'PUT /accounts/{account_id}/tokens/{token_id}/value': 'roll the API token',
  'GET /accounts/{account_id}/tokens/permission_groups': 'list the permissions that API tokens may have',
  'GET /accounts/{account_id}/logs/audit': 'read the audit log',
  'GET /accounts/{account_id}/logs/audit/product_categories': 'list the product categories of the audit log',
  'GET /user/tenants': 'list the tenants',
  'GET /tenants/{tenant_id}': 'read the tenant',
  'GET /tenants/{tenant_id}/accounts': 'list the accounts of the tenant',
  'GET /tenants/{tenant_id}/account_types': 'list the account types',
  'GET /tenants/{tenant_id}/entitlements': 'read the entitlements',
  'GET /tenants/{tenant_id}/memberships': 'list the tenant memberships',
} as const

export type Operation = keyof typeof OPERATIONS

export type FaultKind =
  | 'unreachable'
  | 'timeout'
  | 'rate_limited'
  | 'credentials'
  | 'not_found'
  | 'invalid'
  | 'refused'
  | 'unavailable'
  | 'malformed'

const CODES: Record<FaultKind, ErrorCode> = {
  unreachable: 'unreachable',
  timeout: 'unreachable',
  rate_limited: 'rate_limited',
  credentials: 'credentials',
  not_found: 'not_found',
  invalid: 'invalid',
  refused: 'refused',
  unavailable: 'unavailable',
  malformed: 'unavailable',
}

/**
 * A fault of the upstream. `effect` is `unknown` for a change whose fate cannot be told (the code is then `unknown` too)
 * and `none` where it provably did not happen. Upstream text is in `detail` alone, with credentials blotted out.
 */
export class TenantApiError extends DeskError {
  override readonly name = 'TenantApiError'
  readonly kind: FaultKind
  readonly status: number | null
  readonly codes: number[]
  readonly ray: string | null

  constructor(
    kind: FaultKind,
    message: string,
    more: {
      status?: number | null
      codes?: number[]
      ray?: string | null
      detail?: string
      fields?: FieldErrors
      effect?: 'none' | 'unknown'
      retryAt?: number
    } = {},
  ) {
    super(more.effect === 'unknown' ? 'unknown' : CODES[kind], message, more)
    this.kind = kind
    this.status = more.status ?? null
    this.codes = more.codes ?? []
    this.ray = more.ray ?? null
  }
}

/** One entry of an envelope's `errors`, its `error_chain` flattened behind it. */
export type UpstreamError = { code: number | null; message: string; pointer: string | null }

/** What went wrong on the way, before it has words. */
export type Fault =
  /** Our own mistake, caught before sending. */
  | { at: 'unsendable'; detail: string }
  /** Nothing was sent: refused, no such host, no certificate. */
  | { at: 'connection'; detail: string }
  /** The connection broke after the request may have been read. */
  | { at: 'lost'; detail: string; status: number | null; ray: string | null }
  | { at: 'deadline'; detail: string }
  /** An answer came, and it is a refusal. */
  | {
      at: 'answer'
      status: number
      ray: string | null
      errors: UpstreamError[]
      detail: string
      retryAt: number | null
    }
  /** An answer came that says yes, and cannot be read. */
  | { at: 'malformed'; status: number; ray: string | null; detail: string }

/** Takes what went wrong at which operation; returns it in our words. `now` is for the wait, in epoch milliseconds. */
export function tenantApiError(operation: Operation, fault: Fault, now = Date.now()): TenantApiError {
  const write = !operation.startsWith('GET ')
  const doing = OPERATIONS[operation]
  const lost = { effect: write ? 'unknown' : 'none' } as const
  switch (fault.at) {
    case 'unsendable':
      return new TenantApiError('invalid', `Nothing was sent: it is not clear what to ${doing} for.`, fault)
    case 'connection':
      return new TenantApiError(
        'unreachable',
        'Cloudflare cannot be reached, and nothing was sent. Try again; if it keeps happening, check this server’s connection.',
        { detail: fault.detail },
      )
    case 'lost':
      return new TenantApiError(
        'unreachable',
        write
          ? notKnown(doing, 'The connection to Cloudflare broke before its answer came')
          : `The connection to Cloudflare broke while asking it to ${doing}. Try again.`,
        { ...fault, ...lost },
      )
    case 'deadline':
      return new TenantApiError(
        'timeout',
        write
          ? notKnown(doing, 'Cloudflare did not answer in time')
          : `Cloudflare took too long to ${doing}. Try again in a moment.`,
        { ...fault, ...lost },
      )
    case 'malformed':
      return new TenantApiError(
        'malformed',
        write
          ? notKnown(doing, 'Cloudflare’s answer cannot be read')
          : `Cloudflare was asked to ${doing}, and its answer cannot be read. Try again; if it keeps happening, check status.cloudflare.com.`,
        { ...fault, ...lost },
      )
    case 'answer':
      return refusal(operation, fault, now)
  }
}

/** The error of a call that the allowance does not permit now; nothing was sent. */
export function allowanceSpent(retryAt: number | null, now = Date.now(), more: { status?: number } = {}) {
  const again = retryAt === null ? 'in a few minutes' : inWords(retryAt - now)
  return new TenantApiError(
    'rate_limited',
    `Cloudflare’s request allowance is used up for now, and nothing was changed. Try again ${again}.`,
    { ...more, retryAt: retryAt ?? undefined },
  )
}

type Answered = Extract<Fault, { at: 'answer' }>
type Verdict = { kind: FaultKind; message: string; fields?: FieldErrors }

function refusal(operation: Operation, fault: Answered, now: number): TenantApiError {
  const { status, ray, detail } = fault
  const codes = fault.errors.flatMap(({ code }) => (code === null ? [] : [code]))
  const facts = { status, ray, codes, detail }
  if (status === 429) {
    const { message, retryAt } = allowanceSpent(fault.retryAt, now)
    return new TenantApiError('rate_limited', message, { ...facts, retryAt: retryAt ?? undefined })
  }
  const write = !operation.startsWith('GET ')
  const doing = OPERATIONS[operation]
  if (status >= 500) {
    return new TenantApiError(
      'unavailable',
      write
        ? notKnown(doing, 'Cloudflare answered with a fault of its own')
        : `Cloudflare has a fault of its own and could not ${doing}. Try again in a moment; status.cloudflare.com may say more.`,
      { ...facts, effect: write ? 'unknown' : 'none' },
    )
  }
  if (status >= 300 && status < 400) {
    // 302 and 303 may follow a change that was made; 301, 307 and 308 say it was not made here.
    return new TenantApiError(
      'malformed',
      'The address of the Tenant API answers with a redirect. An administrator should check CLOUDFLARE_BASE_URL.',
      { ...facts, effect: write && (status === 302 || status === 303) ? 'unknown' : 'none' },
    )
  }
  const verdict = judge(operation, status, codes, fault.errors)
  return new TenantApiError(verdict.kind, verdict.message, { ...facts, fields: verdict.fields })
}

/** Without `codes`, any code will do. */
type Rule = { codes?: number[]; status?: number[]; verdict: (fault: Judged) => Verdict }
type Judged = { operation: Operation; errors: UpstreamError[] }

const rule = (codes: number[], kind: FaultKind, message: string, fields?: FieldErrors): Rule => ({
  codes,
  verdict: () => ({ kind, message, fields }),
})

const ASK_PARTNER_TEAM =
  'Ask your Cloudflare partner manager (partners@cloudflare.com or agency@cloudflare.com)'

const SUBSCRIBING: Rule[] = [
  rule([1204], 'invalid', 'Cloudflare does not know this plan. Choose another one from the list.', {
    ratePlanId: 'Cloudflare does not know this plan.',
  }),
  rule(
    [1225],
    'refused',
    `The partner agreement does not include this plan. Choose another one, or ask for it: ${ASK_PARTNER_TEAM}.`,
    { ratePlanId: 'Not in the partner agreement.' },
  ),
  rule(
    [1198],
    'invalid',
    'Cloudflare could not read the plan that was sent. Choose a plan and its components again.',
    {
      ratePlanId: 'Choose a plan.',
    },
  ),
  rule([1199], 'refused', 'Cloudflare does not offer this for this subscription.'),
]

const BAD_CREDENTIALS: Rule = {
  codes: [6003, 6102, 6103, 6111, 9103, 9106, 9107, 9109, 9300],
  status: [400, 401, 403],
  verdict: () => ({
    kind: 'credentials',
    message:
      'Cloudflare does not accept the partner credentials of this console. An administrator should check the e-mail and the API key it was started with.',
  }),
}

const UNKNOWN_MEMBER: Rule[] = [
  rule([1003], 'not_found', 'This person is not a member of the account any more. Load the list again.'),
]

const TOKEN_ONLY: Rule[] = [
  {
    codes: [10000, 9109],
    status: [401, 403],
    verdict: ({ operation }) => ({
      kind: 'credentials',
      message: `Cloudflare wants an API token to ${OPERATIONS[operation]}. An administrator should set CLOUDFLARE_API_TOKEN to one with the permission “Account API Tokens”.`,
    }),
  },
]

/** What codes mean at one endpoint. First match wins. */
const RULES: Partial<Record<Operation, Rule[]>> = {
  'POST /accounts': [
    rule(
      [1002],
      'refused',
      `These partner credentials may not create accounts. ${ASK_PARTNER_TEAM} to allow account creation.`,
    ),
    { codes: [1001], verdict: invalidFields },
  ],
  'GET /accounts': [
    rule(
      [1001],
      'credentials',
      'Cloudflare does not list accounts for this kind of credential. An administrator should set the partner’s e-mail and Global API Key.',
    ),
  ],
  'PUT /accounts/{account_id}': [{ codes: [1001], verdict: invalidFields }],
  'PUT /accounts/{account_id}/profile': [{ codes: [1001], verdict: invalidFields }],
  'POST /accounts/{account_id}/subscriptions': SUBSCRIBING,
  'PUT /accounts/{account_id}/subscriptions/{subscription_id}': SUBSCRIBING,
  'POST /zones/{zone_id}/subscription': SUBSCRIBING,
  'PUT /zones/{zone_id}/subscription': SUBSCRIBING,
  'GET /accounts/{account_id}/members/{member_id}': UNKNOWN_MEMBER,
  'PUT /accounts/{account_id}/members/{member_id}': UNKNOWN_MEMBER,
  'DELETE /accounts/{account_id}/members/{member_id}': UNKNOWN_MEMBER,
  'POST /zones': [
    rule([1061], 'invalid', 'This domain is in Cloudflare already, in this account or another one.', {
      name: 'This domain is in Cloudflare already. Remove it there first, or ask who holds it.',
    }),
    rule([1097], 'invalid', 'Cloudflare does not permit this domain.', {
      name: 'Cloudflare does not permit this domain. Enter a domain that can be registered, such as example.com.',
    }),
  ],
  'POST /users': [
    BAD_CREDENTIALS,
    {
      status: [403, 404, 405],
      verdict: () => ({
        kind: 'refused',
        message:
          'Service users are not switched on for this tenant. Ask Cloudflare Support to enable service user creation for it.',
      }),
    },
  ],
  'GET /accounts/{account_id}/tokens/verify': [
    {
      status: [400, 401, 403],
      verdict: () => ({
        kind: 'invalid',
        message:
          'Cloudflare does not know this token: it was mistyped, rolled or deleted. Check it and try again.',
        fields: { value: 'Cloudflare does not know this token.' },
      }),
    },
  ],
}
for (const operation of Object.keys(OPERATIONS) as Operation[]) {
  if (operation.includes('/tokens') && !operation.includes('/verify')) RULES[operation] = TOKEN_ONLY
}

/** The gate in front of every endpoint; its codes mean other things behind it, so the status counts too. */
const GATE: Rule[] = [
  BAD_CREDENTIALS,
  {
    codes: [10000],
    status: [403],
    verdict: ({ operation }) => ({
      kind: 'credentials',
      message: `The partner credentials of this console may not ${OPERATIONS[operation]}. An administrator should check their permissions in Cloudflare.`,
    }),
  },
  {
    codes: [7001, 10405],
    status: [405],
    verdict: ({ operation }) => ({
      kind: 'refused',
      message: `The Tenant API at this address offers no way to ${OPERATIONS[operation]}.`,
    }),
  },
  {
    codes: [7003],
    status: [400, 404],
    verdict: ({ operation }) => ({ kind: 'not_found', message: unknownThing(operation) }),
  },
]

function judge(operation: Operation, status: number, codes: number[], errors: UpstreamError[]): Verdict {
  const judged = { operation, errors }
  for (const { codes: of, status: at, verdict } of [...(RULES[operation] ?? []), ...GATE]) {
    if ((!at || at.includes(status)) && (!of || of.some((code) => codes.includes(code))))
      return verdict(judged)
  }
  const doing = OPERATIONS[operation]
  switch (status) {
    case 401:
      return {
        kind: 'credentials',
        message:
          'Cloudflare does not accept the partner credentials of this console. An administrator should check the e-mail and the API key it was started with.',
      }
    case 402:
      return {
        kind: 'refused',
        message: `Cloudflare asks for a payment method before it will ${doing}. Add one to the account in Cloudflare’s dashboard.`,
      }
    case 403:
      return {
        kind: 'refused',
        message: `Cloudflare does not allow these partner credentials to ${doing}. ${ASK_PARTNER_TEAM} if it should.`,
      }
    case 404:
      return { kind: 'not_found', message: unknownThing(operation) }
    case 405:
      return { kind: 'refused', message: `The Tenant API at this address offers no way to ${doing}.` }
    case 409:
      return {
        kind: 'refused',
        message: `Cloudflare could not ${doing}: it conflicts with what is there. Load the page again and look before trying again.`,
      }
    default:
      return invalidFields(judged)
  }
}

/** Where upstream names a field, what the person should change about it, by our form's field names. */
const FIELDS: Record<string, { names: string[]; says: string }> = {
  businessName: { names: ['business_name'], says: 'Cloudflare did not accept this business name.' },
  businessAddress: { names: ['business_address'], says: 'Cloudflare did not accept this business address.' },
  businessEmail: {
    names: ['business_email'],
    says: 'Cloudflare did not accept this business e-mail address.',
  },
  businessPhone: { names: ['business_phone'], says: 'Cloudflare did not accept this business phone number.' },
  externalMetadata: {
    names: ['external_metadata'],
    says: 'Cloudflare did not accept this metadata. Use at most 120 characters.',
  },
  abuseContactEmail: {
    names: ['abuse_contact_email'],
    says: 'Cloudflare did not accept this abuse contact address.',
  },
  enforceTwoFactor: {
    names: ['enforce_twofactor', 'enforce_two_factor'],
    says: 'Cloudflare did not accept this two-factor setting.',
  },
  ratePlanId: { names: ['rate_plan'], says: 'Cloudflare did not accept this plan.' },
  componentValues: { names: ['component_values'], says: 'Cloudflare did not accept these components.' },
  frequency: { names: ['frequency'], says: 'Cloudflare did not accept this billing frequency.' },
  unitId: { names: ['unit'], says: 'Cloudflare did not accept this tenant unit. Choose another one.' },
  type: { names: ['type'], says: 'Cloudflare did not accept this account type. Choose another one.' },
  policies: { names: ['policies'], says: 'Cloudflare did not accept these permissions.' },
  scope: { names: ['scope'], says: 'Cloudflare did not accept these resources.' },
  requestIp: {
    names: ['request_ip', 'condition'],
    says: 'Cloudflare did not accept these addresses. Write them as CIDR, such as 192.0.2.0/24.',
  },
  notBefore: { names: ['not_before'], says: 'Cloudflare did not accept this start.' },
  expiresOn: { names: ['expires_on'], says: 'Cloudflare did not accept this end.' },
  email: { names: ['email'], says: 'Cloudflare did not accept this e-mail address.' },
  roles: { names: ['roles', 'role'], says: 'Cloudflare did not accept these roles.' },
  name: {
    names: ['name'],
    says: 'Cloudflare did not accept this name. Use at most 100 characters, and none of < and >.',
  },
}

const FORMS: Partial<Record<Operation, string[]>> = {
  'POST /accounts': [
    'businessName',
    'businessAddress',
    'businessEmail',
    'businessPhone',
    'externalMetadata',
    'unitId',
    'type',
    'name',
  ],
  'PUT /accounts/{account_id}': ['abuseContactEmail', 'enforceTwoFactor', 'name'],
  'PUT /accounts/{account_id}/profile': [
    'businessName',
    'businessAddress',
    'businessEmail',
    'businessPhone',
    'externalMetadata',
  ],
  'POST /accounts/{account_id}/subscriptions': ['ratePlanId', 'componentValues', 'frequency'],
  'PUT /accounts/{account_id}/subscriptions/{subscription_id}': [
    'ratePlanId',
    'componentValues',
    'frequency',
  ],
  'POST /zones/{zone_id}/subscription': ['ratePlanId', 'componentValues', 'frequency'],
  'PUT /zones/{zone_id}/subscription': ['ratePlanId', 'componentValues', 'frequency'],
  'POST /accounts/{account_id}/members': ['email', 'roles', 'policies'],
  'PUT /accounts/{account_id}/members/{member_id}': ['roles', 'policies'],
  'POST /accounts/{account_id}/iam/resource_groups': ['scope', 'name'],
  'PUT /accounts/{account_id}/iam/resource_groups/{resource_group_id}': ['scope', 'name'],
  'POST /users': ['email'],
  'POST /zones': ['type', 'name'],
  'PATCH /zones/{zone_id}': ['type'],
  'POST /accounts/{account_id}/tokens': ['policies', 'requestIp', 'notBefore', 'expiresOn', 'name'],
  'PUT /accounts/{account_id}/tokens/{token_id}': ['policies', 'requestIp', 'notBefore', 'expiresOn', 'name'],
}

function invalidFields({ operation, errors }: Judged): Verdict {
  const fields: FieldErrors = {}
  for (const { message, pointer } of errors) {
    const form = FORMS[operation] ?? []
    const named = form.filter((field) => names(field).some((name) => pointsAt(pointer, name)))
    const spoken = form.filter((field) => names(field).some((name) => speaksOf(message, name)))
    // A pointer says where; the text is asked only without one, and then the longest name it speaks of wins.
    const field = pointer ? named[0] : spoken[0]
    if (field) fields[field] = FIELDS[field]!.says
  }
  const doing = OPERATIONS[operation]
  return Object.keys(fields).length > 0
    ? {
        kind: 'invalid',
        message: `Cloudflare could not ${doing}: correct the marked fields and try again.`,
        fields,
      }
    : {
        kind: 'invalid',
        message: `Cloudflare refused to ${doing} with these values. Check them and try again.`,
      }
}

const names = (field: string) => FIELDS[field]?.names ?? []

function pointsAt(pointer: string | null, name: string): boolean {
  return pointer !== null && pointer.split(/[/.]/).includes(name)
}

function speaksOf(message: string, name: string): boolean {
  return new RegExp(`(^|[^a-z])${name.replaceAll('_', '[ _.-]?')}([^a-z]|$)`, 'i').test(message)
}

function unknownThing(operation: Operation): string {
  const path = operation.slice(operation.indexOf('/'))
  const nouns: [string, string][] = [
    ['{job_id}', 'Logpush job'],
    ['{member_id}', 'member'],
    ['{role_id}', 'role'],
    ['{resource_group_id}', 'resource group'],
    ['{subscription_id}', 'subscription'],
    ['{token_id}', 'API token'],
    ['/zones/{zone_id}', 'zone'],
    ['/tenants/{tenant_id}', 'tenant'],
    ['/accounts/{account_id}', 'account'],
  ]
  const noun = nouns.find(([part]) => path.includes(part))?.[1]
  return noun
    ? `Cloudflare knows no such ${noun}, or these partner credentials do not reach it. It may have been deleted.`
    : `The Tenant API at this address offers no way to ${OPERATIONS[operation]}.`
}

function notKnown(doing: string, why: string): string {
  return `${why}, so it is not known whether it did ${doing}. Look before trying again.`
}

function inWords(wait: number): string {
  if (wait < 90_000) return `in ${Math.max(1, Math.ceil(wait / 1000))} seconds`
  return `in ${Math.ceil(wait / 60_000)} minutes`
}

/** Returns a function that blots out credentials: the four published forms (tenant-api §4.4) and our own values. */
export function redactor(own: (string | null | undefined)[]): (raw: string) => string {
  const values = own.filter((value): value is string => !!value && value.length >= 4)
  return (raw) => {
    let clean = raw
    for (const value of values) clean = clean.replaceAll(value, '[redacted]')
    return clean
      .replace(/cf(k|ut|at)_[A-Za-z0-9_-]+/g, '[redacted]')
      .replace(/(?<![A-Za-z0-9])[a-z0-9]{37}(?![A-Za-z0-9])/g, '[redacted]')
      .slice(0, 2000)
  }
}
