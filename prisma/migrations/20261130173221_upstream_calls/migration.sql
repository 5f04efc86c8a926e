-- CreateTable
CREATE TABLE "upstream_call" (
    "slot" BIGINT NOT NULL,
    "work" VARCHAR(16) NOT NULL,
    "calls" INTEGER NOT NULL,
    "until" BIGINT NOT NULL,

    CONSTRAINT "upstream_call_pkey" PRIMARY KEY ("slot","work")
);

-- CreateIndex
CREATE INDEX "upstream_call_until_idx" ON "upstream_call"("until");
