'use server'
import { cookies } from 'next/headers'
import { defineAction } from '@/lib/core/action'
import { cookieOptions, SESSION_COOKIE } from './cookies'
import { dropDrafts } from './drafts'
import { SignOut } from './schema'

/** Ends the present session, or all of the person's; answers when they are ended. The screen goes to /sign-in. */
export const signOut = defineAction({
  name: 'session.sign-out',
  permission: 'session.own',
  effect: 'local',
  input: SignOut,
  run: async ({ staff, tx }, { everywhere }) => {
    const { count } = await tx.staffSession.updateMany({
      where: { staffId: staff.id, endedAt: null, ...(everywhere ? {} : { id: staff.sessionId }) },
      data: { endedAt: new Date() },
    })
    ;(await cookies()).set(SESSION_COOKIE(), '', { ...cookieOptions(), maxAge: 0 })
    await dropDrafts()
    return {
      data: null,
      target: { id: staff.sessionId, name: staff.email },
      after: { everywhere, ended: count },
    }
  },
})
