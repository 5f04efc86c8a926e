import { randomUUID } from 'node:crypto'
import { db } from '@/lib/db/client'
import { likeness, plainName } from '@/lib/core/names'

// Rows of the mirror, as the fill would leave them.

const DAY = 24 * 3_600_000
export const daysAgo = (days: number) => new Date(Date.now() - days * DAY)
export const inDays = (days: number) => daysAgo(-days)
const hexId = () => randomUUID().replaceAll('-', '')

type Data<
  T extends
    'directoryAccount' | 'directoryZone' | 'directoryMember' | 'directorySubscription' | 'directoryToken',
> = Partial<NonNullable<Parameters<ReturnType<typeof db>[T]['create']>[0]['data']>>

/** The first pass has listed and read everything. */
export async function passed(at = daysAgo(60)): Promise<void> {
  await db().directoryPass.create({ data: { number: 1, startedAt: at, listedAt: at, endedAt: at } })
}

export async function account(name: string, data: Data<'directoryAccount'> = {}): Promise<string> {
  const id = hexId()
  const seen = { firstSeenAt: daysAgo(90), seenAt: new Date(), readAt: new Date() }
  const row = {
    id,
    name,
    sortName: plainName(name),
    likeness: likeness(name),
    tenantId: 'T',
    ...seen,
    ...data,
  }
  await db().directoryAccount.create({ data: row as never })
  return id
}

export async function zone(
  accountId: string,
  name: string,
  data: Data<'directoryZone'> = {},
): Promise<string> {
  const id = hexId()
  const row = { id, accountId, name, status: 'active', planId: '', seenAt: new Date(), ...data }
  await db().directoryZone.create({ data: row as never })
  return id
}

export async function member(
  accountId: string,
  email: string,
  data: Data<'directoryMember'> = {},
): Promise<string> {
  const id = hexId()
  const row = {
    id,
    accountId,
    email,
    status: 'accepted',
    roles: [],
    policies: [],
    seenAt: new Date(),
    ...data,
  }
  await db().directoryMember.create({ data: row as never })
  return id
}

export async function subscription(
  accountId: string,
  data: Data<'directorySubscription'> = {},
): Promise<string> {
  const id = hexId()
  await db().directorySubscription.create({ data: { id, accountId, seenAt: new Date(), ...data } as never })
  return id
}

export async function token(
  accountId: string,
  name: string,
  data: Data<'directoryToken'> = {},
): Promise<string> {
  const id = hexId()
  const row = { id, accountId, name, status: 'active', seenAt: new Date(), ...data }
  await db().directoryToken.create({ data: row as never })
  return id
}
