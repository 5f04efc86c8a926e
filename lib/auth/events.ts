import 'server-only'
import * as z from 'zod'
import { defineEvent } from '@/lib/audit/remember'

export const SIGN_IN = defineEvent({
  name: 'session.sign-in',
  label: 'Sign in',
  target: 'session',
  remember: { request: z.object({ reason: z.string() }) },
})

/** A sign-in takes the place of the session that the same browser had. */
export const SESSION_REPLACED = defineEvent({
  name: 'session.replace',
  label: 'Replace the session of a browser',
  target: 'session',
  remember: { after: z.object({ staffEmail: z.string() }) },
})

/** A sign-out at next-auth's own address: our screens have a command for it. */
export const SESSION_CLOSED = defineEvent({
  name: 'session.close',
  label: 'Sign out past the page',
  target: 'session',
  remember: {},
})

export const ACCESS_REFUSED = defineEvent({
  name: 'access.refuse',
  label: 'Open something the role does not allow',
  target: 'page',
  remember: { request: z.object({ permission: z.string(), fields: z.array(z.string()) }) },
})
