import 'server-only'
import * as z from 'zod'
import { openQuestions } from '@/lib/accounts/attempts'
import { defineKind, NOW, rowsOf } from '@/lib/today/kind'

/** A sent form "Create Account" of which it is not known what it made. */
export const creationUnknown = defineKind({
  id: 'creation-unknown',
  label: 'Account creation not known',
  permission: 'accounts.create',
  // It has no account yet: whoever looks at some accounts looks at no form.
  find: async (scope, tx) =>
    rowsOf(
      (scope ? [] : await openQuestions(tx)).map(
        ({ key, name, status, staffId, unitId, sentAt, createdAt }) => ({
          subject_id: key,
          account_id: null,
          since: sentAt ?? createdAt,
          urgency: NOW,
          data: { name: name ?? '', choose: status === 'choose', begunBy: staffId, unitId },
        }),
      ),
    ),
  data: z.object({ name: z.string(), choose: z.boolean(), begunBy: z.string() }),
  says: ({ data: { name, choose } }) => ({
    subject: name,
    detail: choose
      ? 'Several accounts can be the one that was created: whoever sent the form chooses.'
      : 'It is not known whether this account was created. Whoever sent the form looks for it by opening it again.',
  }),
  next: ({ subjectId }) => ({
    label: 'Open the form',
    href: `/accounts/new?attempt=${encodeURIComponent(subjectId)}`,
    permission: 'accounts.create',
  }),
  open: () => null,
})
