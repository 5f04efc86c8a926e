// Preloaded into the web server: records where each request comes from, at the one place that knows, and overwrites or
// removes what the client claims about it. Read by lib/auth/request.ts, and by Next to learn its own host.
import ipaddr from 'ipaddr.js'
import { subscribe } from 'node:diagnostics_channel'
import { isIP } from 'node:net'

const HEADER = 'x-tenantdesk-address'
const FORWARDED = [
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-port',
  'x-forwarded-for',
  'forwarded',
]
const proxies = Number(process.env.TRUSTED_PROXIES ?? 0)

subscribe('http.server.request.start', ({ request }) => {
  request.headers[HEADER] = addressOf(request) ?? ''
  // Without a proxy of ours in front, the client wrote them.
  if (proxies === 0) for (const name of FORWARDED) delete request.headers[name]
})

/** With proxies of ours in front, each has appended the address it saw: the one that the outermost saw counts. */
function addressOf({ headers, socket }) {
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',')
  const seen = proxies > 0 ? forwarded.split(',').at(-proxies) : undefined
  return parsed(seen) ?? parsed(socket.remoteAddress)
}

/** An address, or undefined. Some proxies add the port, and then brackets. */
function parsed(text = '') {
  const [, bracketed, dotted] = /^\[(.+)\](?::\d+)?$|^([\d.]+):\d+$/.exec(text.trim()) ?? []
  const bare = bracketed ?? dotted ?? text.trim()
  return isIP(bare) ? ipaddr.process(bare).toString() : undefined
}
