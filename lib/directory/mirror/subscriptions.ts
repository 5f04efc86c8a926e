import 'server-only'
import type { Subscription } from '@/lib/tenant-api/subscriptions'
import { recount } from './counts'
import { asRows, type Writer } from './rows'

/** Keeps subscriptions of an account that is ours. One of a zone is the zone's plan, and is kept there. */
export async function keepSubscriptions(
  tx: Writer,
  accountId: string,
  subscriptions: Subscription[],
  at: Date,
): Promise<void> {
  const rows = subscriptions.flatMap((each) =>
    each.zone
      ? []
      : [
          {
            id: keyOf(accountId, each),
            plan: each.ratePlan.id,
            name: each.ratePlan.name ?? each.product?.publicName ?? each.ratePlan.id,
            state: each.state,
            frequency: each.frequency,
            price: each.price,
            currency: each.currency,
            ends: each.currentPeriodEnd,
          },
        ],
  )
  if (rows.length > 0)
    await tx.$executeRaw`
      INSERT INTO directory_subscription AS kept (id, account_id, rate_plan_id, name, state, frequency, price, currency,
        period_end, first_seen_at, seen_at)
      SELECT came.id, ours.id, plan, came.name, state, frequency, price, currency, ends, ${at}, ${at}
      FROM jsonb_to_recordset(${asRows(rows)}::jsonb) AS came (id text, plan text, name text, state text, frequency text,
        price float8, currency text, ends timestamptz)
      JOIN directory_account ours ON ours.id = ${accountId} AND ours.tenant_id IS NOT NULL
      ON CONFLICT (id) DO UPDATE SET
        account_id = excluded.account_id, rate_plan_id = excluded.rate_plan_id, name = excluded.name,
        state = excluded.state, frequency = excluded.frequency, price = excluded.price, currency = excluded.currency,
        period_end = excluded.period_end, seen_at = excluded.seen_at, gone_at = NULL
      WHERE kept.seen_at <= excluded.seen_at`
  await recount(tx, [accountId])
}

/** One without an id is known by its plan: an account has each plan once. */
export const keyOf = (accountId: string, { id, ratePlan }: Subscription): string =>
  id ?? `${accountId}:${ratePlan.id}`
