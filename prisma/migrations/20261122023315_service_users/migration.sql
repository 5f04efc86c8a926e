-- CreateEnum
CREATE TYPE "ServiceUserStatus" AS ENUM ('sent', 'created', 'unknown');

-- CreateTable
CREATE TABLE "service_user" (
    "id" UUID NOT NULL,
    "account_id" TEXT NOT NULL,
    "account_name" TEXT,
    "email" TEXT NOT NULL,
    "role_ids" TEXT[],
    "status" "ServiceUserStatus" NOT NULL DEFAULT 'sent',
    "user_id" TEXT,
    "member_id" TEXT,
    "member_fault" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "key_saved_at" TIMESTAMPTZ(3),

    CONSTRAINT "service_user_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "service_user_created_at_idx" ON "service_user"("created_at" DESC);

-- CreateIndex
CREATE INDEX "service_user_account_id_idx" ON "service_user"("account_id");
