import 'server-only'
import { TIERS } from '@/lib/core/plan-tiers'
import type { Writer } from './rows'

/**
 * Counts anew what is in these accounts, where it was read whole once: until then the counts stay unknown. Plans are
 * those of zones, by their tier where they have one, and of subscriptions, the highest first.
 */
export async function recount(tx: Writer, accountIds: string[]): Promise<void> {
  const ids = [...new Set(accountIds)].sort()
  if (ids.length === 0) return
  await tx.$executeRaw`
    UPDATE directory_account kept SET
      zones = CASE WHEN kept.zones IS NULL THEN NULL ELSE
        (SELECT count(*)::int FROM directory_zone WHERE account_id = kept.id AND gone_at IS NULL) END,
      members = CASE WHEN kept.members IS NULL THEN NULL ELSE
        (SELECT count(*)::int FROM directory_member WHERE account_id = kept.id AND gone_at IS NULL) END,
      plans = ARRAY(
        SELECT name FROM (
          SELECT coalesce(plan_name, 'Free') AS name FROM directory_zone
          WHERE account_id = kept.id AND gone_at IS NULL AND plan_id IS NOT NULL
          UNION SELECT name FROM directory_subscription
          WHERE account_id = kept.id AND gone_at IS NULL AND name IS NOT NULL AND coalesce(state, '') !~* 'cancel|expired'
        ) plan
        ORDER BY array_position(${TIERS}::text[], name) DESC NULLS LAST, name
      )
    WHERE id = ANY(${ids}::text[])`
}
