import 'server-only'
import * as z from 'zod'
import { Prisma } from '@/lib/db/generated/client'
import { accountHref, dayOf, defineKind, NOW, within } from '@/lib/today/kind'

/** So long after its name servers were taken away Cloudflare deletes a zone (tenant-api §11). */
const DAYS = 7

/** A domain that was active, and whose name servers are not Cloudflare's any more. */
export const zoneMoved = defineKind({
  id: 'zone-moved',
  label: 'Domain moved away',
  permission: 'zones.read',
  find: (scope) => Prisma.sql`
    SELECT zone.id AS subject_id, zone.account_id, coalesce(zone.status_since, zone.first_seen_at) AS since,
      coalesce(zone.status_since, zone.first_seen_at) + ${DAYS} * interval '1 day' AS until,
      ${NOW}::int AS urgency, jsonb_build_object('name', zone.name) AS data
    FROM directory_zone zone
    JOIN directory_account account ON account.id = zone.account_id AND account.gone_at IS NULL
    WHERE zone.status = 'moved' AND zone.gone_at IS NULL ${within(scope, Prisma.sql`zone.account_id`)}`,
  data: z.object({ name: z.string() }),
  says: ({ since, data: { name } }) => ({
    subject: name,
    detail: `Its name servers are not Cloudflare’s any more, day ${dayOf(since, DAYS)} of ${DAYS}. Then Cloudflare deletes it.`,
  }),
  next: ({ accountId, subjectId }) => ({
    label: 'Show name servers',
    href: accountHref(accountId, `/zones/${encodeURIComponent(subjectId)}`),
    permission: 'zones.read',
  }),
})
