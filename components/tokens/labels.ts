import type { StatusTone } from '@/components/ui/status-badge'
import { absolute } from '@/components/ui/moment'
import type { Breadth, Shortfall, VerifyTokenAnswer } from '@/lib/tokens/schema'

const STATES: Record<string, { label: string; tone: StatusTone }> = {
  active: { label: 'Active', tone: 'success' },
  upcoming: { label: 'Not yet valid', tone: 'info' },
  disabled: { label: 'Disabled', tone: 'neutral' },
  expired: { label: 'Expired', tone: 'danger' },
}

/** Unknown statuses are shown as upstream calls them. */
export function stateWords(state: string): { label: string; tone: StatusTone } {
  return STATES[state] ?? { label: state.charAt(0).toUpperCase() + state.slice(1), tone: 'neutral' }
}

export const BREADTHS: Record<Breadth, string> = {
  account: 'It can change most things in the account.',
  zones: 'It can change most things in every zone, including zones added later.',
  tokens: 'It can create API tokens, so anyone who has it can get any permission.',
}

/** Of a token whose condition is empty. */
export const NOBODY = 'Nobody can use this token'

/** What a token has otherwise than was asked for. */
export const SHORTFALLS: Record<Shortfall, string> = {
  addresses:
    'Its client addresses are not the ones you entered: it may be usable from anywhere, or from nowhere.',
  permissions: 'Its permissions are not the ones you chose.',
  start: 'It does not start when you chose.',
  end: 'It does not end when you chose.',
}

/** Cloudflare's verdict on a token's value, in words. */
export function verifyWords(answer: VerifyTokenAnswer): {
  tone: 'success' | 'warning'
  title: string
  says: string
} {
  switch (answer.status) {
    case 'known': {
      const { state, notBefore, expiresOn } = answer
      const until = expiresOn ? ` It works until ${absolute(new Date(expiresOn))}.` : ' It has no end.'
      if (state === 'active')
        return {
          tone: 'success',
          title: 'The token is active',
          says: `Cloudflare accepts this value.${until}`,
        }
      if (state === 'upcoming' && notBefore)
        return {
          tone: 'warning',
          title: 'The token is not valid yet',
          says: `This is its value. It works from ${absolute(new Date(notBefore))}.`,
        }
      return {
        tone: 'warning',
        title: `The token is ${stateWords(state).label.toLowerCase()}`,
        says: 'This is its value, but Cloudflare refuses requests with it.',
      }
    }
    case 'other':
      return {
        tone: 'warning',
        title: 'This is the value of another token',
        says: 'Cloudflare knows it, but it does not belong to this token.',
      }
    case 'refused':
      return {
        tone: 'warning',
        title: 'Cloudflare does not accept this value',
        says: refusedBecause(answer),
      }
  }
}

function refusedBecause({ state, reach }: Extract<VerifyTokenAnswer, { status: 'refused' }>): string {
  if (state === 'disabled') return 'The token is disabled: its value does not work until it is enabled.'
  if (state === 'expired') return 'The token has expired: its value no longer works.'
  if (state === 'upcoming') return 'The token is not valid yet: its value does not work before its start.'
  if (reach === 'nobody')
    return 'The token’s address filter contains no address, so nobody can use it, whatever the value.'
  const from =
    reach !== 'anyone'
      ? ' The token is also limited to certain client addresses, and this server’s may not be among them.'
      : ''
  return `The token itself is active, so this value was mistyped, or it is an old one from before the token was rolled.${from}`
}

/** In the place of an account's tokens, where the installation has no token to ask for them with. */
export const NO_TOKEN_SET =
  'Cloudflare shows an account’s API tokens only to requests made with an API token, and this console has none. Set CLOUDFLARE_API_TOKEN to see them.'
