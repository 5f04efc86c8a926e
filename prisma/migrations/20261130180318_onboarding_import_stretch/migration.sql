-- AlterTable
ALTER TABLE "onboarding_import" ADD COLUMN     "stretch" INTEGER NOT NULL DEFAULT 0;
