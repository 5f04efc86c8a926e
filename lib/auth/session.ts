import 'server-only'
import { randomUUID } from 'node:crypto'
import { cookies } from 'next/headers'
import { forbidden, redirect } from 'next/navigation'
import { decode } from 'next-auth/jwt'
import { cache } from 'react'
import type { Actor } from '@/lib/audit/record'
import { recordRefusal } from '@/lib/audit/refusals'
import { logSecurity } from '@/lib/core/security-log'
import { refuseWhileStreaming } from '@/lib/core/streaming'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { env } from '@/lib/env'
import { ACCESS_REFUSED } from './events'
import { IDLE_MS, SESSION_COOKIE } from './cookies'
import { may, type Permission, type Role } from './permissions'
import { requestedPath, requestOrigin } from './request'

/** Who is asking, as the database has it now: a demotion or a disabling bites on the next request. */
export type Staff = { id: string; email: string; name: string; role: Role; sessionId: string }

const SEEN_EVERY_MS = 60_000

/**
 * Returns the signed-in person, or null; null too for one who must choose a password first, so that nothing opens to
 * them by itself. The cookie only names a session row; the row, its limits (idle and absolute) and the person's role are
 * read from the database once per request.
 */
export const currentStaff = cache(async (): Promise<Staff | null> => {
  const holder = await sessionHolder()
  return holder && !holder.mustChangePassword ? holder : null
})

/** The same, also for those who must choose a password first. For what they need to do so, and to leave. */
export const sessionHolder = cache(async (): Promise<(Staff & { mustChangePassword: boolean }) | null> => {
  const sessionId = await namedSession()
  return sessionId ? staffOfSession(sessionId) : null
})

/** The session that this browser's cookie names, live or not, or null. */
export async function namedSession(): Promise<string | null> {
  refuseWhileStreaming()
  const token = (await cookies()).get(SESSION_COOKIE())?.value
  if (!token) return null
  const claims = await decode({ token, secret: env().NEXTAUTH_SECRET }).catch(() => null)
  return typeof claims?.sid === 'string' ? claims.sid : null
}

/** Returns the signed-in person; sends everyone else to the sign-in page, and from there back to where they were. */
export async function requireStaff(): Promise<Staff> {
  const staff = await currentStaff()
  if (staff) return staff
  if (await sessionHolder()) redirect('/first-password')
  await noteSignedOut()
  const path = await requestedPath()
  redirect(path && path !== '/' ? `/sign-in?next=${encodeURIComponent(path)}` : '/sign-in')
}

/**
 * To be the first line of every query. Where the permission table does not grant it, the request ends with the 403 page
 * (or the sign-in page).
 */
export async function requirePermission(permission: Permission): Promise<Staff> {
  const staff = await requireStaff()
  if (!may(staff.role, permission)) {
    await noteDenied(permission)
    forbidden()
  }
  return staff
}

// A page asks several times who it is drawn for: a request is one event.
const noteSignedOut = cache(async () => {
  const [path, { address }] = await Promise.all([requestedPath(), requestOrigin()])
  logSecurity({ event: 'signed_out', path: withoutQuery(path), address })
})
const noteDenied = cache((permission: Permission) => refuseReading('denied', { permission }))

/** Puts on record that reading something was refused to whoever is asking. */
export async function refuseReading(
  errorCode: 'denied' | 'invalid',
  request: { permission?: Permission; fields?: string[] },
): Promise<void> {
  const [staff, path] = await Promise.all([currentStaff(), requestedPath()])
  const page = withoutQuery(path)
  await recordRefusal(
    {
      operationId: randomUUID(),
      requestId: randomUUID(),
      act: ACCESS_REFUSED,
      actor: await actorOf(staff),
      target: { name: page },
      request,
    },
    { phase: 'denied', errorCode },
    { path: page, ...request },
  )
}

const withoutQuery = (path: string | null) => path?.split('?')[0] ?? null

/** Who acts, as the audit remembers it. `staff`: the signed-in person, null for nobody. */
export async function actorOf(staff: Staff | null): Promise<Actor> {
  return {
    actorId: staff?.id ?? null,
    actorEmail: staff?.email ?? null,
    actorRole: staff?.role ?? null,
    sessionId: staff?.sessionId ?? null,
    ...(await requestOrigin()),
  }
}

/** The filter that finds sessions which still count. */
export function liveSession(now: Date) {
  return {
    endedAt: null,
    expiresAt: { gt: now },
    lastSeenAt: { gt: new Date(now.getTime() - IDLE_MS) },
  } satisfies Prisma.StaffSessionWhereInput
}

type Holder = Omit<Staff, 'sessionId'> & { mustChangePassword: boolean; lastSeenAt: Date }

// One query, because every request begins with it. What counts is as in `liveSession`.
async function staffOfSession(sessionId: string) {
  const now = new Date()
  const [found] = await db().$queryRaw<Holder[]>`
    SELECT staff.id, email, name, role::text, must_change_password AS "mustChangePassword",
      last_seen_at AS "lastSeenAt"
    FROM staff_session session JOIN staff ON staff.id = session.staff_id
    WHERE session.id = ${sessionId}::uuid AND ended_at IS NULL AND expires_at > ${now}
      AND last_seen_at > ${new Date(now.getTime() - IDLE_MS)} AND disabled_at IS NULL`
  if (!found) return null
  const { lastSeenAt, ...holder } = found
  if (now.getTime() - lastSeenAt.getTime() > SEEN_EVERY_MS)
    await db().staffSession.update({ where: { id: sessionId }, data: { lastSeenAt: now } })
  return { ...holder, sessionId }
}
