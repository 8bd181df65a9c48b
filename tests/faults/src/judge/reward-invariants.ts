import type { Evidence, Invariant } from './evidence.js';
import { toldRewards } from './told-rewards.js';

/** These are told of commands, quests, seasons and departures: of things that have no row in the journal. */
const NOT_OF_THE_JOURNAL: readonly string[] = [
  'command_settled',
  'quest_changed',
  'season_opened',
  'season_closed',
  'member_erased',
  'member_left',
  'member_returned',
];

/** Subscribers hear of each row that says something, once and in the journal's order. */
export const rewardsAreTheJournals: Invariant = {
  name: 'reward events on the stream are the journal’s, each once and in order',
  async check(evidence) {
    const told = (await toldRewards(evidence.system)).map(({ event }) => event);
    const rows = told.filter(({ kind }) => !NOT_OF_THE_JOURNAL.includes(kind)).map(({ id }) => id);
    const expected = expectedEvents(evidence);
    const doubled = told.length - new Set(told.map(({ id }) => id)).size;
    const at = expected.findIndex((id, index) => id !== rows[index]);
    const waiting = await evidence.system.rows('select 1 from reward_outbox');
    return [
      ...(doubled > 0 ? [`${doubled} reward events are on the stream twice`] : []),
      ...(at >= 0 || rows.length !== expected.length
        ? [
            `event ${at} of ${expected.length} is ${rows[at]}, not ${expected[at]} (${rows.length} are on the stream)`,
          ]
        : []),
      ...(waiting.length > 0 ? [`${waiting.length} frames wait in the outbox`] : []),
    ];
  },
};

/** Every command is told to be settled, once. */
export const commandsAreTold: Invariant = {
  name: 'every outcome is told once',
  async check({ system, model }) {
    const told = (await toldRewards(system)).flatMap(({ event }) =>
      event.kind === 'command_settled' ? [event.id] : [],
    );
    const expected = model.settled.map((source) => `${source}:settled`);
    return JSON.stringify(told) === JSON.stringify(expected)
      ? []
      : [`${told.length} of ${expected.length} outcomes are told, or in another order`];
  },
};

function expectedEvents({ model }: Evidence): string[] {
  return model.told.flatMap((line) => {
    const isQuiet = [
      'MESSAGE',
      'REACTION_GIVEN',
      'REACTION_RECEIVED',
      'THREAD_CREATE',
      'VOICE_TICK',
      'QUEST_COMPLETE',
    ].includes(line.type);
    const isAward = line.type === 'MANUAL_AWARD' && (line.revoked ?? line.taken) === undefined;
    const saysNothing = line.denial !== null || (line.xp === 0 && line.stars === 0);
    const main = (isQuiet || isAward) && saysNothing && !line.isAward ? [] : [line.id];
    return line.gold === 0 ? main : [...main, `${line.id}:gold`];
  });
}
