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
          CASE WHEN zone.plan_id IS NULL THEN NULL WHEN zone.plan_id = '' THEN 'free' ELSE 'paid' END AS plan,
          -- One that was active before is pending since it is not any more.
          CASE WHEN zone.activated_on IS NULL THEN coalesce(zone.created_on, zone.status_since, zone.first_seen_at)
            ELSE coalesce(zone.status_since, zone.first_seen_at) END AS since
        FROM directory_zone zone
        JOIN directory_account account ON account.id = zone.account_id AND account.gone_at IS NULL
        WHERE zone.status IN ('pending', 'initializing') AND zone.gone_at IS NULL ${within(scope, Prisma.sql`zone.account_id`)}
      ) pending
    ) dated`,
  data: z.object({ name: z.string(), zone: z.string(), plan: z.enum(['free', 'paid']).nullable() }),
  says: ({ since, data: { name, plan } }) => ({
    subject: name,
    detail: [
      `It waits for its name servers, day ${plan === 'paid' ? dayOf(since) : dayOf(since, DAYS)}`,
      endOf(plan),
    ].join(''),
  }),
  next: ({ accountId, data: { zone } }) => ({
    label: 'Show name servers',
    href: accountHref(accountId, `/zones/${encodeURIComponent(zone)}`),
    permission: 'zones.read',
  }),
})

function endOf(plan: 'free' | 'paid' | null): string {
  if (plan === 'paid') return '. It has a paid plan, so it stays.'
  const unless = plan === null ? ', unless its plan is a paid one: that is not read yet' : ''
  return ` of ${DAYS}. Then Cloudflare deletes it${unless}.`
}
