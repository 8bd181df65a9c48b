-- CreateTable
CREATE TABLE "bot_positions" (
    "community" VARCHAR(32) NOT NULL,
    "sequence" BIGINT NOT NULL DEFAULT 0,
    "roles_digest" VARCHAR(64),
    "roles_seen_at" TIMESTAMPTZ(6),

    CONSTRAINT "bot_positions_pkey" PRIMARY KEY ("community")
);

-- CreateTable
CREATE TABLE "announcements" (
    "id" VARCHAR(25) NOT NULL,
    "community" VARCHAR(32) NOT NULL,
    "guild_id" BIGINT,
    "channel_id" BIGINT NOT NULL,
    "member_id" BIGINT,
    "told" JSONB,
    "owed_at" TIMESTAMPTZ(6) NOT NULL,
    "delivery_id" VARCHAR(25),
    "settled" VARCHAR(20),
    "settled_at" TIMESTAMPTZ(6),

    CONSTRAINT "announcements_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deliveries" (
    "id" VARCHAR(25) NOT NULL,
    "community" VARCHAR(32) NOT NULL,
    "channel_id" BIGINT NOT NULL,
    "begun_at" TIMESTAMPTZ(6) NOT NULL,
    "tried_at" TIMESTAMPTZ(6) NOT NULL,
    "message_id" BIGINT,
    "settled_at" TIMESTAMPTZ(6),

    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "role_checks" (
    "community" VARCHAR(32) NOT NULL,
    "user_id" BIGINT NOT NULL,
    "due_at" TIMESTAMPTZ(6) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "role_checks_pkey" PRIMARY KEY ("community","user_id")
);

-- CreateIndex
CREATE INDEX "ix_announcements_open" ON "announcements"("community", "channel_id", "owed_at") WHERE (settled IS NULL);

-- CreateIndex
CREATE INDEX "ix_announcements_delivery" ON "announcements"("delivery_id");

-- CreateIndex
CREATE INDEX "ix_announcements_member" ON "announcements"("member_id");

-- CreateIndex
CREATE INDEX "ix_deliveries_channel" ON "deliveries"("community", "channel_id", "begun_at");

-- CreateIndex
CREATE INDEX "ix_role_checks_due" ON "role_checks"("community", "due_at");

-- A role belongs to the whole server: see the migration of the other services' roles.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'synapse_bot') THEN
    CREATE ROLE synapse_bot LOGIN;
    ALTER ROLE synapse_bot SET timezone TO 'UTC';
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL;
END
$$;

DO $$
BEGIN
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO synapse_bot', current_database());
END
$$;

GRANT USAGE ON SCHEMA public TO synapse_bot;
GRANT SELECT, INSERT, UPDATE, DELETE ON bot_positions, announcements, deliveries, role_checks TO synapse_bot;
GRANT SELECT ON bot_positions, announcements, deliveries, role_checks TO synapse_admin;
