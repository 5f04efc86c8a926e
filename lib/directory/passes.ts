import 'server-only'
import { db } from '@/lib/db/client'
import type { DirectoryPass, Prisma } from '@/lib/db/generated/client'
import { env } from '@/lib/env'
import { begin, isBegun } from '@/lib/workflows/engine'

/** The durable work that fills the directory: there is one of it. */
export const JOB = 'directory'

/** What a pass is known by in the engine, which remembers those of a table that was emptied. */
export const idOf = ({ startedAt }: Pick<DirectoryPass, 'startedAt'>) => `fill-${startedAt.getTime()}`

/** Begins to fill the directory where nobody does. */
export async function keepFilling(): Promise<void> {
  if (env().DIRECTORY_REFRESH === 'manual') return
  await db().$transaction(async (tx) => {
    const last = await lastPass(tx)
    if (!last) return beginPass(tx, null, { full: true })
    if (await isBegun(tx, JOB)) return
    await tx.directoryPass.update({ where: { number: last.number }, data: { stretch: last.stretch + 1 } })
    await begin(tx, JOB, { id: idOf(last), stretch: last.stretch + 1, later: true })
  })
}

/** Has everything read anew from now on; what was under way ends. Within a transaction of the command that asks for it. */
export async function refreshAll(tx: Prisma.TransactionClient): Promise<void> {
  await beginPass(tx, await lastPass(tx), { full: true })
  await tx.$executeRaw`UPDATE directory_account SET due_at = now() WHERE gone_at IS NULL AND due_at > now()`
}

/** Drops the mirror, and has it read from the beginning: for whoever puts the sandbox back to its first day. */
export async function forgetDirectory(tx: Prisma.TransactionClient): Promise<void> {
  const last = await lastPass(tx)
  await tx.directoryTerm.deleteMany({
    where: { kind: { in: ['account', 'business', 'zone', 'member', 'token'] } },
  })
  await tx.directoryToken.deleteMany()
  await tx.directorySubscription.deleteMany()
  await tx.directoryMember.deleteMany()
  await tx.directoryZone.deleteMany()
  await tx.directoryUnit.deleteMany()
  await tx.directoryAccount.deleteMany()
  await tx.directoryPass.deleteMany()
  if (env().DIRECTORY_REFRESH === 'always') await beginPass(tx, last, { full: true })
}

/** Whoever begins or ends a pass holds its row: two processes begin one. */
export async function lastPass(tx: Prisma.TransactionClient): Promise<DirectoryPass | null> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK})`
  return tx.directoryPass.findFirst({ orderBy: { number: 'desc' } })
}

// Any number will do.
const LOCK = 7_238_104_916

export async function beginPass(
  tx: Prisma.TransactionClient,
  last: DirectoryPass | null,
  { full }: { full: boolean },
): Promise<void> {
  const pass = await tx.directoryPass.create({ data: { number: (last?.number ?? 0) + 1, full } })
  await begin(tx, JOB, { id: idOf(pass), stretch: pass.stretch, later: true })
}

/** Goes on at that time, where nothing newer has begun. */
export async function goOn(id: string, stretch: number, at: Date): Promise<void> {
  await db().$transaction(async (tx) => {
    const last = await lastPass(tx)
    if (!last || idOf(last) !== id || last.stretch !== stretch) return
    await tx.directoryPass.update({ where: { number: last.number }, data: { stretch: stretch + 1 } })
    await begin(tx, JOB, { id, stretch: stretch + 1, at, later: true })
  })
}
