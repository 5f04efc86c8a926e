import 'server-only'
import * as z from 'zod'
import { Prisma } from '@/lib/db/generated/client'
import { accountHref, dayOf, defineKind, NOW, SOON, within } from '@/lib/today/kind'

/** So long a deleted zone can be brought back by adding it again (tenant-api §11). */
const DAYS = 7

/** A domain that is not there any more, and that nobody has deleted by Tenantdesk. */
export const zoneDeleted = defineKind({
  id: 'zone-deleted',
  label: 'Domain deleted',
  permission: 'zones.read',
  find: (scope) => Prisma.sql`
    SELECT id AS subject_id, account_id, since, since + ${DAYS} * interval '1 day' AS until,
      CASE WHEN since < now() - interval '5 days' THEN ${NOW}::int ELSE ${SOON}::int END AS urgency,
      jsonb_build_object('name', name) AS data
    FROM (
      SELECT zone.id, zone.account_id, zone.name,
        coalesce(zone.gone_at, zone.status_since, zone.first_seen_at) AS since
      FROM directory_zone zone
      WHERE (zone.gone_at > now() - ${DAYS} * interval '1 day' OR zone.status = 'deleted')
        ${within(scope, Prisma.sql`zone.account_id`)}
    ) deleted
    WHERE since > now() - ${DAYS} * interval '1 day'
      AND EXISTS (SELECT FROM directory_account account WHERE account.id = deleted.account_id AND account.gone_at IS NULL)
      -- Added again, here or to another account.
      AND NOT EXISTS (
        SELECT FROM directory_zone again
        WHERE again.name = deleted.name AND again.id <> deleted.id AND again.gone_at IS NULL)
      AND NOT EXISTS (
        SELECT FROM audit_event e WHERE e.account_id = deleted.account_id AND e.action = 'zone.delete'
          AND e.target_id = deleted.id AND e.phase IN ('succeeded', 'unknown'))`,
  data: z.object({ name: z.string() }),
  says: ({ since, data: { name } }) => ({
    subject: name,
    detail: `It is not there any more, day ${dayOf(since, DAYS)} of ${DAYS}. Until then it can be brought back by adding it again.`,
  }),
  next: ({ accountId }) => ({
    label: 'Add it again',
    href: accountHref(accountId, '/zones/new'),
    permission: 'zones.change',
  }),
  open: ({ accountId }) => accountHref(accountId, '/zones'),
})
