/** The longest domain name, of Cloudflare (tenant-api §2.7) as of the DNS. */
export const DOMAIN_MAX = 253

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/**
 * A domain name, in any script or case, as the DNS knows it (lower case, `xn--` where it is not ASCII), or null when it
 * is none. The URL parser does it, the same in browsers and on the server (UTS #46).
 */
export function asciiDomain(raw: string): string | null {
  const name = raw.trim().replace(/[.。．｡]$/u, '')
  if (name === '' || /[\s/\\:@?#%[\]]/u.test(name) || !URL.canParse(`http://${name}`)) return null
  const { hostname } = new URL(`http://${name}`)
  const labels = hostname.split('.')
  const domain =
    labels.length > 1 &&
    hostname.length <= DOMAIN_MAX &&
    labels.every((label) => LABEL.test(label)) &&
    !/^\d+$/.test(labels.at(-1)!)
  return domain ? hostname : null
}

/** A domain name as the DNS knows it, and as people read it where that differs. */
export type DomainNames = { name: string; unicode: string | null }
