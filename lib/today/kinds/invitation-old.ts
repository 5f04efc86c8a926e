import 'server-only'
import * as z from 'zod'
import { Prisma } from '@/lib/db/generated/client'
import { accountHref, dayOf, defineKind, LATER, SOON, within } from '@/lib/today/kind'

const DAYS = 4

/** An invitation that nobody accepts. Cloudflare does not say since when it is open: since it was first seen. */
export const invitationOld = defineKind({
  id: 'invitation-old',
  label: 'Invitation not accepted',
  permission: 'members.read',
  find: (scope) => Prisma.sql`
    SELECT member.id AS subject_id, member.account_id, coalesce(member.status_since, member.first_seen_at) AS since, NULL::timestamptz AS until,
      CASE WHEN coalesce(member.status_since, member.first_seen_at) < now() - interval '14 days' THEN ${SOON}::int ELSE ${LATER}::int END AS urgency,
      jsonb_build_object('email', member.email) AS data
    FROM directory_member member
    JOIN directory_account account ON account.id = member.account_id AND account.gone_at IS NULL
    WHERE member.status = 'pending' AND member.gone_at IS NULL
      AND coalesce(member.status_since, member.first_seen_at) < now() - ${DAYS} * interval '1 day'
      ${within(scope, Prisma.sql`member.account_id`)}`,
  data: z.object({ email: z.string().nullable() }),
  says: ({ since, data: { email } }) => ({
    subject: email,
    detail: `The invitation is open, day ${dayOf(since)}. Send it again, or ask whether the address is right.`,
  }),
  next: ({ accountId, subjectId }) => ({
    label: 'Send it again',
    href: accountHref(accountId, `/members/${encodeURIComponent(subjectId)}`),
    permission: 'members.change',
  }),
  open: ({ accountId, subjectId }) => accountHref(accountId, `/members/${encodeURIComponent(subjectId)}`),
})
