import 'server-only'
import * as z from 'zod'
import { runHref } from '@/lib/onboarding/run-constants'
import { isStuck } from '@/lib/onboarding/stuck'
import { defineKind, NOW, rowsOf } from '@/lib/today/kind'

/** An onboarding run that should move by itself, and does not. */
export const runStuck = defineKind({
  id: 'run-stuck',
  label: 'Run is stuck',
  permission: 'onboarding.read',
  find: async (scope, tx) => {
    const runs = await tx.onboardingRun.findMany({
      where: { ...isStuck(), ...(scope && { accountId: { in: [...scope] } }) },
      omit: { content: true },
    })
    return rowsOf(
      runs.map(({ id, accountId, unitId, title, movedAt }) => ({
        subject_id: id,
        account_id: accountId,
        since: movedAt,
        urgency: NOW,
        data: { accountName: title, unitId },
      })),
    )
  },
  data: z.object({}),
  says: () => ({
    subject: null,
    detail: 'It made no progress for a while, and waits for nothing. Continue it, or stop it.',
  }),
  next: ({ subjectId }) => ({
    label: 'Open the run',
    href: runHref(subjectId),
    permission: 'onboarding.read',
  }),
})
