import 'server-only'
import { randomUUID } from 'node:crypto'
import { currentStaff, refuseReading } from '@/lib/auth/session'
import { env } from '@/lib/env'
import { DeskError, type Reading } from './errors'
import { reading, toErrorView } from './read'
import { logSecurity } from './security-log'

const STATUS: Partial<Record<string, number>> = {
  signed_out: 401,
  denied: 403,
  not_found: 404,
  invalid: 400,
  rate_limited: 429,
  internal: 500,
}

/**
 * Takes a request and a query; answers what a screen of ours that polls or searches asked: `{ ok, data }` or
 * `{ ok, error }`, never cached. What no page of ours asked for is refused: a query may spend calls and settle what is
 * open, in the name of whoever is signed in.
 */
export async function answer<T>(request: Request, query: () => Promise<T>): Promise<Response> {
  const asked = isOurs(request) ? query : refuseForeign
  const result = await reading(asked).catch(async (thrown: unknown): Promise<Reading<T>> => {
    if (await currentStaff()) throw thrown
    // The way to the sign-in page, which would be followed: a page in the place of the answer.
    const error = new DeskError('signed_out', 'You are signed out.')
    return { ok: false, error: toErrorView(error, randomUUID()) }
  })
  if (!result.ok && result.error.code === 'invalid')
    await refuseReading('invalid', { fields: Object.keys(result.error.fields) })
  const status = result.ok ? 200 : (STATUS[result.error.code] ?? 503)
  return Response.json(result, { status, headers: { 'cache-control': 'no-store' } })
}

/**
 * Takes a POST of ours and how to answer it with a stream whose making is an act; answers it. Next drops the stream of
 * whoever has gone by the time that it begins: then it is cancelled.
 */
export async function download(request: Request, make: () => Promise<Response>): Promise<Response> {
  if (!isOurs(request)) return new Response(`${FOREIGN}\n`, { status: 403 })
  const response = await make()
  // One that is being read is cancelled by its reader.
  const drop = () => void response.body?.cancel().catch(() => {})
  if (request.signal.aborted) drop()
  else request.signal.addEventListener('abort', drop, { once: true })
  return response
}

const FOREIGN = 'This request did not come from a Tenantdesk page. Open the page and try again there.'

async function refuseForeign(): Promise<never> {
  throw new DeskError('denied', FOREIGN)
}

/**
 * Whether one of our own pages asked. Cookies alone do not tell: they go with every link that somebody follows. What was
 * typed or followed from a mail (`none`) does not count, nor does another port or subdomain (`same-site`): no handler is
 * an address for people. Over plain http, except to this machine, browsers keep the header to themselves, and name the
 * origin of what is posted.
 */
function isOurs({ method, headers }: Request): boolean {
  const site = headers.get('sec-fetch-site')
  const origin = headers.get('origin')
  const ours =
    site !== null ? site === 'same-origin' : method === 'POST' && origin !== null && isOwn(origin, headers)
  if (!ours)
    logSecurity({ event: 'foreign', reason: `${method} from ${site ?? 'a site not named'}, ${origin}` })
  return ours
}

// By Host too: the same installation is reached by its name and by its address.
function isOwn(origin: string, headers: Headers): boolean {
  if (!URL.canParse(origin)) return false
  return origin === env().NEXTAUTH_URL || new URL(origin).host === headers.get('host')
}
