import 'server-only'
import { keepable } from '@/lib/core/names'
import { tierOf } from '@/lib/core/plan-tiers'
import { putTerms } from '@/lib/directory/terms'
import type { Subscription } from '@/lib/tenant-api/subscriptions'
import type { Zone } from '@/lib/tenant-api/zones'
import { recount } from './counts'
import { asRows, type Writer } from './rows'

/**
 * Keeps zones of accounts that are ours. Cloudflare does not say since when a zone has its status: a zone seen for the
 * first time is pending since it was made, else active since it was activated, else since it was last modified; later,
 * since its status was seen to change.
 */
export async function keepZones(tx: Writer, zones: Zone[], at: Date): Promise<void> {
  const rows = zones.flatMap((zone) =>
    zone.accountId === null || zone.name === null
      ? []
      : [
          {
            id: zone.id as string,
            account: zone.accountId,
            name: zone.name,
            status: zone.status,
            since: sinceOf(zone),
            type: zone.type,
            paused: zone.paused,
            servers: zone.nameServers,
            created: zone.createdOn,
            activated: zone.activatedOn,
          },
        ],
  )
  if (rows.length === 0) return
  const kept = await tx.$queryRaw<{ id: string; account_id: string; name: string }[]>`
    INSERT INTO directory_zone AS kept (id, account_id, name, status, status_since, type, paused, name_servers, created_on,
      activated_on, first_seen_at, seen_at)
    SELECT came.id, account, came.name, status, since, came.type, paused, servers, created, activated, ${at}, ${at}
    FROM jsonb_to_recordset(${asRows(rows)}::jsonb) AS came (id text, account text, name text, status text,
      since timestamptz, type text, paused boolean, servers text[], created timestamptz, activated timestamptz)
    JOIN directory_account ours ON ours.id = account AND ours.tenant_id IS NOT NULL
    ON CONFLICT (id) DO UPDATE SET
      account_id = excluded.account_id, name = excluded.name, status = excluded.status,
      status_since = CASE WHEN kept.status IS NOT DISTINCT FROM excluded.status
        THEN coalesce(kept.status_since, excluded.status_since) ELSE excluded.seen_at END,
      type = excluded.type, paused = excluded.paused, name_servers = excluded.name_servers,
      created_on = excluded.created_on, activated_on = excluded.activated_on,
      seen_at = excluded.seen_at, gone_at = NULL
    WHERE kept.seen_at <= excluded.seen_at
    RETURNING id, account_id, name`
  await putTerms(
    tx,
    kept.map(({ id, account_id: accountId, name }) => ({
      kind: 'zone',
      subjectId: id,
      accountId,
      text: name,
    })),
  )
  await recount(
    tx,
    kept.map((row) => row.account_id),
  )
}

/** Keeps the plan of a zone; none is the Free plan. */
export async function keepZonePlan(
  tx: Writer,
  zoneId: string,
  plan: Subscription | null,
  at: Date,
): Promise<void> {
  const planId = keepable(plan?.ratePlan.id ?? '')
  const name = plan
    ? keepable(tierOf(planId) ?? plan.ratePlan.name ?? plan.product?.publicName ?? planId)
    : null
  const rows = await tx.$queryRaw<{ account_id: string }[]>`
    UPDATE directory_zone SET plan_id = ${planId}, plan_name = ${name}, plan_read_at = ${at}
    WHERE id = ${zoneId} AND (plan_read_at IS NULL OR plan_read_at <= ${at})
    RETURNING account_id`
  await recount(
    tx,
    rows.map((row) => row.account_id),
  )
}

function sinceOf({ status, createdOn, activatedOn, modifiedOn }: Zone): string | null {
  if (status === 'pending' || status === 'initializing') return createdOn
  return (status === 'active' ? activatedOn : null) ?? modifiedOn
}
