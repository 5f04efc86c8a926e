import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import type { Prisma } from '@/lib/db/generated/client'
import type { NewLink } from './schema'
import { LINK_HOURS } from './constants'

type Tx = Pick<Prisma.TransactionClient, 'passwordLink'>

/**
 * Issues a one-time link to set a password; earlier ones stop working. `address` is that of this installation.
 */
export async function issueLink(tx: Tx, staffId: string, address: string): Promise<NewLink> {
  const token = randomBytes(32).toString('base64url')
  const expiresAt = new Date(Date.now() + LINK_HOURS * 60 * 60 * 1000)
  await tx.passwordLink.deleteMany({ where: { staffId, usedAt: null } })
  await tx.passwordLink.create({ data: { staffId, tokenHash: digest(token), expiresAt } })
  return { url: `${address}/welcome/${token}`, expiresAt: expiresAt.toISOString() }
}

/** Finds a link's row while it can be used. */
export function usableLink(token: string, now: Date) {
  return {
    tokenHash: digest(token),
    usedAt: null,
    expiresAt: { gt: now },
    staff: { disabledAt: null },
  } satisfies Prisma.PasswordLinkWhereInput
}

const digest = (token: string) => createHash('sha256').update(token).digest('hex')
