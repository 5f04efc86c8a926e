import 'server-only'
import * as z from 'zod'
import { runHref } from '@/lib/onboarding/run-constants'
import { defineKind, NOW, rowsOf } from '@/lib/today/kind'

/** An onboarding run that waits for a person. */
export const runWaits = defineKind({
  id: 'run-waits',
  label: 'Run waits for a person',
  permission: 'onboarding.read',
  find: async (scope, tx) => {
    const runs = await tx.onboardingRun.findMany({
      where: { status: 'paused', ...(scope && { accountId: { in: [...scope] } }) },
      omit: { content: true },
    })
    return rowsOf(
      runs.map(({ id, accountId, unitId, title, reason, movedAt }) => ({
        subject_id: id,
        account_id: accountId,
        since: movedAt,
        urgency: NOW,
        data: { reason, accountName: title, unitId },
      })),
    )
  },
  data: z.object({ reason: z.string().nullable() }),
  says: ({ data: { reason } }) => ({
    subject: null,
    detail: reason ?? 'It goes on when somebody continues it.',
  }),
  next: ({ subjectId }) => ({
    label: 'Continue the run',
    href: runHref(subjectId),
    permission: 'onboarding.provision',
  }),
  open: ({ subjectId }) => runHref(subjectId),
})
