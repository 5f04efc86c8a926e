import 'server-only'
import { randomUUID } from 'node:crypto'
import type { AuthOptions } from 'next-auth'
import CredentialsProvider from 'next-auth/providers/credentials'
import { cookies } from 'next/headers'
import { z } from 'zod'
import { recordEvent } from '@/lib/audit/record'
import { DeskError } from '@/lib/core/errors'
import { log } from '@/lib/core/log'
import { db } from '@/lib/db/client'
import type { Prisma } from '@/lib/db/generated/client'
import { env, SIGN_IN_PASSWORD_MAX } from '@/lib/env'
import {
  ABSOLUTE_MS,
  CALLBACK_COOKIE,
  cookieOptions,
  DEVICE_COOKIE,
  isSecure,
  SESSION_COOKIE,
} from './cookies'
import { checkPassword } from './password'
import { requestOrigin } from './request'
import { deviceCookieFor, forgive, throttle } from './throttle'

const Credentials = z.object({
  // PostgreSQL takes no NUL.
  email: z
    .string()
    .trim()
    .toLowerCase()
    .max(254)
    .regex(/^\P{Cc}*$/u),
  password: z.string().min(1).max(SIGN_IN_PASSWORD_MAX),
})

const DEVICE_MAX_AGE_S = 180 * 24 * 60 * 60

/**
 * next-auth's settings. Its credentials provider needs JWT sessions, so the token carries nothing but the id of a
 * session row of ours, and `lib/auth/session.ts` looks that row up on every request.
 */
export function authOptions(): AuthOptions {
  return {
    secret: env().NEXTAUTH_SECRET,
    session: { strategy: 'jwt', maxAge: ABSOLUTE_MS / 1000 },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    useSecureCookies: isSecure(),
    cookies: {
      sessionToken: { name: SESSION_COOKIE(), options: cookieOptions() },
      callbackUrl: { name: CALLBACK_COOKIE(), options: cookieOptions() },
    },
    providers: [
      CredentialsProvider({
        credentials: { email: { type: 'email' }, password: { type: 'password' } },
        authorize,
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user ? { sid: user.id } : token),
      // The browser has no use for next-auth's own session endpoint.
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      // Our screens sign out through `lib/auth/actions`; this is next-auth's own address for it.
      signOut: ({ token }) => endSession(token?.sid),
    },
  }
}

async function endSession(id: unknown): Promise<void> {
  const session =
    typeof id === 'string' &&
    (await db().staffSession.findUnique({ where: { id }, include: { staff: true } }))
  if (!session || session.endedAt) return
  const { staff } = session
  const actor = { actorId: staff.id, actorEmail: staff.email, actorRole: staff.role, sessionId: session.id }
  await db().$transaction(async (tx) => {
    await tx.staffSession.update({ where: { id: session.id }, data: { endedAt: new Date() } })
    await recordEvent(
      {
        operationId: randomUUID(),
        requestId: randomUUID(),
        action: 'session.sign-out',
        actor: { ...actor, ...(await requestOrigin()) },
        target: { id: session.id, name: staff.email },
      },
      { phase: 'succeeded' },
      tx,
    )
  })
}

// What is thrown here, next-auth tells the browser word for word.
async function authorize(credentials: unknown): Promise<{ id: string } | null> {
  try {
    return await signIn(credentials)
  } catch (error) {
    if (error instanceof DeskError && error.code === 'throttled')
      throw new Error(`throttled:${error.retryAt}`, { cause: error })
    log().error({ err: error }, 'sign-in did not work')
    const unrecorded = error instanceof DeskError && error.code === 'not_recorded'
    throw new Error(unrecorded ? 'not_recorded' : 'unavailable', { cause: error })
  }
}

// Answers null for every refusal but throttling, whatever the cause, and takes as long for each.
async function signIn(credentials: unknown): Promise<{ id: string } | null> {
  const parsed = Credentials.safeParse(credentials)
  if (!parsed.success) return null
  const { email, password } = parsed.data
  const origin = await requestOrigin()
  const jar = await cookies()
  const attempt = { email, address: origin.address, deviceCookie: jar.get(DEVICE_COOKIE())?.value }

  const throttled = await throttle(attempt)
  const staff = await db().staff.findUnique({ where: { email } })
  const record = (
    phase: 'succeeded' | 'denied',
    more: { sessionId?: string; reason?: string },
    tx?: Prisma.TransactionClient,
  ) =>
    recordEvent(
      {
        operationId: randomUUID(),
        requestId: randomUUID(),
        action: 'session.sign-in',
        actor: {
          actorId: staff?.id ?? null,
          actorEmail: staff?.email ?? null,
          actorRole: staff?.role ?? null,
          sessionId: more.sessionId ?? null,
          ...origin,
        },
        target: { id: more.sessionId ?? null, name: staff?.email ?? null },
        request: more.reason ? { reason: more.reason } : null,
      },
      { phase, errorCode: phase === 'denied' ? (throttled ? 'throttled' : 'denied') : null },
      tx,
    )

  if (throttled) {
    // Once for each window: whoever hammers on must not fill a record that nothing may be taken from.
    if (throttled.first) await record('denied', { reason: 'throttled' })
    throw new DeskError('throttled', 'Too many attempts.', { retryAt: throttled.retryAt })
  }
  const matches = await checkPassword(staff?.passwordHash ?? null, password)
  if (!staff || !matches || staff.disabledAt) {
    const reason = !staff ? 'unknown address' : matches ? 'disabled' : 'wrong password'
    await record('denied', { reason })
    return null
  }

  await forgive(attempt)
  const now = new Date()
  const session = await db().$transaction(async (tx) => {
    // Checking a password takes a while: a person disabled, or a password changed, meanwhile lets nobody in.
    const { count } = await tx.staff.updateMany({
      where: { id: staff.id, disabledAt: null, passwordHash: staff.passwordHash },
      data: { lastSignInAt: now },
    })
    if (count === 0) return null
    const { id } = await tx.staffSession.create({
      data: { staffId: staff.id, expiresAt: new Date(now.getTime() + ABSOLUTE_MS), ...origin },
      select: { id: true },
    })
    await record('succeeded', { sessionId: id }, tx)
    return { id }
  })
  if (!session) {
    await record('denied', { reason: 'changed meanwhile' })
    return null
  }
  jar.set(DEVICE_COOKIE(), deviceCookieFor(email), { ...cookieOptions(), maxAge: DEVICE_MAX_AGE_S })
  return session
}
