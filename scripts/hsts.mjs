// Preloaded into the web server: tells browsers to come by https only, with every answer. Next serves static files
// without asking proxy.ts. After address.mjs, which drops headers that a client made up.
import { subscribe } from 'node:diagnostics_channel'

// By our address too: not every proxy that ends TLS says so.
const secure = process.env.NEXTAUTH_URL?.startsWith('https:')

subscribe('http.server.request.start', ({ request, response }) => {
  if (secure || request.headers['x-forwarded-proto']?.startsWith('https'))
    response.setHeader('strict-transport-security', 'max-age=31536000; includeSubDomains')
})
