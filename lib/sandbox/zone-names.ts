/** Which names can be zones, and practice names that provoke each refusal of POST /zones. */
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

const NOT_PERMITTED =
  /^(example\.(com|net|org)|cloudflare\.com|co\.uk|com\.au|github\.io|localhost\..*|.*\.(local|test|invalid))$/

function notPermitted(name: string): string {
  return `${name} is not permitted. Contact Cloudflare Support if you own this domain.`
}

/** Refuses a name that nobody can add. Internal zones are in no public registry and may have any name. */
export function checkName(name: string, type: Zone['type']): void {
  if (type === 'internal') return
  if (NOT_PERMITTED.test(name)) throw new Refusal(400, 1097, notPermitted(name))
  const [code, message] = PRACTICE[name.split('.')[0]!] ?? []
  if (code && (code !== 1104 || type === 'partial')) throw new Refusal(400, code, message!(name))
}
