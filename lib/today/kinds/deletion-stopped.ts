import 'server-only'
import * as z from 'zod'
import { DELETION_STEP_LABELS } from '@/lib/accounts/constants'
import { stoppedDeletions } from '@/lib/accounts/deletion-runs'
import { accountHref, defineKind, NOW, rowsOf } from '@/lib/today/kind'

/** A deletion of an account that did not come to its end. */
export const deletionStopped = defineKind({
  id: 'deletion-stopped',
  label: 'Deletion stopped',
  permission: 'accounts.delete',
  find: async (scope, tx) =>
    rowsOf(
      (await stoppedDeletions(tx, scope)).map(({ accountId, accountName, steps, status, since }) => ({
        subject_id: accountId,
        account_id: accountId,
        since,
        urgency: NOW,
        data: {
          accountName,
          step: steps.find((each) => each.status !== 'done' && each.status !== 'nothing')?.step ?? null,
          stopped: status === 'stopped',
        },
      })),
    ),
  data: z.object({
    step: z.enum(Object.keys(DELETION_STEP_LABELS) as (keyof typeof DELETION_STEP_LABELS)[]).nullable(),
    stopped: z.boolean(),
  }),
  says: ({ data: { step, stopped } }) => ({
    subject: null,
    detail: [
      step ? `Stopped at “${DELETION_STEP_LABELS[step]}”.` : 'Stopped.',
      ...(stopped
        ? []
        : [
            'It was interrupted, unless another server is still working on it. It can be continued two minutes after its last sign of activity.',
          ]),
    ].join(' '),
  }),
  next: ({ accountId }) => ({
    label: 'Continue deletion',
    href: accountHref(accountId, '/settings'),
    permission: 'accounts.delete',
  }),
})
