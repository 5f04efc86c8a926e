-- CreateTable
CREATE TABLE "plan_refusal" (
    "tenant_id" TEXT NOT NULL,
    "rate_plan_id" TEXT NOT NULL,
    "code" INTEGER NOT NULL,
    "refused_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "refused_by" TEXT NOT NULL,

    CONSTRAINT "plan_refusal_pkey" PRIMARY KEY ("tenant_id","rate_plan_id")
);
