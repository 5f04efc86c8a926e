import { randomUUID } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import { recordEvent, SYSTEM_ACTOR } from '@/lib/audit/record'
import { PrismaClient } from '@/lib/db/generated/client'
import { SECRET_REPLACED } from '@/lib/settings/events'
import { fingerprint, key, type Shared } from './fingerprints'

/**
 * Makes `value` the one that processes on this database must have from now on, on record. Returns how many sessions it
 * ended: cookies are encrypted with NEXTAUTH_SECRET, and nobody can read theirs under another.
 */
export async function rotate(databaseUrl: string, name: keyof Shared, value: string): Promise<number> {
  const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl }) })
  try {
    return await db.$transaction(async (tx) => {
      const row = { value: fingerprint(value) }
      await tx.setting.upsert({ where: { key: key(name) }, create: { key: key(name), ...row }, update: row })
      const open = { endedAt: null, expiresAt: { gt: new Date() } }
      const { count } =
        name === 'NEXTAUTH_SECRET'
          ? await tx.staffSession.updateMany({ where: open, data: { endedAt: new Date() } })
          : { count: 0 }
      await recordEvent(
        {
          operationId: randomUUID(),
          requestId: 'rotate',
          act: SECRET_REPLACED,
          actor: SYSTEM_ACTOR,
          target: { name },
        },
        { phase: 'succeeded', after: { ended: count } },
        tx,
      )
      return count
    })
  } finally {
    await db.$disconnect()
  }
}
