import 'server-only'
import { AppError } from '@/lib/core/errors'
import { db } from '@/lib/db/client'
import type { AccountAttempt, Prisma } from '@/lib/db/generated/client'

// One opened form "Create Account" is one attempt, known by the key that was made with the form.

/** How long after a lost answer an account may still turn up before it is taken as not created. */
export const SETTLE_WITHIN_MS = 20_000
/** Longer than any request of ours lives: a `sent` older than this lost its process, not only its answer. */
export const SENT_AT_MOST_MS = 60_000

/** That person's attempt, made when it is new. A foreign key is not found. */
export async function openAttempt(key: string, staffId: string): Promise<AccountAttempt> {
  const attempt = await db().accountAttempt.upsert({
    where: { key },
    create: { key, staffId, idempotencyKey: key },
    update: {},
  })
  if (attempt.staffId !== staffId)
    throw new AppError('not_found', 'This form belongs to somebody else. Open a new one.')
  return attempt
}

/**
 * Claims a form for one sending, at most one at a time for a name: two people who looked in the same second both saw
 * nothing. `lookedAt` is when the namesakes were looked for, `sending.idsBefore` those that were seen. Returns false when
 * the form was claimed before; throws a conflict while another form may be making, or has just made, such an account.
 */
export async function claimAttempt(
  key: string,
  staffId: string,
  lookedAt: number,
  sending: Partial<AccountAttempt> & { name: string; idsBefore: string[] },
): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const folded = fold(sending.name)
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('account.create'), hashtext(${folded}))`
    const others = await tx.accountAttempt.findMany({
      where: {
        key: { not: key },
        OR: [
          { status: { in: ['sent', 'unknown'] } },
          // An account may take a while to be listed.
          {
            status: 'created',
            updatedAt: { gt: new Date(lookedAt - SETTLE_WITHIN_MS) },
            accountId: { notIn: sending.idsBefore },
          },
        ],
      },
    })
    const rival = others.find((each) => fold(each.name) === folded)
    if (rival) {
      const by = await tx.staff.findUnique({ where: { id: rival.staffId }, select: { name: true } })
      throw new AppError('conflict', rivalry(rival, rival.staffId === staffId ? 'You' : by?.name), {
        retryAt: settledBy(rival),
      })
    }
    const { count } = await tx.accountAttempt.updateMany({
      where: { key, status: { in: ['open', 'failed'] } },
      data: sending,
    })
    return count === 1
  })
}

function rivalry({ status, sentAt }: AccountAttempt, who = 'Somebody'): string {
  if (status === 'created')
    return `${who} created an account with this name a moment ago. Try again to see it.`
  if (status === 'sent' && Date.now() - sentAt!.getTime() < SENT_AT_MOST_MS)
    return `${who} ${who === 'You' ? 'are' : 'is'} creating an account with this name right now. Try again when that is done.`
  return `${who} sent an account with this name, and it is not known yet whether it was created. Try again when that is known.`
}

/** When trying again makes sense beside a rival that is not settled. */
function settledBy({ status, sentAt, updatedAt }: AccountAttempt): number {
  if (status === 'created') return updatedAt.getTime() + SETTLE_WITHIN_MS
  const lost = status !== 'sent' || Date.now() - sentAt!.getTime() > SENT_AT_MOST_MS
  return Date.now() + (lost ? SENT_AT_MOST_MS : 5_000)
}

/** Moves a form out of an unsettled state; false when somebody else already has. */
export async function closeAttempt(attempt: AccountAttempt, data: Partial<AccountAttempt>): Promise<boolean> {
  const moved = await db().accountAttempt.updateMany({
    where: { key: attempt.key, status: attempt.status },
    data,
  })
  return moved.count === 1
}

/** The forms whose outcome is not known, or waits for a choice, the latest first. */
export function openQuestions(
  reader: Pick<Prisma.TransactionClient, 'accountAttempt'>,
): Promise<AccountAttempt[]> {
  return reader.accountAttempt.findMany({
    where: {
      OR: [
        { status: { in: ['unknown', 'choose'] } },
        { status: 'sent', sentAt: { lt: new Date(Date.now() - SENT_AT_MOST_MS) } },
      ],
    },
    orderBy: { createdAt: 'desc' },
    take: 500,
  })
}

const fold = (name: string | null) => (name ?? '').normalize('NFKC').trim().toLocaleLowerCase('en')
