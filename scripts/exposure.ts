import { BlockList, isIP } from 'node:net'
import type { Settings } from '@/lib/env'
import { Refusal } from './console.mjs'

/** Warns at the start about unencrypted connections. When live, throws a Refusal unless that is allowed on purpose. */
export function warnOfExposure(settings: Settings): void {
  const sentences = exposures(settings)
  const live = settings.CLOUDFLARE_API_KEY !== undefined
  if (live && sentences.length > 0 && !settings.ALLOW_INSECURE) {
    throw new Refusal(
      [
        'With real credentials nothing may travel in the clear:',
        ...sentences.map((sentence) => `  ${sentence}`),
        'Where the network is your own and you trust it, set ALLOW_INSECURE=1.',
      ].join('\n'),
    )
  }
  for (const sentence of sentences) console.warn(`! ${sentence}`)
}

/** A sentence for each way in which others could read the traffic, and what to set instead. */
export function exposures(settings: Settings): string[] {
  const { CLOUDFLARE_BASE_URL: upstream, NEXTAUTH_URL: address, HOST: host } = settings
  const sentences: string[] = []
  if (upstream?.startsWith('http:') && !isLoopback(new URL(upstream).hostname)) {
    sentences.push(
      `CLOUDFLARE_BASE_URL leads to ${new URL(upstream).host} by plain http, and the API key with it: set an https address.`,
    )
  }
  for (const name of ['DATABASE_URL', 'DATABASE_OWNER_URL'] as const) {
    const remote = settings[name] && withoutTls(settings[name])
    if (remote) {
      sentences.push(
        `${name} leads to ${remote} without TLS: add ?sslmode=verify-full to it, and sslrootcert=FILE where its certificate is your own.`,
      )
    }
  }
  const open = address?.startsWith('http:') ? new URL(address).hostname : address ? null : host
  if (open && !isLoopback(open)) {
    sentences.push(
      address
        ? `NEXTAUTH_URL is a plain http address, so that passwords and sessions can be read on the way: put a proxy that ends TLS in front, and set the https address.`
        : `HOST ${host} lets others in by plain http, so that passwords and sessions can be read on the way: put a proxy that ends TLS in front, and set NEXTAUTH_URL to its https address.`,
    )
  }
  return sentences
}

/** Returns the host that a database's address leads to when it is another machine's and the way there is not encrypted. */
function withoutTls(databaseUrl: string): string | null {
  const { hostname, searchParams } = new URL(databaseUrl)
  const host = searchParams.get('host') ?? hostname
  // A socket in the file system stays on this machine.
  if (host.startsWith('/') || isLoopback(host)) return null
  const encrypted =
    ['require', 'verify-ca', 'verify-full', 'no-verify'].includes(searchParams.get('sslmode') ?? '') ||
    ['true', '1'].includes(searchParams.get('ssl') ?? '')
  return encrypted ? null : host
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '')
  const version = isIP(bare)
  if (version === 0) return bare === 'localhost' || bare.endsWith('.localhost')
  return loopback.check(bare, version === 6 ? 'ipv6' : 'ipv4')
}
