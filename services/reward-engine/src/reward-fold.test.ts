import { decodeFact, discordSubject } from '@synapse/contracts';
import { createTombstones, type Step } from '@synapse/store';
import { buildFact, createTestDatabase, roleUrl, withClient } from '@synapse/testkit';
import { createRewardFold } from './reward-fold.js';

const POSITION = {
  streamCreated: 'once',
  sequence: 0,
  ruleSetVersion: 0,
  loggedAt: null,
  next: { next_journal_id: 1n, next_frame: 1n },
};

function steps(): Step[] {
  const decoded = decodeFact(JSON.stringify(buildFact('message_create', { id: 'msg:1' })));
  if (!('fact' in decoded)) throw new Error('The fact is unreadable.');
  const entry = { subject: discordSubject('main'), sequence: 1, loggedAt: 0, body: Buffer.alloc(0) };
  return [{ kind: 'facts', facts: [decoded.fact], entry }];
}

test('what was worked out before rows were written beside the log is not written', async () => {
  const database = await createTestDatabase();
  try {
    await withClient(roleUrl(database.url, 'synapse_reward_engine'), async (reader) => {
      const fold = createRewardFold('main', createTombstones('engine_tombstones', ''));
      const foresee = () => fold.foresee(reader, POSITION, steps());
      const foreseen = await foresee();
      fold.forget();
      expect(() => foreseen?.write(reader, () => {})).toThrow('written since');
      const late = foresee();
      fold.forget();
      expect(await late).toBeNull();
      expect(await foresee()).not.toBeNull();
    });
  } finally {
    await database.drop();
  }
});
