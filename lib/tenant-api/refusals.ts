import 'server-only'
import type { FieldErrors } from '@/lib/core/errors'
import type { FaultKind, UpstreamError } from './errors'
import { OPERATIONS, type Operation } from './operations'

/**
 * `generic`: we have no message for the reason, so upstream's text is worth quoting. `effect`: it may have happened all
 * the same; the message then says why that is not known.
 */
export type Verdict = {
  kind: FaultKind
  message: string
  fields?: FieldErrors
  effect?: 'unknown'
  /** Epoch milliseconds. */
  retryAt?: number
  generic?: true
}

/** `says`: matches upstream's message, where codes are assumed or ambiguous. A rule with neither matches every code. */
type Rule = { codes?: number[]; says?: RegExp; status?: number[]; verdict: (fault: Judged) => Verdict }
type Judged = { operation: Operation; status: number; codes: number[]; errors: UpstreamError[] }

const rule = (codes: number[], kind: FaultKind, message: string, fields?: FieldErrors): Rule => ({
  codes,
  verdict: () => ({ kind, message, fields }),
})

const ASK_PARTNER_TEAM =
  'Ask your Cloudflare partner manager (partners@cloudflare.com or agency@cloudflare.com)'

/** Codes that refuse a plan to the whole tenant, whoever orders it, with why. Others are about the account or the order. */
export const PLAN_REFUSALS: Record<number, string> = {
  1225: 'Not in your partner agreement. Ask your Cloudflare partner manager to have it added.',
  1204: 'Cloudflare did not know this plan.',
}

const SUBSCRIBING: Rule[] = [
  rule([1204], 'invalid', 'Cloudflare does not know this plan. Choose another one from the list.', {
    ratePlanId: 'Cloudflare does not know this plan.',
  }),
  rule(
    [1225],
    'refused',
    `The partner agreement does not include this plan. Choose another one. ${ASK_PARTNER_TEAM} to have it added.`,
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
  rule(
    [1203],
    'refused',
    'Cloudflare requires a payment method before this plan can be bought. Add one to the account in Cloudflare’s dashboard.',
  ),
]

const TOO_EARLY: Rule = {
  codes: [10000],
  status: [403],
  verdict: ({ operation }) => ({
    kind: 'refused',
    message: `Cloudflare did not ${OPERATIONS[operation]}. If the zone was added in the last minutes, it is too early: wait a minute and try again. If it is older, these partner credentials are not allowed to do this, and an administrator should check their permissions in Cloudflare.`,
  }),
}

const HOURS_3 = 3 * 3600_000

/** Refusals of a new zone (tenant-api §11). The name is marked only where another name would help. */
const ADDING_ZONES: Rule[] = [
  rule([1061], 'invalid', 'This domain is already in Cloudflare, in this account or another one.', {
    name: 'This domain is already in Cloudflare. Remove it there first, or ask who holds it.',
  }),
  rule([1097], 'invalid', 'Cloudflare does not permit this domain.', {
    name: 'Cloudflare does not permit this domain. Enter a domain that can be registered, such as example.com.',
  }),
  rule([1049], 'invalid', 'Cloudflare finds no registration of this domain.', {
    name: 'This domain is not registered. Check its spelling; if it was registered today, it can take a day until Cloudflare sees it.',
  }),
  rule([1099], 'invalid', 'Cloudflare finds no registered domain in this name.', {
    name: 'Enter the registered domain alone, such as example.com, without a subdomain.',
  }),
  rule(
    [1093, 1116],
    'refused',
    'Cloudflare cannot add this domain now. Often it is a subdomain: enter the registered domain alone, such as example.com. If it is that already, try again later.',
  ),
  {
    codes: [1104],
    verdict: () => ({
      kind: 'invalid',
      message: 'Cloudflare does not allow a partial zone here.',
      fields: { type: `Choose Full. ${ASK_PARTNER_TEAM} if the agreement should include partial zones.` },
    }),
  },
  {
    codes: [1105],
    verdict: () => ({
      kind: 'refused',
      message:
        'Cloudflare does not accept this domain for now, after too many attempts. Wait three hours before trying again: each earlier attempt makes the wait longer.',
      retryAt: Date.now() + HOURS_3,
    }),
  },
  rule(
    [1110],
    'unavailable',
    'Cloudflare could not look up this domain at its registrar, and nothing was added. Try again in a few minutes.',
  ),
  {
    codes: [1118],
    says: /activate (some|your) zones|limit of zones|limit for adding zones/i,
    verdict: () => ({
      kind: 'refused',
      message:
        'There are as many pending zones as Cloudflare allows. Set the name servers of the pending zones, or delete some of them, and try again.',
    }),
  },
  {
    codes: [1117],
    says: /\b(zone |subject to a )hold\b/i,
    verdict: () => ({
      kind: 'refused',
      message:
        'This domain is on hold in another Cloudflare account. Ask whoever owns that account to release the zone hold there (Overview of the domain), then try again.',
    }),
  },
  {
    codes: [1068],
    status: [403],
    verdict: () => ({
      kind: 'credentials',
      message:
        'The partner credentials of this console are not allowed to add zones to this account. An administrator should check their permissions in Cloudflare.',
    }),
  },
  {
    // An internal error of Cloudflare's under a 4xx status: what it left behind is not known.
    codes: [1052],
    verdict: () => ({
      kind: 'unavailable',
      effect: 'unknown',
      message: 'Cloudflare answered with an internal error',
    }),
  },
]

const BAD_CREDENTIALS: Rule = {
  codes: [6003, 6102, 6103, 6111, 9103, 9106, 9107, 9109, 9300],
  status: [400, 401, 403],
  verdict: () => ({
    kind: 'credentials',
    message:
      'Cloudflare does not accept the partner credentials of this console. An administrator should check the email and the API key it was started with.',
  }),
}

const UNKNOWN_MEMBER: Rule[] = [
  rule([1003], 'not_found', 'This person is no longer a member of the account. Reload the list.'),
]

export const TOKEN_ONLY_CODES = [10000, 9109]

const TOKEN_ONLY: Rule[] = [
  {
    codes: TOKEN_ONLY_CODES,
    status: [401, 403],
    verdict: ({ operation }) => ({
      kind: 'credentials',
      message: `Cloudflare requires an API token to ${OPERATIONS[operation]}. An administrator should set CLOUDFLARE_API_TOKEN to one with the permission “Account API Tokens”.`,
    }),
  },
]

// 403 with the same code is a different refusal, which no field caused.
const INVALID: Rule = { codes: [1001], status: [200, 400, 409, 422], verdict: invalidFields }

/**
 * A token can be given only what its creator has (tenant-api §2.10). The missing permission is named only in the text.
 */
const LACKING: Rule = {
  says: /\b(lacks?|lacking|requires?|missing|without|not have)\b.*\bpermission/i,
  verdict: ({ errors }) => {
    const names = errors.flatMap(({ message }) => permissionsIn(message))
    const lacked = names.length > 0 ? `the permission ${names.join(', ')}` : 'a permission of this token'
    return {
      kind: 'credentials',
      message: `The credentials of this console lack ${lacked} on these resources, so they cannot give it. Leave it out, or have an administrator give it to the API token in CLOUDFLARE_API_TOKEN.`,
      ...(names.length === 0 && { generic: true as const }),
    }
  },
}

/** The permissions named in upstream's message, quoted. Only names: they become part of our own message. */
function permissionsIn(message: string): string[] {
  const [, after = ''] = /permission(.*)$/i.exec(message) ?? []
  const quoted = after.matchAll(/["“'‘]([A-Za-z0-9][\w .:&/()-]{1,59})["”'’]/g)
  return [...quoted].slice(0, 3).map(([, name]) => `“${name}”`)
}

/** What codes mean at one endpoint. The first match wins. */
const RULES: Partial<Record<Operation, Rule[]>> = {
  'POST /accounts': [
    rule(
      [1002],
      'refused',
      `These partner credentials are not allowed to create accounts in this tenant unit. Choose another unit. ${ASK_PARTNER_TEAM} if none works.`,
    ),
    INVALID,
  ],
  'GET /accounts': [
    {
      codes: [1001],
      status: [401, 403],
      verdict: () => ({
        kind: 'credentials',
        message:
          'Cloudflare does not list accounts for this kind of credential. An administrator should set the partner’s email and Global API Key.',
      }),
    },
  ],
  'PUT /accounts/{account_id}': [INVALID],
  'PUT /accounts/{account_id}/profile': [INVALID],
  'POST /accounts/{account_id}/subscriptions': SUBSCRIBING,
  'GET /accounts/{account_id}/subscriptions/{subscription_id}': [
    rule([1207], 'not_found', 'This subscription is no longer there. Reload the list.'),
  ],
  'PUT /accounts/{account_id}/subscriptions/{subscription_id}': SUBSCRIBING,
  'GET /zones/{zone_id}/subscription': [TOO_EARLY],
  'POST /zones/{zone_id}/subscription': [...SUBSCRIBING, TOO_EARLY],
  'PUT /zones/{zone_id}/subscription': [
    ...SUBSCRIBING,
    TOO_EARLY,
    rule([1207], 'refused', 'The zone has no plan that could be changed. Reload the page.'),
  ],
  'GET /accounts/{account_id}/members/{member_id}': UNKNOWN_MEMBER,
  'PUT /accounts/{account_id}/members/{member_id}': UNKNOWN_MEMBER,
  'DELETE /accounts/{account_id}/members/{member_id}': UNKNOWN_MEMBER,
  'POST /accounts/{account_id}/subscriptions/cancel-downgrade': [
    rule([1207], 'refused', 'No downgrade is pending any longer. Reload the page.'),
  ],
  'POST /accounts/{account_id}/members': [{ ...INVALID, verdict: invited }],
  'POST /zones': ADDING_ZONES,
  'PATCH /zones/{zone_id}': ADDING_ZONES.filter(({ codes }) => codes?.includes(1104)),
  'POST /users': [
    BAD_CREDENTIALS,
    {
      status: [403, 404, 405],
      verdict: () => ({
        kind: 'refused',
        message:
          'Service users are not switched on for this tenant. Ask Cloudflare Support, or your Cloudflare partner manager, to enable them.',
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
  if (operation.includes('/tokens') && !operation.includes('/verify'))
    RULES[operation] = operation.startsWith('GET ') ? TOKEN_ONLY : [LACKING, ...TOKEN_ONLY]
}

/** Authentication in front of every endpoint. Its codes mean other things behind it, so the status counts too. */
const GATE: Rule[] = [
  BAD_CREDENTIALS,
  {
    codes: [10000],
    status: [403],
    verdict: ({ operation }) => ({
      kind: 'credentials',
      message: `The partner credentials of this console are not allowed to ${OPERATIONS[operation]}. An administrator should check their permissions in Cloudflare.`,
    }),
  },
  {
    codes: [7001, 10405],
    status: [405],
    verdict: ({ operation }) => ({
      kind: 'refused',
      message: `The Tenant API at this address cannot ${OPERATIONS[operation]}.`,
    }),
  },
  {
    codes: [7003],
    status: [400, 404],
    verdict: ({ operation }) => ({ kind: 'not_found', message: unknownThing(operation) }),
  },
]

/**
 * What a refusal (a 4xx, or a 200 without success) means for a person at a form, by operation, status and code
 * (tenant-api §4.3). The only upstream text in it is the name of a permission.
 */
export function judge(
  operation: Operation,
  status: number,
  codes: number[],
  errors: UpstreamError[],
): Verdict {
  const judged = { operation, status, codes, errors }
  for (const rule of [...(RULES[operation] ?? []), ...GATE])
    if (fits(rule, judged)) return rule.verdict(judged)
  return { ...byStatus(judged), generic: true }
}

function fits({ codes: of, says, status: at }: Rule, { status, codes, errors }: Judged): boolean {
  if (at && !at.includes(status)) return false
  const coded = of?.some((code) => codes.includes(code))
  const said = says && errors.some(({ message }) => says.test(message))
  return (!of && !says) || Boolean(coded || said)
}

function byStatus(judged: Judged): Verdict {
  const { operation } = judged
  const doing = OPERATIONS[operation]
  switch (judged.status) {
    case 401:
      return {
        kind: 'credentials',
        message:
          'Cloudflare does not accept the partner credentials of this console. An administrator should check the email and the API key it was started with.',
      }
    case 402:
      return {
        kind: 'refused',
        message: `Cloudflare requires a payment method before it will ${doing}. Add one to the account in Cloudflare’s dashboard.`,
      }
    case 403:
      return {
        kind: 'refused',
        message: `Cloudflare does not allow these partner credentials to ${doing}. ${ASK_PARTNER_TEAM} if they should be allowed to.`,
      }
    case 404:
      return { kind: 'not_found', message: unknownThing(operation) }
    case 405:
      return { kind: 'refused', message: `The Tenant API at this address cannot ${doing}.` }
    case 409:
      return {
        kind: 'refused',
        message: `Cloudflare could not ${doing}: it conflicts with what is there. Reload the page and check before trying again.`,
      }
    default:
      return invalidFields(judged)
  }
}

/** What to change when upstream names a field, by our form's field names. */
const FIELDS: Record<string, { names: string[]; says: string }> = {
  businessName: { names: ['business_name'], says: 'Cloudflare did not accept this business name.' },
  businessAddress: { names: ['business_address'], says: 'Cloudflare did not accept this business address.' },
  businessEmail: {
    names: ['business_email'],
    says: 'Cloudflare did not accept this business email address.',
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
  notBefore: { names: ['not_before'], says: 'Cloudflare did not accept this start date.' },
  expiresOn: { names: ['expires_on'], says: 'Cloudflare did not accept this end date.' },
  email: { names: ['email'], says: 'Cloudflare did not accept this email address.' },
  roles: { names: ['roles', 'role'], says: 'Cloudflare did not accept these roles.' },
  name: {
    names: ['name'],
    says: 'Cloudflare did not accept this name. Use at most 100 characters, without < and >.',
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

/** What `name` means differs by form. */
const NAMES: Partial<Record<Operation, Record<string, string>>> = {
  'POST /zones': { name: 'Cloudflare did not accept this domain. Enter one such as example.com.' },
  'POST /accounts/{account_id}/tokens': {
    name: 'Cloudflare did not accept this name. Enter another name for the token.',
  },
  'PUT /accounts/{account_id}/tokens/{token_id}': {
    name: 'Cloudflare did not accept this name. Enter another name for the token.',
  },
}

function invalidFields(judged: Judged): Verdict {
  const { operation, errors } = judged
  const fields: FieldErrors = {}
  for (const { message, pointer } of errors) {
    const form = FORMS[operation] ?? []
    const named = form.filter((field) => names(field).some((name) => pointsAt(pointer, name)))
    const spoken = form.filter((field) => names(field).some((name) => speaksOf(message, name)))
    // The text is used only without a pointer, and may mention several fields. "name" is part of "business name".
    const within = (field: string) => spoken.some((other) => other !== field && holds(other, field))
    for (const field of pointer ? named.slice(0, 1) : spoken.filter((each) => !within(each)))
      fields[field] = NAMES[operation]?.[field] ?? FIELDS[field]!.says
  }
  return invalid(judged, fields)
}

/** The code is the one for every invalid input; only the text says that the person is a member already. */
function invited(judged: Judged): Verdict {
  if (!judged.errors.some(({ message }) => /\balready\b/i.test(message))) return invalidFields(judged)
  const { generic: _, ...told } = invalid(judged, { email: 'This person is already a member, or invited.' })
  return told
}

function invalid({ operation, codes, errors }: Judged, fields: FieldErrors): Verdict {
  const doing = OPERATIONS[operation]
  if (Object.keys(fields).length > 0)
    return {
      kind: 'invalid',
      message: `Cloudflare could not ${doing}: correct the marked fields and try again.`,
      fields,
      generic: true,
    }
  const code = codes.length > 0 ? ` (code ${codes[0]})` : ''
  const form = FORMS[operation]
  const why = errors.some(({ message }) => message !== '') ? '' : ' and does not say why'
  const then = form
    ? 'Check what was entered and try again.'
    : operation.startsWith('GET ')
      ? 'Try again; if it keeps happening, ask an administrator.'
      : 'Reload the page and check before trying again.'
  return { kind: 'invalid', message: `Cloudflare refused to ${doing}${code}${why}. ${then}`, generic: true }
}

const names = (field: string) => FIELDS[field]?.names ?? []

/** Whether a name of one field has a name of another in it. */
const holds = (field: string, other: string) =>
  names(field).some((name) => names(other).some((part) => name.includes(part)))

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
  const [part, noun] = nouns.find(([part]) => path.includes(part)) ?? []
  const noWay = `The Tenant API at this address cannot ${OPERATIONS[operation]}`
  if (!part) return `${noWay}. An administrator should check CLOUDFLARE_BASE_URL.`
  // For a nested resource it is not known which of the two is missing.
  return path.endsWith(part)
    ? `Cloudflare has no such ${noun}, or these partner credentials cannot access it. It may have been deleted.`
    : `${noWay} here, or the ${noun} is gone.`
}
