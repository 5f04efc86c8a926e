import 'server-only'
import { db } from '@/lib/db/client'
import { Prisma } from '@/lib/db/generated/client'
import { recount } from './counts'
import type { Writer } from './rows'

export type Inside = 'zone' | 'member' | 'subscription' | 'token'

const TABLES = {
  account: Prisma.sql`directory_account`,
  zone: Prisma.sql`directory_zone`,
  member: Prisma.sql`directory_member`,
  subscription: Prisma.sql`directory_subscription`,
  token: Prisma.sql`directory_token`,
}

/** Marks what Cloudflare was told to delete, or says that it does not know. What is gone stays, with the day. */
export async function lose(tx: Writer, of: Inside | 'account', id: string, at: Date): Promise<void> {
  const account = of === 'account' ? Prisma.sql`id` : Prisma.sql`account_id`
  const rows = await tx.$queryRaw<{ account: string }[]>`
    UPDATE ${TABLES[of]} SET gone_at = ${at}, seen_at = greatest(seen_at, ${at})
    WHERE id = ${id} AND gone_at IS NULL
    RETURNING ${account} AS account`
  if (of !== 'account')
    await recount(
      tx,
      rows.map(({ account }) => account),
    )
}

/**
 * Marks as gone what a list that was read whole did not hold, except what was seen since. `since`: when the list was
 * begun to be read.
 */
export async function loseOthers(
  tx: Writer,
  of: Inside,
  accountId: string,
  present: string[],
  since: Date,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE ${TABLES[of]} SET gone_at = ${since}
    WHERE account_id = ${accountId} AND gone_at IS NULL AND seen_at < ${since} AND id <> ALL(${present}::text[])`
}

/** Whether the mirror has any of these in the account. */
export async function hasAny(of: Inside, accountId: string): Promise<boolean> {
  const rows = await db().$queryRaw<unknown[]>`
    SELECT FROM ${TABLES[of]} WHERE account_id = ${accountId} AND gone_at IS NULL LIMIT 1`
  return rows.length > 0
}
