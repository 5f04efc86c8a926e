-- AlterTable
ALTER TABLE "onboarding_import" ADD COLUMN     "columns" TEXT[],
ADD COLUMN     "compared" JSONB,
ALTER COLUMN "row_count" SET DEFAULT 0;

-- AlterTable
ALTER TABLE "onboarding_import_row" ADD COLUMN     "asked" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "calls" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "confirmed" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "domain_keys" TEXT[],
ADD COLUMN     "like" JSONB,
ADD COLUMN     "name_key" TEXT;

-- CreateIndex
CREATE INDEX "onboarding_import_row_name_key_idx" ON "onboarding_import_row"("name_key");
