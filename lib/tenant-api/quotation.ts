import 'server-only'
import { firstOf } from '@/lib/core/names'

/** The longest quotation for a person; the rest is in the log. */
const QUOTED_MAX = 300
/** At most this much is processed. */
const READ_MAX = 4000

/**
 * Makes upstream's text fit to be quoted to a person: one line, without invisible or direction-changing characters,
 * secrets removed, shortened. The text itself stays untrusted.
 */
export function quotable(said: string, redact: (raw: string) => string): string {
  const read = said.length > READ_MAX ? said.slice(0, READ_MAX).replace(/\S*$/, '') : said
  const plain = read
    .replace(/[\s\p{Cc}\p{Z}]+/gu, ' ')
    .replace(/[\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{DI}]+/gu, '')
    // Stacked accents would cover the lines above and below.
    .replace(/(\p{M}{2})\p{M}+/gu, '$1')
  const clean = redact(plain).trim()
  const cut = firstOf(clean, QUOTED_MAX)
  return cut === clean ? clean : `${cut.trimEnd()}…`
}

/** The address of an error's `documentation_url` where it is a page of Cloudflare's, else null. */
export function documentationPage(raw: unknown): string | null {
  if (typeof raw !== 'string' || raw.length > 500 || !URL.canParse(raw)) return null
  const { protocol, hostname, port, username, password, origin, pathname, hash } = new URL(raw)
  const theirs = hostname === 'cloudflare.com' || hostname.endsWith('.cloudflare.com')
  if (protocol !== 'https:' || !theirs || port || username || password) return null
  return `${origin}${pathname}${hash}`
}

const BLOT = '[redacted]'
const SECRETS: [RegExp, string][] = [
  [/-----BEGIN[^]*/g, BLOT],
  [/cf(k|ut|at)_[^\s,;"')\]}]*/g, BLOT],
  // Keys and tokens of every format are at least this long; ids (32) and UUIDs (36) are not.
  [/(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{37,}/g, BLOT],
  [/\b(bearer|basic)\s+\S+/gi, `$1 ${BLOT}`],
  [
    /([\w-]*(?:key|token|secret|passw(?:or)?d|credential|signature|authorization)[\w-]*["']?\s*[:=]\s*["']?)(?!\[redacted\])[^\s"',;&]+/gi,
    `$1${BLOT}`,
  ],
  // Credentials and parameters in URLs.
  [/(\w:\/\/)[^\s/@]+@/g, `$1${BLOT}@`],
  [/(\w:\/\/[^\s?#]+[?#])\S+/g, `$1${BLOT}`],
]

/** Removes credentials: our own values, the published formats (tenant-api §4.4), and what looks like one. */
export function redactor(own: (string | null | undefined)[]): (raw: string) => string {
  const values = own.filter((value): value is string => !!value && value.length >= 4)
  return (raw) => {
    let clean = raw.slice(0, READ_MAX * 2)
    for (const value of values) clean = clean.replaceAll(value, BLOT)
    for (const [secret, blot] of SECRETS) clean = clean.replace(secret, blot)
    return clean.slice(0, 2000)
  }
}
