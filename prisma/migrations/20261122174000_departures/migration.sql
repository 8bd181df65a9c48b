-- AlterTable
ALTER TABLE "engine_positions" ADD COLUMN     "rebuilds" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "departures" (
    "user_id" BIGINT NOT NULL,
    "left_at" TIMESTAMPTZ(6) NOT NULL,
    "returned_at" TIMESTAMPTZ(6),

    CONSTRAINT "departures_pkey" PRIMARY KEY ("user_id")
);

-- AddForeignKey
ALTER TABLE "departures" ADD CONSTRAINT "departures_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

GRANT SELECT, INSERT, UPDATE, DELETE ON departures TO synapse_reward_engine;
GRANT SELECT ON departures TO synapse_query, synapse_admin;

-- Keys to what is not public are admin's; readers compare digests.
GRANT SELECT (id, digest, scopes, revoked_at) ON api_keys TO synapse_query;
