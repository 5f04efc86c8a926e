import 'server-only'
import { defineQuery } from '@/lib/entry/query'
import Bowser from 'bowser'
import { notFound } from 'next/navigation'
import { z } from 'zod'
import { requestOrigin } from '@/lib/auth/request'
import { liveSession, requireStaff } from '@/lib/auth/session'
import { logSecurity } from '@/lib/core/security-log'
import { db } from '@/lib/db/client'
import type { Role } from '@/lib/auth/permissions'
import type { Prisma } from '@/lib/db/generated/client'
import type { Person, SessionView } from './schema'
import { usableLink } from './links'

/** Returns everyone, by name, with how many sessions each has open. */
export const listStaff = defineQuery({
  permission: 'staff.read',
  run: async (): Promise<(Person & { sessions: number })[]> => {
    const people = await db().staff.findMany({
      select: { ...PERSON, _count: { select: { sessions: { where: liveSession(new Date()) } } } },
      orderBy: [{ name: 'asc' }, { email: 'asc' }],
    })
    return people.map(({ _count, ...person }) => ({ ...toPerson(person), sessions: _count.sessions }))
  },
})

export type PersonDetails = Person & {
  createdAt: Date
  /** Until when the latest unused link works; null for none. */
  linkUntil: Date | null
  /** Whether it is the person who is asking. */
  self: boolean
  sessions: SessionView[]
}

/** The person with their open sessions. An unknown id ends in the 404 page. */
export const personDetails = defineQuery({
  permission: 'staff.read',
  run: async (rawId: string): Promise<PersonDetails> => {
    const asking = await requireStaff()
    const id = z.uuid().safeParse(rawId).data ?? notFound()
    const now = new Date()
    const found = await db().staff.findUnique({
      where: { id },
      select: {
        ...PERSON,
        createdAt: true,
        sessions: sessionsOf(now),
        links: { where: { usedAt: null, expiresAt: { gt: now } }, select: { expiresAt: true } },
      },
    })
    const { sessions, links, createdAt, ...person } = found ?? notFound()
    return {
      ...toPerson(person),
      createdAt,
      linkUntil: links[0]?.expiresAt ?? null,
      self: id === asking.id,
      sessions: sessions.map((session) => toView(session, asking.sessionId)),
    }
  },
})

export type Profile = { name: string; email: string; role: Role; sessions: SessionView[] }

/** Returns who is asking, with their own open sessions. */
export const ownProfile = defineQuery({
  permission: 'session.own',
  run: async (): Promise<Profile> => {
    const { id, name, email, role, sessionId } = await requireStaff()
    const sessions = await db().staffSession.findMany({
      ...sessionsOf(new Date()),
      where: { staffId: id, ...liveSession(new Date()) },
    })
    return { name, email, role, sessions: sessions.map((session) => toView(session, sessionId)) }
  },
})

/** Whose password a one-time link sets, or null for a link that cannot be used. Whoever holds its secret may ask. */
export const linkHolder = defineQuery({
  permission: 'anyone',
  run: async (token: string): Promise<{ name: string; email: string } | null> => {
    const link = await db().passwordLink.findFirst({
      where: usableLink(token, new Date()),
      select: { staff: { select: { name: true, email: true } } },
    })
    if (link) return link.staff
    logSecurity({ event: 'dead_link', address: (await requestOrigin()).address })
    return null
  },
})

export type SeenMuch = { staffId: string; email: string; way: 'revealed' | 'seen'; accounts: number }

const DAY_MS = 24 * 60 * 60_000
/** Of how many customers in a day is more than work asks for: revealed one by one, or shown to who may see it. */
const UNUSUAL = { 'account.kyc.reveal': 15, 'account.kyc.view': 100 }

/** Returns who has lately seen the personal data of unusually many customers, the most first. */
export const unusualViews = defineQuery({
  permission: 'staff.read',
  run: async (): Promise<SeenMuch[]> => {
    const rows = await db().$queryRaw<{ staffId: string; email: string; action: string; accounts: number }[]>`
      SELECT actor_id AS "staffId", max(actor_email) AS email, action, count(DISTINCT account_id)::int AS accounts
      FROM audit_event
      WHERE action = ANY (${Object.keys(UNUSUAL)}) AND phase = 'succeeded'
        AND at > ${new Date(Date.now() - DAY_MS)} AND actor_id IS NOT NULL
      GROUP BY actor_id, action
      ORDER BY accounts DESC, "staffId"`
    return rows
      .filter(({ action, accounts }) => accounts >= UNUSUAL[action as keyof typeof UNUSUAL])
      .map(({ action, ...rest }) => ({ ...rest, way: action === 'account.kyc.view' ? 'seen' : 'revealed' }))
  },
})

const PERSON = {
  id: true,
  name: true,
  email: true,
  role: true,
  disabledAt: true,
  passwordHash: true,
  lastSignInAt: true,
} satisfies Prisma.StaffSelect

type Row = Prisma.StaffGetPayload<{ select: typeof PERSON }>

function toPerson({ id, name, email, role, disabledAt, passwordHash, lastSignInAt }: Row): Person {
  const status = disabledAt ? 'disabled' : passwordHash ? 'active' : 'invited'
  return { id, name, email, role, status, lastSignInAt }
}

const sessionsOf = (now: Date) =>
  ({
    where: liveSession(now),
    select: { id: true, createdAt: true, lastSeenAt: true, address: true, userAgent: true },
    orderBy: { lastSeenAt: 'desc' },
  }) satisfies Prisma.StaffSessionFindManyArgs

type SessionRow = Prisma.StaffSessionGetPayload<ReturnType<typeof sessionsOf>>

function toView({ userAgent, ...session }: SessionRow, asking: string): SessionView {
  return { ...session, browser: inWords(userAgent), current: session.id === asking }
}

function inWords(userAgent: string | null): string {
  if (!userAgent) return 'Unknown browser'
  const { browser, os } = Bowser.parse(userAgent)
  if (!browser.name) return userAgent.slice(0, 60)
  return os.name ? `${browser.name} on ${os.name}` : browser.name
}
