-- AlterTable
ALTER TABLE "directory_pass" DROP COLUMN "tenant_id",
ADD COLUMN     "first_id" TEXT,
ADD COLUMN     "full" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "list" TEXT,
ADD COLUMN     "stretch" INTEGER NOT NULL DEFAULT 1,
ADD COLUMN     "whole" BOOLEAN NOT NULL DEFAULT true;
