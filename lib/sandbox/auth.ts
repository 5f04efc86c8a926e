/** Who is calling: the header checks of the client API, in its own codes (tenant-api §2.1, §4.3). */
import { admits } from './grants'
import type { Method, Principal, Route } from './wire'
import { forbidden, Refusal } from './wire'
import type { SandboxSettings } from './settings'
import { sha256, type State } from './state'

export interface Credentials {
  email: string
  apiKey: string
  apiToken: string
}

const BAD_HEADERS = 'Invalid request headers'
const TOKEN_FORM = /^Bearer [\x21-\x7e]{8,}$/
const KEY_FORM = /^(cfk_[A-Za-z0-9]{40,}|[a-z0-9]{37})$/
const EMAIL_FORM = /^[^\s@]+@[^\s@]+$/

/** The caller named by the headers. Throws the refusal that the client API answers. */
export function identify(
  headers: Headers,
  path: string,
  credentials: Credentials,
  state: State,
  me: string,
  address: string,
): Principal {
  const email = headers.get('x-auth-email')
  const key = headers.get('x-auth-key')
  const bearer = headers.get('authorization')
  if (bearer !== null && (email !== null || key !== null)) {
    throw badHeaders(6111, 'Invalid format for Authorization header: two kinds of credentials were sent')
  }
  if (bearer !== null) return byToken(bearer, path, credentials, state, me, address)
  if (/\/tokens\/verify$/.test(path)) throw new Refusal(400, 1001, 'Missing API Token')
  if (email === null && key === null) {
    throw new Refusal(400, 9106, 'Missing X-Auth-Key, X-Auth-Email or Authorization headers')
  }
  if (email === null || key === null)
    throw new Refusal(400, 9107, 'Missing X-Auth-Email or X-Auth-Key header')
  if (!EMAIL_FORM.test(email)) throw badHeaders(6102, 'Invalid format for X-Auth-Email header')
  const matches = key === credentials.apiKey && email.toLowerCase() === credentials.email.toLowerCase()
  if (!matches && key !== credentials.apiKey && !KEY_FORM.test(key)) {
    throw badHeaders(6103, 'Invalid format for X-Auth-Key header')
  }
  if (!matches) throw new Refusal(403, 9103, 'Unknown X-Auth-Key or X-Auth-Email')
  return { kind: 'key', id: me, email: credentials.email, token: null }
}

/** Refuses a credential of the wrong kind for the area. */
export function permit(who: Principal, route: Route, method: Method, settings: SandboxSettings): void {
  if (who.kind === 'account_token' && route.path === '/accounts' && method === 'GET') {
    if (settings.accountTokenLists === 'accepted') return
    throw new Refusal(403, 1001, 'Account-owned tokens cannot list accounts')
  }
  if (route.scheme === 'user' && who.kind === 'account_token') {
    throw new Refusal(403, 9109, 'Valid user-level authentication not found')
  }
  if ((route.scheme === 'key' || route.keyOnly?.includes(method)) && who.kind !== 'key') throw forbidden()
  if (route.scheme === 'token' && who.kind === 'key') throw forbidden()
}

function byToken(
  bearer: string,
  path: string,
  credentials: Credentials,
  state: State,
  me: string,
  address: string,
): Principal {
  const verifying = /\/tokens\/verify$/.test(path)
  if (!TOKEN_FORM.test(bearer)) throw badHeaders(6111, 'Invalid format for Authorization header')
  const value = bearer.slice('Bearer '.length)
  if (value === credentials.apiKey || value.startsWith('cfk_'))
    throw new Refusal(401, 10000, 'Authentication error')
  if (value === credentials.apiToken) {
    return { kind: 'user_token', id: me, email: credentials.email, token: null }
  }
  const hash = sha256(value)
  const token = state.tokens.find((row) => row.hash === hash)
  const now = Date.now()
  const usable =
    token?.status === 'active' &&
    (token.expires_on === null || Date.parse(token.expires_on) > now) &&
    (token.not_before === null || Date.parse(token.not_before) <= now)
  if (!token || !usable) {
    throw verifying
      ? new Refusal(401, 1000, 'Invalid API Token')
      : new Refusal(401, 9109, 'Invalid access token')
  }
  if (!admits(token, address)) {
    throw new Refusal(403, 9109, `Cannot use the access token from location: ${address}`)
  }
  token.last_used_on = new Date().toISOString()
  return { kind: 'account_token', id: token.id, email: credentials.email, token }
}

function badHeaders(code: number, message: string): Refusal {
  return new Refusal(400, 6003, BAD_HEADERS, { chain: [{ code, message }] })
}
