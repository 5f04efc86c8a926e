-- AlterTable
ALTER TABLE "service_user" ADD COLUMN     "member_unknown" BOOLEAN NOT NULL DEFAULT false;
