/** Which names can be zones, and practice names that provoke each refusal of POST /zones. */
import { parse } from 'tldts'
import type { Zone } from './state'
import { Refusal } from './wire'

/** Under any ending, such as `on-hold.com`: what Cloudflare answers for reasons that a sandbox cannot have. */
const PRACTICE: Record<string, [code: number, message: (name: string) => string]> = {
  'not-registered': [1049, (name) => `${name} is not a registered domain`],
  'exists-elsewhere': [1061, (name) => `${name} already exists`],
  'root-only': [
    1093,
    (name) => `${name} cannot be added at this time. Give the root domain, not a subdomain.`,
  ],
  'not-permitted': [1097, notPermitted],
  'partial-refused': [1104, () => 'Partial zone signup is not allowed'],
  'too-many-tries': [
    1105,
    (name) => `${name} is temporarily restricted after too many attempts. Wait 3 hours.`,
  ],
  'registrar-down': [1110, (name) => `The registrar of ${name} could not be asked. Try again later.`],
  'on-hold': [1117, (name) => `${name} is subject to a zone hold of another account`],
  'too-many-pending': [1118, () => 'You have reached the limit of zones that are not active yet'],
  'internal-error': [1052, () => 'An internal error (-502) occurred and was logged'],
}

const NOT_PERMITTED = ['example.com', 'example.net', 'example.org', 'cloudflare.com', 'github.io']

function notPermitted(name: string): string {
  return `${name} is not permitted. Contact Cloudflare Support if you own this domain.`
}

/**
 * Refuses a name that nobody can add: by the public suffix list it is not, or lies below, what somebody can register.
 * Internal zones are in no public registry and may have any name.
 */
export function checkName(name: string, type: Zone['type'], { subdomains }: { subdomains: boolean }): void {
  if (type === 'internal') return
  const { domain, isIcann } = parse(name, { validateHostname: false })
  if (!domain || !isIcann) {
    throw new Refusal(400, 1099, `No registered domain was found in ${name}. Give the root domain.`)
  }
  if (NOT_PERMITTED.includes(name)) throw new Refusal(400, 1097, notPermitted(name))
  if (domain !== name && !subdomains) {
    throw new Refusal(400, 1116, `${name} cannot be added. Give the root domain ${domain}, not a subdomain.`)
  }
  const [code, message] = PRACTICE[name.split('.')[0]!] ?? []
  if (code && (code !== 1104 || type === 'partial')) throw new Refusal(400, code, message!(name))
}
