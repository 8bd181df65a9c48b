import { type FactJson, type RuleSet, snowflakeTime } from '@synapse/contracts';
import { A_MOMENT, buildFact, seededRandom } from '@synapse/testkit';

const START = Date.parse(A_MOMENT);
export const MINUTE = 60_000;
/** How many facts a life has, one a minute. */
export const FACTS = 240;

/** Templates and a season that end in the middle of the facts, so that everything the engine keeps is moved. */
export const rules = (version: number): Partial<RuleSet> & { version: number } => ({
  version,
  settings: { cooldown_seconds: 90, daily_xp_cap: version === 1 ? 0 : 400, emit_denied_events: true },
  seasons: [
    {
      id: 9,
      guild_id: '10',
      name: 'Season 1',
      starts_at: new Date(START).toISOString(),
      ends_at: new Date(START + (FACTS / 2) * MINUTE).toISOString(),
      active: true,
    },
  ],
  templates: (['messages_sent', 'reactions_received', 'voice_minutes'] as const).map((field, index) => ({
    id: index + 1,
    guild_id: '10',
    name: field,
    category: 'social',
    requirement_type: 'counter_threshold',
    requirement_scope: index === 0 ? 'season' : 'lifetime',
    requirement_field: field,
    requirement_value: 4,
    xp_reward: 70,
    gold_reward: 3,
    rarity: 'common',
    announce_channel_id: null,
    active: true,
  })),
});

/** An hour's life of a few members, with stragglers and repetitions in it. */
export function life(seed: number): FactJson[] {
  const random = seededRandom(seed);
  const pick = (most: number) => 1 + Math.floor(random.next() * most);
  const messageAt = (time: number) => String(BigInt(time - snowflakeTime(0n)) << 22n);
  return Array.from({ length: FACTS }, (_, n) => {
    const late = random.next() < 0.1 ? 40 * MINUTE : 0;
    const time = START + n * MINUTE;
    const common = {
      user_id: String(pick(6)),
      at: new Date(time - late).toISOString(),
      received_at: new Date(time).toISOString(),
    };
    const kind = random.next();
    if (kind < 0.5)
      return buildFact('message_create', { id: `msg:${n}`, ...common, channel_id: String(100 + pick(2)) });
    if (kind < 0.8) {
      const target = { id: `rxn_add:s:${n}`, ...common, target_id: String(pick(6)) };
      return buildFact('reaction_add', target, { message_id: messageAt(START - pick(5) * MINUTE) });
    }
    if (kind < 0.83)
      return buildFact('member_leave', { id: `member_leave:s:${n}`, ...common, channel_id: null });
    if (kind < 0.9) return buildFact('thread_create', { id: `thread:${n}`, ...common });
    return buildFact('voice_tick', { id: `voice_tick:10:${common.user_id}:${n}`, ...common });
  });
}
