import 'server-only'
import * as z from 'zod'
import { Prisma } from '@/lib/db/generated/client'
import { defineKind, LATER } from '@/lib/today/kind'

/** Accounts that have one name, or nearly: one entry for all of them, with the newest, which may be the one too many. */
export const namesakes = defineKind({
  id: 'namesakes',
  label: 'Accounts of one name',
  permission: 'accounts.read',
  find: (scope) => Prisma.sql`
    SELECT likeness AS subject_id, (array_agg(id ORDER BY made DESC, id))[1] AS account_id, max(made) AS since,
      NULL::timestamptz AS until, ${LATER}::int AS urgency, jsonb_build_object('count', count(*)) AS data
    FROM (
      SELECT id, likeness, coalesce(created_on, first_seen_at) AS made FROM directory_account
      WHERE gone_at IS NULL AND tenant_id IS NOT NULL AND likeness <> ''
        ${scope ? Prisma.sql`AND likeness IN (SELECT likeness FROM directory_account WHERE id = ANY(${scope}))` : Prisma.empty}
    ) account
    GROUP BY likeness HAVING count(*) > 1`,
  data: z.object({ count: z.number() }),
  says: ({ data: { count } }) => ({
    subject: null,
    detail: `${count} accounts have this name, or nearly. One of them may be a second by mistake.`,
  }),
  next: ({ subjectId }) => ({
    label: 'Compare them',
    href: `/reconcile?show=namesakes&like=${encodeURIComponent(subjectId)}`,
    permission: 'accounts.read',
  }),
})
