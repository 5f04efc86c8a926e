import * as z from 'zod'
import { ROLES, type Role } from '@/lib/auth/permissions'
import { honestName } from '@/lib/core/names'
import { PASSWORD_MAX, PASSWORD_MIN } from './constants'

const name = z
  .string()
  .trim()
  .min(1, 'Enter a name.')
  .max(100, 'A name has at most 100 characters.')
  .regex(/^\P{Cc}*$/u, 'A name has no line breaks or control characters.')
  .superRefine(honestName)
const email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254, 'An email address has at most 254 characters.')
  .pipe(z.email('Enter an email address, such as ada@example.com.'))
const role = z.enum(ROLES, 'Choose a role.')
const staffId = z.uuid('Unknown person.')
const sessionId = z.uuid('Unknown session.')

// Not trimmed and free of rules about kinds of characters (NIST SP 800-63B §3.1.1.2): length and commonness decide.
const password = z
  .string()
  .min(PASSWORD_MIN, `Use at least ${PASSWORD_MIN} characters.`)
  .max(PASSWORD_MAX, `Use at most ${PASSWORD_MAX} characters.`)
const repeated = {
  check: (input: { password: string; repeat: string }) => input.password === input.repeat,
  fault: { path: ['repeat'], error: 'The two passwords differ.' },
}

export const AddPerson = z.object({ name, email, role })
export const ChangeRole = z.object({ staffId, role })
export const OnePerson = z.object({ staffId })
/** Whether to end this session only, or every session of the person. */
export const SignOut = z.object({ everywhere: z.boolean() })
export const OneSession = z.object({ sessionId })
export const SetPassword = z
  .object({ token: z.string().max(100), password, repeat: z.string() })
  .refine(repeated.check, repeated.fault)
export const ChangePassword = z
  .object({
    current: z.string().min(1, 'Enter your current password.').max(1024),
    password,
    repeat: z.string(),
  })
  .refine(repeated.check, repeated.fault)

/** A link to set a password, in the one answer that ever holds it. */
export type NewLink = { url: string; expiresAt: string }

export type PersonStatus = 'active' | 'invited' | 'disabled'
export type Person = {
  id: string
  name: string
  email: string
  role: Role
  status: PersonStatus
  lastSignInAt: Date | null
}
export type SessionView = {
  id: string
  createdAt: Date
  lastSeenAt: Date
  address: string | null
  /** In words: "Chrome on Windows". */
  browser: string
  /** Whether it is the session that is asking. */
  current: boolean
}

/**
 * The `next` of an address when it is a path of this site to come back to, else '/'. Whatever a browser could read as
 * another site, `//host` and `/\host` among it, is refused.
 */
export function returnPath(next: unknown): string {
  if (typeof next !== 'string' || !next.startsWith('/') || !URL.canParse(next, HERE)) return '/'
  const { origin, pathname, search, hash } = new URL(next, HERE)
  const away =
    origin !== HERE ||
    pathname.startsWith('//') ||
    /^\/(sign-in|first-password|welcome|api)(\/|$)/.test(pathname)
  return away ? '/' : `${pathname}${search}${hash}`
}
const HERE = 'http://here.invalid'
