-- What is recorded stays as it was recorded: by whom, and however they are connected.
CREATE FUNCTION "audit_event_refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_event is append-only: % is refused', TG_OP USING ERRCODE = 'integrity_constraint_violation';
END
$$;

CREATE TRIGGER "audit_event_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_event"
  FOR EACH STATEMENT EXECUTE FUNCTION "audit_event_refuse_change"();

-- Also for sessions that have switched ordinary triggers off.
ALTER TABLE "audit_event" ENABLE ALWAYS TRIGGER "audit_event_append_only";

REVOKE UPDATE, DELETE, TRUNCATE ON "audit_event" FROM PUBLIC;

-- Free text is searched by trigram where that can be had. Without the right to create extensions it is searched row by row.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_file THEN
  RAISE NOTICE 'pg_trgm cannot be created here: searching the activity will be slower';
END
$$;

DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN
    CREATE INDEX "audit_event_text" ON "audit_event"
      USING GIN ("target_name" gin_trgm_ops, "account_name" gin_trgm_ops, "actor_email" gin_trgm_ops);
  END IF;
END
$$;
