-- What is found is found by the squeezed form; what it ranks as is told by the rest of the row.
DROP INDEX "directory_term_norm_idx";
DROP INDEX "directory_term_squeezed_idx";
DROP INDEX IF EXISTS "directory_term_parts";

-- CreateIndex
CREATE INDEX "directory_term_kind_squeezed_idx" ON "directory_term"("kind", "squeezed");

-- One index of parts for each group of kinds: what is frequent among domains does not slow down names.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN
    CREATE INDEX "directory_term_name_parts" ON "directory_term" USING GIN ("squeezed" gin_trgm_ops)
      WHERE kind IN ('account', 'business', 'alias', 'tag', 'token');
    CREATE INDEX "directory_term_zone_parts" ON "directory_term" USING GIN ("squeezed" gin_trgm_ops)
      WHERE kind = 'zone';
    CREATE INDEX "directory_term_member_parts" ON "directory_term" USING GIN ("squeezed" gin_trgm_ops)
      WHERE kind = 'member';
    CREATE INDEX "directory_term_note_parts" ON "directory_term" USING GIN ("squeezed" gin_trgm_ops)
      WHERE kind = 'note';
  END IF;
END
$$;

-- Whether there is an account that was not read yet is asked with every lookup.
CREATE INDEX "directory_account_unread" ON "directory_account"("id") WHERE read_at IS NULL AND gone_at IS NULL;

-- How often something was looked for, by the day and by what came first. Never what was typed.
CREATE TABLE "lookup" (
    "day" DATE NOT NULL,
    "kind" TEXT NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "lookup_pkey" PRIMARY KEY ("day","kind")
);
