-- AlterTable
ALTER TABLE "account_deletion" ADD COLUMN     "tenant_id" TEXT;

-- CreateIndex
CREATE INDEX "account_deletion_tenant_id_idx" ON "account_deletion"("tenant_id");
