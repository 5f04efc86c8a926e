import 'server-only'
import * as z from 'zod'
import { Prisma } from '@/lib/db/generated/client'
import { accountHref, dayOf, defineKind, LATER, NOW, SOON, within } from '@/lib/today/kind'

/** Cloudflare deletes a zone on the Free plan that is pending for so long (tenant-api §11); one that is paid for stays. */
const DAYS = 28

/** A domain whose name servers are not set. */
export const zonePending = defineKind({
  id: 'zone-pending',
  label: 'Domain pending',
  permission: 'zones.read',
  find: (scope) => Prisma.sql`
    SELECT id AS subject_id, account_id, since, until,
      CASE WHEN until < now() + interval '3 days' THEN ${NOW}::int
        WHEN until < now() + interval '10 days' THEN ${SOON}::int ELSE ${LATER}::int END AS urgency,
      jsonb_build_object('name', name, 'zone', id, 'plan', plan) AS data
    FROM (
      SELECT *, CASE WHEN plan IS DISTINCT FROM 'paid' THEN since + ${DAYS} * interval '1 day' END AS until
      FROM (
        SELECT zone.id, zone.account_id, zone.name,
          CASE WHEN plan_id IS NULL THEN NULL WHEN plan_id = '' THEN 'free' ELSE 'paid' END AS plan,
          -- One that was active before is pending since it is not any more.
          CASE WHEN activated_on IS NULL THEN coalesce(created_on, status_since, zone.first_seen_at)
            ELSE coalesce(status_since, zone.first_seen_at) END AS since
        FROM directory_zone zone
        WHERE zone.status = 'pending' AND zone.gone_at IS NULL ${within(scope, Prisma.sql`zone.account_id`)}
      ) pending
    ) dated`,
  data: z.object({ name: z.string(), zone: z.string(), plan: z.enum(['free', 'paid']).nullable() }),
  says: ({ since, data: { name, plan } }) => ({
    subject: name,
    detail:
      plan === 'paid'
        ? `It waits for its name servers, day ${dayOf(since)}. It has a paid plan, so it stays.`
        : `It waits for its name servers, day ${dayOf(since, DAYS)} of ${DAYS}. Then Cloudflare deletes it${
            plan === 'free' ? '.' : ', unless its plan is a paid one: that is not read yet.'
          }`,
  }),
  next: ({ accountId, data: { zone } }) => ({
    label: 'Show name servers',
    href: accountHref(accountId, `/zones/${encodeURIComponent(zone)}`),
    permission: 'zones.read',
  }),
})
