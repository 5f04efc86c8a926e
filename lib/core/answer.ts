import 'server-only'
import { reading } from './read'

const STATUS: Partial<Record<string, number>> = {
  not_found: 404,
  invalid: 400,
  rate_limited: 429,
  internal: 500,
}

/** Takes a query; answers a GET of a screen that polls or searches: `{ ok, data }` or `{ ok, error }`, never cached. */
export async function answer<T>(query: () => Promise<T>): Promise<Response> {
  const result = await reading(query)
  const status = result.ok ? 200 : (STATUS[result.error.code] ?? 503)
  return Response.json(result, { status, headers: { 'cache-control': 'no-store' } })
}
