-- CreateTable
CREATE TABLE "recently_viewed" (
    "staff_id" UUID NOT NULL,
    "account_id" TEXT NOT NULL,
    "name" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "recently_viewed_pkey" PRIMARY KEY ("staff_id","account_id")
);

-- CreateTable
CREATE TABLE "saved_view" (
    "id" UUID NOT NULL,
    "list" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "shared" BOOLEAN NOT NULL DEFAULT false,
    "created_by" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "saved_view_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "removal" (
    "id" UUID NOT NULL,
    "operation_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "status" "RunStatus" NOT NULL DEFAULT 'queued',
    "started_by" UUID NOT NULL,
    "started_by_email" TEXT NOT NULL,
    "stretch" INTEGER NOT NULL DEFAULT 1,
    "wake_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "stop_asked_at" TIMESTAMPTZ(3),
    "stop_asked_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "removal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "removal_step" (
    "removal_id" UUID NOT NULL,
    "account_id" TEXT NOT NULL,
    "account_name" TEXT NOT NULL,
    "member_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "state" "StepState" NOT NULL DEFAULT 'waiting',
    "tries" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "message" TEXT,
    "request_id" TEXT,
    "ray" TEXT,

    CONSTRAINT "removal_step_pkey" PRIMARY KEY ("removal_id","account_id")
);

-- CreateIndex
CREATE INDEX "recently_viewed_staff_id_at_idx" ON "recently_viewed"("staff_id", "at" DESC);

-- CreateIndex
CREATE INDEX "saved_view_list_idx" ON "saved_view"("list");

-- CreateIndex
CREATE INDEX "removal_email_idx" ON "removal"("email");

-- CreateIndex
CREATE INDEX "removal_status_idx" ON "removal"("status");

-- AddForeignKey
ALTER TABLE "removal_step" ADD CONSTRAINT "removal_step_removal_id_fkey" FOREIGN KEY ("removal_id") REFERENCES "removal"("id") ON DELETE CASCADE ON UPDATE CASCADE;
