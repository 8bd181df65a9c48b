-- One role per service. A role belongs to the whole server, so another database of it may have created it before, or be
-- creating it right now. Roles have no password: the operator sets one, or lets pg_hba.conf decide.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'synapse_lake_writer') THEN
    CREATE ROLE synapse_lake_writer LOGIN;
    ALTER ROLE synapse_lake_writer SET timezone TO 'UTC';
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL;
END
$$;

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'synapse_reward_engine') THEN
    CREATE ROLE synapse_reward_engine LOGIN;
    ALTER ROLE synapse_reward_engine SET timezone TO 'UTC';
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL;
END
$$;

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'synapse_query') THEN
    CREATE ROLE synapse_query LOGIN;
    ALTER ROLE synapse_query SET timezone TO 'UTC';
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL;
END
$$;

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'synapse_admin') THEN
    CREATE ROLE synapse_admin LOGIN;
    ALTER ROLE synapse_admin SET timezone TO 'UTC';
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL;
END
$$;

-- Nobody enters by default.
DO $$
BEGIN
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format(
    'GRANT CONNECT ON DATABASE %I TO synapse_lake_writer, synapse_reward_engine, synapse_query, synapse_admin',
    current_database()
  );
END
$$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO synapse_lake_writer, synapse_reward_engine, synapse_query, synapse_admin;

-- lake-writer
GRANT SELECT, INSERT, UPDATE, DELETE
  ON event_lake, event_counters, lake_positions, lake_dead_letters
  TO synapse_lake_writer;
GRANT USAGE, SELECT ON SEQUENCE event_lake_id_seq TO synapse_lake_writer;
GRANT SELECT ON rule_sets TO synapse_lake_writer;

-- reward-engine
GRANT SELECT, INSERT, UPDATE, DELETE
  ON users, user_stats, member_totals, activity_log, user_achievements, user_preferences,
     engine_positions, engine_dead_letters, reward_outbox, reward_windows
  TO synapse_reward_engine;
GRANT USAGE, SELECT ON SEQUENCE activity_log_id_seq TO synapse_reward_engine;
GRANT SELECT ON rule_sets TO synapse_reward_engine;
-- A quest's definition is the admin's, its progress the engine's.
GRANT SELECT (id, status), UPDATE (status) ON quests TO synapse_reward_engine;

-- query: reads, and of those only what may be shown
GRANT SELECT
  ON users, seasons, user_stats, activity_log, categories, category_channels, category_multipliers,
     achievement_templates, user_achievements, quests, user_preferences, settings, event_lake, event_counters,
     lake_positions, engine_positions, admin_positions, reward_windows, member_totals, rule_sets, guild_structures,
     followed_channels
  TO synapse_query;

-- admin
GRANT SELECT
  ON users, user_stats, member_totals, activity_log, user_achievements, user_preferences, event_lake, event_counters,
     lake_positions, engine_positions, lake_dead_letters, engine_dead_letters, reward_outbox, reward_windows
  TO synapse_admin;
GRANT SELECT, INSERT, UPDATE, DELETE
  ON seasons, categories, category_channels, category_multipliers, achievement_templates, settings,
     rule_sets, guild_structures, followed_channels, admin_positions
  TO synapse_admin;
GRANT SELECT, INSERT, DELETE ON quests TO synapse_admin;
GRANT UPDATE (id, guild_id, title, description, xp_reward, gold_reward, github_issue_url, active, created_at)
  ON quests TO synapse_admin;
-- The audit trail only grows.
GRANT SELECT, INSERT ON admin_log TO synapse_admin;
GRANT USAGE, SELECT
  ON SEQUENCE seasons_id_seq, categories_id_seq, category_multipliers_id_seq, achievement_templates_id_seq,
     quests_id_seq, admin_log_id_seq
  TO synapse_admin;
