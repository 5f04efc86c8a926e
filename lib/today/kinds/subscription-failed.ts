import 'server-only'
import * as z from 'zod'
import { Prisma } from '@/lib/db/generated/client'
import { accountHref, defineKind, NOW, SOON, within } from '@/lib/today/kind'

// As `stateTone` of subscriptions, without what somebody has cancelled.
const FAILED = ['failed']
const OVERDUE = ['awaitingpayment', 'unpaid', 'past_due', 'pastdue', 'expired']

/** A subscription that is not paid, or did not come about. Since when, only looking tells. */
export const subscriptionFailed = defineKind({
  id: 'subscription-failed',
  label: 'Subscription in trouble',
  permission: 'subscriptions.read',
  find: (scope) => Prisma.sql`
    SELECT subscription.id AS subject_id, subscription.account_id, NULL::timestamptz AS since,
      subscription.period_end AS until,
      CASE WHEN lower(subscription.state) = ANY(${FAILED}) THEN ${NOW}::int ELSE ${SOON}::int END AS urgency,
      jsonb_build_object('name', coalesce(subscription.name, subscription.rate_plan_id), 'state', subscription.state) AS data
    FROM directory_subscription subscription
    JOIN directory_account account ON account.id = subscription.account_id AND account.gone_at IS NULL
    WHERE lower(subscription.state) = ANY(${[...FAILED, ...OVERDUE]}) AND subscription.gone_at IS NULL
      ${within(scope, Prisma.sql`subscription.account_id`)}`,
  data: z.object({ name: z.string().nullable(), state: z.string() }),
  says: ({ data: { name, state } }) => ({
    subject: name,
    detail: `Cloudflare says that its state is ${state}.`,
  }),
  next: ({ accountId, subjectId }) => ({
    label: 'Open subscription',
    href: accountHref(accountId, `/subscriptions/${encodeURIComponent(subjectId)}`),
    permission: 'subscriptions.read',
  }),
})
