import { decodeFact, discordSubject, type FactJson } from '@synapse/contracts';
import { createTombstones, type Step } from '@synapse/store';
import { buildFact, createTestDatabase, roleUrl, type TestDatabase, withClient } from '@synapse/testkit';
import { createRewardFold } from './reward-fold.js';

const POSITION = {
  streamCreated: 'once',
  sequence: 0,
  ruleSetVersion: 0,
  loggedAt: null,
  next: { next_journal_id: 1n, next_frame: 1n },
};

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** An entry of the log. */
function step(sequence: number, facts: readonly FactJson[]): Step {
  const read = facts.map((json) => {
    const decoded = decodeFact(JSON.stringify(json));
    if (!('fact' in decoded)) throw new Error('The fact is unreadable.');
    return decoded.fact;
  });
  const entry = { subject: discordSubject('main'), sequence, loggedAt: 0, body: Buffer.alloc(0) };
  return { kind: 'facts', facts: read, entry };
}

/** A fold that looks into the database, to which nobody writes what it works out. */
const withFold = (
  work: (
    fold: ReturnType<typeof createRewardFold>,
    reader: Parameters<Parameters<typeof withClient>[1]>[0],
  ) => Promise<void>,
) =>
  withClient(roleUrl(database.url, 'synapse_reward_engine'), (reader) =>
    work(createRewardFold('main', createTombstones('engine_tombstones', '')), reader),
  );

test('what was worked out before rows were written beside the log is not written', () =>
  withFold(async (fold, reader) => {
    const foresee = () =>
      fold.foresee(reader, POSITION, [step(1, [buildFact('message_create', { id: 'msg:1' })])]);
    const foreseen = await foresee();
    fold.forget();
    expect(() => foreseen?.write(reader, () => {})).toThrow('written since');
    const late = foresee();
    fold.forget();
    expect(await late).toBeNull();
    expect(await foresee()).not.toBeNull();
  }));

test('a batch knows all that the one before it changed, which is not committed yet, however much it is', () =>
  withFold(async (fold, reader) => {
    const reactions = Array.from({ length: 3_000 }, (_, n) =>
      buildFact('reaction_add', { id: `rxn_add:s:${n}`, user_id: String(1_000 + n), target_id: '7' }),
    );
    const first = await fold.foresee(reader, POSITION, [step(1, reactions)]);
    if (!first) throw new Error('Nothing was worked out.');
    const [once] = reactions;
    const again = [{ ...(once as FactJson), id: 'rxn_add:t:0' }];
    const position = { ...POSITION, sequence: 1, next: first.next };
    const second = await fold.foresee(reader, position, [step(2, again)]);
    // A reaction that came before pays nobody: there is no row for whoever received it.
    expect(second?.next.next_journal_id).toBe(first.next.next_journal_id + 1n);
  }));
