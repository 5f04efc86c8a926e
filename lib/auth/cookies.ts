import 'server-only'
import { env } from '@/lib/env'

/** A session ends after this long without a request… */
export const IDLE_MS = 2 * 60 * 60 * 1000
/** …and after this long whatever happens. */
export const ABSOLUTE_MS = 12 * 60 * 60 * 1000

/** Whether browsers reach us over https, by the address we are told we have. */
export const isSecure = () => env().NEXTAUTH_URL.startsWith('https:')

const prefixed = (name: string) => (isSecure() ? `__Host-${name}` : name)

/** Names the session cookie; under https with the `__Host-` prefix, which binds it to this host and to https. */
export const SESSION_COOKIE = () => prefixed('tenantdesk-session')
/** Names the cookie that marks a browser in which somebody has signed in before. */
export const DEVICE_COOKIE = () => prefixed('tenantdesk-device')
/** Names the cookie that holds this browser's part of the key to its drafts. */
export const DRAFTS_COOKIE = () => prefixed('tenantdesk-drafts')
/** Names next-auth's own cookie of where to go on to, which it would give another prefix. */
export const CALLBACK_COOKIE = () => prefixed('next-auth.callback-url')

/** The attributes that every cookie of ours has. */
export const cookieOptions = () => ({
  httpOnly: true,
  sameSite: 'lax' as const,
  path: '/',
  secure: isSecure(),
})
