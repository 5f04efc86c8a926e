/** Cloudflare's limits: the length of a name, and how many tokens an account may own (tenant-api §2.10). */
export const TOKEN_NAME_MAX = 120
export const TOKENS_MAX = 500

/** A token that ends within so many days is near its end. */
export const NEAR_END_DAYS = 30

/** Addresses, one a line or with commas, as CIDR, each once, and what is none. */
export function addressesIn(typed: string): { ranges: string[]; wrong: string[] } {
  const ranges = new Set<string>()
  const wrong: string[] = []
  for (const part of typed.split(/[\s,;]+/).filter(Boolean)) {
    const range = rangeOf(part)
    if (range) ranges.add(range)
    else wrong.push(part)
  }
  return { ranges: [...ranges], wrong }
}

// One address is a range of one: upstream speaks of ranges only.
function rangeOf(text: string): string | null {
  const [, address = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? []
  const longest = IPV4.test(address) ? 32 : isIpv6(address) ? 128 : null
  if (longest === null || (bits !== undefined && (Number(bits) > longest || String(Number(bits)) !== bits)))
    return null
  return `${address}/${bits ?? longest}`
}

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/

// The browser's own reading: in an address of the web it stands in brackets.
const isIpv6 = (text: string) => /^[\da-f:]+$/i.test(text) && URL.canParse(`http://[${text}]`)

export const IS_PAST = 'This day is in the past. Choose a later one, or leave it empty.'

/** In UTC. */
export const isPast = (day: string) => day !== '' && day < new Date().toISOString().slice(0, 10)
