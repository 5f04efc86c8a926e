-- AlterTable
ALTER TABLE "directory_account" ADD COLUMN     "kyc_at" TIMESTAMPTZ(3);
