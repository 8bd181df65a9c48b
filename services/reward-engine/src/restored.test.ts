import { buildFact, databaseUrl, publishFacts, withClient } from '@synapse/testkit';
import { later, useEngine } from '../test/engine.js';

const engine = useEngine();

const say = (n: number) =>
  publishFacts(engine.bus, 'main', [
    buildFact('message_create', { id: `msg:${n}`, user_id: String(n % 3 || 3), at: later(n * 15_000) }),
  ]);

/** Keeps a copy of the database; the returned function puts it back. Nobody may be connected at either time. */
async function backUp(): Promise<() => Promise<void>> {
  const name = new URL(engine.databaseUrl).pathname.slice(1);
  const admin = databaseUrl(engine.databaseUrl, 'postgres');
  const run = (sql: string) => withClient(admin, (client) => client.query(sql));
  await run(`create database ${name}_copy template ${name}`);
  return async () => {
    await run(`drop database ${name} with (force)`);
    await run(`alter database ${name}_copy rename to ${name}`);
  };
}

test('after a restore of the database no reward event is told twice, and none is missing', async () => {
  await engine.committed(await say(1));
  await engine.stop();
  const restore = await backUp();
  await engine.start();
  for (let n = 2; n <= 9; n += 1) await engine.committed(await say(n));
  await engine.told();
  await engine.stop();

  await restore();
  // These and those from before the restore are now judged in one batch, and told in one frame.
  for (let n = 10; n <= 15; n += 1) await say(n);
  const last = await say(16);
  await engine.start();
  await engine.committed(last);

  const told = (await engine.told()).filter(({ kind }) => kind === 'granted').map(({ id }) => id);
  expect(told).toEqual(Array.from({ length: 16 }, (_, index) => `msg:${index + 1}`));
});

test('a database that starts anew goes on with the numbers of the stream', async () => {
  await engine.stop();
  const restore = await backUp();
  await engine.start();
  for (let n = 1; n <= 5; n += 1) await engine.committed(await say(n));
  await engine.told();
  await engine.stop();
  await restore();
  await engine.start();
  await engine.committed(await say(6));
  const told = (await engine.told()).filter(({ kind }) => kind === 'granted').map(({ id }) => id);
  expect(told).toEqual(Array.from({ length: 6 }, (_, index) => `msg:${index + 1}`));
});
