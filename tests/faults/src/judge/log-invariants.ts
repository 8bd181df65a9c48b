import { placeOf, type RawFact } from '../oracle/log-reader.js';
import { differences, type Evidence, type Invariant, injectedIn } from './evidence.js';

const NO_DISPATCH = ['voice_tick', 'guild_structure', 'gateway_gap'];

/** What Discord owes is in the log, as it was said, and nothing else is. */
export const owedIsLogged: Invariant = {
  name: 'every obligation is in the log, and nothing else',
  check(evidence) {
    const logged = firstFacts(evidence);
    const owed = new Map(evidence.obligations.map((each) => [each.id, each]));
    const lost = [...owed.values()].filter(({ id, isExcused }) => !isExcused && !logged.has(id));
    const invented = [...logged.values()].filter(
      ({ fact, isInjected }) => !isInjected && !NO_DISPATCH.includes(fact.type) && !owed.has(fact.id),
    );
    const wrong = [...logged.values()].flatMap(({ fact, isInjected }) => {
      const each = owed.get(fact.id);
      return each && !isInjected ? contentsDiffer(fact, each) : [];
    });
    return [
      ...lost.slice(0, 5).map(({ id, owedAt }) => `lost: ${id}, owed at ${new Date(owedAt).toISOString()}`),
      ...(lost.length > 0 ? [`${lost.length} of ${owed.size} obligations are lost`] : []),
      ...invented.slice(0, 5).map(({ fact }) => `nobody owed ${fact.id}`),
      ...wrong.slice(0, 5),
    ];
  },
};

/** The first fact of each id, in log order. */
function firstFacts(evidence: Evidence) {
  const injected = injectedIn(evidence);
  const first = new Map<string, { fact: RawFact; isInjected: boolean }>();
  for (const each of evidence.happened) {
    if (each.kind !== 'fact' || first.has(each.fact.id)) continue;
    first.set(each.fact.id, { fact: each.fact, isInjected: injected.has(each.sequence) });
  }
  return first;
}

function contentsDiffer(fact: RawFact, owed: Evidence['obligations'][number]): string[] {
  const { type, guild, user, channel, target, at, payload } = owed;
  const expected: Record<string, unknown> = { type, guild, user, channel, target, ...payload };
  const found: Record<string, unknown> = {
    type: fact.type,
    guild: fact.guild_id,
    user: fact.user_id,
    channel: fact.channel_id,
    target: fact.target_id,
    ...fact.payload,
  };
  if (at !== null) [expected.at, found.at] = [at, Date.parse(fact.at)];
  return Object.entries(expected)
    .filter(([key, value]) => value !== found[key])
    .map(
      ([key, value]) =>
        `${fact.id}: ${key} is ${JSON.stringify(found[key])}, said was ${JSON.stringify(value)}`,
    );
}

/** The broker's own: what cannot be read is set aside once, by both readers, and nothing else is. */
export const poisonIsSetAside: Invariant = {
  name: 'dead letters are the poison, and nothing else',
  async check({ system, entries, injections }) {
    const expected = new Map([...injections.poisonIn(entries)].map((place) => [place, true]));
    const complaints = [];
    for (const table of ['lake_dead_letters', 'engine_dead_letters']) {
      const rows = await system.rows<{ sequence: string; fact_index: number }>(
        `select sequence::text, fact_index from ${table}`,
      );
      const found = new Map(
        rows.map(({ sequence, fact_index: index }) => [placeOf(Number(sequence), index), true]),
      );
      complaints.push(...differences(table, expected, found));
    }
    return complaints;
  },
};
