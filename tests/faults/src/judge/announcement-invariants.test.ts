import { type Bus, connectBus, createRelay, ensureStream, rewardsStream } from '@synapse/bus';
import { encodeRewardFrame, type RewardEvent } from '@synapse/contracts';
import {
  buildCommunity,
  type DatedDeed,
  type DiscordSimulator,
  type NatsServer,
  startDiscordSimulator,
  startNats,
  temporaryFolder,
} from '@synapse/testkit';
import type { Happening } from '../oracle/log-reader';
import { COMMUNITY } from '../system/environment';
import type { System } from '../system/system';
import { announcementsAreOwed, lastOwedAt } from './announcement-invariants';
import type { Evidence } from './evidence';

let folder: ReturnType<typeof temporaryFolder>;
let nats: NatsServer;
let bus: Bus;
let discord: DiscordSimulator;
let channelId: string;
let told: DatedDeed[];

const AT = '2026-01-02T03:04:05.000Z';
const about = (member: string, cause: string) => ({
  at: AT,
  cause,
  rule_set: 1,
  silent: false,
  guild_id: discord.world.guilds[0]?.id ?? '',
  channel_id: channelId,
  member: { id: member, name: 'x', avatar: null },
  totals: { xp: 0, level: 1, gold: 0, stars: 0 },
});
const level = (member: string, cause: string, to: number) =>
  ({
    ...about(member, cause),
    kind: 'level_reached',
    id: `${cause}:level:${to}`,
    level: to,
    gold: 50,
  }) as RewardEvent;
const achievement = (member: string, more: object = {}) =>
  ({
    ...about(member, `msg:${member}`),
    kind: 'achievement_earned',
    id: `msg:${member}:ach:1`,
    template_id: 1,
    name: 'Hello World',
    rarity: 'common',
    xp: 10,
    gold: 0,
    announce_channel_id: null,
    ...more,
  }) as unknown as RewardEvent;

const LINES = [
  '🎉 <@1> reached **level 3**: +100 gold',
  '🏅 <@2> earned **Hello World** (common)\n🏅 <@3> earned **Hello World** (common)',
];

beforeAll(async () => {
  folder = temporaryFolder('synapse-announcements-');
  nats = await startNats({ dataDir: folder.path, durable: false });
  bus = await connectBus({ url: nats.url, name: 'test' });
  discord = await startDiscordSimulator({ world: buildCommunity({ seed: 1, members: 5 }) });
  channelId = discord.world.guilds[0]?.channels.find(({ type }) => type === 0)?.id ?? '';
  await ensureStream(bus, rewardsStream());
  const relay = await createRelay(bus, COMMUNITY);
  const frames = [
    [level('1', 'msg:1', 2), level('1', 'msg:1', 3)],
    [achievement('2'), achievement('3'), achievement('4', { silent: true })],
    [achievement('5', { channel_id: null })],
  ];
  for (const [index, events] of frames.entries()) {
    const frame = index + 1;
    const body = encodeRewardFrame({
      v: 1,
      community: COMMUNITY,
      frame,
      log: { created: AT, sequence: frame },
      events,
    });
    await relay({ frame, body, traceparent: null });
  }
  for (const description of LINES) await post(description);
  told = discord.transcript.filter(({ kind }) => kind === 'message');
}, 30_000);

afterAll(async () => {
  await bus.close();
  await discord.stop();
  await nats.stop();
  folder.remove();
});

const post = (description: string) =>
  fetch(`${discord.apiUrl}/v10/channels/${channelId}/messages`, {
    method: 'POST',
    headers: { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ embeds: [{ description }] }),
  });

/** What the judge says where this was told, and this happened. */
function judged(
  transcript: readonly DatedDeed[],
  happened: readonly Partial<Happening>[] = [],
  world = discord.world,
) {
  const system = {
    simulator: { ...discord, transcript, world },
    framesBefore: [],
    rows: async () => [],
    withBus: (work: (own: Bus) => Promise<unknown>) => work(bus),
  } as unknown as System;
  return announcementsAreOwed.check({ system, happened } as unknown as Evidence);
}

test('what was told as it is owed holds: levels of one cause as one, silent and homeless ones not at all', async () => {
  expect(told).toHaveLength(2);
  expect(await judged(told)).toEqual([]);
});

test('what is told twice, missing or owed by nobody is found', async () => {
  const [levels, digest] = told as [DatedDeed, DatedDeed];
  expect(await judged([levels, levels, digest])).toEqual([
    '"<@1> reached **level 3**" is told 2 times and not 1',
  ]);
  expect(await judged([digest])).toEqual([
    expect.stringContaining('"<@1> reached **level 3**" is told 0 times and not 1; of'),
  ]);
  expect(await judged([])).toContain('nothing was told at all');
  await post('🏅 <@4> earned **Hello World** (common)');
  const all = discord.transcript.filter(({ kind }) => kind === 'message');
  expect(await judged(all)).toEqual(['nobody owes "🏅 <@4> earned **Hello World** (common)" (1 such lines)']);
});

test('who wanted silence, was erased, or whose channel is gone may be passed over, and never doubled', async () => {
  const [levels, digest] = told as [DatedDeed, DatedDeed];
  const command = (type: string, actor: string) => ({ kind: 'command', command: { type, actor } }) as never;
  expect(await judged([digest], [command('set_preference', '1')])).toEqual([]);
  expect(await judged([digest], [command('erase_member', '1')])).toEqual([]);
  const noChannels = {
    ...discord.world,
    guilds: discord.world.guilds.map((guild) => ({ ...guild, channels: [] })),
  };
  expect(await judged([digest], [], noChannels as never)).toEqual([]);
  expect(await judged([levels, levels, digest], [command('set_preference', '1')])).toHaveLength(1);
});

test('the last frame that gives the bot something to do is the one it must have read', async () => {
  const withBus = (work: (own: Bus) => Promise<unknown>) => work(bus);
  const system = { framesBefore: [], withBus } as unknown as System;
  expect(await lastOwedAt(system)).toBe(2);
});
