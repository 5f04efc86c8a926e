-- AlterTable
ALTER TABLE "account_note" DROP COLUMN "updated_by";
