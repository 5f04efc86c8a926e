import 'server-only'
import { randomUUID } from 'node:crypto'
import { notFound, unstable_rethrow } from 'next/navigation'
import { AppError, type ErrorView, type Reading } from './errors'
import { log } from './log'

/**
 * Returns a fault fit for a person instead of throwing, so that one failing part does not take the page down. Next's
 * own control flow (redirect, not found, forbidden) passes through.
 */
export async function reading<T>(query: () => Promise<T>): Promise<Reading<T>> {
  try {
    return { ok: true, data: await query() }
  } catch (error) {
    unstable_rethrow(error)
    return { ok: false, error: toErrorView(error, randomUUID()) }
  }
}

/**
 * The same, begun before the page gets to where the data belongs: for parts that would otherwise wait for what the page
 * itself waits for. Who awaits it meets its redirects; nobody has to.
 */
export function readingAhead<T>(query: () => Promise<T>): Promise<Reading<T>> {
  const begun = reading(query)
  begun.catch(() => {})
  return begun
}

/** For a page: what is not there ends in the 404 page. */
export async function orNotFound<T>(found: Promise<T>): Promise<T> {
  return (await orNull(found)) ?? notFound()
}

/** Null in the place of the fault that says that it is not there (`not_found`). */
export async function orNull<T>(found: Promise<T>): Promise<T | null> {
  try {
    return await found
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return null
    throw error
  }
}

/** Logs whatever was thrown under the request id; returns what may be shown. */
export function toErrorView(error: unknown, requestId: string): ErrorView {
  if (error instanceof AppError) {
    if (error.code === 'internal') log().error({ requestId, err: error.cause }, 'unexpected fault')
    if (error.detail) log().warn({ requestId, code: error.code, detail: error.detail }, error.message)
    return {
      code: error.code,
      effect: error.effect,
      message: error.message,
      fields: error.fields,
      requestId,
      retryAt: error.retryAt,
      ...(error.said !== null && { said: error.said }),
      ...(error.documentation !== null && { documentation: error.documentation }),
    }
  }
  log().error({ requestId, err: error }, 'unexpected fault')
  return {
    code: 'internal',
    effect: 'none',
    message:
      'Something went wrong on our side. Try again; if it keeps happening, give the request ID to the person who runs Tenantdesk.',
    fields: {},
    requestId,
    retryAt: null,
  }
}
