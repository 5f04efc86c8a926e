-- CreateEnum
CREATE TYPE "RunStatus" AS ENUM ('queued', 'running', 'waiting', 'paused', 'stopped', 'completed', 'problems');

-- CreateEnum
CREATE TYPE "StepState" AS ENUM ('waiting', 'sending', 'done', 'paused', 'unknown', 'skipped', 'failed');

-- CreateEnum
CREATE TYPE "ImportStatus" AS ENUM ('checked', 'running', 'paused', 'cancelled', 'done');

-- AlterTable
ALTER TABLE "audit_event" ADD COLUMN     "once_key" TEXT,
ADD COLUMN     "run_id" UUID;

-- CreateTable
CREATE TABLE "engine_process" (
    "executor_id" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "taken_at" TIMESTAMPTZ(3),

    CONSTRAINT "engine_process_pkey" PRIMARY KEY ("executor_id")
);

-- CreateTable
CREATE TABLE "onboarding_draft" (
    "id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "content" BYTEA NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "template_id" UUID,
    "created_by" UUID NOT NULL,
    "updated_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "run_id" UUID,

    CONSTRAINT "onboarding_draft_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "onboarding_editor" (
    "draft_id" UUID NOT NULL,
    "staff_id" UUID NOT NULL,
    "step" TEXT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "onboarding_editor_pkey" PRIMARY KEY ("draft_id","staff_id")
);

-- CreateTable
CREATE TABLE "onboarding_template" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "content" BYTEA NOT NULL,
    "created_by" UUID NOT NULL,
    "updated_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "onboarding_template_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "onboarding_run" (
    "id" UUID NOT NULL,
    "operation_id" UUID NOT NULL,
    "draft_id" UUID,
    "template_id" UUID,
    "import_id" UUID,
    "row" INTEGER,
    "status" "RunStatus" NOT NULL DEFAULT 'queued',
    "title" TEXT NOT NULL,
    "unit_id" TEXT NOT NULL,
    "content" BYTEA,
    "started_by" UUID NOT NULL,
    "started_by_email" TEXT NOT NULL,
    "account_id" TEXT,
    "tenant_id" TEXT,
    "stretch" INTEGER NOT NULL DEFAULT 0,
    "wake_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "stop_asked_at" TIMESTAMPTZ(3),
    "stop_asked_by" TEXT,
    "moved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "onboarding_run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "onboarding_step" (
    "run_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "state" "StepState" NOT NULL DEFAULT 'waiting',
    "tries" INTEGER NOT NULL DEFAULT 0,
    "idempotency_key" UUID NOT NULL,
    "target_id" TEXT,
    "result" JSONB,
    "message" TEXT,
    "error_code" TEXT,
    "fields" JSONB,
    "request_id" TEXT,
    "ray" TEXT,
    "next_look_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "onboarding_step_pkey" PRIMARY KEY ("run_id","key")
);

-- CreateTable
CREATE TABLE "onboarding_import" (
    "id" UUID NOT NULL,
    "status" "ImportStatus" NOT NULL DEFAULT 'checked',
    "file_name" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "row_count" INTEGER NOT NULL,
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "onboarding_import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "onboarding_import_row" (
    "import_id" UUID NOT NULL,
    "row" INTEGER NOT NULL,
    "content" BYTEA,
    "faults" INTEGER NOT NULL DEFAULT 0,
    "run_id" UUID,

    CONSTRAINT "onboarding_import_row_pkey" PRIMARY KEY ("import_id","row")
);

-- CreateIndex
CREATE UNIQUE INDEX "onboarding_draft_run_id_key" ON "onboarding_draft"("run_id");

-- CreateIndex
CREATE INDEX "onboarding_draft_created_by_idx" ON "onboarding_draft"("created_by");

-- CreateIndex
CREATE UNIQUE INDEX "onboarding_template_name_key" ON "onboarding_template"("name");

-- CreateIndex
CREATE INDEX "onboarding_run_status_idx" ON "onboarding_run"("status");

-- CreateIndex
CREATE INDEX "onboarding_run_created_at_idx" ON "onboarding_run"("created_at" DESC);

-- CreateIndex
CREATE INDEX "onboarding_run_started_by_idx" ON "onboarding_run"("started_by");

-- CreateIndex
CREATE INDEX "onboarding_run_import_id_row_idx" ON "onboarding_run"("import_id", "row");

-- CreateIndex
CREATE INDEX "onboarding_run_account_id_idx" ON "onboarding_run"("account_id");

-- CreateIndex
CREATE INDEX "onboarding_import_digest_idx" ON "onboarding_import"("digest");

-- CreateIndex
CREATE INDEX "onboarding_import_created_at_idx" ON "onboarding_import"("created_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "audit_event_once_key_key" ON "audit_event"("once_key");

-- CreateIndex
CREATE INDEX "audit_event_run_id_idx" ON "audit_event"("run_id");

-- AddForeignKey
ALTER TABLE "onboarding_editor" ADD CONSTRAINT "onboarding_editor_draft_id_fkey" FOREIGN KEY ("draft_id") REFERENCES "onboarding_draft"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "onboarding_step" ADD CONSTRAINT "onboarding_step_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "onboarding_run"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "onboarding_import_row" ADD CONSTRAINT "onboarding_import_row_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "onboarding_import"("id") ON DELETE CASCADE ON UPDATE CASCADE;
