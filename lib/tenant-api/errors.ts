import 'server-only'
import { AppError, type Effect, type ErrorCode, type FieldErrors } from '@/lib/core/errors'
import { OPERATIONS, type Operation } from './operations'
import { judge, PLAN_REFUSALS, TOKEN_ONLY_CODES } from './refusals'

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
 * An error from upstream. `effect` is `unknown` for a change that may or may not have happened (the code is then
 * `unknown` too), and `none` where it certainly did not happen. Upstream's text is in `detail`, for the log, and in
 * `said`, to be quoted; credentials are removed from both.
 */
export class TenantApiError extends AppError {
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
      effect?: Effect
      retryAt?: number
      said?: string | null
      documentation?: string | null
    } = {},
  ) {
    super(more.effect === 'unknown' ? 'unknown' : CODES[kind], message, more)
    this.kind = kind
    this.status = more.status ?? null
    this.codes = more.codes ?? []
    this.ray = more.ray ?? null
  }

  /** The code that refuses a plan to the whole tenant (`PLAN_REFUSALS`), or null. */
  get planRefusal(): number | null {
    return this.codes.find((code) => code in PLAN_REFUSALS) ?? null
  }

  /** Refused to the key pair, and so may be what Cloudflare shows to an API token alone (tenant-api §2.1). */
  get wantsToken(): boolean {
    return TOKEN_ONLY_CODES.some((code) => this.codes.includes(code))
  }

  /** Asked for one thing by its id: there is no such thing. A malformed id is refused with 400 (tenant-api §2.4). */
  get noSuch(): boolean {
    return this.kind === 'not_found' || this.codes.includes(1001)
  }

  /** Whatever the reason: some answer so for an id that does not exist. */
  get forbidden(): boolean {
    return this.status === 403
  }

  /** Compared by name, like its parent. */
  static override [Symbol.hasInstance](error: unknown): boolean {
    return error instanceof Error && error.name === 'TenantApiError'
  }
}

/** One entry of an envelope's `errors`, followed by its `error_chain`; the message is fit to be quoted. */
export type UpstreamError = {
  code: number | null
  message: string
  pointer: string | null
  documentation: string | null
}

/** What went wrong, before it becomes a message. */
export type Fault =
  /** A bug of ours, caught before sending. */
  | { at: 'unsendable'; detail: string }
  /** Nothing was sent: refused, no such host, no certificate. */
  | { at: 'connection'; detail: string }
  /** The connection broke after the request may have been read. */
  | { at: 'lost'; detail: string; status: number | null; ray: string | null }
  | { at: 'deadline'; detail: string }
  /** Upstream refused. */
  | {
      at: 'answer'
      status: number
      ray: string | null
      errors: UpstreamError[]
      detail: string
      retryAt: number | null
    }
  /** Upstream reports success in an answer that cannot be read. */
  | { at: 'malformed'; status: number; ray: string | null; detail: string }

export function tenantApiError(operation: Operation, fault: Fault): TenantApiError {
  const write = !operation.startsWith('GET ')
  const doing = OPERATIONS[operation]
  const lost = { effect: write ? 'unknown' : 'none' } as const
  switch (fault.at) {
    case 'unsendable':
      return new TenantApiError(
        'invalid',
        `An ID that is needed to ${doing} is missing, so this was not sent.`,
        fault,
      )
    case 'connection':
      return new TenantApiError(
        'unreachable',
        'Cloudflare cannot be reached, so this was not sent. Try again; if it keeps happening, check this server’s connection.',
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
      return refusal(operation, fault)
  }
}

/**
 * The error of a call that the allowance does not permit now. Whoever shows `retryAt` says when to try again; the
 * message says it only when that time is not known.
 */
export function allowanceSpent(
  retryAt: number | null,
  {
    write,
    share = false,
    ...facts
  }: {
    write: boolean
    /** The person's own share is used up; others may go on. */
    share?: boolean
    status?: number
    ray?: string | null
    codes?: number[]
    detail?: string
  },
) {
  const spent = share
    ? 'You have used your share of Cloudflare’s request allowance; the rest is for your colleagues'
    : 'Cloudflare’s request allowance is used up for now'
  return new TenantApiError(
    'rate_limited',
    [
      `${spent}${write ? ', so this was not done' : ''}.`,
      ...(retryAt === null ? ['Try again in a few minutes.'] : []),
    ].join(' '),
    { ...facts, retryAt: retryAt ?? undefined },
  )
}

type Answered = Extract<Fault, { at: 'answer' }>

function refusal(operation: Operation, fault: Answered): TenantApiError {
  const { status, ray, detail } = fault
  const codes = fault.errors.flatMap(({ code }) => (code === null ? [] : [code]))
  const documentation = fault.errors.find((error) => error.documentation)?.documentation
  const facts = { status, ray, codes, detail, documentation }
  const write = !operation.startsWith('GET ')
  if (status === 429) return allowanceSpent(fault.retryAt, { ...facts, write })
  const doing = OPERATIONS[operation]
  if (status >= 500) {
    return new TenantApiError(
      'unavailable',
      write
        ? notKnown(doing, 'Cloudflare answered with an internal error')
        : `Cloudflare has an internal error and could not ${doing}. Try again in a moment; status.cloudflare.com may say more.`,
      { ...facts, effect: write ? 'unknown' : 'none' },
    )
  }
  if (status >= 300 && status < 400) {
    // 302 and 303 may follow a change that was made; 301, 307 and 308 mean that it was not made here.
    return new TenantApiError(
      'malformed',
      'The address of the Tenant API answers with a redirect. An administrator should check CLOUDFLARE_BASE_URL.',
      { ...facts, effect: write && (status === 302 || status === 303) ? 'unknown' : 'none' },
    )
  }
  const { kind, message, generic, ...verdict } = judge(operation, status, codes, fault.errors)
  return new TenantApiError(kind, verdict.effect ? notKnown(doing, message) : message, {
    ...facts,
    ...verdict,
    said: generic ? quoted(fault.errors) : null,
  })
}

/** Upstream's messages as one quotation, or null where they say nothing. */
function quoted(errors: UpstreamError[]): string | null {
  const said = [...new Set(errors.map(({ message }) => message))].filter((message) =>
    /\p{L}{2}/u.test(message),
  )
  return said.slice(0, 3).join(' · ') || null
}

/** Ends the message of a change that may have happened, unless trying again is safe. */
export const CHECK_FIRST = ' Check before trying again.'

function notKnown(doing: string, why: string): string {
  return `${why}, so it is not known whether it did ${doing}.${CHECK_FIRST}`
}
