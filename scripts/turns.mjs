// Preloaded into the web server, which draws pages one after another in one thread: whoever asks for two hundred at once
// would make everybody wait behind them. So what one session reads is worked at a few at a time, and the rest waits here,
// where it has cost nothing yet.
import { Server } from 'node:http'

const AT_ONCE = 4
/** Exports last, so they have turns of their own: four of them would keep their person from every page. */
const EXPORTS_AT_ONCE = 2
/** More than anybody opens at once; beyond it requests are refused instead of queued. */
const WAITING = 200

/** As lib/auth/cookies.ts names it. */
const COOKIE = `${process.env.NEXTAUTH_URL?.startsWith('https:') ? '__Host-' : ''}tenantdesk-session`

/** By session: how many requests are worked at, and how to begin those that wait. */
const sessions = new Map()

const emit = Server.prototype.emit
Server.prototype.emit = function (event, ...args) {
  if (event !== 'request') return emit.call(this, event, ...args)
  takeTurn(...args, () => emit.call(this, event, ...args))
  return true
}

/** Begins a request when it is its turn. */
export function takeTurn(request, response, begin) {
  const asked = queueOf(request)
  if (asked === null) return begin()
  const { key, atOnce } = asked
  const queue = sessions.get(key) ?? { working: 0, waiting: [] }
  sessions.set(key, queue)
  if (queue.waiting.length >= WAITING) {
    response.writeHead(429, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '5' })
    response.end('Too many pages of this session are being read at once. Close some and try again.\n')
    return
  }
  let works = false
  let over = false
  const turn = () => {
    works = true
    queue.working++
    begin()
  }
  const end = () => {
    if (over) return
    over = true
    response.off('close', end)
    request.socket.off('close', end)
    if (works) {
      queue.working--
      queue.waiting.shift()?.()
    } else queue.waiting.splice(queue.waiting.indexOf(turn), 1)
    if (queue.working === 0 && queue.waiting.length === 0) sessions.delete(key)
  }
  response.once('close', end)
  // Of requests sent one behind the other on a connection, only the first is told when that breaks.
  request.socket.once('close', end)
  if (queue.working < atOnce) turn()
  else queue.waiting.push(turn)
}

/**
 * Which turns a request takes, and how many there are, or null where it does not wait: files, strangers (who are bounded
 * elsewhere), and changes. A change that leads to a page asks for that page, as the same session, before it is over.
 */
function queueOf({ method, url, headers }) {
  if (url.startsWith('/_next/')) return null
  const [path] = url.split('?')
  const handler = path.startsWith('/api/')
  if (method === 'POST' && headers['next-action'] && !handler) return null
  const session = sessionOf(headers.cookie ?? '')
  if (!session) return null
  return handler && path.endsWith('/export')
    ? { key: `${session} export`, atOnce: EXPORTS_AT_ONCE }
    : { key: session, atOnce: AT_ONCE }
}

/** Reads the cookie as the framework does, the last of its name, so that nobody has many queues by writing it anew. */
function sessionOf(cookies) {
  const values = cookies.split(';').flatMap((cookie) => {
    const [name, ...value] = cookie.split('=')
    return name.trim() === COOKIE ? [value.join('=').trim()] : []
  })
  const last = values.at(-1)
  try {
    return last ? decodeURIComponent(last) : null
  } catch {
    return last
  }
}
