import 'server-only'
import { env } from '@/lib/env'

/** How this installation is set up, as far as every signed-in person may know. */
export type Installation = { sandbox: boolean; upstreamHost: string }

/** Returns whether the upstream is the sandbox, and its host. Holds nothing secret. */
export function installation(): Installation {
  const { CLOUDFLARE_BASE_URL, SANDBOX_CONTROL_URL } = env()
  return { sandbox: SANDBOX_CONTROL_URL !== undefined, upstreamHost: new URL(CLOUDFLARE_BASE_URL).host }
}
