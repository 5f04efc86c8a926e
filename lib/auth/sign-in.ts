import 'server-only'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { recordEvent, type Entry } from '@/lib/audit/record'
import { recordRefusal } from '@/lib/audit/refusals'
import { AppError } from '@/lib/core/errors'
import { log } from '@/lib/core/log'
import { logSecurity } from '@/lib/core/security-log'
import { db } from '@/lib/db/client'
import type { Prisma, Staff } from '@/lib/db/generated/client'
import { SIGN_IN_PASSWORD_MAX } from '@/lib/env'
import { networksOf } from './address'
import { ABSOLUTE_MS } from './cookies'
import { deviceCookie, rememberDevice } from './device'
import { renewDrafts, wasEndedElsewhere } from './drafts'
import { SESSION_REPLACED, SIGN_IN } from './events'
import { checkPassword } from './password'
import { requestOrigin } from './request'
import { liveSession, namedSession } from './session'
import { countGuess, forgive, throttle } from './throttle'

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

/** Where somebody has signed in for as long, they are known. */
const KNOWN_FOR_MS = 90 * 24 * 60 * 60 * 1000

// What is thrown here, next-auth tells the browser word for word.
export async function authorize(credentials: unknown): Promise<{ id: string } | null> {
  try {
    return await signIn(credentials)
  } catch (error) {
    if (error instanceof AppError && error.code === 'throttled')
      throw new Error(`throttled:${error.retryAt}`, { cause: error })
    log().error({ err: error }, 'sign-in did not work')
    const unrecorded = error instanceof AppError && error.code === 'not_recorded'
    throw new Error(unrecorded ? 'not_recorded' : 'unavailable', { cause: error })
  }
}

// Answers null for every refusal but throttling, whatever the cause, and takes as long for each.
async function signIn(credentials: unknown): Promise<{ id: string } | null> {
  const parsed = Credentials.safeParse(credentials)
  const origin = await requestOrigin()
  if (!parsed.success) {
    logSecurity({ event: 'sign_in_invalid', address: origin.address })
    return null
  }
  const { email, password } = parsed.data
  const attempt = { email, address: origin.address, deviceCookie: await deviceCookie() }

  const throttled = await throttle(attempt)
  const staff = await db().staff.findUnique({ where: { email } })
  const entry = (request: { reason: string } | null, sessionId: string | null = null): Entry => ({
    operationId: randomUUID(),
    requestId: randomUUID(),
    act: SIGN_IN,
    actor: { ...named(staff), sessionId, ...origin },
    target: { id: sessionId, name: staff?.email ?? null },
    request,
  })
  const refuse = (reason: string) =>
    recordRefusal(
      entry({ reason }),
      { phase: 'denied', errorCode: reason === 'throttled' ? reason : 'denied' },
      { reason },
    )

  // Looked at and then refused all the same, in words and in time: else it would tell who is known here.
  const here = !throttled || (throttled.account && (await isKnownPlace(email, origin.address)))
  const matches =
    (!throttled || throttled.account) && (await checkPassword(staff?.passwordHash ?? null, password))
  if (throttled && !(here && matches && !staff?.disabledAt)) {
    await refuse('throttled')
    throw new AppError('throttled', 'Too many attempts.', { retryAt: throttled.retryAt })
  }
  if (!staff || !matches || staff.disabledAt) {
    await refuse(!staff ? 'unknown address' : matches ? 'disabled' : 'wrong password')
    return null
  }

  // Each has a row or two of the record: whoever has the password fills it no more than by acting.
  const tooMany = await countGuess('signed-in', staff.id)
  if (tooMany) {
    await refuse('throttled')
    throw new AppError('throttled', 'Too many attempts.', tooMany)
  }
  await forgive(attempt)
  const [previous, wasEnded] = await Promise.all([namedSession(), wasEndedElsewhere()])
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
    const succeeded = entry(null, id)
    await recordEvent(succeeded, { phase: 'succeeded' }, tx)
    if (previous) await endPrevious(tx, previous, now, succeeded)
    return { id }
  })
  if (!session) {
    await refuse('changed meanwhile')
    return null
  }
  await rememberDevice(email)
  await renewDrafts(session.id, wasEnded)
  return session
}

/** Ends what was this browser's session until now, whosever it was: its cookie is about to be replaced. */
async function endPrevious(tx: Prisma.TransactionClient, id: string, now: Date, entry: Entry): Promise<void> {
  const session = await tx.staffSession.findFirst({
    where: { id, ...liveSession(now) },
    select: { staff: { select: { email: true } } },
  })
  if (!session) return
  await tx.staffSession.update({ where: { id }, data: { endedAt: now } })
  const { email } = session.staff
  await recordEvent(
    { ...entry, act: SESSION_REPLACED, target: { id, name: email } },
    { phase: 'succeeded', after: { staffEmail: email } },
    tx,
  )
}

/**
 * Whether somebody of this email has signed in from there before. Whoever fills an account's counter from elsewhere
 * does not keep its owner out of where they work.
 */
async function isKnownPlace(email: string, address: string | null): Promise<boolean> {
  const sessions = await db().staffSession.findMany({
    where: { staff: { email }, createdAt: { gt: new Date(Date.now() - KNOWN_FOR_MS) } },
    distinct: 'address',
    select: { address: true },
  })
  const [here] = networksOf(address ?? '')
  return sessions.some((session) => session.address !== null && networksOf(session.address)[0] === here)
}

const named = (staff: Staff | null) => ({
  actorId: staff?.id ?? null,
  actorEmail: staff?.email ?? null,
  actorRole: staff?.role ?? null,
})
