import { asciiDomain } from '@/lib/core/domains'

// Apart from the schema, so that a page that only names these does not load what checks them.

/** What can be added here. */
export const NEW_ZONE_TYPES = ['full', 'partial', 'secondary'] as const
/** What an account may have. */
export const ZONE_TYPES = [...NEW_ZONE_TYPES, 'internal'] as const
export type ZoneType = (typeof ZONE_TYPES)[number]

/** Plans that one request asks for: each is a call upstream. */
export const PLANS_AT_ONCE = 10

/** The domains in a pasted list as the DNS knows them, each once and with how it was written, and what was wrong with the rest. */
export function readDomains(text: string): {
  domains: { name: string; typed: string }[]
  repeated: string[]
  invalid: string[]
} {
  const domains = new Map<string, string>()
  const repeated = new Set<string>()
  const invalid = new Set<string>()
  for (const word of text.replace(/\p{Cf}/gu, '').split(/[\s,;，；、|]+/u)) {
    if (word === '') continue
    const name = asciiDomain(word)
    if (name === null) invalid.add(word)
    else if (domains.has(name)) repeated.add(word)
    else domains.set(name, word)
  }
  return {
    domains: [...domains].map(([name, typed]) => ({ name, typed })),
    repeated: [...repeated],
    invalid: [...invalid],
  }
}
