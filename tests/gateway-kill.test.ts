import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  buildCommunity,
  type DiscordSimulator,
  type Guild,
  type NatsServer,
  seededRandom,
  startDiscordSimulator,
  startNats,
  temporaryFolder,
} from '@synapse/testkit';
import { activityIds, logOf, until } from '../services/ingest-gateway/test/harness';

const MAIN = resolve(__dirname, '../services/ingest-gateway/dist/main.js');
const KILLS = 5;

let folder: ReturnType<typeof temporaryFolder>;
let nats: NatsServer;
let simulator: DiscordSimulator;
let gateway: ChildProcess | undefined;
let output = '';

beforeEach(async () => {
  if (!existsSync(MAIN)) throw new Error(`${MAIN} is missing: run \`npm run build\` first.`);
  folder = temporaryFolder('synapse-gateway-kill-');
  nats = await startNats({ dataDir: join(folder.path, 'nats'), durable: false });
  simulator = await startDiscordSimulator({ world: buildCommunity({ seed: 3, members: 10 }) });
  output = '';
});

afterEach(async () => {
  await kill();
  await simulator.stop();
  await nats.stop();
  folder.remove();
});

function start(env: Record<string, string> = {}): void {
  gateway = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH,
      NATS_URL: nats.url,
      DISCORD_TOKEN: simulator.token,
      DISCORD_API_URL: simulator.apiUrl,
      SPOOL_DIR: join(folder.path, 'spool'),
      OPS_HOST: '127.0.0.1',
      OPS_PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [gateway.stdout, gateway.stderr]) {
    stream?.on('data', (chunk) => {
      output += String(chunk);
    });
  }
}

/** What the running process answers on its operations port. */
async function ask(path: string): Promise<string> {
  const port = [...output.matchAll(/"opsPort":(\d+)/g)].at(-1)?.[1];
  return (await fetch(`http://127.0.0.1:${port}${path}`)).text();
}

async function kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
  if (!gateway || gateway.exitCode !== null || gateway.signalCode !== null) return gateway?.exitCode ?? null;
  const exited = once(gateway, 'exit');
  gateway.kill(signal);
  await exited;
  return gateway.exitCode;
}

test('kill -9 at any moment loses nothing and makes nothing new of what comes again: the next process resumes', async () => {
  const random = seededRandom(7);
  const guild = simulator.world.guilds[0] as Guild;
  const channelId = guild.channels.find(({ type }) => type === 0)?.id as string;
  const authorId = guild.members.find(({ user }) => !user.bot)?.user.id as string;
  const log = logOf(nats.url);
  const ids: string[] = [];
  /** What was in the log already while it was on its way to the spool comes again after a kill, and counts once. */
  const read = async () => [...new Set(activityIds(await log.facts()))];
  const talk = async (bursts: number) => {
    for (let burst = 0; burst < bursts; burst++) {
      for (let n = 0; n < 20; n++) {
        const { messageId } = simulator.act.message({
          guildId: guild.id,
          channelId,
          authorId,
          content: 'canary-4711',
        });
        ids.push(`msg:${messageId}`);
      }
      await delay(5);
    }
  };

  start();
  await simulator.connected();
  await talk(1);
  await until('the first facts', async () => (await read()).length >= ids.length);
  for (let round = 1; round <= KILLS; round++) {
    const talking = talk(10);
    await delay(Math.floor(random.next() * 50));
    await kill();
    await talking;
    start();
    await until('the session is resumed', () => simulator.stats.resumes >= round);
  }
  await talk(2);
  await until('all facts', async () => (await read()).length >= ids.length);
  expect(await read()).toEqual(ids);
  expect(simulator.stats).toMatchObject({ identifies: 1, refusedResumes: 0 });
  expect(await ask('/readyz')).toContain('"ready":true');
  const metrics = await ask('/metrics');
  expect(metrics).toMatch(/^synapse_gateway_facts_total\{.*type="message_create".*\} \d+$/m);
  expect(metrics).toMatch(/^synapse_gateway_spool_pending_frames\{?.*\}? 0$/m);
  expect(await kill('SIGTERM')).toBe(0);
  expect(output + metrics).not.toMatch(/canary-4711|simulated-token/);
});

test('SIGTERM ends it with code 0 when neither Discord nor the broker answers', async () => {
  const mute = createServer((socket) => socket.on('error', () => {}).resume());
  mute.listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const { port } = mute.address() as AddressInfo;
  start({ NATS_URL: `nats://127.0.0.1:${port}`, DISCORD_API_URL: `http://127.0.0.1:${port}/api` });
  await until('it is running', () => output.includes('opsPort'));
  expect(await kill('SIGTERM')).toBe(0);
  mute.close();
});

test('a wrong token ends the process with code 1 and plain words', async () => {
  await simulator.stop();
  const { world } = simulator;
  simulator = { ...(await startDiscordSimulator({ world, token: 'another' })), token: 'simulated-token' };
  start();
  const [code] = await once(gateway as ChildProcess, 'exit');
  expect(code).toBe(1);
  expect(output).toContain('Discord refused the bot token.');
  expect(output).toContain('Set DISCORD_TOKEN');
});
