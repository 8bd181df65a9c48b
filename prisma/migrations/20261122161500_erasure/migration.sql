-- A member's windows are found by what their keys begin with: a range of the index, in the order of bytes.
ALTER TABLE "reward_windows" ALTER COLUMN "key" SET DATA TYPE TEXT COLLATE "C";

-- CreateTable
CREATE TABLE "engine_tombstones" (
    "command" VARCHAR(64) NOT NULL,
    "member" VARCHAR(64) NOT NULL,
    "erased_at" TIMESTAMPTZ(6) NOT NULL,
    "sequence" BIGINT NOT NULL,
    "key_check" VARCHAR(64) NOT NULL,
    "body_hash" VARCHAR(64) NOT NULL,
    "outcome" JSONB NOT NULL,

    CONSTRAINT "engine_tombstones_pkey" PRIMARY KEY ("command")
);

-- CreateTable
CREATE TABLE "lake_tombstones" (
    "command" VARCHAR(64) NOT NULL,
    "member" VARCHAR(64) NOT NULL,
    "erased_at" TIMESTAMPTZ(6) NOT NULL,
    "sequence" BIGINT NOT NULL,
    "key_check" VARCHAR(64) NOT NULL,
    "scrub_id" BIGINT,
    "scrub_from" BIGINT,
    "scrub_until" BIGINT,

    CONSTRAINT "lake_tombstones_pkey" PRIMARY KEY ("command")
);

-- The few rows of a member that name another one.
CREATE INDEX "ix_activity_log_names_others" ON "activity_log"("id") WHERE (metadata ?| '{granted_by,reason}'::text[]);
CREATE INDEX "ix_user_achievements_granted_by" ON "user_achievements"("granted_by") WHERE (granted_by IS NOT NULL);

GRANT SELECT, INSERT, UPDATE, DELETE ON engine_tombstones TO synapse_reward_engine;
GRANT SELECT, INSERT, UPDATE, DELETE ON lake_tombstones TO synapse_lake_writer;
GRANT SELECT ON engine_tombstones, lake_tombstones TO synapse_admin;
