-- CreateTable
CREATE TABLE "dead_letter_decisions" (
    "owner" VARCHAR(20) NOT NULL,
    "community" TEXT NOT NULL,
    "stream_created" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "fact_index" INTEGER NOT NULL,
    "decision" VARCHAR(20) NOT NULL,
    "decided_by" BIGINT NOT NULL,
    "decided_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "frame" BYTEA,

    CONSTRAINT "dead_letter_decisions_pkey" PRIMARY KEY ("owner","community","stream_created","sequence","fact_index")
);

-- CreateTable
CREATE TABLE "admin_reward_positions" (
    "community" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "admin_reward_positions_pkey" PRIMARY KEY ("community")
);

GRANT SELECT, INSERT, UPDATE, DELETE ON dead_letter_decisions, admin_reward_positions TO synapse_admin;
