import 'server-only'
import * as z from 'zod'
import { READING } from '@/lib/audit/acts'
import { leftOpen } from '@/lib/audit/lines'
import { Prisma } from '@/lib/db/generated/client'
import { accountHref, defineKind, NOW, SOON, within } from '@/lib/today/kind'

const DAYS = 30
const OPEN_AT_MOST = 500

/**
 * A change of which nobody knows whether it was made: its record is open, or closed as unknown. It is solved once the
 * same operation ended, or the same was done or looked for of the same thing since. Creations and deletions of accounts
 * are kinds of their own, and what a run does is told by the run.
 */
export const outcomeUnknown = defineKind({
  id: 'outcome-unknown',
  label: 'Outcome not known',
  permission: 'activity.read',
  own: true,
  find: async (scope) => {
    const left = await leftOpen(OPEN_AT_MOST)
    return Prisma.sql`
      SELECT DISTINCT ON (e.operation_id) e.operation_id::text AS subject_id, e.account_id, e.at AS since,
        NULL::timestamptz AS until, CASE WHEN e.phase = 'unknown' THEN ${NOW}::int ELSE ${SOON}::int END AS urgency,
        jsonb_strip_nulls(jsonb_build_object('event', e.id, 'action', e.action, 'name', e.target_name,
          'open', e.phase <> 'unknown', 'by', e.actor_email, 'begunBy', e.actor_id, 'accountName', e.account_name)) AS data
      FROM audit_event e
      WHERE (e.phase = 'unknown' AND e.at > now() - ${DAYS} * interval '1 day'
          OR e.id = ANY(${left.map(({ id }) => id)}::uuid[]))
        AND e.run_id IS NULL AND e.action !~ ${READING.source} AND e.action !~ '^account\\.(create|delete)'
        ${within(scope, Prisma.sql`e.account_id`)}
        AND NOT EXISTS (
          SELECT FROM audit_event later WHERE later.operation_id = e.operation_id AND later.seq > e.seq
            AND later.phase IN ('succeeded', 'failed', 'unknown'))
        AND NOT EXISTS (
          SELECT FROM audit_event later WHERE later.account_id = e.account_id AND later.seq > e.seq
            AND later.phase IN ('succeeded', 'failed') AND later.action IN (e.action, e.action || '.settle')
            AND (later.target_id = e.target_id OR later.target_name = e.target_name))
      ORDER BY e.operation_id, e.seq DESC`
  },
  data: z.object({
    event: z.string(),
    action: z.string(),
    name: z.string().optional(),
    open: z.boolean(),
    by: z.string().optional(),
    begunBy: z.string().optional(),
  }),
  says: ({ data: { action, name, open, by } }, labels) => ({
    subject: name ?? null,
    detail: `${labels[action] ?? action}, begun by ${by ?? 'Tenantdesk'}: ${
      open
        ? 'no outcome is recorded. Tenantdesk looks it up automatically.'
        : 'it is not known whether it was done. Check it, and do it again where it was not.'
    }`,
  }),
  next: ({ data: { event } }) => ({
    label: 'Show the record',
    href: `/activity?event=${encodeURIComponent(event)}`,
    permission: 'activity.read',
  }),
  open: ({ accountId, data: { event } }) =>
    accountId && accountHref(accountId, `/activity?event=${encodeURIComponent(event)}`),
})
