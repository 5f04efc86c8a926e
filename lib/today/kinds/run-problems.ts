import 'server-only'
import * as z from 'zod'
import { AppError } from '@/lib/core/errors'
import type { OnboardingRun } from '@/lib/db/generated/client'
import { orderOfRun } from '@/lib/onboarding/ordered'
import { runHref } from '@/lib/onboarding/run-constants'
import { driftOf, mirrored } from '@/lib/today/drift'
import { defineKind, rowsOf, SOON } from '@/lib/today/kind'

/**
 * An onboarding run that ended with problems. It is solved once the mirror has what was ordered, or once the order is
 * removed, thirty days after the end: then nobody can tell any more.
 */
export const runProblems = defineKind({
  id: 'run-problems',
  label: 'Run ended with problems',
  permission: 'onboarding.read',
  find: async (scope, tx) => {
    const runs = await tx.onboardingRun.findMany({
      where: {
        status: 'problems',
        content: { not: null },
        accountId: scope ? { in: [...scope] } : { not: null },
      },
    })
    const mirror = await mirrored(
      tx,
      runs.flatMap(({ accountId }) => accountId ?? []),
    )
    return rowsOf(
      runs.flatMap((run) => {
        const { id, accountId, unitId, title, endedAt, movedAt } = run
        const account = mirror.accounts.get(accountId!)
        if (account?.goneAt) return []
        const order = readable(run)
        const read = order && account?.readAt && (!endedAt || account.readAt > endedAt)
        const problems = read ? driftOf(accountId!, order, mirror, () => true) : null
        if (problems?.length === 0) return []
        return {
          subject_id: id,
          account_id: accountId,
          since: endedAt ?? movedAt,
          urgency: SOON,
          data: {
            problems: problems?.slice(0, 2) ?? [],
            count: problems?.length ?? 0,
            accountName: title,
            unitId,
          },
        }
      }),
    )
  },
  data: z.object({ problems: z.array(z.string()), count: z.number() }),
  says: ({ data: { problems, count } }) => ({
    subject: null,
    detail:
      count === 0
        ? 'Not everything is as it was ordered.'
        : [...problems, ...(count > problems.length ? [`And ${count - problems.length} more.`] : [])].join(
            ' ',
          ),
  }),
  next: ({ subjectId }) => ({
    label: 'Open the run',
    href: runHref(subjectId),
    permission: 'onboarding.read',
  }),
})

/** Null where it was sealed with another DATA_KEY. */
function readable(run: OnboardingRun) {
  try {
    return orderOfRun(run)
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}
