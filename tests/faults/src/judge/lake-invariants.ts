import { differences, type Invariant } from './evidence.js';

/** The lake is what the log says happened, once each, less what is switched off. */
export const lakeIsTheLog: Invariant = {
  name: 'the lake holds every fact once',
  async check({ system, model }) {
    const rows = await system.rows<{ id: string; row: unknown }>(
      `select source_id as id, jsonb_build_array(event_type, guild_id::text, user_id::text, channel_id::text,
         target_id::text, floor(extract(epoch from timestamp) * 1000)::bigint) as row, payload from event_lake`,
    );
    const found = new Map(rows.map(({ id, row }) => [id, row]));
    const expected = new Map(
      [...model.lake].map(([id, fact]) => [
        id,
        [
          ...[fact.type, fact.guild_id, fact.user_id, fact.channel_id ?? null, fact.target_id ?? null],
          Date.parse(fact.at),
        ],
      ]),
    );
    const doubled = rows.length - found.size;
    return [
      ...differences('event_lake', expected, found),
      ...(doubled > 0 ? [`${doubled} rows stand in the lake twice`] : []),
    ];
  },
};

/** Counters are counts over the lake, per category by the rules in force then. */
export const countersAreCounts: Invariant = {
  name: 'counters are the counts over the lake',
  async check({ system, model }) {
    const rows = await system.rows<{ key: string; count: string }>(
      `select concat_ws(' ', user_id, event_type, category_id, period) as key, count::text from event_counters`,
    );
    const found = new Map(rows.map(({ key, count }) => [key, Number(count)]));
    return differences('event_counters', model.counters, found);
  },
};
