import type { StatusTone } from '@/components/ui/status-badge'
import type { Actor, LogLine, Origin } from '@/lib/cloudflare-log/schema'

/** A word of the API, unknown ones too, as shown: "dns_record" → "DNS record". */
export function word(text: string): string {
  const words = text
    .replaceAll('_', ' ')
    .replace(/\b(api|dns|iam|id|ip|ssl)(s?)\b/gi, (_, name: string, s: string) => name.toUpperCase() + s)
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const CLOUDFLARE: Record<string, string> = {
  system: 'Cloudflare’s systems',
  cloudflare_admin: 'Cloudflare’s staff',
  delegated_service: 'A Cloudflare service',
}

/** The name that says most: Cloudflare itself, an email address, a token. */
export function actorName({ email, tokenName, id, type }: Actor): string | null {
  if (type && CLOUDFLARE[type]) return 'Cloudflare'
  return email ?? (tokenName ? `Token “${tokenName}”` : id)
}

const ACTORS: Record<string, string> = { ...CLOUDFLARE, account: 'The account itself', user: 'User' }
const CONTEXTS: Record<string, string> = {
  dash: 'Cloudflare’s dashboard',
  api: 'API',
  api_key: 'API key',
  api_token: 'API token',
  oauth: 'OAuth',
  origin_ca_key: 'Origin CA key',
}
export const actorType = (type: string) => ACTORS[type] ?? word(type)
export const contextName = (context: string) => CONTEXTS[context] ?? word(context)

export const RESULT_TONES: Record<string, StatusTone> = { success: 'success', failure: 'danger' }

export const ORIGIN_TONES: Record<Origin['kind'], StatusTone> = {
  here: 'info',
  perhaps: 'neutral',
  outside: 'warning',
}

/** What was done, as Cloudflare says it, or of what it names. */
export const deedOf = ({ description, action, resourceType }: LogLine) =>
  description ??
  ([action, resourceType].flatMap((part) => (part ? [word(part)] : [])).join(' ') || 'Unnamed action')
