-- AlterTable
ALTER TABLE "engine_positions" ADD COLUMN     "forgotten_before" TIMESTAMPTZ(6);

-- AlterTable
ALTER TABLE "lake_positions" ADD COLUMN     "closed_season" BIGINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "season_closings" (
    "season_id" INTEGER NOT NULL,
    "closed_at" TIMESTAMPTZ(6) NOT NULL,
    "sequence" BIGINT NOT NULL,

    CONSTRAINT "season_closings_pkey" PRIMARY KEY ("season_id")
);

-- CreateTable
CREATE TABLE "revoked_achievements" (
    "user_id" BIGINT NOT NULL,
    "achievement_id" INTEGER NOT NULL,

    CONSTRAINT "revoked_achievements_pkey" PRIMARY KEY ("user_id","achievement_id")
);

-- CreateTable
CREATE TABLE "quest_claims" (
    "quest_id" INTEGER NOT NULL,
    "user_id" BIGINT NOT NULL,
    "claimed_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "quest_claims_pkey" PRIMARY KEY ("quest_id")
);

-- CreateTable
CREATE TABLE "command_outcomes" (
    "issuer" VARCHAR(16) NOT NULL,
    "actor_id" BIGINT NOT NULL,
    "command_id" VARCHAR(64) NOT NULL,
    "body_hash" VARCHAR(64) NOT NULL,
    "outcome" JSONB NOT NULL,
    "settled_at" TIMESTAMPTZ(6) NOT NULL,
    "sequence" BIGINT NOT NULL,

    CONSTRAINT "command_outcomes_pkey" PRIMARY KEY ("issuer","actor_id","command_id")
);

-- AddForeignKey
ALTER TABLE "revoked_achievements" ADD CONSTRAINT "revoked_achievements_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "quest_claims" ADD CONSTRAINT "quest_claims_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- Each key of a window is written again and again.
ALTER TABLE "reward_windows" SET (fillfactor = 70);

GRANT SELECT, INSERT, UPDATE, DELETE
  ON season_closings, revoked_achievements, quest_claims, command_outcomes
  TO synapse_reward_engine;
GRANT SELECT
  ON season_closings, revoked_achievements, quest_claims, command_outcomes
  TO synapse_query, synapse_admin;

-- A rebuild adds the journal up in temporary tables.
DO $$
BEGIN
  EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO synapse_reward_engine', current_database());
END
$$;
