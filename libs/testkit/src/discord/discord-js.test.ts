import { once } from 'node:events';
import { Client, Events, GatewayIntentBits } from 'discord.js';
import { buildCommunity } from './community/community.js';
import { type DiscordSimulator, startDiscordSimulator } from './simulator.js';
import type { Guild } from './world/world.js';

let simulator: DiscordSimulator;
let client: Client;

beforeEach(async () => {
  simulator = await startDiscordSimulator({ world: buildCommunity({ seed: 2, members: 20 }) });
  client = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent],
    rest: { api: simulator.apiUrl },
  });
});

afterEach(async () => {
  await client.destroy();
  await simulator.stop();
});

const guildOf = () => simulator.world.guilds[0] as Guild;

function say(content: string): string {
  const guild = guildOf();
  const channelId = guild.channels.find(({ type }) => type === 0)?.id as string;
  const authorId = guild.members.find(({ user }) => !user.bot)?.user.id as string;
  return simulator.act.message({ guildId: guild.id, channelId, authorId, content }).messageId;
}

test('discord.js logs in, knows the guild, hears a message, and resumes after the socket was lost', async () => {
  const ready = once(client, Events.ClientReady);
  await client.login(simulator.token);
  await ready;
  expect(client.guilds.cache.get(guildOf().id)?.name).toBe(guildOf().name);

  const heard = once(client, Events.MessageCreate);
  const first = say('hello');
  expect((await heard)[0]).toMatchObject({ id: first, content: 'hello' });

  const resumed = once(client, Events.ShardResume);
  const missed = once(client, Events.MessageCreate);
  simulator.dropSockets();
  const second = say('while you were away');
  await resumed;
  expect((await missed)[0]).toMatchObject({ id: second });
  expect(simulator.stats).toMatchObject({ identifies: 1, resumes: 1 });
});

test('discord.js is refused with a wrong token', async () => {
  await expect(client.login('not-the-token')).rejects.toMatchObject({ code: 'TokenInvalid' });
});
