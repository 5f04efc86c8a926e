import 'server-only'
import * as z from 'zod'
import { Prisma } from '@/lib/db/generated/client'
import { accountHref, defineKind, SOON, within } from '@/lib/today/kind'

const DAYS = 30

/** What makes an account ours to know: who made it here, or what was written of it. */
export const KNOWN_HERE = Prisma.sql`(
  EXISTS (SELECT FROM account_attempt made WHERE made.account_id = account.id)
  OR EXISTS (SELECT FROM onboarding_run run WHERE run.account_id = account.id)
  OR EXISTS (SELECT FROM account_note note WHERE note.account_id = account.id)
  OR EXISTS (SELECT FROM note WHERE note.account_id = account.id)
)`

/**
 * An account that was made elsewhere. Those that the first listing has found were there before; a note or a description
 * says what it is, and ends it.
 */
export const accountAppeared = defineKind({
  id: 'account-appeared',
  label: 'Account appeared without us',
  permission: 'accounts.read',
  find: (scope) => Prisma.sql`
    SELECT account.id AS subject_id, account.id AS account_id, account.first_seen_at AS since,
      NULL::timestamptz AS until, ${SOON}::int AS urgency, '{}'::jsonb AS data
    FROM directory_account account
    WHERE account.gone_at IS NULL AND account.tenant_id IS NOT NULL
      AND account.first_seen_at > greatest(
        (SELECT min(listed_at) FROM directory_pass), now() - ${DAYS} * interval '1 day')
      AND (SELECT min(listed_at) FROM directory_pass) IS NOT NULL
      -- What is being made here is known in a moment.
      AND account.first_seen_at < now() - interval '1 minute'
      AND NOT ${KNOWN_HERE} ${within(scope, Prisma.sql`account.id`)}`,
  data: z.object({}),
  says: () => ({
    subject: null,
    detail: 'It was not made by Tenantdesk. Find out whose it is, and write it in a note: then it is known.',
  }),
  next: ({ accountId }) => ({
    label: 'Open account',
    href: accountHref(accountId),
    permission: 'accounts.read',
  }),
})
