import { randomUUID } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import { recordEvent, SYSTEM_ACTOR } from '@/lib/audit/record'
import { PrismaClient, type Prisma } from '@/lib/db/generated/client'
import { SECRET_REPLACED } from '@/lib/settings/events'
import { Refusal } from './console.mjs'
import { fingerprint, key, type Shared } from './fingerprints'
import { removeSealed, sealAnew } from './sealed'

/** As long as it takes to encrypt many imports of thousands of rows. */
const LONGEST_MS = 30 * 60_000

/** How many sessions it ended, and how much it encrypted anew or, its key being lost, removed. */
export type Rotated = { ended: number; sealed: number }

/**
 * Makes `value` the one that processes on this database must have from now on, on record. Cookies are encrypted with
 * NEXTAUTH_SECRET, so sessions end with it; what is encrypted with DATA_KEY is encrypted anew, for which `former` is
 * needed; where it is lost, what nobody can read any more is removed. All of it happens, or nothing. Throws a Refusal where a process runs that would go on with the former DATA_KEY.
 */
export async function rotate(
  databaseUrl: string,
  name: keyof Shared,
  value: string,
  former?: string | 'lost',
): Promise<Rotated> {
  const db = new PrismaClient({ adapter: new PrismaPg({ connectionString: databaseUrl }) })
  try {
    return await db.$transaction(
      async (tx) => {
        const row = { value: fingerprint(value) }
        await tx.setting.upsert({
          where: { key: key(name) },
          create: { key: key(name), ...row },
          update: row,
        })
        const open = { endedAt: null, expiresAt: { gt: new Date() } }
        const { count } =
          name === 'NEXTAUTH_SECRET'
            ? await tx.staffSession.updateMany({ where: open, data: { endedAt: new Date() } })
            : { count: 0 }
        if (former !== undefined) await requireNobody(tx)
        const sealed =
          former === undefined
            ? 0
            : former === 'lost'
              ? await removeSealed(tx)
              : await sealAnew(tx, former, value)
        await recordEvent(
          {
            operationId: randomUUID(),
            requestId: 'rotate',
            act: SECRET_REPLACED,
            actor: SYSTEM_ACTOR,
            target: { name },
          },
          {
            phase: 'succeeded',
            after: { ended: count, ...(former && { [former === 'lost' ? 'removed' : 'sealed']: sealed }) },
          },
          tx,
        )
        return { ended: count, sealed }
      },
      { timeout: LONGEST_MS },
    )
  } finally {
    await db.$disconnect()
  }
}

/** What is saved by a process that runs would be under the former key, and read by nobody later. */
async function requireNobody(tx: Prisma.TransactionClient): Promise<void> {
  const [{ alive } = { alive: 0 }] = await tx.$queryRaw<{ alive: number }[]>`
    SELECT count(*)::int AS alive FROM engine_process WHERE expires_at > now() AND taken_at IS NULL`
  if (alive > 0)
    throw new Refusal(
      `${alive === 1 ? 'A process runs' : `${alive} processes run`} on this database and would go on with the former DATA_KEY: stop all of them, wait for ten seconds, and run this again.`,
    )
}
