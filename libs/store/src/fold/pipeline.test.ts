import { setTimeout as sleep } from 'node:timers/promises';
import { discordSubject, encodeFrame, type LogSource } from '@synapse/contracts';
import {
  buildFact,
  createTestDatabase,
  eventually,
  roleUrl,
  type TestDatabase,
  withClient,
} from '@synapse/testkit';
import { claimSources, foldLog, keepSources, LAKE_POSITIONS, type Step } from '../index.js';

let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(() => database.drop());

/** A log of frames, each of messages with the given ids, handed out one frame at a time. */
const logOf = (frames: readonly string[][]): LogSource => ({
  state: async () => ({ created: 'once', first: 1, last: frames.length }),
  async *read({ sequence: after }, signal) {
    for (const [index, ids] of frames.entries()) {
      const lines = ids.map((id) => JSON.stringify(buildFact('message_create', { id })));
      const entry = { subject: discordSubject('main'), sequence: index + 1, loggedAt: 0 };
      if (index >= after) yield [{ ...entry, body: encodeFrame(`spool:${index}`, lines) }];
    }
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  },
});

const sourcesOf = (steps: readonly Step[], from: bigint) =>
  steps
    .flatMap((step) => (step.kind === 'facts' ? step.facts : []))
    .map(({ id }, index) => ({ id: from + BigInt(index), sourceId: id }));

/** Keeps the ids of facts, as the lake does. @param foreseeMs how long it takes to work out a batch */
async function keepIds(frames: readonly string[][], foreseeMs = 0) {
  const stop = new AbortController();
  const said: string[] = [];
  let atWork = 0;
  const begin = () => {
    atWork += 1;
    if (atWork > 1) said.push('two at once');
  };
  const advance = (from: bigint, rows: readonly unknown[]) => ({
    ruleSetVersion: 0,
    next: { next_lake_id: from + BigInt(rows.length), closed_season: 0n },
  });
  const folding = foldLog({
    database: { url: roleUrl(database.url, 'synapse_lake_writer'), applicationName: 'pipeline' },
    service: 'lake-writer',
    community: 'main',
    log: logOf(frames),
    positions: LAKE_POSITIONS,
    deadLetters: 'lake_dead_letters',
    signal: stop.signal,
    async foresee(_reader, { next: { next_lake_id: from } }, steps) {
      begin();
      await sleep(foreseeMs);
      atWork -= 1;
      const rows = sourcesOf(steps, from);
      const write = (
        connection: Parameters<typeof keepSources>[0],
        queue: (each: Promise<unknown>) => void,
      ) => queue(keepSources(connection, rows));
      return { ...advance(from, rows), write };
    },
    async apply(connection, { next: { next_lake_id: from } }, steps) {
      const rows = sourcesOf(steps, from);
      said.push(`applied ${rows.map(({ sourceId }) => sourceId)}`);
      begin();
      await claimSources(connection, rows);
      atWork -= 1;
      return advance(from, rows);
    },
    onRefused: () => void said.push('refused'),
    onCommitted: ({ sequence }) => void said.push(`committed ${sequence}`),
  });
  await eventually('the end of the log', () => said.includes(`committed ${frames.length}`));
  stop.abort();
  await folding;
  return said;
}

test('what the database refuses is applied, and so is what was sent behind it, in order', async () => {
  const said = await keepIds([['msg:1', 'msg:2'], ['msg:2', 'msg:3'], ['msg:4'], ['msg:5'], ['msg:6']]);
  expect(said.filter((each) => each.startsWith('committed'))).toEqual(
    [1, 2, 3, 4, 5].map((n) => `committed ${n}`),
  );
  expect(said.filter((each) => each === 'refused')).toHaveLength(1);
  expect(said).toContain('applied msg:2,msg:3');
  const { rows } = await withClient(database.url, (client) =>
    client.query('select source_id as id from event_lake_sources order by 1'),
  );
  expect(rows.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6].map((n) => `msg:${n}`));
});

test('while a batch is worked out, the one before it that was refused is not applied', async () => {
  const said = await keepIds([['msg:11'], ['msg:11', 'msg:12'], ['msg:13'], ['msg:14']], 200);
  expect(said).toContain('applied msg:11,msg:12');
  expect(said).not.toContain('two at once');
});
