/**
 * Our own error codes. Each has one meaning, shown to people as the sentence that travels with it.
 * `unknown` is the one that must never be read as failure: the change may have happened.
 */
export type ErrorCode =
  | 'signed_out'
  | 'denied'
  | 'invalid'
  | 'not_found'
  | 'conflict'
  | 'throttled'
  | 'not_recorded'
  | 'refused'
  | 'rate_limited'
  | 'credentials'
  | 'unreachable'
  | 'unavailable'
  | 'unknown'
  | 'internal'

/**
 * The outcome of a change that ended in a fault: it was not made (`none`), some of its parts were and the rest was not
 * (`partly`), or nobody knows (`unknown`).
 */
export type Effect = 'none' | 'partly' | 'unknown'

/** What a field of a form got wrong, by its name in the schema (dots for nesting). */
export type FieldErrors = Record<string, string>

/**
 * An expected fault. `message` is the sentence for a person; `detail` is for the log only and may quote the upstream.
 * `effect` is the outcome of the change.
 */
export class AppError extends Error {
  override readonly name: string = 'AppError'
  readonly code: ErrorCode
  readonly detail: string | null
  readonly fields: FieldErrors
  readonly effect: Effect
  /** Epoch milliseconds after which trying again makes sense, when that is known. */
  readonly retryAt: number | null
  /** Cloudflare's own sentence where none of ours fits, fit to be quoted as theirs and for nothing else. */
  readonly said: string | null
  /** Cloudflare's page about what was refused. */
  readonly documentation: string | null

  constructor(
    code: ErrorCode,
    message: string,
    more: {
      detail?: string
      fields?: FieldErrors
      effect?: Effect
      retryAt?: number
      said?: string | null
      documentation?: string | null
      cause?: unknown
    } = {},
  ) {
    super(message, { cause: more.cause })
    this.code = code
    this.detail = more.detail ?? null
    this.fields = more.fields ?? {}
    this.effect = more.effect ?? 'none'
    this.retryAt = more.retryAt ?? null
    this.said = more.said ?? null
    this.documentation = more.documentation ?? null
  }

  /**
   * By name: pages and actions are bundles of one process, each with a class of its own, and what is kept on globalThis
   * (the allowance, the tenants) throws the class of whichever came first.
   */
  static override [Symbol.hasInstance](error: unknown): boolean {
    return error instanceof Error && (error.name === 'AppError' || error.name === 'TenantApiError')
  }
}

/** Takes the fault that ended a change of several parts, and a sentence of those that were done; returns it for the whole. */
export function partly(error: AppError, done: string): AppError {
  const lost = error.effect === 'unknown'
  const rest = lost ? 'of the rest it is not known' : 'the rest was not'
  return new AppError(error.code, `${done}; ${rest}. ${error.message}`, {
    ...error,
    effect: lost ? 'unknown' : 'partly',
    detail: error.detail ?? undefined,
    retryAt: error.retryAt ?? undefined,
  })
}

/** The shape of an error as it travels to the browser: no stack, and no upstream text but what is quoted. */
export type ErrorView = {
  code: ErrorCode
  effect: Effect
  message: string
  fields: FieldErrors
  requestId: string
  retryAt: number | null
} & Quotation

/** What Cloudflare itself gives to an error. */
export type Quotation = {
  said?: string
  documentation?: string
}

/** For a change whose answer never reached the browser. `message`: what to tell of it. */
export function noAnswer(message: string): ErrorView {
  return { code: 'unknown', effect: 'unknown', message, fields: {}, requestId: '', retryAt: null }
}

/** What a query came to: its data, or the fault to show in its place. */
export type Reading<T> = { ok: true; data: T } | { ok: false; error: ErrorView }

/** A query of the browser without data: what the server said of it, or null where it said nothing readable. */
export class ReadFault extends Error {
  constructor(readonly view: ErrorView | null) {
    super(view?.message ?? 'The answer did not arrive. Check the connection, or reload the page.')
  }
}
