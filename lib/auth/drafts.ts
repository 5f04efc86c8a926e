import 'server-only'
import { hkdfSync, randomBytes } from 'node:crypto'
import { cookies } from 'next/headers'
import { db } from '@/lib/db/client'
import { env } from '@/lib/env'
import { cookieOptions, DRAFTS_COOKIE } from './cookies'
import { namedSession } from './session'

/*
 * What is typed in a form is kept in the browser, sealed with a key of the person and of this browser. The browser's
 * part is a salt in a cookie, with the session that it was last used in. It outlives a session that expires; once a
 * session was ended, by whomever, the next sign-in has another, and what was sealed before opens to nobody.
 */
const MAX_AGE_S = 30 * 24 * 60 * 60

/** The key to the person's drafts in this browser, in base64. */
export async function draftKeyOf(staffId: string): Promise<string> {
  const { salt = '' } = await held()
  return Buffer.from(hkdfSync('sha256', env().NEXTAUTH_SECRET, salt, `drafts of ${staffId}`, 32)).toString(
    'base64',
  )
}

/** For a session that has just begun: the salt changes only where the last one was ended. */
export async function renewDrafts(sessionId: string, wasEnded: boolean): Promise<void> {
  const { salt } = await held()
  const kept = !wasEnded && salt ? salt : randomBytes(16).toString('base64url')
  const jar = await cookies()
  jar.set(DRAFTS_COOKIE(), `${kept}.${sessionId}`, { ...cookieOptions(), maxAge: MAX_AGE_S })
}

/** Forgets this browser's salt: what was sealed with it is lost. */
export async function dropDrafts(): Promise<void> {
  ;(await cookies()).set(DRAFTS_COOKIE(), '', { ...cookieOptions(), maxAge: 0 })
}

/** Returns whether the last session of this browser was ended by somebody, rather than by time. */
export async function wasEndedElsewhere(): Promise<boolean> {
  const id = (await namedSession()) ?? (await held()).sessionId
  if (!id) return false
  const session = await db().staffSession.findUnique({
    where: { id },
    select: { endedAt: true, staff: { select: { disabledAt: true } } },
  })
  return !session || session.endedAt !== null || session.staff.disabledAt !== null
}

async function held(): Promise<{ salt?: string; sessionId?: string }> {
  const [, salt, sessionId] =
    /^([\w-]{22})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
      (await cookies()).get(DRAFTS_COOKIE())?.value ?? '',
    ) ?? []
  return { salt, sessionId }
}
