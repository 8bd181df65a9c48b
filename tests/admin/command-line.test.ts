import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildFact, eventually, publishFacts, temporaryFolder } from '@synapse/testkit';
import { type AdminWorld, startAdminWorld } from './admin-world';

const cli = join(__dirname, '../../deploy/cli');
const ADA = '80351110224678912';
const BOB = '80351110224678913';

let world: AdminWorld;
let env: Record<string, string>;
const folder = temporaryFolder();

beforeAll(async () => {
  if (!existsSync(join(cli, 'dist/main.js'))) throw new Error('Build first: npm run build:quiet.');
  world = await startAdminWorld();
  const browser = await world.signedIn();
  const body = { name: 'command line', scopes: ['members', 'operations', 'read'] };
  const made = await browser.ask<{ key: string }>('POST', '/v1/admin/api-keys', { body });
  env = { PATH: process.env.PATH ?? '', ADMIN_URL: world.url, SYNAPSE_API_KEY: made.body.key };
});
afterAll(async () => {
  await world.end();
  folder.remove();
});

/** What `synapse` says to a person, and how it ends. */
function synapse(args: string[], more: Record<string, string> = {}) {
  return new Promise<{ code: number; out: string; err: string }>((resolve) =>
    execFile(
      process.execPath,
      [join(cli, 'bin/synapse.cjs'), ...args],
      { env: { ...env, ...more } },
      (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    ),
  );
}

const document = ({ out }: { out: string }) => JSON.parse(out) as { ok: boolean; result: object };
const member = (id: string) => world.rows('select xp from users where id = $1', [id]);

function file(name: string, content: string): string {
  const path = join(folder.path, name);
  writeFileSync(path, content);
  return path;
}

test('import says what it would do, does it, and says which lines it cannot use', async () => {
  const path = file('members.csv', `id,name,xp,level\n${ADA},Ada,500,4\n${BOB},Bob,lots,2\n`);
  const foretold = await synapse(['import', path, '--format', 'csv', '--preview']);
  expect(foretold).toMatchObject({ code: 1, out: expect.stringMatching(/^line 3: .+\n1 lines cannot/) });
  expect(foretold.out).toContain('1 members, 1 would be raised by 500 XP together.');
  expect(await member(ADA)).toEqual([]);

  const done = await synapse(['--json', 'import', path, '--format', 'csv']);
  expect(done).toMatchObject({ code: 1, err: '' });
  expect(document(done)).toMatchObject({
    ok: false,
    result: { state: 'applied', members: 1, raised: 1, refused: 0, bad: 1 },
  });
  expect(await member(ADA)).toEqual([{ xp: 500 }]);

  const again = await synapse(['import', path, '--format', 'csv']);
  expect(again).toMatchObject({ code: 1, err: expect.stringMatching(/read before: import \d+ is applied/) });
  const whole = file('bob.csv', `id,name,xp,level\n${BOB},Bob,90,1\n`);
  expect(await synapse(['import', whole, '--format', 'csv'])).toMatchObject({ code: 0 });
});

test('import refuses a file that is not there and a format that nobody knows', async () => {
  expect(await synapse(['import', '/nowhere.csv', '--format', 'csv'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('/nowhere.csv cannot be read'),
  });
  expect(await synapse(['import', file('x.csv', 'x'), '--format', 'excel'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('Allowed choices are csv, mee6, polaris, amari'),
  });
});

test('erase removes a member, also when the engine was away when it was asked', async () => {
  await synapse(['import', file('a.csv', `id,name,xp,level\n${ADA}1,Ada,70,1\n`), '--format', 'csv']);
  expect(await member(`${ADA}1`)).toHaveLength(1);
  await world.stopEngine();
  const erasing = synapse(['erase', `${ADA}1`, '--yes', `${ADA}1`]);
  await eventually('the command', async () => {
    const { state } = await world.servers.bus.jsm.streams.info('FACTS_main', {
      subjects_filter: 'synapse.facts.v1.main.command.admin',
    });
    return Object.keys(state.subjects ?? {}).length > 0;
  });
  await world.startEngine();
  expect(await erasing).toMatchObject({ code: 0, out: `Member ${ADA}1 is erased.\n`, err: '' });
  expect(await member(`${ADA}1`)).toEqual([]);
  expect(await synapse(['erase', 'ada', '--yes', 'ada'])).toMatchObject({ code: 1 });
}, 60_000);

test('redrive puts a dead letter into the log again, once', async () => {
  await publishFacts(world.servers.bus, 'main', ['{"id": "msg:broken"']);
  const browser = await world.signedIn();
  const letter = await eventually('the letter', async () => {
    const { body } = await browser.get<{ items: { id: string }[] }>(
      '/v1/admin/dead-letters?owner=reward-engine',
    );
    return body.items[0];
  });
  expect(document(await synapse(['--json', 'redrive', letter.id]))).toMatchObject({
    ok: true,
    result: { id: letter.id, decision: 'redriven' },
  });
  expect(await synapse(['redrive', letter.id])).toMatchObject({
    code: 1,
    err: expect.stringMatching(/redriven/),
  });
  expect(await synapse(['redrive', 'nothing'])).toMatchObject({ code: 1 });
});

test('what-if reports from the journal, and keeps the whole report', async () => {
  await publishFacts(world.servers.bus, 'main', [
    buildFact('message_create', { id: 'msg:what-if', at: '2026-01-02T03:04:05.000Z' }),
  ]);
  await eventually(
    'its judgement',
    async () =>
      (await world.rows(`select 1 from activity_log where source_event_id like 'msg:what-if%'`)).length > 0,
  );
  const changes = file('changes.json', '{ "settings": { "xp_base_message": 20 } }');
  const report = join(folder.path, 'report.json');
  const database = { DATABASE_URL: world.servers.database.url };
  const args = ['what-if', changes, '--from', '2026-01-01', '--report', report];
  const asked = await synapse(args, database);
  expect(asked).toMatchObject({ code: 0, err: '' });
  expect(asked.out).toMatch(/npm run apply-what-if/);
  expect(existsSync(report)).toBe(true);
  expect(await synapse(['what-if', changes, '--from', 'yesterday'], database)).toMatchObject({
    code: 1,
    err: expect.stringContaining('"yesterday" is no time'),
  });
});

test('without a key, or with a wrong one, it says how to get one', async () => {
  expect(await synapse(['redrive', 'x'], { SYNAPSE_API_KEY: '' })).toMatchObject({
    code: 1,
    err: expect.stringMatching(/SYNAPSE_API_KEY is not set/),
  });
  expect(await synapse(['redrive', 'x'], { SYNAPSE_API_KEY: 'synapse_wrong' })).toMatchObject({ code: 1 });
  expect(await synapse(['redrive', 'x'], { ADMIN_URL: 'http://127.0.0.1:1' })).toMatchObject({
    code: 1,
    err: expect.stringMatching(/does not answer.*\nCheck ADMIN_URL/),
  });
});
