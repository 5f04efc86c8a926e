// Preloaded into the web server, which draws pages one after another in one thread: whoever asks for two hundred at once
// would make everybody wait behind them. So what one session reads is worked at a few at a time, and the rest waits here,
// where it has cost nothing yet.
import { Server } from 'node:http'

const AT_ONCE = 4
/** More than anybody opens; beyond it they are refused instead of kept. */
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

/** Takes a request, its response and how to begin it; begins it when it is its turn. */
export function takeTurn(request, response, begin) {
  const key = queueOf(request)
  if (key === null) return begin()
  const queue = sessions.get(key) ?? { working: 0, waiting: [] }
  sessions.set(key, queue)
  if (queue.waiting.length >= WAITING) {
    response.writeHead(429, { 'content-type': 'text/plain; charset=utf-8', 'retry-after': '5' })
    response.end('Too many pages of this session are being read at once. Close some and try again.\n')
    return
  }
  let works = false
  const turn = () => {
    works = true
    queue.working++
    begin()
  }
  response.once('close', () => {
    if (works) {
      queue.working--
      queue.waiting.shift()?.()
    } else queue.waiting.splice(queue.waiting.indexOf(turn), 1)
    if (queue.working === 0 && queue.waiting.length === 0) sessions.delete(key)
  })
  if (queue.working < AT_ONCE) turn()
  else queue.waiting.push(turn)
}

/**
 * Returns whose turns a request takes, or null where it does not wait: files, strangers (who are bounded elsewhere), and
 * changes. A change that leads to a page asks for that page, as the same session, before it is over itself.
 */
function queueOf({ method, url, headers }) {
  if (url.startsWith('/_next/')) return null
  if (method === 'POST' && headers['next-action']) return null
  return sessionOf(headers.cookie ?? '')
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
