// Preloaded into the web server: notes where each request comes from, at the one place that knows, and overwrites
// whatever the client says of it. Read by lib/auth/request.ts.
import { subscribe } from 'node:diagnostics_channel'

const HEADER = 'x-tenantdesk-address'
const proxies = Number(process.env.TRUSTED_PROXIES ?? 0)

subscribe('http.server.request.start', ({ request }) => {
  request.headers[HEADER] = addressOf(request) ?? ''
})

/** With proxies of ours in front, each has appended the address it saw: the one that the outermost saw counts. */
function addressOf({ headers, socket }) {
  const forwarded = [headers['x-forwarded-for'] ?? []].flat().join(',')
  const hops = forwarded.split(',').map((hop) => hop.trim())
  const seen = proxies > 0 ? hops.at(-proxies) : undefined
  return (seen || socket.remoteAddress)?.replace(/^::ffff:/, '')
}
