import 'server-only'
import { firstOf } from '@/lib/core/names'
import { putTerms } from '@/lib/directory/terms'
import type { Token } from '@/lib/tenant-api/tokens'
import { asRows, INDEXED_MAX, type Writer } from './rows'

/** Keeps what is known of the API tokens of an account that is ours; their values are not in any answer but one. */
export async function keepTokens(tx: Writer, accountId: string, tokens: Token[], at: Date): Promise<void> {
  if (tokens.length === 0) return
  const rows = tokens.map((token) => ({
    id: token.id as string,
    name: token.name,
    status: token.status,
    creator: token.creatorEmail === null ? null : firstOf(token.creatorEmail.toLowerCase(), INDEXED_MAX),
    issued: token.issuedOn,
    modified: token.modifiedOn,
    used: token.lastUsedOn,
    expires: token.expiresOn,
  }))
  const kept = await tx.$queryRaw<{ id: string; name: string | null }[]>`
    INSERT INTO directory_token AS kept (id, account_id, name, status, creator_email, issued_on, modified_on,
      last_used_on, expires_on, first_seen_at, seen_at)
    SELECT came.id, ours.id, came.name, status, creator, issued, modified, used, expires, ${at}, ${at}
    FROM jsonb_to_recordset(${asRows(rows)}::jsonb) AS came (id text, name text, status text, creator text,
      issued timestamptz, modified timestamptz, used timestamptz, expires timestamptz)
    JOIN directory_account ours ON ours.id = ${accountId} AND ours.tenant_id IS NOT NULL
    ON CONFLICT (id) DO UPDATE SET
      account_id = excluded.account_id, name = excluded.name, status = excluded.status,
      creator_email = coalesce(excluded.creator_email, kept.creator_email), issued_on = excluded.issued_on,
      modified_on = excluded.modified_on, last_used_on = excluded.last_used_on, expires_on = excluded.expires_on,
      seen_at = excluded.seen_at, gone_at = NULL
    WHERE kept.seen_at <= excluded.seen_at
    RETURNING id, name`
  await putTerms(
    tx,
    kept.map(({ id, name }) => ({ kind: 'token', subjectId: id, accountId, text: name ?? '' })),
  )
}
