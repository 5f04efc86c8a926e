import 'server-only'
import { firstOf } from '@/lib/core/names'
import { putTerms } from '@/lib/directory/terms'
import type { Member } from '@/lib/tenant-api/members'
import { asRows, INDEXED_MAX, type Writer } from './rows'
import { recount } from './counts'

/** Keeps members of accounts that are ours. Since when somebody has a status is known only from when it was seen. */
export async function keepMembers(tx: Writer, accountId: string, members: Member[], at: Date): Promise<void> {
  if (members.length === 0) return
  const rows = members.map(({ id, email, status, user, roles, policies }) => ({
    id: id as string,
    email: email === null ? null : firstOf(email.toLowerCase(), INDEXED_MAX),
    name: [user?.firstName, user?.lastName].filter(Boolean).join(' ') || null,
    user: user?.id ?? null,
    status,
    two_factor: user?.twoFactor ?? null,
    roles: roles.map(({ id, name }) => ({ id, name })),
    policies: policies.map(({ access, permissionGroups, resourceGroups }) => ({
      access,
      permissionGroups: permissionGroups.map(({ id, name }) => name ?? id),
      resourceGroups: resourceGroups.map(({ id, name }) => name ?? id),
    })),
  }))
  const kept = await tx.$queryRaw<{ id: string; email: string | null; name: string | null }[]>`
    INSERT INTO directory_member AS kept
      (id, account_id, email, name, user_id, status, status_since, two_factor, roles, policies, first_seen_at, seen_at)
    SELECT came.id, ours.id, email, came.name, "user", status, ${at}, came.two_factor, roles, policies, ${at}, ${at}
    FROM jsonb_to_recordset(${asRows(rows)}::jsonb) AS came (id text, email text, name text, "user" text, status text,
      two_factor boolean, roles jsonb, policies jsonb)
    JOIN directory_account ours ON ours.id = ${accountId} AND ours.tenant_id IS NOT NULL
    ON CONFLICT (id) DO UPDATE SET
      account_id = excluded.account_id, email = coalesce(excluded.email, kept.email),
      name = coalesce(excluded.name, kept.name), user_id = coalesce(excluded.user_id, kept.user_id),
      status = excluded.status,
      status_since = CASE WHEN kept.status IS NOT DISTINCT FROM excluded.status
        THEN kept.status_since ELSE excluded.seen_at END,
      two_factor = coalesce(excluded.two_factor, kept.two_factor), roles = excluded.roles, policies = excluded.policies,
      seen_at = excluded.seen_at, gone_at = NULL
    WHERE kept.seen_at <= excluded.seen_at
    RETURNING id, email, name`
  await putTerms(
    tx,
    kept.map(({ id, email }) => ({ kind: 'member', subjectId: id, accountId, text: email ?? '' })),
  )
  if (kept.length > 0) await recount(tx, [accountId])
}
