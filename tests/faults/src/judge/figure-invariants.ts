import { COUNTERS } from '../oracle/model.js';
import { differences, type Invariant } from './evidence.js';

const COUNTER_COLUMNS = COUNTERS.join(', ');

/** Row for row, in the order of the log. */
export const journalIsTheModels: Invariant = {
  name: 'the journal is the independent model’s, row for row',
  async check({ system, model }) {
    const rows = await system.rows<{ id: string; row: unknown }>(
      `select source_event_id as id, jsonb_build_array(user_id::text, event_type, xp_delta, star_delta,
         coalesce((metadata->>'gold_delta')::int, 0), season_id, category_id, metadata->>'denial',
         floor(extract(epoch from timestamp) * 1000)::bigint) as row
       from activity_log order by activity_log.id`,
    );
    const expected = model.journal.map((line): [string, unknown] => [
      line.id,
      [
        ...[line.user, line.type, line.xp, line.stars, line.gold, line.season, line.category, line.denial],
        line.at,
      ],
    ]);
    const ids = rows.map(({ id }) => id);
    const outOfOrder = expected.findIndex(([id], index) => id !== ids[index]);
    return [
      ...differences('activity_log', new Map(expected), new Map(rows.map(({ id, row }) => [id, row]))),
      ...(new Set(ids).size < ids.length ? ['activity_log holds a key twice'] : []),
      ...(outOfOrder >= 0
        ? [`activity_log: row ${outOfOrder} is ${ids[outOfOrder]}, not ${expected[outOfOrder]?.[0]}`]
        : []),
    ];
  },
};

export const figuresAreTheModels: Invariant = {
  name: 'every figure is the independent model’s',
  async check({ system, model }) {
    const members = await system.rows<{ id: string; row: unknown }>(
      `select id::text, jsonb_build_array(discord_name, discord_avatar_hash, xp, level, gold, stars, ${COUNTER_COLUMNS},
         (select coalesce(jsonb_agg(achievement_id order by achievement_id), '[]') from user_achievements where user_id = id),
         (select coalesce(jsonb_agg(achievement_id order by achievement_id), '[]') from revoked_achievements where user_id = id)
       ) as row from users join member_totals on user_id = id`,
    );
    const expected = [...model.people.values()].map((who): [string, unknown] => [
      who.id,
      [
        ...[who.name, who.avatar, who.xp, who.level, who.gold, who.stars],
        ...COUNTERS.map((counter) => who.counters[counter]),
        ...[[...who.earned].sort(ascending), [...who.revoked].sort(ascending)],
      ],
    ]);
    const seasons = await system.rows<{ id: string; row: unknown }>(
      `select concat_ws(' ', user_id, season_id) as id, jsonb_build_array(season_stars, ${COUNTER_COLUMNS}) as row from user_stats`,
    );
    const expectedSeasons = [...model.seasons].map(([key, { stars, counters }]): [string, unknown] => [
      key,
      [stars, ...COUNTERS.map((counter) => counters[counter])],
    ]);
    return [
      ...differences('users', new Map(expected), byId(members)),
      ...differences('user_stats', new Map(expectedSeasons), byId(seasons)),
    ];
  },
};

/** Independent of any model: what stands in `users` is what the journal adds up to. */
export const figuresAreSums: Invariant = {
  name: 'figures are the sums of the journal',
  async check({ system }) {
    const wrong = await system.rows<{ id: string }>(
      `select users.id::text from users join member_totals t on t.user_id = users.id left join (
         select user_id, sum(xp_delta) as xp, sum(star_delta) as stars, sum((metadata->>'gold_delta')::int) as gold
         from activity_log group by user_id) j on j.user_id = users.id
       where users.xp <> coalesce(j.xp, 0) or users.gold <> coalesce(j.gold, 0) or t.stars <> coalesce(j.stars, 0)`,
    );
    return wrong.map(({ id }) => `member ${id} has other figures than the journal adds up to`);
  },
};

/** The system's own proofs, as an operator runs them once the engine has ended. */
export const proofsAgree: Invariant = {
  name: 'what is rebuilt from the journal is what stands in the tables',
  async check({ system }) {
    const complaints: string[] = [];
    for (const script of ['verify-main', 'rebuild-main']) {
      const { code, lines } = await system.command('reward-engine', script);
      const isWhole = /are the sums of the journal\.|every figure is what the journal says\./.test(
        lines.join('\n'),
      );
      if (code !== 0 || !isWhole)
        complaints.push(`${script} ended with ${code}: ${lines.slice(-5).join(' | ')}`);
    }
    return complaints;
  },
};

/** A command has one outcome, and it is the model's. */
export const outcomesAreTheModels: Invariant = {
  name: 'each command has one outcome',
  async check({ system, model }) {
    const rows = await system.rows<{ key: string; outcome: { status: string; reason?: string } }>(
      `select concat_ws(':', issuer, actor_id, command_id) as key, outcome from command_outcomes`,
    );
    const found = rows.map(({ key, outcome }): [string, unknown] => [key, [outcome.status, outcome.reason]]);
    const expected = [...model.outcomes].map(([key, { outcome }]): [string, unknown] => [
      key,
      [outcome.status, outcome.reason],
    ]);
    return differences('command_outcomes', new Map(expected), new Map(found));
  },
};

const ascending = (a: number, b: number) => a - b;
const byId = (rows: readonly { id: string; row: unknown }[]) => new Map(rows.map(({ id, row }) => [id, row]));
