import {
  isOfGuild,
  LAKE_EVENT_TYPES,
  type LakeEventType,
  SETTINGS,
  type SettingsDocument,
  type SettingValues,
  settingValue,
} from '@synapse/contracts';

/** Every setting with its value in force, its default and what it may be; and the values of single guilds. */
export const settingsDocument = (values: SettingValues): SettingsDocument => ({
  settings: Object.entries(SETTINGS).map(([key, { category, description, default: byDefault, schema }]) => ({
    key,
    category,
    description,
    value: settingValue(values, key as keyof typeof SETTINGS),
    default: byDefault,
    schema,
    by_guild: isOfGuild(key as keyof typeof SETTINGS),
  })),
  guild_values: Object.fromEntries(Object.entries(values).filter(([name]) => name.includes(':'))),
});

/** Which types the lake keeps and counts. */
export const sourcesDocument = (values: SettingValues): Record<LakeEventType, boolean> =>
  Object.fromEntries(LAKE_EVENT_TYPES.map((type) => [type, settingValue(values, sourceKey(type))])) as Record<
    LakeEventType,
    boolean
  >;

/** Of the setting that switches a type on or off. */
export const sourceKey = (type: LakeEventType) => `event_lake.source.${type}.enabled` as const;
