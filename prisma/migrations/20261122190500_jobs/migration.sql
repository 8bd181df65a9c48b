-- CreateTable
CREATE TABLE "jobs" (
    "id" SERIAL NOT NULL,
    "kind" VARCHAR(20) NOT NULL,
    "occasion" VARCHAR(40),
    "input" JSONB NOT NULL,
    "asked_by" BIGINT NOT NULL,
    "asked_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "stopped" BOOLEAN NOT NULL DEFAULT false,
    "told" BOOLEAN NOT NULL DEFAULT false,
    "refused" TEXT,

    CONSTRAINT "jobs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lake_jobs" (
    "id" INTEGER NOT NULL,
    "kind" VARCHAR(20) NOT NULL,
    "input" JSONB NOT NULL,
    "asked_at" TIMESTAMPTZ(6) NOT NULL,
    "state" VARCHAR(10) NOT NULL,
    "done" BIGINT NOT NULL DEFAULT 0,
    "total" BIGINT,
    "place" JSONB,
    "report" JSONB,
    "problem" TEXT,
    "ended_at" TIMESTAMPTZ(6),

    CONSTRAINT "lake_jobs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "engine_jobs" (
    "id" INTEGER NOT NULL,
    "kind" VARCHAR(20) NOT NULL,
    "input" JSONB NOT NULL,
    "asked_at" TIMESTAMPTZ(6) NOT NULL,
    "state" VARCHAR(10) NOT NULL,
    "done" BIGINT NOT NULL DEFAULT 0,
    "total" BIGINT,
    "place" JSONB,
    "report" JSONB,
    "problem" TEXT,
    "ended_at" TIMESTAMPTZ(6),

    CONSTRAINT "engine_jobs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "lake_rule_sets" (
    "from_lake_id" BIGINT NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "lake_rule_sets_pkey" PRIMARY KEY ("from_lake_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "uq_jobs_occasion" ON "jobs"("occasion");

-- CreateIndex
CREATE INDEX "ix_jobs_kind" ON "jobs"("kind", "id");

-- CreateIndex
CREATE INDEX "ix_jobs_untold" ON "jobs"("id") WHERE (NOT told);

-- Rows from before are taken for counted by the rules that are in force now.
INSERT INTO lake_rule_sets SELECT 0, rule_set_version FROM lake_positions LIMIT 1;

GRANT SELECT, INSERT, UPDATE, DELETE ON jobs TO synapse_admin;
GRANT USAGE, SELECT ON SEQUENCE jobs_id_seq TO synapse_admin;
GRANT SELECT, INSERT, UPDATE, DELETE ON lake_jobs, lake_rule_sets TO synapse_lake_writer;
GRANT SELECT, INSERT, UPDATE, DELETE ON engine_jobs TO synapse_reward_engine;
GRANT SELECT ON lake_jobs, engine_jobs, lake_rule_sets TO synapse_admin;
