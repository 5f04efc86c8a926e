-- AlterTable
ALTER TABLE "audit_event" ADD COLUMN     "tenant_id" TEXT;

-- CreateTable
CREATE TABLE "belonging" (
    "id" TEXT NOT NULL,
    "tenant_id" TEXT NOT NULL,

    CONSTRAINT "belonging_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "audit_event_actor_role_seq_idx" ON "audit_event"("actor_role", "seq" DESC);

-- CreateIndex
CREATE INDEX "audit_event_tenant_id_seq_idx" ON "audit_event"("tenant_id", "seq" DESC);

-- CreateIndex
CREATE INDEX "belonging_tenant_id_idx" ON "belonging"("tenant_id");

-- What was deleted here is listed by nobody any more.
INSERT INTO "belonging" ("id", "tenant_id")
SELECT "account_id", "tenant_id" FROM "account_deletion" WHERE "tenant_id" IS NOT NULL;
