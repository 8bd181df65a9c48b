import { readRewards } from '@synapse/bus';
import { COMMUNITY } from '../system/environment.js';
import type { System } from '../system/system.js';
import type { Evidence, Invariant } from './evidence.js';

interface Told {
  id: string;
  kind: string;
}

/** These are told of commands, quests, seasons and departures: of things that have no row in the journal. */
const NOT_OF_THE_JOURNAL = [
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
    const told = await toldOn(evidence.system);
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
    const told = (await toldOn(system)).filter(({ kind }) => kind === 'command_settled').map(({ id }) => id);
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
    const isAward = line.type === 'MANUAL_AWARD' && line.revoked === undefined;
    const saysNothing = line.denial !== null || (line.xp === 0 && line.stars === 0);
    const main = (isQuiet || isAward) && saysNothing && !line.isAward ? [] : [line.id];
    return line.gold === 0 ? main : [...main, `${line.id}:gold`];
  });
}

async function toldOn(system: System): Promise<Told[]> {
  return system.withBus(async (bus) => {
    const { state } = await bus.jsm.streams.info('REWARDS');
    if (state.messages === 0) return [];
    const enough = new AbortController();
    const told: Told[] = [];
    const options = { community: COMMUNITY, from: 1, signal: enough.signal } as const;
    for await (const { sequence, frame } of readRewards(bus, options)) {
      told.push(...frame.events.map(({ id, kind }) => ({ id, kind })));
      if (sequence >= state.last_seq) break;
    }
    return told;
  });
}
