import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { connectBus, createRelay, ensureStream, ensureSubscribersCopy, rewardsStream } from '@synapse/bus';
import { BUS_USERS, type BusUser, decodeRewardFrame, encodeRewardFrame } from '@synapse/contracts';
import { eventually, startNats, temporaryFolder, tether } from '@synapse/testkit';

const home = join(__dirname, '..');
const root = join(home, '../..');
const folder = temporaryFolder('synapse-elsewhere-');
const elsewhere = join(folder.path, 'their-program');

afterAll(() => folder.remove());

const run = (command: string, args: string[], cwd: string) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

const read = (path: string) =>
  JSON.parse(readFileSync(path, 'utf8')) as { name: string; dependencies?: object };

/** Where Node finds a package from a folder on. */
function find(name: string, from: string): string {
  const found = join(from, 'node_modules', name);
  return existsSync(found) ? found : find(name, dirname(from));
}

/** The folders of a package's dependencies and of theirs. */
function below(folderOf: string, manifest = read(join(folderOf, 'package.json'))): string[] {
  return Object.keys(manifest.dependencies ?? {})
    .filter((name) => !name.startsWith('@synapse/'))
    .map((name) => find(name, folderOf))
    .flatMap((path) => [path, ...below(path)]);
}

test('the package installs anywhere, says its types, and announces a level', async () => {
  const tarballs = join(folder.path, 'tarballs');
  mkdirSync(tarballs);
  mkdirSync(elsewhere);
  const packed = run(process.execPath, [join(home, 'pack.mjs'), tarballs], root).trim();
  // What a registry would bring comes from here: the test needs no network.
  const outside = [
    ...new Set(['client', 'bus', 'contracts'].flatMap((name) => below(join(root, 'libs', name)))),
  ];
  const pack = ['pack', '--silent', '--ignore-scripts', '--pack-destination', tarballs];
  const files = run('npm', [...pack, ...outside], root)
    .trim()
    .split('\n');
  const brought = outside.map((path, n) => [
    read(join(path, 'package.json')).name,
    `file:${tarballs}/${files[n]}`,
  ]);
  const manifest = {
    private: true,
    type: 'module',
    dependencies: { '@synapse/client': `file:${packed}`, ...Object.fromEntries(brought) },
    // As in this repository: the version that NATS' client asks for wants a later Node.
    overrides: { '@nats-io/nuid': '$@nats-io/nuid' },
  };
  writeFileSync(join(elsewhere, 'package.json'), JSON.stringify(manifest));
  run('npm', ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'], elsewhere);
  expect(readdirSync(join(elsewhere, 'node_modules/@synapse'))).toEqual(['client']);
  expect(packed).toMatch(/synapse-client-\d+\.\d+\.\d+\.tgz$/);

  typesHold();
  await announces();
}, 180_000);

function typesHold(): void {
  const program = `import { once, seenRecently, subscribe } from '@synapse/client';
const subscription = await subscribe(
  { url: 'nats://127.0.0.1', kinds: ['level_reached', 'member_erased'], from: new Date() },
  once(seenRecently(), (event, { sequence }) => {
    if (event.kind === 'level_reached') return event.level + sequence;
    // @ts-expect-error: nobody who was erased has a name
    return event.member.name;
  }),
);
// @ts-expect-error: there is no such kind
await subscribe({ url: '', kinds: ['level_up'] }, () => {});
await subscription.stop();
`;
  writeFileSync(join(elsewhere, 'program.ts'), program);
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', 'node'];
  const types = join(root, 'node_modules/@types');
  run(join(root, 'node_modules/.bin/tsc'), [...options, '--typeRoots', types, 'program.ts'], elsewhere);
}

async function announces(): Promise<void> {
  cpSync(join(home, 'examples/announce-levels.mjs'), join(elsewhere, 'announce-levels.mjs'));
  const passwords = Object.fromEntries(BUS_USERS.map((user) => [user, 'p'])) as Record<BusUser, string>;
  const nats = await startNats({ dataDir: join(folder.path, 'nats'), durable: false, passwords });
  const bus = await connectBus({ url: nats.urlOf('reward-engine'), name: 'test' });
  const theirs = await connectBus({ url: nats.urlOf('subscriber'), name: 'test' });
  await ensureStream(bus, rewardsStream());
  await ensureSubscribersCopy(bus);
  const lines: string[] = [];
  const program = tether(process.execPath, ['announce-levels.mjs'], {
    cwd: elsewhere,
    env: { PATH: process.env.PATH, NATS_URL: nats.urlOf('subscriber') },
    onLine: (line) => lines.push(line),
  });
  await eventually('its subscription', () =>
    theirs.jsm.consumers.info('REWARDS', 'announcer').catch(() => null),
  );
  const golden = readFileSync(join(root, 'libs/contracts/test/golden/reward-frame-v1.json'));
  const publish = await createRelay(bus, 'main');
  await publish({ frame: 1, body: encodeRewardFrame(decodeRewardFrame(golden)), traceparent: null });
  await eventually('the announcement', () => lines.includes('Ada reached level 2'));
  await program.stop('SIGTERM');
  expect(await program.exited).toMatchObject({ code: 0 });
  await bus.close();
  await theirs.close();
  await nats.stop();
}
