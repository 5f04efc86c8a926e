-- What free text is looked for in: one line a field, so that nothing is found across two of them.
CREATE FUNCTION "audit_event_words"(
  target_name TEXT, target_id TEXT, account_name TEXT, account_id TEXT, actor_email TEXT,
  request_id TEXT, operation_id UUID, upstream JSONB
) RETURNS TEXT LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(target_name, '') || E'\n' || coalesce(target_id, '') || E'\n' ||
    coalesce(account_name, '') || E'\n' || coalesce(account_id, '') || E'\n' || coalesce(actor_email, '') || E'\n' ||
    coalesce(request_id, '') || E'\n' || coalesce(operation_id::TEXT, '') || E'\n' ||
    coalesce(jsonb_path_query_array(upstream, '$[*].ray')::TEXT, '')
$$;

-- Trigrams where they can be had (see the migration before).
DROP INDEX IF EXISTS "audit_event_text";

DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN
    CREATE INDEX "audit_event_text" ON "audit_event" USING GIN (
      "audit_event_words"("target_name", "target_id", "account_name", "account_id", "actor_email", "request_id", "operation_id", "upstream") gin_trgm_ops,
      "account_name" gin_trgm_ops
    );
  END IF;
END
$$;

-- CreateIndex
CREATE INDEX "audit_event_phase_seq_idx" ON "audit_event"("phase", "seq" DESC);
