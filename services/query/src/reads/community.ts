import { Type } from '@sinclair/typebox';
import {
  type Activity,
  isSettingKey,
  type Overview,
  PUBLIC_SETTING_CATEGORIES,
  type PublicSettings,
  type Quests,
  SETTINGS,
  settingValue,
} from '@synapse/contracts';
import { readQuests } from '@synapse/store';
import { Limit } from './inputs.js';
import { rowsOf } from './leaderboards.js';
import { defineRead } from './read.js';

export const overview = defineRead({
  name: 'getOverview',
  path: '/v1/overview',
  summary: 'The community as a whole.',
  tag: 'community',
  params: {},
  query: {},
  answer: 'Overview',
  sharedMs: 500,
  async run(sources): Promise<Overview> {
    const { community, now } = sources;
    const [{ settings, seasons }, { standings }] = await Promise.all([
      sources.rules(),
      sources.boards.current(),
    ]);
    const [champion = null] = await rowsOf(sources, 'xp', standings.slice('xp', 0, 1), true);
    const open = seasons.find(
      ({ active, starts_at: starts, ends_at: ends }) =>
        active && Date.parse(starts) <= now() && now() < Date.parse(ends),
    );
    return {
      community,
      title: settingValue(settings, 'dashboard_title'),
      subtitle: settingValue(settings, 'dashboard_subtitle'),
      currency: {
        primary: settingValue(settings, 'currency_name_primary'),
        secondary: settingValue(settings, 'currency_name_secondary'),
      },
      members: standings.earners(),
      xp: standings.sum('xp'),
      gold: standings.sum('gold'),
      stars: standings.sum('stars'),
      levels: standings.levelsReached(),
      season: open ? { id: open.id, name: open.name, ends_at: open.ends_at } : null,
      champion,
    };
  },
});

export const publicSettings = defineRead({
  name: 'listSettings',
  path: '/v1/settings',
  summary: 'What counts how much, what the limits are, and what things are called.',
  tag: 'community',
  params: {},
  query: {},
  answer: 'PublicSettings',
  sharedMs: 2_000,
  async run({ rules }): Promise<PublicSettings> {
    const { version, settings } = await rules();
    const shown = Object.entries(SETTINGS).filter(([key, { category }]) => {
      return isSettingKey(key) && PUBLIC_SETTING_CATEGORIES.some((each) => each === category);
    });
    return {
      rule_set: version,
      settings: Object.fromEntries(
        shown.map(([key, { category, description }]) => [
          key,
          { category, description, value: isSettingKey(key) ? settingValue(settings, key) : null },
        ]),
      ),
    };
  },
});

export const quests = defineRead({
  name: 'listQuests',
  path: '/v1/quests',
  summary: 'The active quests: open ones first, then the claimed, then the complete; the newest first.',
  tag: 'community',
  params: {},
  query: { limit: Limit('50') },
  answer: 'Quests',
  sharedMs: 1_000,
  async run({ db }, { limit = 50 }): Promise<Quests> {
    const found = await readQuests(db, limit);
    return {
      quests: found.map(({ created_at: at, ...quest }) => ({ ...quest, created_at: at.toISOString() })),
    };
  },
});

const DAY_MS = 86_400_000;
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

export const activity = defineRead({
  name: 'listActivity',
  path: '/v1/activity',
  summary: 'What was judged on the last days (UTC), by type. Days before yesterday are at most an hour old.',
  tag: 'community',
  params: {},
  query: {
    days: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 92, description: 'How many days, today included; 30 by default.' }),
    ),
  },
  answer: 'Activity',
  sharedMs: 5_000,
  async run({ activityOf, now }, { days = 30 }): Promise<Activity> {
    const today = now();
    const wanted = Array.from({ length: days }, (_, ago) => dayOf(today - (days - 1 - ago) * DAY_MS));
    return { days: await Promise.all(wanted.map(activityOf)) };
  },
});
