import 'server-only'
import { cookies } from 'next/headers'
import * as z from 'zod'
import { cookieOptions, SESSION_COOKIE } from '@/lib/auth/cookies'
import { dropDrafts } from '@/lib/auth/drafts'
import { defineCommand } from '@/lib/entry/command'
import { SignOut } from '../schema'
import { endSessions } from '../sessions'

/** Ends the present session, or all of the person's; answers when they are ended. The screen goes to /sign-in. */
export const signOut = defineCommand({
  name: 'session.sign-out',
  label: 'Sign out',
  target: 'session',
  permission: 'session.own',
  effect: 'local',
  unlimited: true,
  input: SignOut,
  remember: { request: SignOut, after: SignOut.extend({ ended: z.number() }) },
  run: async ({ staff, tx }, { everywhere }) => {
    const ended = await endSessions(tx, { staffId: staff.id, ...(everywhere ? {} : { id: staff.sessionId }) })
    ;(await cookies()).set(SESSION_COOKIE(), '', { ...cookieOptions(), maxAge: 0 })
    await dropDrafts()
    return {
      data: null,
      target: { id: staff.sessionId, name: staff.email },
      after: { everywhere, ended },
    }
  },
})
