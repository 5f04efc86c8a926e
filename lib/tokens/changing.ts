import 'server-only'
import { AppError } from '@/lib/core/errors'
import type { Token, TokenChange } from '@/lib/tenant-api/tokens'

/** Upstream wants a token whole. An end that is over is its own to tell; every other status stays as it came. */
export function keepingStatus(token: Token, change: TokenChange): TokenChange {
  const kept = token.status === 'expired' ? undefined : (token.status ?? undefined)
  return { ...change, status: change.status ?? kept }
}

export function requireChangeable({ changeable }: Token): void {
  if (!changeable) throw notWhole()
}

export function notWhole(): AppError {
  return new AppError(
    'refused',
    'Cloudflare describes a part of this token in a way that this console cannot read, and this change would lose it. Nothing was sent. Change it in Cloudflare’s dashboard.',
  )
}
