import 'server-only'
import * as z from 'zod'
import { Prisma } from '@/lib/db/generated/client'
import { accountHref, defineKind, NOW, within } from '@/lib/today/kind'

/** Somebody who was disabled here, and is still a member of a customer's account. */
export const memberLeft = defineKind({
  id: 'member-left',
  label: 'Member left behind',
  permission: 'members.read',
  find: (scope) => Prisma.sql`
    SELECT member.id AS subject_id, member.account_id, staff.disabled_at AS since, NULL::timestamptz AS until,
      ${NOW}::int AS urgency, jsonb_build_object('email', member.email) AS data
    FROM staff
    JOIN directory_member member ON member.email = staff.email AND member.gone_at IS NULL
    JOIN directory_account account ON account.id = member.account_id AND account.gone_at IS NULL
    WHERE staff.disabled_at IS NOT NULL ${within(scope, Prisma.sql`member.account_id`)}`,
  data: z.object({ email: z.string() }),
  says: ({ data: { email } }) => ({
    subject: email,
    detail: 'This person does not work with Tenantdesk any more, and is still a member of the account.',
  }),
  next: ({ accountId, subjectId }) => ({
    label: 'Remove the member',
    href: accountHref(accountId, `/members/${encodeURIComponent(subjectId)}`),
    permission: 'members.remove',
  }),
  open: ({ accountId, subjectId }) => accountHref(accountId, `/members/${encodeURIComponent(subjectId)}`),
})
