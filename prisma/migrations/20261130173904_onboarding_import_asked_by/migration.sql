-- AlterTable
ALTER TABLE "onboarding_import_row" DROP COLUMN "asked",
ADD COLUMN     "asked_by" UUID;
