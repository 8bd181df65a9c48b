import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectBus, publishFrame } from '@synapse/bus';
import { configSubject, defaultRuleSet, encodeRuleSet } from '@synapse/contracts';
import {
  buildCommunity,
  type DiscordSimulator,
  type Guild,
  type NatsServer,
  type SimulatorOptions,
  startDiscordSimulator,
  startNats,
  temporaryFolder,
} from '@synapse/testkit';
import { openLevel } from '../src/spool/open-level';
import { type GatewayUnderTest, logOf, type RunningGateway, startGateway } from './harness';

/** What every test starts with, and anew: a broker, a simulated Discord with one community, and no gateway. */
export let folder: ReturnType<typeof temporaryFolder>;
export let nats: NatsServer;
export let simulator: DiscordSimulator;
export let log: ReturnType<typeof logOf>;
export let guild: Guild;
let running: RunningGateway[] = [];

beforeEach(async () => {
  folder = temporaryFolder('synapse-gateway-');
  nats = await startNats({ dataDir: join(folder.path, 'nats'), durable: false });
  simulator = await startDiscordSimulator({ world: buildCommunity({ seed: 1, members: 20 }) });
  guild = simulator.world.guilds[0] as Guild;
  log = logOf(nats.url);
});

afterEach(async () => {
  for (const gateway of running) await gateway.stop().catch(() => {});
  running = [];
  await simulator.stop();
  await nats.stop();
  folder.remove();
});

/** Starts a gateway; it is stopped after the test. */
export const start = (options: Partial<GatewayUnderTest> = {}) => {
  const gateway = startGateway({
    simulator,
    natsUrl: nats.url,
    spool: join(folder.path, 'spool'),
    ...options,
  });
  running.push(gateway);
  return gateway;
};

/** Stops the broker; the result brings it back, with its data, at the same address. */
export async function stopNats(): Promise<() => Promise<void>> {
  const { port } = nats;
  await nats.stop();
  return async () => {
    nats = await startNats({ dataDir: join(folder.path, 'nats'), durable: false, port });
  };
}

/** Everything in the files of the spool, as text: what was written last is not compressed yet. */
export function spoolText(): string {
  const spool = join(folder.path, 'spool');
  return readdirSync(spool)
    .map((name) => readIfThere(join(spool, name)))
    .join();
}

/** Makes every write of the spool fail as on a full disk, until the result is called. */
export async function refuseWrites(): Promise<() => void> {
  const level = await openLevel(join(folder.path, 'other'));
  await level.close();
  const prototype = Object.getPrototypeOf(level) as Pick<typeof level, 'batch'>;
  const batch = jest.spyOn(prototype, 'batch');
  batch.mockRejectedValue(new Error('No space left on device') as never);
  return () => batch.mockRestore();
}

/** Puts a rule set into the log, as admin does. */
export async function publishRuleSet(settings: Record<string, unknown>): Promise<void> {
  const bus = await connectBus({ url: nats.url, name: 'test' });
  const body = encodeRuleSet({ ...defaultRuleSet('main'), version: 1, settings });
  await publishFrame(bus, { subject: configSubject('main'), id: 'rules:1', body });
  await bus.close();
}

/** The same community on a Discord with other options. */
export async function otherSimulator(options: Partial<SimulatorOptions>): Promise<void> {
  await simulator.stop();
  simulator = await startDiscordSimulator({ world: simulator.world, ...options });
}

/** The id of a member who is no bot. */
export const person = (index = 0) => guild.members.filter(({ user }) => !user.bot)[index]?.user.id as string;
export const textChannel = () => guild.channels.find(({ type }) => type === 0)?.id as string;
export const voiceChannel = () =>
  guild.channels.find(({ id, type }) => type === 2 && id !== guild.afk_channel_id)?.id as string;
export const say = (content = 'hello', author = 0) =>
  simulator.act.message({ guildId: guild.id, channelId: textChannel(), authorId: person(author), content });
/** Says so many things; returns the ids of the facts they are owed as. */
export const said = (count: number) => Array.from({ length: count }, () => `msg:${say().messageId}`);

/** LevelDB replaces its files while it works: one that was listed may be gone. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
