import 'server-only'
import * as z from 'zod'
import { Prisma } from '@/lib/db/generated/client'
import { accountHref, defineKind, LATER, within } from '@/lib/today/kind'

/** An API token whose value is older than a year. */
export const tokenOld = defineKind({
  id: 'token-old',
  label: 'API token not rolled for a year',
  permission: 'tokens.read',
  find: (scope) => Prisma.sql`
    SELECT token.id AS subject_id, token.account_id, coalesce(token.modified_on, token.issued_on) + interval '1 year' AS since, NULL::timestamptz AS until,
      ${LATER}::int AS urgency, jsonb_build_object('name', token.name) AS data
    FROM directory_token token
    JOIN directory_account account ON account.id = token.account_id AND account.gone_at IS NULL
    WHERE coalesce(token.modified_on, token.issued_on) < now() - interval '1 year' AND token.gone_at IS NULL AND token.status = 'active'
      AND (token.expires_on IS NULL OR token.expires_on > now()) ${within(scope, Prisma.sql`token.account_id`)}`,
  data: z.object({ name: z.string().nullable() }),
  says: ({ data: { name } }) => ({
    subject: name,
    detail: 'Its value is older than a year. Roll it, and give the new value to what uses it.',
  }),
  next: ({ accountId, subjectId }) => ({
    label: 'Roll the token',
    href: accountHref(accountId, `/tokens/${encodeURIComponent(subjectId)}`),
    permission: 'tokens.change',
  }),
  open: ({ accountId, subjectId }) => accountHref(accountId, `/tokens/${encodeURIComponent(subjectId)}`),
})
