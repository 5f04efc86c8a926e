-- CreateEnum
CREATE TYPE "StaffRole" AS ENUM ('admin', 'operator', 'support', 'auditor');

-- CreateEnum
CREATE TYPE "AuditPhase" AS ENUM ('attempted', 'succeeded', 'failed', 'unknown', 'denied');

-- CreateEnum
CREATE TYPE "AttemptStatus" AS ENUM ('open', 'sent', 'created', 'failed', 'unknown', 'choose');

-- CreateEnum
CREATE TYPE "DeletionStatus" AS ENUM ('running', 'stopped', 'done');

-- CreateTable
CREATE TABLE "staff" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" "StaffRole" NOT NULL,
    "password_hash" TEXT,
    "disabled_at" TIMESTAMPTZ(3),
    "last_sign_in_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "staff_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "staff_session" (
    "id" UUID NOT NULL,
    "staff_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "address" TEXT,
    "user_agent" TEXT,

    CONSTRAINT "staff_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "password_link" (
    "id" UUID NOT NULL,
    "staff_id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "password_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "seq" BIGSERIAL NOT NULL,
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "operation_id" UUID NOT NULL,
    "attempt_id" UUID,
    "phase" "AuditPhase" NOT NULL,
    "action" TEXT NOT NULL,
    "actor_id" TEXT,
    "actor_email" TEXT,
    "actor_role" TEXT,
    "session_id" TEXT,
    "address" TEXT,
    "user_agent" TEXT,
    "target_type" TEXT,
    "target_id" TEXT,
    "target_name" TEXT,
    "account_id" TEXT,
    "account_name" TEXT,
    "request" JSONB,
    "before" JSONB,
    "after" JSONB,
    "upstream" JSONB,
    "error_code" TEXT,
    "error_text" TEXT,
    "request_id" TEXT NOT NULL,
    "duration_ms" INTEGER,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "account_attempt" (
    "key" UUID NOT NULL,
    "idempotency_key" UUID NOT NULL,
    "body_hash" TEXT,
    "staff_id" UUID NOT NULL,
    "operation_id" UUID,
    "status" "AttemptStatus" NOT NULL DEFAULT 'open',
    "name" TEXT,
    "unit_id" TEXT,
    "rate_plan_id" TEXT,
    "description" TEXT,
    "ids_before" TEXT[],
    "candidate_ids" TEXT[],
    "account_id" TEXT,
    "sent_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_attempt_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "account_note" (
    "account_id" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_by" TEXT NOT NULL,

    CONSTRAINT "account_note_pkey" PRIMARY KEY ("account_id")
);

-- CreateTable
CREATE TABLE "wanted_subscription" (
    "account_id" TEXT NOT NULL,
    "rate_plan_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "wanted_subscription_pkey" PRIMARY KEY ("account_id","rate_plan_id")
);

-- CreateTable
CREATE TABLE "account_deletion" (
    "id" UUID NOT NULL,
    "account_id" TEXT NOT NULL,
    "account_name" TEXT NOT NULL,
    "operation_id" UUID NOT NULL,
    "started_by" TEXT NOT NULL,
    "status" "DeletionStatus" NOT NULL DEFAULT 'running',
    "steps" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_deletion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_limit" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "staff_email_key" ON "staff"("email");

-- CreateIndex
CREATE INDEX "staff_session_staff_id_ended_at_idx" ON "staff_session"("staff_id", "ended_at");

-- CreateIndex
CREATE UNIQUE INDEX "password_link_token_hash_key" ON "password_link"("token_hash");

-- CreateIndex
CREATE INDEX "password_link_staff_id_idx" ON "password_link"("staff_id");

-- CreateIndex
CREATE UNIQUE INDEX "audit_event_id_key" ON "audit_event"("id");

-- CreateIndex
CREATE INDEX "audit_event_at_idx" ON "audit_event"("at" DESC);

-- CreateIndex
CREATE INDEX "audit_event_operation_id_idx" ON "audit_event"("operation_id");

-- CreateIndex
CREATE INDEX "audit_event_attempt_id_idx" ON "audit_event"("attempt_id");

-- CreateIndex
CREATE INDEX "audit_event_account_id_seq_idx" ON "audit_event"("account_id", "seq" DESC);

-- CreateIndex
CREATE INDEX "audit_event_actor_id_seq_idx" ON "audit_event"("actor_id", "seq" DESC);

-- CreateIndex
CREATE INDEX "audit_event_action_seq_idx" ON "audit_event"("action", "seq" DESC);

-- CreateIndex
CREATE INDEX "account_attempt_status_idx" ON "account_attempt"("status");

-- CreateIndex
CREATE INDEX "account_attempt_account_id_idx" ON "account_attempt"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "account_deletion_account_id_key" ON "account_deletion"("account_id");

-- AddForeignKey
ALTER TABLE "staff_session" ADD CONSTRAINT "staff_session_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "password_link" ADD CONSTRAINT "password_link_staff_id_fkey" FOREIGN KEY ("staff_id") REFERENCES "staff"("id") ON DELETE CASCADE ON UPDATE CASCADE;
