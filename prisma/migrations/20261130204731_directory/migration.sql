-- CreateTable
CREATE TABLE "directory_account" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sort_name" TEXT NOT NULL,
    "type" TEXT,
    "unit_id" TEXT,
    "tenant_id" TEXT,
    "created_on" TIMESTAMPTZ(3),
    "two_factor" BOOLEAN,
    "zones" INTEGER,
    "members" INTEGER,
    "plans" TEXT[],
    "plans_read" BOOLEAN NOT NULL DEFAULT false,
    "kyc_given" TEXT[],
    "kyc_read" BOOLEAN NOT NULL DEFAULT false,
    "attention" INTEGER NOT NULL DEFAULT 0,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),
    "read_at" TIMESTAMPTZ(3),
    "read_fault" TEXT,
    "opened_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "directory_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory_unit" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,
    "tenant_name" TEXT,
    "name" TEXT,
    "parent_id" TEXT,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),

    CONSTRAINT "directory_unit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory_zone" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "status" TEXT,
    "status_since" TIMESTAMPTZ(3),
    "type" TEXT,
    "paused" BOOLEAN,
    "plan_id" TEXT,
    "plan_name" TEXT,
    "plan_read_at" TIMESTAMPTZ(3),
    "name_servers" TEXT[],
    "created_on" TIMESTAMPTZ(3),
    "activated_on" TIMESTAMPTZ(3),
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),

    CONSTRAINT "directory_zone_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory_member" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "email" TEXT,
    "name" TEXT,
    "user_id" TEXT,
    "status" TEXT,
    "status_since" TIMESTAMPTZ(3),
    "two_factor" BOOLEAN,
    "roles" JSONB NOT NULL,
    "policies" JSONB NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),

    CONSTRAINT "directory_member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory_subscription" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "rate_plan_id" TEXT,
    "name" TEXT,
    "state" TEXT,
    "frequency" TEXT,
    "price" DOUBLE PRECISION,
    "currency" TEXT,
    "period_end" TIMESTAMPTZ(3),
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),

    CONSTRAINT "directory_subscription_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory_token" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "name" TEXT,
    "status" TEXT,
    "creator_email" TEXT,
    "issued_on" TIMESTAMPTZ(3),
    "modified_on" TIMESTAMPTZ(3),
    "last_used_on" TIMESTAMPTZ(3),
    "expires_on" TIMESTAMPTZ(3),
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),

    CONSTRAINT "directory_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "directory_term" (
    "kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "norm" TEXT NOT NULL,
    "squeezed" TEXT NOT NULL,

    CONSTRAINT "directory_term_pkey" PRIMARY KEY ("kind","subject_id")
);

-- CreateTable
CREATE TABLE "directory_word" (
    "word" TEXT NOT NULL,

    CONSTRAINT "directory_word_pkey" PRIMARY KEY ("word")
);

-- CreateTable
CREATE TABLE "directory_pass" (
    "number" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "listed_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "tenant_id" TEXT,
    "page" INTEGER NOT NULL DEFAULT 1,
    "calls" INTEGER NOT NULL DEFAULT 0,
    "fault" TEXT,

    CONSTRAINT "directory_pass_pkey" PRIMARY KEY ("number")
);

-- CreateIndex
CREATE INDEX "directory_account_due_at_idx" ON "directory_account"("due_at");

-- CreateIndex
CREATE INDEX "directory_account_tenant_id_idx" ON "directory_account"("tenant_id");

-- CreateIndex
CREATE INDEX "directory_zone_account_id_idx" ON "directory_zone"("account_id");

-- CreateIndex
CREATE INDEX "directory_zone_status_idx" ON "directory_zone"("status");

-- CreateIndex
CREATE INDEX "directory_member_account_id_idx" ON "directory_member"("account_id");

-- CreateIndex
CREATE INDEX "directory_member_email_idx" ON "directory_member"("email");

-- CreateIndex
CREATE INDEX "directory_member_status_idx" ON "directory_member"("status");

-- CreateIndex
CREATE INDEX "directory_subscription_account_id_idx" ON "directory_subscription"("account_id");

-- CreateIndex
CREATE INDEX "directory_token_account_id_idx" ON "directory_token"("account_id");

-- CreateIndex
CREATE INDEX "directory_token_creator_email_idx" ON "directory_token"("creator_email");

-- CreateIndex
CREATE INDEX "directory_term_account_id_idx" ON "directory_term"("account_id");

-- Order and prefixes of folded text, whatever the collation of the database.
ALTER TABLE "directory_account" ALTER COLUMN "sort_name" TYPE TEXT COLLATE "C";
ALTER TABLE "directory_term" ALTER COLUMN "norm" TYPE TEXT COLLATE "C", ALTER COLUMN "squeezed" TYPE TEXT COLLATE "C";
ALTER TABLE "directory_word" ALTER COLUMN "word" TYPE TEXT COLLATE "C";

-- CreateIndex
CREATE INDEX "directory_account_sort_name_id_idx" ON "directory_account"("sort_name", "id");

-- CreateIndex
CREATE INDEX "directory_term_norm_idx" ON "directory_term"("norm");

-- CreateIndex
CREATE INDEX "directory_term_squeezed_idx" ON "directory_term"("squeezed");

-- Parts of words and mistyped ones are found where the extensions can be had (see the migration of the audit's append-only).
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;
EXCEPTION WHEN insufficient_privilege OR feature_not_supported OR undefined_file THEN
  RAISE NOTICE 'fuzzystrmatch cannot be created here: mistyped words are not found';
END
$$;

DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') THEN
    CREATE INDEX "directory_term_parts" ON "directory_term" USING GIN ("norm" gin_trgm_ops, "squeezed" gin_trgm_ops);
  END IF;
END
$$;
