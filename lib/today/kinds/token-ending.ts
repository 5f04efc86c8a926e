import 'server-only'
import * as z from 'zod'
import { Prisma } from '@/lib/db/generated/client'
import { accountHref, defineKind, LATER, NOW, SOON, within } from '@/lib/today/kind'

const DAYS = 30

/** An API token that ends soon. */
export const tokenEnding = defineKind({
  id: 'token-ending',
  label: 'API token ends',
  permission: 'tokens.read',
  find: (scope) => Prisma.sql`
    SELECT token.id AS subject_id, token.account_id, token.expires_on - ${DAYS} * interval '1 day' AS since,
      token.expires_on AS until,
      CASE WHEN token.expires_on < now() + interval '3 days' THEN ${NOW}::int
        WHEN token.expires_on < now() + interval '10 days' THEN ${SOON}::int ELSE ${LATER}::int END AS urgency,
      jsonb_build_object('name', token.name) AS data
    FROM directory_token token
    JOIN directory_account account ON account.id = token.account_id AND account.gone_at IS NULL
    WHERE token.expires_on BETWEEN now() AND now() + ${DAYS} * interval '1 day' AND token.gone_at IS NULL
      AND token.status = 'active' ${within(scope, Prisma.sql`token.account_id`)}`,
  data: z.object({ name: z.string().nullable() }),
  says: ({ data: { name } }) => ({
    subject: name,
    detail: 'What uses it stops then. Move its end, or make another in its place.',
  }),
  next: ({ accountId, subjectId }) => ({
    label: 'Change the token',
    href: accountHref(accountId, `/tokens/${encodeURIComponent(subjectId)}/edit`),
    permission: 'tokens.change',
  }),
  open: ({ accountId, subjectId }) => accountHref(accountId, `/tokens/${encodeURIComponent(subjectId)}`),
})
