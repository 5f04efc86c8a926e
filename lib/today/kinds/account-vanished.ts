import 'server-only'
import * as z from 'zod'
import { Prisma } from '@/lib/db/generated/client'
import { defineKind, NOW, within } from '@/lib/today/kind'

const DAYS = 30

/** An account that is gone at Cloudflare, and that nobody has deleted by Tenantdesk. */
export const accountVanished = defineKind({
  id: 'account-vanished',
  label: 'Account vanished without us',
  permission: 'accounts.read',
  find: (scope) => Prisma.sql`
    SELECT account.id AS subject_id, account.id AS account_id, account.gone_at AS since, NULL::timestamptz AS until,
      ${NOW}::int AS urgency, '{}'::jsonb AS data
    FROM directory_account account
    WHERE account.gone_at > now() - ${DAYS} * interval '1 day' AND account.tenant_id IS NOT NULL
      AND NOT EXISTS (SELECT FROM account_deletion deletion WHERE deletion.account_id = account.id)
      ${within(scope, Prisma.sql`account.id`)}`,
  data: z.object({}),
  says: () => ({
    subject: null,
    detail:
      'Cloudflare does not list it any more, and it was not deleted by Tenantdesk. Ask who did, or whether it left the tenant.',
  }),
  next: ({ subjectId }) => ({
    label: 'What we know of it',
    href: `/reconcile?show=here&account=${encodeURIComponent(subjectId)}`,
    permission: 'accounts.read',
  }),
})
