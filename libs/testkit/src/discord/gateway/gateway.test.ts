import { once } from 'node:events';
import { REST } from '@discordjs/rest';
import { WebSocketManager, WebSocketShardEvents } from '@discordjs/ws';
import { GatewayIntentBits as Bits, GatewayOpcodes } from 'discord-api-types/v10';
import { buildCommunity } from '../community/community.js';
import { type DiscordSimulator, type SimulatorOptions, startDiscordSimulator } from '../simulator.js';
import { ALL_INTENTS } from './intents.js';

const INTENTS =
  Bits.Guilds |
  Bits.GuildMembers |
  Bits.GuildVoiceStates |
  Bits.GuildMessages |
  Bits.GuildMessageReactions |
  Bits.MessageContent;

let simulator: DiscordSimulator;
const clients: WebSocketManager[] = [];

async function start(options: Partial<SimulatorOptions> = {}): Promise<void> {
  simulator = await startDiscordSimulator({ world: buildCommunity({ members: 12 }), ...options });
}

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.destroy()));
  await simulator.stop();
});

/** A real client, and what it saw. */
function newClient({
  token = simulator.token,
  intents = INTENTS,
}: {
  token?: string;
  intents?: number;
} = {}) {
  const rest = new REST({ version: '10', api: simulator.apiUrl }).setToken(token);
  const sessions = new Map();
  const client = new WebSocketManager({
    rest,
    token,
    intents,
    retrieveSessionInfo: (shard) => sessions.get(shard) ?? null,
    updateSessionInfo: (shard, info) => void sessions.set(shard, info),
    // The client's own limit would make it wait five seconds before it identifies again.
    buildIdentifyThrottler: () => ({ waitForIdentify: () => Promise.resolve() }),
  });
  clients.push(client);
  const seen: { shard: number; t: string; s: number; d: Record<string, never> }[] = [];
  client.on(WebSocketShardEvents.Dispatch, ({ t, s, d }, shard) => {
    seen.push({ shard, t, s, d: d as unknown as Record<string, never> });
  });
  const closed: number[] = [];
  client.on(WebSocketShardEvents.Closed, (code) => void closed.push(code));
  const errors: string[] = [];
  client.on(WebSocketShardEvents.Error, (error) => void errors.push(error.message));
  return { client, seen, closed, errors, types: () => seen.map(({ t }) => t) };
}

/** Waits until the client has seen what the test is about. */
async function until(client: WebSocketManager, holds: () => boolean): Promise<void> {
  while (!holds()) await once(client, WebSocketShardEvents.Dispatch);
}

function someone() {
  const [guild] = simulator.world.guilds;
  if (!guild) throw new Error('The world has no guild.');
  const general = guild.channels.find(({ name }) => name === 'general');
  const ada = guild.members.find(({ user }) => !user.bot);
  if (!general || !ada) throw new Error('The community lacks a channel or a person.');
  return { guildId: guild.id, channelId: general.id, authorId: ada.user.id, guild };
}

test('a client identifies, sees its guild and gets what happens there', async () => {
  await start();
  const { client, seen, types } = newClient();
  await client.connect();
  await simulator.connected();
  const { guildId, channelId, authorId, guild } = someone();
  const { messageId, sent } = simulator.act.message({ guildId, channelId, authorId, content: 'Hello!' });
  await until(client, () => seen.length === 3);

  expect(types()).toEqual(['READY', 'GUILD_CREATE', 'MESSAGE_CREATE']);
  expect(seen[0]?.d).toMatchObject({ guilds: [{ id: guildId, unavailable: true }], shard: [0, 1] });
  expect(seen[1]?.d).toMatchObject({ id: guildId, member_count: 12, afk_channel_id: guild.afk_channel_id });
  expect(seen[2]).toMatchObject({ s: 3, d: { id: messageId, content: 'Hello!', guild_id: guildId } });
  expect(sent).toMatchObject({
    seq: 3,
    shard: 0,
    session: seen[0]?.d.session_id,
  });
  expect(simulator.stats).toMatchObject({ identifies: 1, resumes: 0, shards: { 0: { connections: 1 } } });
});

test('after a cut line the client resumes and gets every missed dispatch once, in order', async () => {
  await start();
  const { client, seen, types } = newClient();
  await client.connect();
  const { guildId } = someone();
  simulator.send(guildId, 'MESSAGE_CREATE', { id: '1' });
  await until(client, () => seen.length === 3);
  simulator.dropSockets();
  for (const id of ['2', '3', '4']) simulator.send(guildId, 'MESSAGE_CREATE', { id });
  await simulator.connected();
  simulator.send(guildId, 'MESSAGE_CREATE', { id: '5' });
  await until(client, () => seen.at(-1)?.d.id === '5');

  expect(types().slice(3)).toEqual([...Array(3).fill('MESSAGE_CREATE'), 'RESUMED', 'MESSAGE_CREATE']);
  expect(seen.map(({ s }) => s)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(simulator.log.map(({ seq, t }) => [seq, t])).toEqual(seen.map(({ s, t }) => [s, t]));
  expect(simulator.stats).toMatchObject({ identifies: 1, resumes: 1 });
});

test('op 7 makes the client reconnect and resume', async () => {
  await start();
  const { client, seen } = newClient();
  await client.connect();
  await until(client, () => seen.length === 2);
  simulator.requestReconnect();
  await until(client, () => seen.at(-1)?.t === 'RESUMED');
  expect(simulator.stats).toMatchObject({ identifies: 1, resumes: 1, connections: 2 });
});

test('op 9 with a resumable session makes the client resume on the same connection', async () => {
  await start();
  const { client, seen } = newClient();
  await client.connect();
  await until(client, () => seen.length === 2);
  simulator.invalidateSessions(true);
  await until(client, () => seen.at(-1)?.t === 'RESUMED');
  expect(simulator.stats).toMatchObject({ identifies: 1, resumes: 1, refusedResumes: 0 });
});

test('op 9 without a resumable session makes the client identify anew', async () => {
  await start();
  const { client, types } = newClient();
  await client.connect();
  await until(client, () => types().length === 2);
  simulator.invalidateSessions(false);
  expect(simulator.send(someone().guildId, 'MESSAGE_CREATE', {})).toBeUndefined();
  await until(client, () => types().length === 4);
  expect(types()).toEqual(['READY', 'GUILD_CREATE', 'READY', 'GUILD_CREATE']);
  expect(new Set(simulator.log.map(({ session }) => session)).size).toBe(2);
});

test.each([
  ['forgotten', () => simulator.forgetSessions()],
  [
    'too old',
    () => {
      simulator.dropSockets();
      for (let n = 0; n < 6; n++) simulator.send(someone().guildId, 'MESSAGE_CREATE', { id: String(n) });
    },
  ],
])('a session that is %s cannot be resumed', async (_, lose) => {
  await start({ replayLimit: 5 });
  const { client, seen, types } = newClient();
  await client.connect();
  await until(client, () => seen.length === 2);
  lose();
  await until(client, () => seen.length === 4);
  expect(types()).toEqual(['READY', 'GUILD_CREATE', 'READY', 'GUILD_CREATE']);
  expect(simulator.stats).toMatchObject({ identifies: 2, resumes: 0, refusedResumes: 1 });
});

test('close codes decide whether a session lives on', async () => {
  await start();
  const { client, seen, types } = newClient();
  await client.connect();
  await until(client, () => seen.length === 2);
  simulator.closeSockets(4000);
  await until(client, () => seen.length === 3);
  simulator.closeSockets(4009);
  await until(client, () => seen.length === 5);
  expect(types().slice(2)).toEqual(['RESUMED', 'READY', 'GUILD_CREATE']);
});

test('an intent the application may not use is refused with 4014, a wrong one with 4013', async () => {
  await start({ allowedIntents: ALL_INTENTS & ~Bits.MessageContent });
  const disallowed = newClient();
  void disallowed.client.connect().catch(() => undefined);
  await once(disallowed.client, WebSocketShardEvents.Error);
  const invalid = newClient({ intents: 1 << 30 });
  void invalid.client.connect().catch(() => undefined);
  await once(invalid.client, WebSocketShardEvents.Error);

  expect([disallowed.closed, disallowed.errors]).toEqual([[4014], ['Used disallowed intents']]);
  expect([invalid.closed, invalid.errors]).toEqual([[4013], ['Used invalid intents']]);
  expect(simulator.stats.identifies).toBe(0);
});

test('a wrong token is refused over HTTP with 401 and on the gateway with 4004', async () => {
  await start();
  await expect(newClient({ token: 'wrong' }).client.connect()).rejects.toMatchObject({ status: 401 });
  const { client, closed } = newClient({ token: 'wrong' });
  client.options.rest = new REST({ api: simulator.apiUrl }).setToken(simulator.token);
  void client.connect().catch(() => undefined);
  await once(client, WebSocketShardEvents.Error);
  expect(closed).toEqual([4004]);
});

test('without the message content intent the text is blank, and without an intent its events do not come', async () => {
  await start();
  const { client, seen } = newClient({ intents: Bits.Guilds | Bits.GuildMessages });
  await client.connect();
  const { guildId, channelId, authorId } = someone();
  const { messageId } = simulator.act.message({
    guildId,
    channelId,
    authorId,
    content: 'secret',
    attachments: ['a.png'],
  });
  const emoji = '👍';
  expect(simulator.act.react({ guildId, channelId, messageId, userId: authorId, emoji })).toBeUndefined();
  await until(client, () => seen.length === 3);
  expect(seen[2]?.d).toMatchObject({ id: messageId, content: '', attachments: [] });
});

test('two shards have a session each and only the events of their guilds', async () => {
  await start({ shards: 2, world: buildCommunity({ members: 6, guilds: 2 }) });
  const { client, seen } = newClient();
  await client.connect();
  await simulator.connected();
  for (const { id } of simulator.world.guilds) simulator.send(id, 'MESSAGE_CREATE', { guild_id: id });
  await until(client, () => seen.length === 6);
  const guildOf = (shard: number) => {
    const own = seen.filter((dispatch) => dispatch.shard === shard);
    expect(own.map(({ t, s }) => [t, s])).toEqual([
      ['READY', 1],
      ['GUILD_CREATE', 2],
      ['MESSAGE_CREATE', 3],
    ]);
    expect(own[1]?.d.id).toBe(own[2]?.d.guild_id);
    return own[2]?.d.guild_id;
  };
  expect(new Set([guildOf(0), guildOf(1)])).toEqual(new Set(simulator.world.guilds.map(({ id }) => id)));
  expect(simulator.stats.shards).toMatchObject({ 0: { identifies: 1 }, 1: { identifies: 1 } });
});

test('unanswered heartbeats make the client resume on a new connection', async () => {
  await start({ heartbeatIntervalMs: 50 });
  const { client, seen } = newClient();
  await client.connect();
  await once(client, WebSocketShardEvents.HeartbeatComplete);
  simulator.stopHeartbeatAcks(true);
  await until(client, () => seen.at(-1)?.t === 'RESUMED');
  expect(simulator.stats.heartbeats).toBeGreaterThan(1);
});

test('while nothing is read heartbeats stay unanswered, and what was sent is read later', async () => {
  await start({ heartbeatIntervalMs: 50 });
  const { client, seen } = newClient();
  await client.connect();
  await once(client, WebSocketShardEvents.HeartbeatComplete);
  const gaveUp = new Promise<void>((resolve) => {
    client.on(WebSocketShardEvents.Debug, (text) => {
      if (text.includes('Zombie connection')) resolve();
    });
  });
  simulator.pauseReading(true);
  await gaveUp;
  simulator.pauseReading(false);
  await until(client, () => seen.at(-1)?.t === 'RESUMED');
  expect(simulator.stats).toMatchObject({ identifies: 1, resumes: 1 });
});

test('a refused connection is counted and accepted again later', async () => {
  await start();
  const { client, seen } = newClient();
  await client.connect();
  await until(client, () => seen.length === 2);
  simulator.refuseConnections(true);
  simulator.dropSockets();
  await once(client, WebSocketShardEvents.SocketError);
  simulator.refuseConnections(false);
  await until(client, () => seen.length === 4);
  expect(simulator.stats.refused).toBeGreaterThan(0);
});

test('a client that closes with 4200 leaves a session that waits, one that closes with 1000 ends it', async () => {
  await start();
  const { guildId } = someone();
  const leaving = newClient();
  await leaving.client.connect();
  await leaving.client.destroy({ code: 4200 });
  expect(simulator.send(guildId, 'MESSAGE_CREATE', {})).toMatchObject({ seq: 3 });
  const ending = newClient({ intents: Bits.Guilds });
  await ending.client.connect();
  await ending.client.destroy({ code: 1000 });
  const left = simulator.log.filter(({ t }) => t === 'READY').map(({ session }) => session);
  simulator.send(guildId, 'CHANNEL_UPDATE', {});
  expect(simulator.log.filter(({ t }) => t === 'CHANNEL_UPDATE').map(({ session }) => session)).toEqual([
    left[0],
  ]);
});

test('more identifies at once than allowed are answered with an invalid session', async () => {
  let now = Date.now();
  await start({ maxConcurrency: 1, identifyWindowMs: 5_000, now: () => now });
  const first = newClient();
  await first.client.connect();
  const second = newClient();
  const invalid = new Promise<void>((resolve) => {
    second.client.on(WebSocketShardEvents.Debug, (text) => {
      if (text.includes('Invalid session')) resolve();
    });
  });
  const connected = second.client.connect();
  await invalid;
  now += 5_000;
  await connected;
  expect(simulator.stats.identifies).toBe(3);
  const limit = await new REST({ api: simulator.apiUrl }).setToken(simulator.token).get('/gateway/bot');
  expect(limit).toMatchObject({ session_start_limit: { total: 1000, remaining: 997, max_concurrency: 1 } });
});

test('a client may ask for things that have no effect, once it has logged in', async () => {
  await start();
  const { client, seen, closed } = newClient();
  await client.connect();
  const presence = { since: null, activities: [], status: 'online' as never, afk: false };
  await client.send(0, { op: GatewayOpcodes.PresenceUpdate, d: presence });
  simulator.send(someone().guildId, 'MESSAGE_CREATE', { id: '1' });
  await until(client, () => seen.length === 3);
  expect(closed).toEqual([]);
});
