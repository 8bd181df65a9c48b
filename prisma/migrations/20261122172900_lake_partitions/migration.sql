-- The lake in ranges of `id`, which is assigned in log order: new rows go to the newest partition whatever their time, its
-- indexes stay small, and what is too old is dropped with its partition. Prisma knows no partitions; to it this is the table
-- it was.
ALTER TABLE "event_lake" RENAME TO "event_lake_before";
ALTER INDEX "event_lake_pkey" RENAME TO "event_lake_before_pkey";
DROP INDEX "idx_event_lake_source", "idx_event_lake_user_ts", "idx_event_lake_type_ts", "idx_event_lake_guild_ts",
  "idx_event_lake_channel_ts";

CREATE TABLE "event_lake" (
    "id" BIGINT NOT NULL DEFAULT nextval('event_lake_id_seq'),
    "guild_id" BIGINT NOT NULL,
    "user_id" BIGINT NOT NULL,
    "event_type" VARCHAR(64) NOT NULL,
    "channel_id" BIGINT,
    "target_id" BIGINT,
    "payload" JSONB NOT NULL,
    "source_id" VARCHAR(128),
    "timestamp" TIMESTAMPTZ(6) NOT NULL,

    CONSTRAINT "event_lake_pkey" PRIMARY KEY ("id")
) PARTITION BY RANGE ("id");
ALTER SEQUENCE "event_lake_id_seq" OWNED BY "event_lake"."id";

CREATE INDEX "idx_event_lake_user_ts" ON "event_lake"("user_id", "timestamp" DESC);
CREATE INDEX "idx_event_lake_type_ts" ON "event_lake"("event_type", "timestamp" DESC);
CREATE INDEX "idx_event_lake_guild_ts" ON "event_lake"("guild_id", "timestamp" DESC);
CREATE INDEX "idx_event_lake_channel_ts" ON "event_lake"("channel_id", "timestamp" DESC) WHERE (channel_id IS NOT NULL);

-- A unique index of a partitioned table must contain the id: `source_id` is kept unique here, over all partitions.
CREATE TABLE "event_lake_sources" (
    "source_id" VARCHAR(128) NOT NULL,
    "lake_id" BIGINT NOT NULL,

    CONSTRAINT "event_lake_sources_pkey" PRIMARY KEY ("source_id")
);

-- Makes the partitions up to the one that holds `last_id`. Attaching locks out neither readers nor the writer that calls it.
CREATE FUNCTION make_lake_partitions(last_id BIGINT) RETURNS VOID
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET client_min_messages = warning AS $$
DECLARE
  rows_each CONSTANT BIGINT := 1000000;
  newest BIGINT;
BEGIN
  SELECT coalesce(max(substring(relname FROM '\d+$')::BIGINT), -1) INTO newest
  FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid WHERE inhparent = 'event_lake'::regclass;
  FOR number IN newest + 1 .. last_id / rows_each LOOP
    EXECUTE format('CREATE TABLE event_lake_p%s (LIKE event_lake INCLUDING DEFAULTS)', number);
    EXECUTE format(
      'ALTER TABLE event_lake ATTACH PARTITION event_lake_p%s FOR VALUES FROM (%s) TO (%s)',
      number, number * rows_each, (number + 1) * rows_each
    );
  END LOOP;
END
$$;

-- Drops the oldest partition if everything in it happened before `moment` and the next one has begun, with its source ids,
-- and returns its name; null when there is none. Waits at most a second for the writer, who waits meanwhile: the caller tries again later.
CREATE FUNCTION drop_lake_partition(moment TIMESTAMPTZ) RETURNS TEXT
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '1s' AS $$
DECLARE
  partitions TEXT[];
  has_rows BOOLEAN;
BEGIN
  SELECT array_agg(relname ORDER BY substring(relname FROM '\d+$')::BIGINT) INTO partitions
  FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
  WHERE inhparent = 'event_lake'::regclass;
  IF coalesce(array_length(partitions, 1), 0) < 2 THEN
    RETURN NULL;
  END IF;
  EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE "timestamp" >= $1)', partitions[1])
    INTO has_rows USING moment;
  IF has_rows THEN
    RETURN NULL;
  END IF;
  EXECUTE format('SELECT EXISTS (SELECT FROM %I)', partitions[2]) INTO has_rows;
  IF NOT has_rows THEN
    RETURN NULL;
  END IF;
  EXECUTE format('DELETE FROM event_lake_sources s USING %I p WHERE s.source_id = p.source_id', partitions[1]);
  EXECUTE format('DROP TABLE %I', partitions[1]);
  RETURN partitions[1];
END
$$;

REVOKE ALL ON FUNCTION make_lake_partitions(BIGINT), drop_lake_partition(TIMESTAMPTZ) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION make_lake_partitions(BIGINT), drop_lake_partition(TIMESTAMPTZ) TO synapse_lake_writer;

SELECT make_lake_partitions(greatest(1000000, (SELECT coalesce(max("id"), 0) + 1000000 FROM "event_lake_before")));
INSERT INTO "event_lake" SELECT * FROM "event_lake_before";
INSERT INTO "event_lake_sources" SELECT "source_id", "id" FROM "event_lake_before" WHERE "source_id" IS NOT NULL;
DROP TABLE "event_lake_before";

GRANT SELECT, INSERT, UPDATE, DELETE ON event_lake, event_lake_sources TO synapse_lake_writer;
GRANT SELECT ON event_lake, event_lake_sources TO synapse_reward_engine, synapse_query, synapse_admin;
