-- CreateEnum
CREATE TYPE "LabelKind" AS ENUM ('tag', 'alias');

-- CreateTable
CREATE TABLE "note" (
    "id" UUID NOT NULL,
    "account_id" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_by" UUID NOT NULL,
    "updated_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "note_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account_label" (
    "id" UUID NOT NULL,
    "account_id" TEXT NOT NULL,
    "kind" "LabelKind" NOT NULL,
    "name" TEXT NOT NULL,
    "norm" TEXT NOT NULL,
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "account_label_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "note_account_id_idx" ON "note"("account_id");

-- CreateIndex
CREATE INDEX "account_label_kind_norm_idx" ON "account_label"("kind", "norm");

-- CreateIndex
CREATE UNIQUE INDEX "account_label_account_id_kind_norm_key" ON "account_label"("account_id", "kind", "norm");
