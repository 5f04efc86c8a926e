import 'server-only'
import { randomUUID } from 'node:crypto'
import { currentStaff, refuseReading } from '@/lib/auth/session'
import { AppError, type Reading } from '@/lib/core/errors'
import { reading, toErrorView } from '@/lib/core/read'
import { FOREIGN, isOfAnotherSite, isOurs } from './foreign'

const STATUS: Partial<Record<string, number>> = {
  signed_out: 401,
  denied: 403,
  not_found: 404,
  invalid: 400,
  rate_limited: 429,
  internal: 500,
}

/**
 * For screens of ours that poll or search: answers `{ ok, data }` or `{ ok, error }`, never cached. What no page of ours
 * asked for is refused: a query may spend calls, and settle what is open, in the name of whoever is signed in.
 */
export async function answer<T>(request: Request, query: () => Promise<T>): Promise<Response> {
  const [result, init] = await answered(isOurs(request), query)
  return Response.json(result, init)
}

/** As `answer`, for an address that others may read too: what is found stands alone, without `ok` and `data`. */
export async function answerBare<T>(request: Request, query: () => Promise<T>): Promise<Response> {
  const [result, init] = await answered(!isOfAnotherSite(request), query)
  return Response.json(result.ok ? result.data : result, init)
}

async function answered<T>(
  allowed: boolean,
  query: () => Promise<T>,
): Promise<[result: Reading<T>, init: ResponseInit]> {
  const asked = allowed ? query : refuseForeign
  const result = await reading(asked).catch(async (thrown: unknown): Promise<Reading<T>> => {
    if (await currentStaff()) throw thrown
    // The way to the sign-in page, which would be followed: a page in the place of the answer.
    const error = new AppError('signed_out', 'You are signed out.')
    return { ok: false, error: toErrorView(error, randomUUID()) }
  })
  if (!result.ok && result.error.code === 'invalid')
    await refuseReading('invalid', { fields: Object.keys(result.error.fields) })
  const status = result.ok ? 200 : (STATUS[result.error.code] ?? 503)
  return [result, { status, headers: { 'cache-control': 'no-store' } }]
}

async function refuseForeign(): Promise<never> {
  throw new AppError('denied', FOREIGN)
}
