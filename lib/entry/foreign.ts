import 'server-only'
import { logSecurity } from '@/lib/core/security-log'
import { env } from '@/lib/env'

export const FOREIGN = 'This request did not come from a Tenantdesk page. Open the page and try again there.'

/**
 * Whether one of our own pages asked. Cookies alone do not tell: they go with every link that somebody follows. What was
 * typed or followed from a mail (`none`) does not count, nor does another port or subdomain (`same-site`): no handler is
 * an address for people. Over plain http, except to this machine, browsers keep the header to themselves, and name the
 * origin of what is posted.
 */
export function isOurs({ method, headers }: Request): boolean {
  const site = headers.get('sec-fetch-site')
  const origin = headers.get('origin')
  const ours =
    site !== null ? site === 'same-origin' : method === 'POST' && origin !== null && isOwn(origin, headers)
  if (!ours)
    logSecurity({ event: 'foreign', reason: `${method} from ${site ?? 'a site not named'}, ${origin}` })
  return ours
}

/**
 * Whether the browser says that a page of somebody else asked. For what only reads, and is also for people's own tools,
 * which say nothing.
 */
export function isOfAnotherSite({ method, headers }: Request): boolean {
  const site = headers.get('sec-fetch-site')
  const origin = headers.get('origin')
  const foreign =
    (site !== null && site !== 'same-origin' && site !== 'none') ||
    (origin !== null && !isOwn(origin, headers))
  if (foreign) logSecurity({ event: 'foreign', reason: `${method} from ${site}, ${origin}` })
  return foreign
}

// By Host too: the same installation is reached by its name and by its address.
function isOwn(origin: string, headers: Headers): boolean {
  if (!URL.canParse(origin)) return false
  return origin === env().NEXTAUTH_URL || new URL(origin).host === headers.get('host')
}
