import 'server-only'
import { parse } from 'tldts'
import { asciiDomain } from '@/lib/core/domains'
import { firstOf } from '@/lib/core/names'
import { QUERY_MAX } from './schema'

/** What a text holds that something can be found by. */
export type Scraps = {
  /** What may be a name, or a part of one; null where it is more than that. */
  name: string | null
  /** Ids of Cloudflare's things. */
  ids: string[]
  /** Ids of ours: of requests and operations. */
  uuids: string[]
  /** Without the data centre. */
  rays: string[]
  emails: string[]
  /** As the DNS has them, each followed by the ones it is in. */
  domains: string[]
  /** Those that stand in e-mail addresses alone. */
  mailDomains: string[]
  /** All of it, on one line. */
  text: string
}

const NAME_MAX = 200
const EACH_MAX = 20
const ID = /(?<![0-9a-z-])[0-9a-f]{32}(?![0-9a-z-])/gi
const UUID = /(?<![0-9a-z-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-z-])/gi
const RAY = /(?<![0-9a-z-])([0-9a-f]{16})(?:-[a-z]{3})?(?![0-9a-z-])/gi
// Others than hex digits are in the ids of units.
const MAYBE_ID = /^[a-z0-9][a-z0-9_-]{7,63}$/i
const EMAIL = /^[^\s@]+@[^\s@]+$/u
const DASHBOARD = 'dash.cloudflare.com'

/** What is in a text that somebody typed or pasted; of a long one, in its beginning. */
export function readScraps(raw: string): Scraps {
  const cut = firstOf(raw.replace(/[\0\p{Cs}]/gu, ' '), QUERY_MAX).trim()
  const text = cut.replace(/\s+/gu, ' ')
  const short = text.length <= NAME_MAX && !/[\r\n]/.test(cut)
  const tokens = text.split(/[\s<>"'`()[\]{},;|]+/u).filter((token) => token !== '')
  const hosts = tokens.flatMap(hostsIn)
  const emails = tokens.map((token) => token.replace(/^mailto:|[.:?!]+$/gi, '')).filter(isEmail)
  const domains = distinct(hosts.flatMap(withParents))
  const address = tokens.length === 1 && /^[a-z]+:\/\/|[^/]\/./i.test(text) && hosts.length > 0
  return {
    name: !short || text === '' ? null : address ? (domains.at(-1) ?? null) : text,
    ids: distinct([
      ...(text.match(ID) ?? []).map((id) => id.toLowerCase()),
      ...(MAYBE_ID.test(text) ? [text, text.toLowerCase()] : []),
    ]),
    uuids: distinct((text.match(UUID) ?? []).map((id) => id.toLowerCase())),
    rays: distinct([...text.matchAll(RAY)].map(([, ray]) => ray!.toLowerCase())),
    emails: distinct(emails.map((email) => email.toLowerCase())),
    domains,
    mailDomains: distinct(emails.flatMap((email) => withParents(asciiDomain(email.split('@')[1]!)!))).filter(
      (domain) => !domains.includes(domain),
    ),
    text,
  }
}

/** The domain names in a word of a text: alone, in a web address, or in the path of Cloudflare's dashboard. */
function hostsIn(token: string): string[] {
  if (token.includes('@') && !token.includes('//')) return []
  const bare = token.replace(/[.:?!]+$/, '')
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(bare) ? bare : `http://${bare}`
  if (!URL.canParse(address)) return []
  const { hostname, pathname } = new URL(address)
  const domain = asciiDomain(hostname)
  if (domain !== DASHBOARD) return domain ? [domain] : []
  const inPath = asciiDomain(decoded(pathname.split('/')[2] ?? ''))
  return inPath ? [inPath] : []
}

/** A domain and those it is in, down to the one that was registered. */
function withParents(domain: string): string[] {
  const registered = parse(domain, { allowPrivateDomains: false }).domain
  const least = registered ? registered.split('.').length : 2
  const labels = domain.split('.')
  return labels.slice(0, Math.max(1, labels.length - least + 1)).map((_, at) => labels.slice(at).join('.'))
}

function isEmail(token: string): boolean {
  return EMAIL.test(token) && asciiDomain(token.split('@')[1]!) !== null
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function distinct(values: string[]): string[] {
  return [...new Set(values)].slice(0, EACH_MAX)
}
