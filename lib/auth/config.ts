import 'server-only'
import { randomUUID } from 'node:crypto'
import NextAuth, { type AuthOptions } from 'next-auth'
import CredentialsProvider from 'next-auth/providers/credentials'
import { NextRequest } from 'next/server'
import { recordEvent } from '@/lib/audit/record'
import { log } from '@/lib/core/log'
import { logSecurity } from '@/lib/core/security-log'
import { db } from '@/lib/db/client'
import { env } from '@/lib/env'
import { ABSOLUTE_MS, CALLBACK_COOKIE, cookieOptions, isSecure, SESSION_COOKIE } from './cookies'
import { SESSION_CLOSED } from './events'
import { requestOrigin } from './request'
import { authorize } from './sign-in'

/** Several times what a sign-in sends. */
const BODY_MAX = 8 * 1024

/** Answers next-auth's own addresses. What is sent to them is bounded first: strangers may send it. */
export async function answerAuth(
  request: NextRequest,
  context: { params: Promise<{ nextauth: string[] }> },
): Promise<Response> {
  const bounded = await withinBounds(request)
  if (!bounded) logSecurity({ event: 'too_large', address: (await requestOrigin()).address })
  const response = bounded
    ? ((await NextAuth(bounded as never, context as never, authOptions())) as Response)
    : new Response('The request is too large.\n', { status: 413, headers: { connection: 'close' } })
  // The proxy, which would say so, is not asked here: it keeps all of a body before anybody can refuse it.
  response.headers.set('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
  return response
}

async function withinBounds(request: NextRequest): Promise<NextRequest | null> {
  if (!request.body) return request
  if (Number(request.headers.get('content-length')) > BODY_MAX) return null
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = request.body.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length
    if (size > BODY_MAX) return null
    chunks.push(next.value)
  }
  const { url, method, headers } = request
  return new NextRequest(url, { method, headers, body: Buffer.concat(chunks) })
}

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
    logger: {
      error: (code, cause) =>
        log().error({ code, err: cause instanceof Error ? cause : cause.error }, 'next-auth'),
      warn: (code) => log().warn({ code }, 'next-auth'),
      debug: () => {},
    },
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
      // Our screens sign out by a command; this is next-auth's own address for it.
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
        act: SESSION_CLOSED,
        actor: { ...actor, ...(await requestOrigin()) },
        target: { id: session.id, name: staff.email },
      },
      { phase: 'succeeded' },
      tx,
    )
  })
}
