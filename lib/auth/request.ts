import 'server-only'
import { headers } from 'next/headers'
import { refuseWhileStreaming } from '@/lib/core/streaming'
import { parseAddress } from './address'

/** Set in the web server from the socket, or from TRUSTED_PROXIES (scripts/address.mjs); a client's own is overwritten. */
const ADDRESS_HEADER = 'x-tenantdesk-address'

/** Set by the proxy on every request: the path and query that were asked for. */
const PATH_HEADER = 'x-tenantdesk-path'

/** Returns the path and query of the page that is being drawn, or null outside one. */
export async function requestedPath(): Promise<string | null> {
  return (await headers()).get(PATH_HEADER)
}

/** Returns where the present request comes from: its address (null when not known) and browser. */
export async function requestOrigin(): Promise<{ address: string | null; userAgent: string | null }> {
  refuseWhileStreaming()
  const list = await headers()
  return {
    address: parseAddress(list.get(ADDRESS_HEADER)),
    userAgent: list.get('user-agent')?.slice(0, 300) ?? null,
  }
}
