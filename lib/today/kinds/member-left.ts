import 'server-only'
import * as z from 'zod'
import { Prisma } from '@/lib/db/generated/client'
import { defineKind, NOW, within } from '@/lib/today/kind'

/**
 * Somebody who left, and is still a member of a customer's account: who was disabled here, or whom a removal from
 * accounts did not get out.
 */
export const memberLeft = defineKind({
  id: 'member-left',
  label: 'Member left behind',
  permission: 'members.read',
  find: (scope) => Prisma.sql`
    SELECT DISTINCT ON (member.id) member.id AS subject_id, member.account_id, leaver.since,
      NULL::timestamptz AS until, ${NOW}::int AS urgency,
      jsonb_build_object('email', leaver.email, 'removal', leaver.removal) AS data
    FROM (
      SELECT directory_member.id AS member_id, staff.email, staff.disabled_at AS since, NULL AS removal
      FROM staff JOIN directory_member ON directory_member.email = staff.email
      WHERE staff.disabled_at IS NOT NULL
      UNION ALL
      SELECT step.member_id, removal.email, coalesce(step.ended_at, removal.ended_at, removal.updated_at), removal.id::text
      FROM removal JOIN removal_step step ON step.removal_id = removal.id
      WHERE step.state <> 'done' AND removal.status IN ('paused', 'stopped', 'completed', 'problems')
    ) leaver
    JOIN directory_member member ON member.id = leaver.member_id AND member.gone_at IS NULL
    JOIN directory_account account ON account.id = member.account_id AND account.gone_at IS NULL
    WHERE true ${within(scope, Prisma.sql`member.account_id`)}
    ORDER BY member.id, leaver.removal DESC NULLS LAST`,
  data: z.object({ email: z.string(), removal: z.string().nullable() }),
  says: ({ data: { email, removal } }) => ({
    subject: email,
    detail: removal
      ? 'This person was to be removed from the account, and is still a member of it.'
      : 'This person does not work with Tenantdesk any more, and is still a member of the account.',
  }),
  next: ({ data: { email, removal } }) =>
    removal
      ? { label: 'Open the removal', href: `/people/removals/${removal}`, permission: 'members.read' }
      : {
          label: 'Remove from accounts',
          href: `/people/${encodeURIComponent(email)}`,
          permission: 'members.remove',
        },
  open: ({ data: { email } }) => `/people/${encodeURIComponent(email)}`,
})
