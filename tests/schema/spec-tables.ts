export interface TableSpec {
  /** `type [not null] [default …]`; `serial` and `bigserial` stand for an owned sequence. */
  columns: Record<string, string>;
  constraints: string[];
  indexes: Record<string, string>;
}

/** The fifteen tables everyone agreed on, to the column. What the design adds beside them is not in here. */
export const specTables: Record<string, TableSpec> = {
  users: {
    columns: {
      id: 'bigint not null',
      discord_name: 'varchar(100) not null',
      discord_avatar_hash: 'varchar(100)',
      github_username: 'varchar(39)',
      xp: 'integer not null default 0',
      level: 'integer not null default 1',
      gold: 'integer not null default 0',
      created_at: 'timestamptz(6) not null default now',
      updated_at: 'timestamptz(6) not null default now',
    },
    constraints: ['PRIMARY KEY (id)'],
    indexes: { ix_users_xp_desc: '(xp DESC)' },
  },
  seasons: {
    columns: {
      id: 'serial',
      guild_id: 'bigint not null',
      name: 'varchar(100) not null',
      starts_at: 'timestamptz(6) not null',
      ends_at: 'timestamptz(6) not null',
      active: 'boolean not null default false',
    },
    constraints: ['PRIMARY KEY (id)'],
    indexes: {
      uq_seasons_guild_name: 'unique (guild_id, name)',
      ix_seasons_one_active: 'unique (guild_id) WHERE active',
    },
  },
  user_stats: {
    columns: {
      user_id: 'bigint not null',
      season_id: 'integer not null',
      season_stars: 'integer not null default 0',
      lifetime_stars: 'integer not null default 0',
      messages_sent: 'integer not null default 0',
      reactions_given: 'integer not null default 0',
      reactions_received: 'integer not null default 0',
      threads_created: 'integer not null default 0',
      voice_minutes: 'integer not null default 0',
    },
    constraints: [
      'PRIMARY KEY (user_id, season_id)',
      'FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE',
      'FOREIGN KEY (season_id) REFERENCES seasons(id) ON DELETE RESTRICT',
    ],
    indexes: {},
  },
  activity_log: {
    columns: {
      id: 'bigserial',
      user_id: 'bigint not null',
      event_type: 'varchar(50) not null',
      season_id: 'integer',
      category_id: 'integer',
      source_system: "varchar(30) not null default 'discord'",
      source_event_id: 'varchar(100)',
      xp_delta: 'integer not null default 0',
      star_delta: 'integer not null default 0',
      metadata: "jsonb not null default '{}'",
      timestamp: 'timestamptz(6) not null default now',
    },
    constraints: [
      'PRIMARY KEY (id)',
      'FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE',
      'FOREIGN KEY (season_id) REFERENCES seasons(id) ON DELETE SET NULL',
      'FOREIGN KEY (category_id) REFERENCES categories(id) ON DELETE SET NULL',
    ],
    indexes: {
      ix_activity_log_idempotent:
        'unique (source_system, source_event_id) WHERE (source_event_id IS NOT NULL)',
      ix_activity_log_user_time: '(user_id, "timestamp")',
      ix_activity_log_timestamp: '("timestamp")',
      ix_activity_log_event_time: '(event_type, "timestamp")',
      ix_activity_log_category_time: '(category_id, "timestamp")',
      ix_activity_log_names_others: "(id) WHERE (metadata ?| '{granted_by,reason}'::text[])",
    },
  },
  categories: {
    columns: {
      id: 'serial',
      guild_id: 'bigint not null',
      name: 'varchar(100) not null',
      description: 'text',
      created_by: 'bigint not null',
      active: 'boolean not null default true',
      created_at: 'timestamptz(6) not null default now',
    },
    constraints: ['PRIMARY KEY (id)'],
    indexes: { uq_categories_guild_name: 'unique (guild_id, name)' },
  },
  category_channels: {
    columns: { category_id: 'integer not null', channel_id: 'bigint not null' },
    constraints: [
      'PRIMARY KEY (category_id, channel_id)',
      'FOREIGN KEY (category_id) REFERENCES categories(id) ON DELETE CASCADE',
    ],
    indexes: { ix_category_channels_channel_id: '(channel_id)' },
  },
  category_multipliers: {
    columns: {
      id: 'serial',
      category_id: 'integer not null',
      interaction_type: 'varchar(50) not null',
      xp_multiplier: 'double precision not null default 1',
      star_multiplier: 'double precision not null default 1',
    },
    constraints: [
      'PRIMARY KEY (id)',
      'FOREIGN KEY (category_id) REFERENCES categories(id) ON DELETE CASCADE',
    ],
    indexes: { uq_category_multipliers_type: 'unique (category_id, interaction_type)' },
  },
  achievement_templates: {
    columns: {
      id: 'serial',
      guild_id: 'bigint not null',
      name: 'varchar(200) not null',
      description: 'text not null',
      category: "varchar(50) not null default 'social'",
      requirement_type: 'varchar(50) not null',
      requirement_scope: 'varchar(20) not null',
      requirement_field: 'varchar(50)',
      requirement_value: 'integer',
      xp_reward: 'integer not null default 0',
      gold_reward: 'integer not null default 0',
      badge_image_url: 'varchar(500)',
      rarity: 'varchar(20) not null',
      announce_channel_id: 'bigint',
      active: 'boolean not null default true',
      created_at: 'timestamptz(6) not null default now',
    },
    constraints: ['PRIMARY KEY (id)'],
    indexes: { uq_achievement_templates_guild_name: 'unique (guild_id, name)' },
  },
  user_achievements: {
    columns: {
      user_id: 'bigint not null',
      achievement_id: 'integer not null',
      earned_at: 'timestamptz(6) not null',
      granted_by: 'bigint',
    },
    constraints: [
      'PRIMARY KEY (user_id, achievement_id)',
      'FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE',
      'FOREIGN KEY (achievement_id) REFERENCES achievement_templates(id) ON DELETE RESTRICT',
    ],
    indexes: { ix_user_achievements_granted_by: '(granted_by) WHERE (granted_by IS NOT NULL)' },
  },
  quests: {
    columns: {
      id: 'serial',
      guild_id: 'bigint not null',
      title: 'varchar(200) not null',
      description: 'text not null',
      xp_reward: 'integer not null default 50',
      gold_reward: 'integer not null default 0',
      status: `"QuestStatus" not null default 'open'`,
      github_issue_url: 'varchar(500)',
      active: 'boolean not null default true',
      created_at: 'timestamptz(6) not null default now',
    },
    constraints: ['PRIMARY KEY (id)'],
    indexes: {},
  },
  admin_log: {
    columns: {
      id: 'serial',
      actor_id: 'bigint not null',
      action_type: 'varchar(50) not null',
      target_table: 'varchar(50) not null',
      target_id: 'varchar(100) not null',
      before_snapshot: 'jsonb',
      after_snapshot: 'jsonb',
      ip_address: 'varchar(45)',
      reason: 'text',
      timestamp: 'timestamptz(6) not null default now',
    },
    constraints: ['PRIMARY KEY (id)'],
    indexes: {
      ix_admin_log_actor_time: '(actor_id, "timestamp")',
      ix_admin_log_target: '(target_table, target_id, "timestamp")',
    },
  },
  user_preferences: {
    columns: {
      user_id: 'bigint not null',
      announce_level_up: 'boolean not null default true',
      announce_achievements: 'boolean not null default true',
      announce_awards: 'boolean not null default true',
      updated_at: 'timestamptz(6) not null default now',
    },
    constraints: ['PRIMARY KEY (user_id)', 'FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE'],
    indexes: {},
  },
  settings: {
    columns: {
      key: 'varchar(100) not null',
      value_json: 'text not null',
      category: 'varchar(50) not null',
      description: 'text not null',
      updated_at: 'timestamptz(6) not null default now',
    },
    constraints: ['PRIMARY KEY (key)'],
    indexes: { ix_settings_category: '(category)' },
  },
  event_lake: {
    columns: {
      id: 'bigserial',
      guild_id: 'bigint not null',
      user_id: 'bigint not null',
      event_type: 'varchar(64) not null',
      channel_id: 'bigint',
      target_id: 'bigint',
      payload: 'jsonb not null',
      source_id: 'varchar(128)',
      timestamp: 'timestamptz(6) not null',
    },
    constraints: ['PRIMARY KEY (id)'],
    indexes: {
      idx_event_lake_user_ts: '(user_id, "timestamp" DESC)',
      idx_event_lake_type_ts: '(event_type, "timestamp" DESC)',
      idx_event_lake_guild_ts: '(guild_id, "timestamp" DESC)',
      idx_event_lake_channel_ts: '(channel_id, "timestamp" DESC) WHERE (channel_id IS NOT NULL)',
    },
  },
  event_counters: {
    columns: {
      user_id: 'bigint not null',
      event_type: 'varchar(64) not null',
      category_id: 'integer not null',
      period: 'varchar(16) not null',
      count: 'bigint not null default 0',
    },
    constraints: ['PRIMARY KEY (user_id, event_type, category_id, period)'],
    indexes: {},
  },
};

export const specEnums = { QuestStatus: ['open', 'claimed', 'complete'] };
