// Apart from the schema, so that a page that only names these does not load what checks them.

/** The longest domain name, of Cloudflare (tenant-api §2.7) as of the DNS. */
export const ZONE_NAME_MAX = 253

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * Takes a domain name in any script or case; returns it as the DNS knows it (lower case, `xn--` where it is not ASCII),
 * or null when it is none. The URL parser does it, the same in browsers and on the server (UTS #46).
 */
export function asciiDomain(raw: string): string | null {
  const name = raw.trim().replace(/[.。．｡]$/u, '')
  if (name === '' || /[\s/\\:@?#%[\]]/u.test(name) || !URL.canParse(`http://${name}`)) return null
  const { hostname } = new URL(`http://${name}`)
  const labels = hostname.split('.')
  const domain =
    labels.length > 1 &&
    hostname.length <= ZONE_NAME_MAX &&
    labels.every((label) => LABEL.test(label)) &&
    !/^\d+$/.test(labels.at(-1)!)
  return domain ? hostname : null
}

/** What can be added here. */
export const NEW_ZONE_TYPES = ['full', 'partial', 'secondary'] as const
/** What an account may have. */
export const ZONE_TYPES = [...NEW_ZONE_TYPES, 'internal'] as const
export type ZoneType = (typeof ZONE_TYPES)[number]

/** Plans that one request asks for: each is a call upstream. */
export const PLANS_AT_ONCE = 10
