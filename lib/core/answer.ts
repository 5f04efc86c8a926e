import 'server-only'
import { randomUUID } from 'node:crypto'
import { currentStaff } from '@/lib/auth/session'
import { DeskError, type Reading } from './errors'
import { reading, toErrorView } from './read'

const STATUS: Partial<Record<string, number>> = {
  signed_out: 401,
  not_found: 404,
  invalid: 400,
  rate_limited: 429,
  internal: 500,
}

/** Takes a query; answers a GET of a screen that polls or searches: `{ ok, data }` or `{ ok, error }`, never cached. */
export async function answer<T>(query: () => Promise<T>): Promise<Response> {
  const result = await reading(query).catch(async (thrown: unknown): Promise<Reading<T>> => {
    if (await currentStaff()) throw thrown
    // The way to the sign-in page, which would be followed: a page in the place of the answer.
    const error = new DeskError('signed_out', 'You are signed out.')
    return { ok: false, error: toErrorView(error, randomUUID()) }
  })
  const status = result.ok ? 200 : (STATUS[result.error.code] ?? 503)
  return Response.json(result, { status, headers: { 'cache-control': 'no-store' } })
}

/**
 * Takes a request and how to answer it with a stream whose making is an act; answers it. Next runs GET for a HEAD, which
 * is refused here, and drops the stream of whoever has gone by the time that it begins: then it is cancelled.
 */
export async function download(request: Request, make: () => Promise<Response>): Promise<Response> {
  if (request.method !== 'GET') return new Response(null, { status: 405, headers: { allow: 'GET' } })
  const response = await make()
  // One that is being read is cancelled by its reader.
  const drop = () => void response.body?.cancel().catch(() => {})
  if (request.signal.aborted) drop()
  else request.signal.addEventListener('abort', drop, { once: true })
  return response
}
