-- CreateEnum
CREATE TYPE "QuestStatus" AS ENUM ('open', 'claimed', 'complete');

-- CreateTable
CREATE TABLE "users" (
    "id" BIGINT NOT NULL,
    "discord_name" VARCHAR(100) NOT NULL,
    "discord_avatar_hash" VARCHAR(100),
    "github_username" VARCHAR(39),
    "xp" INTEGER NOT NULL DEFAULT 0,
    "level" INTEGER NOT NULL DEFAULT 1,
    "gold" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "seasons" (
    "id" SERIAL NOT NULL,
    "guild_id" BIGINT NOT NULL,
    "name" VARCHAR(100) NOT NULL,
    "starts_at" TIMESTAMPTZ(6) NOT NULL,
    "ends_at" TIMESTAMPTZ(6) NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "seasons_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user_stats" (
    "user_id" BIGINT NOT NULL,
    "season_id" INTEGER NOT NULL,
    "season_stars" INTEGER NOT NULL DEFAULT 0,
    "lifetime_stars" INTEGER NOT NULL DEFAULT 0,
    "messages_sent" INTEGER NOT NULL DEFAULT 0,
    "reactions_given" INTEGER NOT NULL DEFAULT 0,
    "reactions_received" INTEGER NOT NULL DEFAULT 0,
    "threads_created" INTEGER NOT NULL DEFAULT 0,
    "voice_minutes" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "user_stats_pkey" PRIMARY KEY ("user_id","season_id")
);

-- CreateTable
CREATE TABLE "activity_log" (
    "id" BIGSERIAL NOT NULL,
    "user_id" BIGINT NOT NULL,
    "event_type" VARCHAR(50) NOT NULL,
    "season_id" INTEGER,
    "category_id" INTEGER,
    "source_system" VARCHAR(30) NOT NULL DEFAULT 'discord',
    "source_event_id" VARCHAR(100),
    "xp_delta" INTEGER NOT NULL DEFAULT 0,
    "star_delta" INTEGER NOT NULL DEFAULT 0,
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "timestamp" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "activity_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "categories" (
    "id" SERIAL NOT NULL,
    "guild_id" BIGINT NOT NULL,
    "name" VARCHAR(100) NOT NULL,
    "description" TEXT,
    "created_by" BIGINT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "categories_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "category_channels" (
    "category_id" INTEGER NOT NULL,
    "channel_id" BIGINT NOT NULL,

    CONSTRAINT "category_channels_pkey" PRIMARY KEY ("category_id","channel_id")
);

-- CreateTable
CREATE TABLE "category_multipliers" (
    "id" SERIAL NOT NULL,
    "category_id" INTEGER NOT NULL,
    "interaction_type" VARCHAR(50) NOT NULL,
    "xp_multiplier" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "star_multiplier" DOUBLE PRECISION NOT NULL DEFAULT 1,

    CONSTRAINT "category_multipliers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "achievement_templates" (
    "id" SERIAL NOT NULL,
    "guild_id" BIGINT NOT NULL,
    "name" VARCHAR(200) NOT NULL,
    "description" TEXT NOT NULL,
    "category" VARCHAR(50) NOT NULL DEFAULT 'social',
    "requirement_type" VARCHAR(50) NOT NULL,
    "requirement_scope" VARCHAR(20) NOT NULL,
    "requirement_field" VARCHAR(50),
    "requirement_value" INTEGER,
    "xp_reward" INTEGER NOT NULL DEFAULT 0,
    "gold_reward" INTEGER NOT NULL DEFAULT 0,
    "badge_image_url" VARCHAR(500),
    "rarity" VARCHAR(20) NOT NULL,
    "announce_channel_id" BIGINT,
    "active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "achievement_templates_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user_achievements" (
    "user_id" BIGINT NOT NULL,
    "achievement_id" INTEGER NOT NULL,
    "earned_at" TIMESTAMPTZ(6) NOT NULL,
    "granted_by" BIGINT,

    CONSTRAINT "user_achievements_pkey" PRIMARY KEY ("user_id","achievement_id")
);

-- CreateTable
CREATE TABLE "quests" (
    "id" SERIAL NOT NULL,
    "guild_id" BIGINT NOT NULL,
    "title" VARCHAR(200) NOT NULL,
    "description" TEXT NOT NULL,
    "xp_reward" INTEGER NOT NULL DEFAULT 50,
    "gold_reward" INTEGER NOT NULL DEFAULT 0,
    "status" "QuestStatus" NOT NULL DEFAULT 'open',
    "github_issue_url" VARCHAR(500),
    "active" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "quests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "admin_log" (
    "id" SERIAL NOT NULL,
    "actor_id" BIGINT NOT NULL,
    "action_type" VARCHAR(50) NOT NULL,
    "target_table" VARCHAR(50) NOT NULL,
    "target_id" VARCHAR(100) NOT NULL,
    "before_snapshot" JSONB,
    "after_snapshot" JSONB,
    "ip_address" VARCHAR(45),
    "reason" TEXT,
    "timestamp" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "admin_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "user_preferences" (
    "user_id" BIGINT NOT NULL,
    "announce_level_up" BOOLEAN NOT NULL DEFAULT true,
    "announce_achievements" BOOLEAN NOT NULL DEFAULT true,
    "announce_awards" BOOLEAN NOT NULL DEFAULT true,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "user_preferences_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "settings" (
    "key" VARCHAR(100) NOT NULL,
    "value_json" TEXT NOT NULL,
    "category" VARCHAR(50) NOT NULL,
    "description" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "event_lake" (
    "id" BIGSERIAL NOT NULL,
    "guild_id" BIGINT NOT NULL,
    "user_id" BIGINT NOT NULL,
    "event_type" VARCHAR(64) NOT NULL,
    "channel_id" BIGINT,
    "target_id" BIGINT,
    "payload" JSONB NOT NULL,
    "source_id" VARCHAR(128),
    "timestamp" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "event_lake_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "event_counters" (
    "user_id" BIGINT NOT NULL,
    "event_type" VARCHAR(64) NOT NULL,
    "category_id" INTEGER NOT NULL,
    "period" VARCHAR(16) NOT NULL,
    "count" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "event_counters_pkey" PRIMARY KEY ("user_id","event_type","category_id","period")
);

-- CreateTable
CREATE TABLE "lake_positions" (
    "community" TEXT NOT NULL,
    "stream_created" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL DEFAULT 0,
    "next_lake_id" BIGINT NOT NULL DEFAULT 1,
    "rule_set_version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "lake_positions_pkey" PRIMARY KEY ("community")
);

-- CreateTable
CREATE TABLE "engine_positions" (
    "community" TEXT NOT NULL,
    "stream_created" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL DEFAULT 0,
    "next_journal_id" BIGINT NOT NULL DEFAULT 1,
    "next_frame" BIGINT NOT NULL DEFAULT 1,
    "rule_set_version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "engine_positions_pkey" PRIMARY KEY ("community")
);

-- CreateTable
CREATE TABLE "admin_positions" (
    "community" TEXT NOT NULL,
    "stream_created" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL DEFAULT 0,
    "rule_set_version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "admin_positions_pkey" PRIMARY KEY ("community")
);

-- CreateTable
CREATE TABLE "lake_dead_letters" (
    "community" TEXT NOT NULL,
    "stream_created" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "fact_index" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "reason" VARCHAR(50) NOT NULL,
    "detail" TEXT NOT NULL,
    "raw" BYTEA NOT NULL,
    "logged_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "lake_dead_letters_pkey" PRIMARY KEY ("community","stream_created","sequence","fact_index")
);

-- CreateTable
CREATE TABLE "engine_dead_letters" (
    "community" TEXT NOT NULL,
    "stream_created" TEXT NOT NULL,
    "sequence" BIGINT NOT NULL,
    "fact_index" INTEGER NOT NULL,
    "subject" TEXT NOT NULL,
    "reason" VARCHAR(50) NOT NULL,
    "detail" TEXT NOT NULL,
    "raw" BYTEA NOT NULL,
    "logged_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "engine_dead_letters_pkey" PRIMARY KEY ("community","stream_created","sequence","fact_index")
);

-- CreateTable
CREATE TABLE "reward_outbox" (
    "community" TEXT NOT NULL,
    "frame" BIGINT NOT NULL,
    "body" BYTEA NOT NULL,
    "traceparent" TEXT,

    CONSTRAINT "reward_outbox_pkey" PRIMARY KEY ("community","frame")
);

-- CreateTable
CREATE TABLE "reward_windows" (
    "key" TEXT NOT NULL,
    "state" JSONB NOT NULL,
    "last_at" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "reward_windows_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "member_totals" (
    "user_id" BIGINT NOT NULL,
    "stars" INTEGER NOT NULL DEFAULT 0,
    "messages_sent" INTEGER NOT NULL DEFAULT 0,
    "reactions_given" INTEGER NOT NULL DEFAULT 0,
    "reactions_received" INTEGER NOT NULL DEFAULT 0,
    "threads_created" INTEGER NOT NULL DEFAULT 0,
    "voice_minutes" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "member_totals_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "rule_sets" (
    "community" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "body" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "log_sequence" BIGINT,

    CONSTRAINT "rule_sets_pkey" PRIMARY KEY ("community","version")
);

-- CreateTable
CREATE TABLE "followed_channels" (
    "channel_id" BIGINT NOT NULL,
    "guild_id" BIGINT NOT NULL,
    "category_id" INTEGER NOT NULL,

    CONSTRAINT "followed_channels_pkey" PRIMARY KEY ("channel_id")
);

-- CreateTable
CREATE TABLE "guild_structures" (
    "guild_id" BIGINT NOT NULL,
    "body" JSONB NOT NULL,
    "sequence" BIGINT NOT NULL,

    CONSTRAINT "guild_structures_pkey" PRIMARY KEY ("guild_id")
);

-- CreateIndex
CREATE INDEX "ix_users_xp_desc" ON "users"("xp" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "uq_seasons_guild_name" ON "seasons"("guild_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "ix_seasons_one_active" ON "seasons"("guild_id") WHERE (active);

-- CreateIndex
CREATE INDEX "ix_activity_log_user_time" ON "activity_log"("user_id", "timestamp");

-- CreateIndex
CREATE INDEX "ix_activity_log_timestamp" ON "activity_log"("timestamp");

-- CreateIndex
CREATE INDEX "ix_activity_log_event_time" ON "activity_log"("event_type", "timestamp");

-- CreateIndex
CREATE INDEX "ix_activity_log_category_time" ON "activity_log"("category_id", "timestamp");

-- CreateIndex
CREATE UNIQUE INDEX "ix_activity_log_idempotent" ON "activity_log"("source_system", "source_event_id") WHERE (source_event_id IS NOT NULL);

-- CreateIndex
CREATE UNIQUE INDEX "uq_categories_guild_name" ON "categories"("guild_id", "name");

-- CreateIndex
CREATE INDEX "ix_category_channels_channel_id" ON "category_channels"("channel_id");

-- CreateIndex
CREATE UNIQUE INDEX "uq_category_multipliers_type" ON "category_multipliers"("category_id", "interaction_type");

-- CreateIndex
CREATE UNIQUE INDEX "uq_achievement_templates_guild_name" ON "achievement_templates"("guild_id", "name");

-- CreateIndex
CREATE INDEX "ix_admin_log_actor_time" ON "admin_log"("actor_id", "timestamp");

-- CreateIndex
CREATE INDEX "ix_admin_log_target" ON "admin_log"("target_table", "target_id", "timestamp");

-- CreateIndex
CREATE INDEX "ix_settings_category" ON "settings"("category");

-- CreateIndex
CREATE INDEX "idx_event_lake_user_ts" ON "event_lake"("user_id", "timestamp" DESC);

-- CreateIndex
CREATE INDEX "idx_event_lake_type_ts" ON "event_lake"("event_type", "timestamp" DESC);

-- CreateIndex
CREATE INDEX "idx_event_lake_guild_ts" ON "event_lake"("guild_id", "timestamp" DESC);

-- CreateIndex
CREATE INDEX "idx_event_lake_channel_ts" ON "event_lake"("channel_id", "timestamp" DESC) WHERE (channel_id IS NOT NULL);

-- CreateIndex
CREATE UNIQUE INDEX "idx_event_lake_source" ON "event_lake"("source_id") WHERE (source_id IS NOT NULL);

-- CreateIndex
CREATE INDEX "ix_reward_windows_last_at" ON "reward_windows"("last_at");

-- AddForeignKey
ALTER TABLE "user_stats" ADD CONSTRAINT "user_stats_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "user_stats" ADD CONSTRAINT "user_stats_season_id_fkey" FOREIGN KEY ("season_id") REFERENCES "seasons"("id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "activity_log" ADD CONSTRAINT "activity_log_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "activity_log" ADD CONSTRAINT "activity_log_season_id_fkey" FOREIGN KEY ("season_id") REFERENCES "seasons"("id") ON DELETE SET NULL ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "activity_log" ADD CONSTRAINT "activity_log_category_id_fkey" FOREIGN KEY ("category_id") REFERENCES "categories"("id") ON DELETE SET NULL ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "category_channels" ADD CONSTRAINT "category_channels_category_id_fkey" FOREIGN KEY ("category_id") REFERENCES "categories"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "category_multipliers" ADD CONSTRAINT "category_multipliers_category_id_fkey" FOREIGN KEY ("category_id") REFERENCES "categories"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "user_achievements" ADD CONSTRAINT "user_achievements_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "user_achievements" ADD CONSTRAINT "user_achievements_achievement_id_fkey" FOREIGN KEY ("achievement_id") REFERENCES "achievement_templates"("id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "user_preferences" ADD CONSTRAINT "user_preferences_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "member_totals" ADD CONSTRAINT "member_totals_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- Rows that are updated over and over keep room on their page, so an update of unindexed columns touches no index.
ALTER TABLE "event_counters" SET (fillfactor = 50);
ALTER TABLE "users" SET (fillfactor = 70);
ALTER TABLE "user_stats" SET (fillfactor = 70);
ALTER TABLE "member_totals" SET (fillfactor = 70);
