-- AlterTable
ALTER TABLE "directory_account" ADD COLUMN     "likeness" TEXT;

-- CreateTable
CREATE TABLE "work_item" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "account_id" TEXT,
    "account_name" TEXT,
    "unit_id" TEXT,
    "tenant_id" TEXT,
    "data" JSONB NOT NULL,
    "urgency" SMALLINT NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "until" TIMESTAMPTZ(3),
    "first_found_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "solved_at" TIMESTAMPTZ(3),
    "owner_id" UUID,
    "snoozed_until" TIMESTAMPTZ(3),

    CONSTRAINT "work_item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "work_snooze" (
    "id" UUID NOT NULL,
    "item_id" UUID,
    "kind" TEXT NOT NULL,
    "account_id" TEXT,
    "reason" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "by_id" UUID NOT NULL,
    "by_email" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "work_snooze_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "work_look" (
    "id" TEXT NOT NULL,
    "stretch" INTEGER NOT NULL DEFAULT 1,
    "looked_at" TIMESTAMPTZ(3),
    "took_ms" INTEGER,
    "failed" TEXT[],

    CONSTRAINT "work_look_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "work_item_account_id_idx" ON "work_item"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "work_item_kind_subject_id_key" ON "work_item"("kind", "subject_id");

-- CreateIndex
CREATE INDEX "work_snooze_item_id_idx" ON "work_snooze"("item_id");

-- CreateIndex
CREATE INDEX "work_snooze_kind_account_id_idx" ON "work_snooze"("kind", "account_id");

-- CreateIndex
CREATE INDEX "directory_account_likeness_idx" ON "directory_account"("likeness");

-- In the order of the list; and what has gone, of much that has not.
CREATE INDEX "work_item_open" ON "work_item"("urgency", "until", "since", "id") WHERE "solved_at" IS NULL;
CREATE INDEX "work_item_solved" ON "work_item"("solved_at") WHERE "solved_at" IS NOT NULL;
CREATE INDEX "directory_account_gone" ON "directory_account"("gone_at") WHERE "gone_at" IS NOT NULL;
CREATE INDEX "directory_zone_gone" ON "directory_zone"("gone_at") WHERE "gone_at" IS NOT NULL;
