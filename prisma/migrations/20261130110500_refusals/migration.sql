-- CreateTable
CREATE TABLE "refusal" (
    "staff_id" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "waiting" INTEGER NOT NULL,
    "due" INTEGER NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL,
    "row" JSONB NOT NULL,

    CONSTRAINT "refusal_pkey" PRIMARY KEY ("staff_id","action")
);
